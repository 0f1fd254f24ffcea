import { readFileSync } from "node:fs";
import {
  findNearDuplicates,
  groupNearDuplicates,
} from "#domain/matching/near-duplicate/find-near-duplicates.ts";
import { jaccard } from "#domain/matching/near-duplicate/shingles.ts";
import { sketchText, type TextSketch } from "#domain/matching/near-duplicate/sketch-text.ts";
import type { BenchResult } from "./result.ts";
import type { BenchArgs } from "./run.ts";

const DEFAULT_JACCARD = 0.7;
const ROUNDS = 5;
/** A round sketches at least this many messages, so that a small file is no matter of timer ticks. */
const ROUND_SIZE = 20_000;

const USAGE = "npm run -s bench -- near-duplicate FILE.txt [--jaccard 0.7]";
const round = (value: number, places: number): number => Number(value.toFixed(places));

/** A pair of places as one number: left × lines + right, exact up to 94 million lines. */
type PairKeys = Float64Array;

/**
 * The truth, by a way that shares nothing with the engine's: for each message the shingles it has in common with every earlier message
 * are counted through the full inverted index, no filter, no hash of a hash.
 */
function exactPairs(sketches: readonly TextSketch[], threshold: number): PairKeys {
  const postings = new Map<number, number[]>();
  const shared = new Uint32Array(sketches.length);
  const keys: number[] = [];
  for (const [right, { shingles }] of sketches.entries()) {
    const met: number[] = [];
    for (const shingle of shingles) {
      const earlier = postings.get(shingle);
      if (earlier === undefined) {
        postings.set(shingle, [right]);
        continue;
      }
      for (const left of earlier) {
        if (shared[left] === 0) met.push(left);
        shared[left] = (shared[left] as number) + 1;
      }
      earlier.push(right);
    }
    for (const left of met) {
      const both = shared[left] as number;
      shared[left] = 0;
      const union = shingles.length + (sketches[left]?.shingles.length ?? 0) - both;
      if (both / union >= threshold) keys.push(left * sketches.length + right);
    }
  }
  return Float64Array.from(keys).sort();
}

type Found = { readonly keys: PairKeys; readonly candidates: number };

/** What the portal's database does: candidates share the key of a band, and each is verified on its shingles. */
function bandPairs(sketches: readonly TextSketch[], threshold: number): Found {
  const members = new Map<bigint, number[]>();
  const lastMetBy = new Int32Array(sketches.length).fill(-1);
  const keys: number[] = [];
  let candidates = 0;
  for (const [right, { bands, shingles }] of sketches.entries()) {
    for (const band of bands) {
      const earlier = members.get(band);
      if (earlier === undefined) {
        members.set(band, [right]);
        continue;
      }
      for (const left of earlier) {
        if (lastMetBy[left] === right) continue;
        lastMetBy[left] = right;
        candidates++;
        const isNear = jaccard(sketches[left]?.shingles ?? shingles, shingles) >= threshold;
        if (isNear) keys.push(left * sketches.length + right);
      }
      earlier.push(right);
    }
  }
  return { keys: Float64Array.from(keys).sort(), candidates };
}

function countShared(a: PairKeys, b: PairKeys): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left, right] = [a[i] as number, b[j] as number];
    if (left === right) shared++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return shared;
}

function score(
  prefix: string,
  found: PairKeys,
  truth: PairKeys,
  extra: Record<string, unknown>,
): BenchResult[] {
  const right = countShared(found, truth);
  const precision = found.length === 0 ? 1 : right / found.length;
  const recall = truth.length === 0 ? 1 : right / truth.length;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  const row = (name: string, value: number): BenchResult => ({
    name: `${prefix}${name}`,
    value: round(value, 6),
    unit: "share",
    ...extra,
  });
  return [
    { ...row("precision", precision), pairs: found.length },
    { ...row("recall", recall), truePairs: truth.length },
    { ...row("f1", f1), aim: "value>=0.999" },
  ];
}

