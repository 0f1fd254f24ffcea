import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import {
  groupCorpus,
  TRANSCRIPT_MODEL,
  transcriptCorpus,
} from "#domain/matching/transcripts/group-transcripts.ts";
import type { BenchResult } from "./result.ts";

const FOLDS = 5;
const RESAMPLES = 2_000;
/** What the cross-validation may choose from, and what the floor is tried at. */
const ENGINE_THRESHOLDS = Array.from({ length: 26 }, (_, step) => 0.5 + step / 50);
const FLOOR_THRESHOLDS = Array.from({ length: 81 }, (_, step) => 0.2 + step / 100);

type Row = { readonly record_id: string; readonly campaign_id: string; readonly transcript: string };
type Pairs = { readonly joined: number; readonly right: number; readonly true: number };
type Quality = { readonly precision: number; readonly recall: number; readonly f1: number };

/** mulberry32: small, seeded, the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const round = (value: number): number => Number(value.toFixed(4));

/** Nothing joined is no wrong join: precision 1. */
function qualityOf({ joined, right, true: all }: Pairs): Quality {
  const precision = joined === 0 ? 1 : right / joined;
  const recall = all === 0 ? 1 : right / all;
  return { precision, recall, f1: joined + all === 0 ? 1 : (2 * right) / (joined + all) };
}

/** `joined[a][b]`: pairs of a record of campaign a and one of campaign b that the groups put together. */
type Scored = { readonly campaigns: number; readonly joined: Float64Array; readonly all: Float64Array };

function scoreGroups(groups: ArrayLike<number>, truth: readonly number[], campaigns: number): Scored {
  const joined = new Float64Array(campaigns * campaigns);
  const all = new Float64Array(campaigns);
  for (let a = 0; a < truth.length; a++) {
    for (let b = 0; b < a; b++) {
      const [one = 0, other = 0] = [truth[a], truth[b]];
      if (one === other) all[one] = (all[one] as number) + 1;
      if (groups[a] !== groups[b]) continue;
      const cell = Math.min(one, other) * campaigns + Math.max(one, other);
      joined[cell] = (joined[cell] as number) + 1;
    }
  }
  return { campaigns, joined, all };
}

/** Adds the pairs up, each weighed by the campaigns of its two records. */
function sumPairs({ campaigns, joined, all }: Scored, weigh: (a: number, b: number) => number): Pairs {
  let [together, right, whole] = [0, 0, 0];
  for (let a = 0; a < campaigns; a++) {
    const own = weigh(a, a);
    whole += own * (all[a] as number);
    right += own * (joined[a * campaigns + a] as number);
    for (let b = a; b < campaigns; b++) {
      const count = joined[a * campaigns + b] as number;
      if (count > 0) together += count * weigh(a, b);
    }
  }
  return { joined: together, right, true: whole };
}

const everything = (scored: Scored): Quality => qualityOf(sumPairs(scored, () => 1));

/** The plain peer: sets of word bigrams (a Han character is a word), Jaccard, connected components. */
function bigramJaccards(texts: readonly string[]): Float64Array {
  const sets = texts.map((text) => {
    const words = text.toLowerCase().match(/[a-z0-9']+|\p{Script=Han}/gu) ?? [];
    return new Set(words.slice(1).map((word, at) => `${words[at]} ${word}`));
  });
  const jaccards = new Float64Array(texts.length ** 2);
  for (let a = 0; a < sets.length; a++) {
    for (let b = 0; b < a; b++) {
      const [one = new Set<string>(), other = new Set<string>()] = [sets[a], sets[b]];
      const shared = one.intersection(other).size;
      const union = one.size + other.size - shared;
      jaccards[a * texts.length + b] = union === 0 ? 0 : shared / union;
    }
  }
  return jaccards;
}

function components(similarities: Float64Array, count: number, threshold: number): Int32Array {
  const groups = Int32Array.from({ length: count }, (_, at) => at);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      if ((similarities[a * count + b] as number) < threshold || groups[a] === groups[b]) continue;
      const [from, to] = [groups[a], groups[b] as number];
      for (let at = 0; at <= a; at++) if (groups[at] === from) groups[at] = to;
    }
  }
  return groups;
}

type Tried = { readonly threshold: number; readonly scored: Scored };

function bestOf(tried: readonly Tried[], f1: (scored: Scored) => number): Tried {
  const [first, ...others] = tried;
  if (first === undefined) throw new Error("no threshold was tried");
  return others.reduce((best, next) => (f1(next.scored) > f1(best.scored) ? next : best), first);
}

function shuffled(count: number, next: () => number): readonly number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}

/**
 * The threshold is chosen on the pairs within the other folds' campaigns and scored on the pairs that touch a held-out campaign; a pair of two
 * held-out folds counts half in each, so that every pair counts once.
 */
