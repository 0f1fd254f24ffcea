import { foldText } from "#domain/matching/fold-text.ts";

type Text = { readonly id: string; readonly text: string };

const SHINGLE = 3;
const LEAST_LIKENESS = 0.6;
/** A shingle in more texts than this tells nothing and would make every text a neighbour of every other. */
const MOST_COMMON = 600;

/**
 * Groups of near-identical wordings by exact comparison (Jaccard of character trigrams, single link): names, amounts,
 * links and remarks in brackets do not count. For benchmarks of some ten thousand texts; quadratic in the worst case.
 */
export function groupScripts(texts: readonly Text[]): ReadonlyMap<string, string> {
  const skeletons = new Map<string, string[]>();
  for (const { id, text } of texts) {
    const skeleton = skeletonOf(text);
    if (skeleton.length < 8) continue;
    skeletons.set(skeleton, [...(skeletons.get(skeleton) ?? []), id]);
  }
  const keys = [...skeletons.keys()].sort();
  const sets = keys.map(shinglesOf);
  const parent = keys.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  const postings = new Map<string, number[]>();
  sets.forEach((own, i) => {
    const shared = new Map<number, number>();
    for (const shingle of own) {
      const list = postings.get(shingle);
      for (const other of list ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
      if (!list) postings.set(shingle, [i]);
      else if (list.length < MOST_COMMON) list.push(i);
    }
    for (const [other, count] of shared) {
      const union = own.size + (sets[other]?.size ?? 0) - count;
      if (count / union < LEAST_LIKENESS) continue;
      const [a, b] = [root(i), root(other)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  });
  const groups = new Map<string, string>();
  keys.forEach((key, i) => {
    for (const id of skeletons.get(key) ?? []) groups.set(id, `script-${root(i)}`);
  });
  return groups;
}

/** What stays of a text when everything that differs from message to message is taken out. */
function skeletonOf(text: string): string {
  return foldText(text.replace(/^\s*【[^】]*】/u, ""))
    .replace(/[（(][^）)]*[）)]/gu, "")
    .replace(/https?:\/\/\S+/giu, "#")
    .replace(/[\d.,万]+(?:元|块|%|厘|分)?/gu, "#")
    .replace(/[a-z_@]+/gu, "#")
    .replace(/[^\p{Script=Han}#]/gu, "")
    .replace(/#+/g, "#");
}

function shinglesOf(text: string): ReadonlySet<string> {
  const shingles = new Set<string>();
  for (let at = 0; at + SHINGLE <= text.length; at++) shingles.add(text.slice(at, at + SHINGLE));
  return shingles;
}
