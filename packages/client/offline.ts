import { readFile } from "node:fs/promises";
import path from "node:path";
import { ClientError } from "./errors.ts";
import { isStale, readCopy } from "./local-copy.ts";
import { type NumbersIndex, openNumbers } from "./numbers-index.ts";
import { combine, type ListVerdict } from "./verdict.ts";

/** Look-ups in the local copies, without the network. */
export type Offline = {
  /** The verdict about a canonical key. */
  lookUp(canonical: string): ListVerdict;
  /** Versions in use by list. */
  readonly versions: Readonly<Record<string, number>>;
  /** Numbers known. */
  readonly size: number;
  /** Whether the publisher's word has run out for one of the lists: say so to whoever relies on the answer. */
  isStale(nowMs: number): boolean;
};

const LISTS = ["numbers", "official", "number-blocks"] as const;

/** Opens the copies of a folder. `numbers` has to be there; official numbers and blocks count when they are. */
export async function openOffline(folder: string): Promise<Offline> {
  const copies = new Map(
    await Promise.all(LISTS.map(async (list) => [list, await readCopy(folder, list)] as const)),
  );
  const indexes = new Map<string, NumbersIndex>();
  const versions: Record<string, number> = {};
  for (const [list, copy] of copies) {
    if (!copy) continue;
    indexes.set(list, openNumbers(await readFile(path.join(folder, list, copy.folder, "index.bin"))));
    versions[list] = copy.item.version;
  }
  const numbers = indexes.get("numbers");
  if (!numbers) throw new ClientError("no-copy", { detail: "numbers" });
  const official = indexes.get("official");
  const blocks = indexes.get("number-blocks");
  return {
    versions,
    size: [...indexes.values()].reduce((sum, { size }) => sum + size, 0),
    isStale: (nowMs) => [...copies.values()].some((copy) => copy !== null && isStale(copy.item, nowMs)),
    lookUp(canonical) {
      const number = numbers.find(canonical);
      const known = official?.find(canonical) ?? null;
      const block = number || known ? null : (blocks?.findPrefix(canonical) ?? null);
      return combine(number, known, block);
    },
  };
}
