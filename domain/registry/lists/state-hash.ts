import { type Sha256, toHex, utf8 } from "../../transparency/bytes.ts";

/** SHA-256 over pieces, as the caller's platform has it. */
export type Sha256Pieces = { update(bytes: Uint8Array): unknown; digest(): Uint8Array };

export type StateHash = {
  /** Entities in ascending order of their ids, each once, with its JCS bytes. Throws out of order. */
  add(id: string, jcs: Uint8Array): void;
  /** Lower-case hex. */
  digest(): string;
};

/** SHA-256 over `utf8(id) ‖ SHA-256(JCS(entity))` of the entities sorted by id: it proves a database, not a download. */
export function stateHash(sha256: Sha256, whole: Sha256Pieces): StateHash {
  let last: string | null = null;
  return {
    add(id, jcs) {
      if (last !== null && !(last < id))
        throw new Error("list entities are not in ascending order of their ids");
      last = id;
      whole.update(utf8(id));
      whole.update(sha256(jcs));
    },
    digest: () => toHex(whole.digest()),
  };
}