function crossValidate(tried: readonly Tried[], campaigns: number, seed: number): Quality {
  const foldOf = new Map(
    shuffled(campaigns, seeded(seed)).map((campaign, at) => [campaign, at % FOLDS] as const),
  );
  let sum: Pairs = { joined: 0, right: 0, true: 0 };
  for (let fold = 0; fold < FOLDS; fold++) {
    const isOut = (campaign: number): number => (foldOf.get(campaign) === fold ? 1 : 0);
    const chosen = bestOf(
      tried,
      (scored) => qualityOf(sumPairs(scored, (a, b) => (1 - isOut(a)) * (1 - isOut(b)))).f1,
    );
    const held = sumPairs(chosen.scored, (a, b) => (isOut(a) + isOut(b)) / 2);
    process.stderr.write(
      `fold ${fold + 1}: chose ${round(chosen.threshold)}, f1 ${round(qualityOf(held).f1)}\n`,
    );
    sum = {
      joined: sum.joined + held.joined,
      right: sum.right + held.right,
      true: sum.true + held.true,
    };
  }
  return qualityOf(sum);
}

/** 90 % interval over campaigns drawn with replacement, the groups as they are. */
function intervals(engine: Scored, floor: Scored, seed: number) {
  const next = seeded(seed + 1);
  const values: number[] = [];
  const differences: number[] = [];
  for (let draw = 0; draw < RESAMPLES; draw++) {
    const times = new Float64Array(engine.campaigns);
    for (let at = 0; at < engine.campaigns; at++) {
      const drawn = Math.floor(next() * engine.campaigns);
      times[drawn] = (times[drawn] as number) + 1;
    }
    const weigh = (a: number, b: number): number =>
      a === b ? (times[a] as number) : (times[a] as number) * (times[b] as number);
    const f1 = qualityOf(sumPairs(engine, weigh)).f1;
    values.push(f1);
    differences.push(f1 - qualityOf(sumPairs(floor, weigh)).f1);
  }
  const range = (sample: readonly number[]): readonly [number, number] => {
    const sorted = sample.toSorted((a, b) => a - b);
    const at = (share: number): number => round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
    return [at(0.05), at(0.95)];
  };
  return { f1: range(values), difference: range(differences) };
}

/** Groups robocall transcripts by their text alone. The truth column is read by the scorer only. */
export async function run(args: {
  seed: number;
  files: readonly string[];
  threshold?: unknown;
}): Promise<BenchResult[]> {
  const [file] = args.files;
  if (file === undefined) throw new Error("campaigns FILE.csv [--threshold t]");
  const rows = parse<Row>(readFileSync(file), { columns: true, bom: true, skip_empty_lines: true });
  const texts = rows.map((row) => row.transcript);
  const names = [...new Set(rows.map((row) => row.campaign_id))];
  const truth = rows.map((row) => names.indexOf(row.campaign_id));
  const score = (groups: ArrayLike<number>): Scored => scoreGroups(groups, truth, names.length);
  const threshold = typeof args.threshold === "number" ? args.threshold : TRANSCRIPT_MODEL.groupThreshold;
  process.stderr.write(`${rows.length} transcripts in ${names.length} campaigns\n`);

  const began = performance.now();
  const corpus = transcriptCorpus(texts);
  const groupsAt = (groupThreshold: number): Int32Array =>
    groupCorpus({ ...corpus, model: { ...corpus.model, groupThreshold } });
  const groups = groupsAt(threshold);
  const seconds = (performance.now() - began) / 1000;
  const engine = score(groups);
  const quality = everything(engine);

  const jaccards = bigramJaccards(texts);
  const floor = bestOf(
    FLOOR_THRESHOLDS.map((at) => ({ threshold: at, scored: score(components(jaccards, texts.length, at)) })),
    (scored) => everything(scored).f1,
  );
  const floorF1 = everything(floor.scored).f1;
  const tried = ENGINE_THRESHOLDS.map((at) => ({ threshold: at, scored: score(groupsAt(at)) }));
  const crossValidated = crossValidate(tried, names.length, args.seed);
  const range = intervals(engine, floor.scored, args.seed);

  const floorResult = { name: "word-bigram-f1", value: round(floorF1), unit: "f1" };
  return [
    { name: "pair-precision", value: round(quality.precision), unit: "share", threshold },
    { name: "pair-recall", value: round(quality.recall), unit: "share", threshold },
    {
      name: "pair-f1",
      value: round(quality.f1),
      unit: "f1",
      threshold,
      model: TRANSCRIPT_MODEL.version,
      interval90: range.f1,
      groups: new Set(groups).size,
      seconds: round(seconds),
      floor: floorResult,
      ratio: round(quality.f1 / floorF1),
      difference: round(quality.f1 - floorF1),
      differenceInterval90: range.difference,
      aim: "difference>=0.05",
    },
    {
      name: "pair-f1-cross-validated",
      value: round(crossValidated.f1),
      unit: "f1",
      folds: FOLDS,
      floor: floorResult,
      ratio: round(crossValidated.f1 / floorF1),
      difference: round(crossValidated.f1 - floorF1),
      aim: "difference>=0.05",
    },
    { ...floorResult, threshold: round(floor.threshold), chosen: "by hindsight" },
  ];
}
