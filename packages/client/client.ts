import { type CheckAnswer, type CheckItem, type CheckResult, checkBatch, checkNumber } from "./check.ts";
import { type CheckFileOptions, type CheckTotals, checkFile } from "./check-file.ts";
import { openPortal, type PortalOptions } from "./http.ts";
import { type SyncResult, syncList } from "./local-copy.ts";
import { type NoteKey, parseVkey } from "./note.ts";
import { type Offline, openOffline } from "./offline.ts";
import { checkProofFile, type ProvenRecord } from "./proof.ts";
import { checkByRange, readPrefixBits } from "./range.ts";
import { readNumber } from "./read-number.ts";
import type { ListVerdict } from "./verdict.ts";

/** The whole package in one object; each part can be imported on its own as well. */
export type Client = {
  /** One number, written any way. */
  check(number: string): Promise<CheckResult>;
  /** Up to 500 items; needs a key. */
  checkBatch(items: readonly CheckItem[], purpose?: string): Promise<CheckAnswer>;
  checkFile(options: CheckFileOptions): Promise<CheckTotals>;
  /** Brings the local copy of a list up to date; needs `vkey` and `folder`. */
  sync(list: string, options?: { readonly isForced?: boolean }): Promise<SyncResult>;
  /** The local copies, for look-ups without the network; open anew after a sync. */
  openOffline(): Promise<Offline>;
  /** By canonical key, without saying which. */
  checkByRange(canonical: string, options?: { readonly blocks?: boolean }): Promise<ListVerdict>;
  /** Private numbers by canonical key, without naming them; needs `vkey` and a key with the scope `oprf`. */
  checkPrivately(canonicals: readonly string[]): Promise<ListVerdict[]>;
  /** A receipt or entry proof, parsed from JSON; needs `vkey`. */
  verify(file: unknown): ProvenRecord;
  /** The canonical key of a number written in a common way, else null. */
  readNumber(text: string): string | null;
};

export type ClientOptions = PortalOptions & {
  /** The log's key, from where you trust it. */
  readonly vkey?: string;
  /** Where the local copies lie. */
  readonly folder?: string;
};

export function openClient({ vkey, folder = "mingjian-lists", ...options }: ClientOptions): Client {
  const portal = openPortal(options);
  let parsed: NoteKey | null = null;
  const key = () => {
    parsed ??= parseVkey(vkey ?? "");
    return parsed;
  };
  let prefixBits: Promise<ReadonlyMap<string, number>> | null = null;
  return {
    check: (number) => checkNumber(portal, number),
    checkBatch: (items, purpose) => checkBatch(portal, items, purpose ?? null),
    checkFile: (file) => checkFile(portal, file),
    sync: async (list, { isForced = false } = {}) =>
      await syncList({ portal, list, folder, key: key(), isForced }),
    openOffline: () => openOffline(folder),
    async checkByRange(canonical, { blocks = false } = {}) {
      prefixBits ??= readPrefixBits(portal).catch((error: unknown) => {
        prefixBits = null;
        throw error;
      });
      return await checkByRange(portal, canonical, { prefixBits: await prefixBits, blocks });
    },
    async checkPrivately(canonicals) {
      // Loaded here, so that the rest works without the one package this needs.
      const { checkPrivately, readOprfKey } = await import("./oprf.ts");
      return await checkPrivately(portal, await readOprfKey(portal, key()), canonicals);
    },
    verify: (file) => checkProofFile(file, key()),
    readNumber,
  };
}