/** Processor time of this process, in microseconds. */
function cpuMicros(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const used = process.cpuUsage(before);
  return Math.max(1, used.user + used.system);
}

/** Messages per second of processor time, from the raw line to the bands: the median of five rounds after a warm one. */
function sketchRate(lines: readonly string[]): BenchResult {
  const repeats = Math.ceil(ROUND_SIZE / lines.length);
  let sink = 0;
  const pass = (): void => {
    for (let repeat = 0; repeat < repeats; repeat++)
      for (const line of lines) sink += sketchText(line).bands.length;
  };
  pass();
  const micros = Array.from({ length: ROUNDS }, () => cpuMicros(pass) / (repeats * lines.length)).sort(
    (a, b) => a - b,
  );
  if (Number.isNaN(sink)) throw new Error("the work was optimised away");
  const middle = micros[Math.floor(ROUNDS / 2)] ?? 0;
  const characters = lines.reduce((sum, line) => sum + line.length, 0);
  return {
    name: "sketch-per-second",
    value: Math.round(1e6 / middle),
    unit: "messages/s",
    cpuUsPerOp: round(middle, 3),
    aim: "value>=20000",
    inputs: lines.length,
    charactersPerMessage: round(characters / lines.length, 1),
  };
}

/** Near-duplicates in a file of messages, one a line: what is found against all pairs, and how fast a message is sketched. */
export async function run(args: BenchArgs): Promise<BenchResult[]> {
  const file = args.files[0];
  const threshold = args.jaccard ?? DEFAULT_JACCARD;
  if (file === undefined) throw new Error(`No file given. ${USAGE}`);
  if (typeof threshold !== "number" || !(threshold > 0 && threshold <= 1))
    throw new Error(`--jaccard lies above 0 and is at most 1. ${USAGE}`);
  // Through JSON, so that every string is flat as it is when it comes out of a request.
  const lines = JSON.parse(
    JSON.stringify(
      readFileSync(file, "utf8")
        .split(/\r?\n/)
        .filter((line) => line.trim() !== ""),
    ),
  ) as string[];
  if (lines.length === 0) throw new Error(`${file} holds no message.`);
  const say = (words: string): boolean => process.stderr.write(`${words}\n`);
  const sketches = lines.map(sketchText);
  const rate = sketchRate(lines);
  say(`${lines.length} messages, ${rate.value} sketched a second`);

  let truth: PairKeys = new Float64Array(0);
  const truthSeconds =
    cpuMicros(() => {
      truth = exactPairs(sketches, threshold);
    }) / 1e6;
  say(`${truth.length} true pairs at J >= ${threshold} (${round(truthSeconds, 2)} s)`);

  let joined: PairKeys = new Float64Array(0);
  const joinSeconds =
    cpuMicros(() => {
      const { left, right } = findNearDuplicates(sketches, threshold);
      joined = Float64Array.from(left, (from, i) => from * lines.length + (right[i] ?? 0)).sort();
    }) / 1e6;
  let banded: Found = { keys: new Float64Array(0), candidates: 0 };
  const bandSeconds =
    cpuMicros(() => {
      banded = bandPairs(sketches, threshold);
    }) / 1e6;
  let groups = 0;
  const groupSeconds =
    cpuMicros(() => {
      groups = new Set(groupNearDuplicates(sketches, threshold)).size;
    }) / 1e6;

  const seconds = (name: string, value: number, extra: Record<string, unknown> = {}): BenchResult => ({
    name,
    value: round(value, 3),
    unit: "s",
    ...extra,
  });
  return [
    ...score("", joined, truth, { method: "exact join in memory", jaccard: threshold }),
    ...score("bands-", banded.keys, truth, {
      method: "band keys, then verified",
      jaccard: threshold,
      candidates: banded.candidates,
    }),
    rate,
    seconds("join-seconds", joinSeconds),
    seconds("bands-seconds", bandSeconds),
    seconds("group-seconds", groupSeconds, { groups }),
    seconds("all-pairs-seconds", truthSeconds),
  ];
}
