import type { Keys } from "#adapters/keys.ts";
import type { SealedKeys } from "#db/queries/case-subjects.ts";

/** Opens the numbers that queries meet sealed; the key ring itself stays here. */
export function sealedKeys(keys: Pick<Keys, "openWithMaster">): SealedKeys {
  return {
    ofCase: (caseId, sealed) =>
      keys.openWithMaster({ table: "cases", column: "subject", row: caseId }, sealed),
    ofNumber: (indexHex, sealed) =>
      keys.openWithMaster({ table: "number_keys", column: "key", row: indexHex }, sealed),
  };
}
