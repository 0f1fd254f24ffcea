import { distinctWords, foldValue } from "./fold-value.ts";
import type { BlockingKey, BlockingRule, LinkageModel } from "./model.ts";
import { fieldNamed, type PreparedRecords } from "./prepare-records.ts";

/** Candidate pairs, each once, left < right in the order of the records' ids, sorted by left. */
export type CandidatePairs = {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly count: number;
};

/** Blocks of one rule: members of block b are members[starts[b] .. starts[b + 1]]; blocks of record i likewise. */
type BlockIndex = {
  readonly starts: Int32Array;
  readonly members: Int32Array;
  readonly blockStarts: Int32Array;
  readonly blocks: Int32Array;
};

function keysOf(key: BlockingKey, text: string): string[] {
  if (key.each === undefined) {
    const folded = foldValue(text, key.folds);
    return folded === "" ? [] : [folded];
  }
  if (key.each === "word") {
    const folded = distinctWords(text).map((word) => foldValue(word, key.folds));
    return [...new Set(folded)].filter((word) => word !== "");
  }
  const folded = foldValue(text, key.folds);
  if (folded.length < 3) return folded === "" ? [] : [folded];
  const without = Array.from(
    { length: folded.length },
    (_, at) => folded.slice(0, at) + folded.slice(at + 1),
  );
  return [...new Set([folded, ...without])];
}

type KeyLists = { readonly starts: Int32Array; readonly keys: Int32Array };

/** Keys of every record for one part of a rule, interned; worked out once a distinct value. */
function keyLists(records: PreparedRecords, key: BlockingKey): KeyLists {
  const { ids } = fieldNamed(records, key.field);
  const interned = new Map<string, number>();
  const byValue = new Map<number, number[]>();
  const starts = new Int32Array(records.size + 1);
  const keys: number[] = [];
  for (let i = 0; i < records.size; i++) {
    const value = ids[i] as number;
    let list = byValue.get(value);
    if (list === undefined) {
      list = keysOf(key, records.values[value] ?? "").map((text) => {
        const id = interned.get(text) ?? interned.size;
        interned.set(text, id);
        return id;
      });
      byValue.set(value, list);
    }
    for (const id of list) keys.push(id);
    starts[i + 1] = keys.length;
  }
  return { starts, keys: Int32Array.from(keys) };
}

/** Joins the keys of two parts: every combination is a key. */
function combine(size: number, a: KeyLists, b: KeyLists): KeyLists {
  const interned = new Map<number, number>();
  const starts = new Int32Array(size + 1);
  const keys: number[] = [];
  for (let i = 0; i < size; i++) {
    for (let p = a.starts[i] as number; p < (a.starts[i + 1] as number); p++) {
      for (let q = b.starts[i] as number; q < (b.starts[i + 1] as number); q++) {
        const both = (a.keys[p] as number) * 2 ** 26 + (b.keys[q] as number);
        const id = interned.get(both) ?? interned.size;
        interned.set(both, id);
        keys.push(id);
      }
    }
    starts[i + 1] = keys.length;
  }
  return { starts, keys: Int32Array.from(keys) };
}

/** The keys of one rule, with how many records hold each. */
type RuleKeys = { readonly lists: KeyLists; readonly sizes: Int32Array; readonly maxBlock: number };

function blockSizes(keys: Int32Array): Int32Array {
  let most = -1;
  for (const key of keys) if (key > most) most = key;
  const sizes = new Int32Array(most + 1);
  for (const key of keys) sizes[key] = (sizes[key] as number) + 1;
  return sizes;
}

function ruleKeys(model: LinkageModel, records: PreparedRecords): RuleKeys[] {
  const known = new Map<string, KeyLists>();
  const listsOf = (key: BlockingKey): KeyLists => {
    const name = JSON.stringify(key);
    const lists = known.get(name) ?? keyLists(records, key);
    known.set(name, lists);
    return lists;
  };
  return model.blocking.map(({ on, maxBlock = model.maxBlock }: BlockingRule) => {
    const [first, ...rest] = on.map(listsOf);
    if (first === undefined) throw new Error("a blocking rule has no key");
    const lists = rest.reduce((joined, key) => combine(records.size, joined, key), first);
    return { lists, sizes: blockSizes(lists.keys), maxBlock };
  });
}

