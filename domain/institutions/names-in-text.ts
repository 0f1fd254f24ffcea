import { foldText, hasHan } from "../matching/fold-text.ts";
import { foldName } from "./fold-name.ts";

type Named = {
  readonly id: string;
  readonly legalName: string;
  readonly names: readonly { readonly name: string }[];
};

/** Folded Chinese names of the register and whose they are; null where several institutions go by one. */
export type NameScan = {
  readonly owners: ReadonlyMap<string, string | null>;
  readonly lengths: readonly number[];
};

/** Two characters stand in too many sentences by chance. */
const SHORTEST_NAME = 3;

/** Built once from the register, about 5 µs a name. */
export function buildNameScan(institutions: Iterable<Named>): NameScan {
  const owners = new Map<string, string | null>();
  for (const { id, legalName, names } of institutions) {
    for (const name of [legalName, ...names.map((other) => other.name)]) {
      const folded = hasHan(name) ? foldName(name) : "";
      if (folded.length < SHORTEST_NAME) continue;
      const known = owners.get(folded);
      owners.set(folded, known === undefined || known === id ? id : null);
    }
  }
  const lengths = [...new Set([...owners.keys()].map((name) => name.length))].sort((a, b) => b - a);
  return { owners, lengths };
}

/**
 * Institutions whose Chinese name stands in a text, in the order they appear, each once; the longest name counts and
 * names that several go by are passed over. That a name is written there says nothing about who wrote it.
 */
export function institutionsNamedIn({ owners, lengths }: NameScan, text: string): readonly string[] {
  const found = new Set<string>();
  for (const part of foldText(text).split(/[^\p{L}\p{N}]+/u)) {
    for (let at = 0; at < part.length; ) {
      const length = lengths.find(
        (size) => at + size <= part.length && owners.has(part.slice(at, at + size)),
      );
      if (length === undefined) {
        at += 1;
        continue;
      }
      const owner = owners.get(part.slice(at, at + length));
      if (owner) found.add(owner);
      at += length;
    }
  }
  return [...found];
}
