import { concatBytes, type Sha256, utf8 } from "../bytes.ts";

/** RFC 6962 section 2.1 as it is written down, for tests: the root of a tree by its definition. */
export function naiveTree(sha256: Sha256): (entries: readonly string[]) => Uint8Array {
  const root = (entries: readonly string[]): Uint8Array => {
    if (entries.length === 0) return sha256(new Uint8Array(0));
    if (entries.length === 1) return sha256(utf8(`\0${entries[0]}`));
    let split = 1;
    while (split * 2 < entries.length) split *= 2;
    return sha256(concatBytes(Uint8Array.of(1), root(entries.slice(0, split)), root(entries.slice(split))));
  };
  return root;
}