/** Pairs that all rules propose from blocks of up to `cap` records, those proposed twice counted twice. */
function proposals(rules: readonly RuleKeys[], cap: number): number {
  let pairs = 0;
  for (const { sizes, maxBlock } of rules) {
    const limit = Math.min(cap, maxBlock);
    for (const size of sizes) if (size <= limit) pairs += (size * (size - 1)) / 2;
  }
  return pairs;
}

function indexRule(records: PreparedRecords, { lists, sizes, maxBlock }: RuleKeys, cap: number): BlockIndex {
  const limit = Math.min(cap, maxBlock);
  const starts = new Int32Array(sizes.length + 1);
  for (let block = 0; block < sizes.length; block++) {
    const size = sizes[block] as number;
    starts[block + 1] = (starts[block] as number) + (size > 1 && size <= limit ? size : 0);
  }
  const members = new Int32Array(starts[sizes.length] as number);
  const blocks = new Int32Array(members.length);
  const blockStarts = new Int32Array(records.size + 1);
  const next = starts.slice();
  let kept = 0;
  for (let i = 0; i < records.size; i++) {
    for (let p = lists.starts[i] as number; p < (lists.starts[i + 1] as number); p++) {
      const block = lists.keys[p] as number;
      if (starts[block] === starts[block + 1]) continue;
      members[next[block] as number] = i;
      next[block] = (next[block] as number) + 1;
      blocks[kept++] = block;
    }
    blockStarts[i + 1] = kept;
  }
  return { starts, members, blockStarts, blocks };
}

function grown(list: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(list.length * 2);
  larger.set(list);
  return larger;
}

/** The union of the pairs of all rules; undefined when there are more than `limit`. */
function unionOf(rules: readonly BlockIndex[], size: number, limit: number): CandidatePairs | undefined {
  const seenBy = new Int32Array(size).fill(-1);
  let [left, right] = [new Int32Array(1 << 16), new Int32Array(1 << 16)];
  let count = 0;
  for (let i = 0; i < size; i++) {
    for (const { starts, members, blockStarts, blocks } of rules) {
      for (let p = blockStarts[i] as number; p < (blockStarts[i + 1] as number); p++) {
        const block = blocks[p] as number;
        // Members are in order, so the pairs with later records are found from the end.
        for (let q = (starts[block + 1] as number) - 1; q >= (starts[block] as number); q--) {
          const j = members[q] as number;
          if (j <= i) break;
          if (seenBy[j] === i) continue;
          seenBy[j] = i;
          if (count === left.length) [left, right] = [grown(left), grown(right)];
          left[count] = i;
          right[count++] = j;
        }
      }
    }
    if (count > limit) return undefined;
  }
  return { left: left.slice(0, count), right: right.slice(0, count), count };
}

/** Pairs that several rules propose cost little, but not nothing. */
const PROPOSALS_PER_PAIR = 10;

/**
 * The union of the pairs of all rules: two records are a candidate pair when some rule gives both the same key and that block is not over
 * its cap. When that makes more than `maxPairs`, one cap for all rules is lowered until it does not, so that it is the rarest keys that
 * pair records; blocks of one size are taken all or none, whatever the order of the records.
 */
export function candidatePairs(model: LinkageModel, records: PreparedRecords): CandidatePairs {
  const rules = ruleKeys(model, records);
  let cap = Math.max(...rules.map((rule) => rule.maxBlock));
  while (cap > 2) {
    if (proposals(rules, cap) <= PROPOSALS_PER_PAIR * model.maxPairs) {
      const found = unionOf(
        rules.map((rule) => indexRule(records, rule, cap)),
        records.size,
        model.maxPairs,
      );
      if (found !== undefined) return found;
    }
    cap = Math.max(2, Math.floor(cap * 0.8));
  }
  const least = unionOf(
    rules.map((rule) => indexRule(records, rule, cap)),
    records.size,
    Number.POSITIVE_INFINITY,
  );
  return least ?? { left: new Int32Array(0), right: new Int32Array(0), count: 0 };
}
