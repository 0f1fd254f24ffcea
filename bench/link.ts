import { readFileSync, writeFileSync } from "node:fs";
import { resourceUsage } from "node:process";
import { parse } from "csv-parse/sync";
import { AppError } from "#domain/errors.ts";
import { type CandidatePairs, candidatePairs } from "#domain/matching/linkage/blocking.ts";
import { comparePairs, type PairLevels } from "#domain/matching/linkage/compare-pairs.ts";
import { deriveModel } from "#domain/matching/linkage/derive-model.ts";
import { estimateWeights } from "#domain/matching/linkage/estimate-weights.ts";
import { explainPair } from "#domain/matching/linkage/explain-pair.ts";
import { chooseClustering, clusterPairs, THRESHOLDS } from "#domain/matching/linkage/link-records.ts";
import { type LinkageModel, readModel } from "#domain/matching/linkage/model.ts";
import {
  missingColumns,
  type PreparedRecords,
  prepareRecords,
  type RecordTable,
} from "#domain/matching/linkage/prepare-records.ts";
import { scorePairs } from "#domain/matching/linkage/score-pairs.ts";
import { dirtyRecords } from "#domain/matching/linkage/testing/dirty-records.ts";
import {
  bitsOfProbability,
  fixedWeights,
  freezeModel,
  type LinkageWeights,
} from "#domain/matching/linkage/weights.ts";
import type { BenchResult } from "./result.ts";
import type { BenchArgs } from "./run.ts";

const round = (value: number, places: number): number => Number(value.toFixed(places));

function textArg(args: BenchArgs, name: string): string | undefined {
  const value = args[name];
  return value === undefined || Array.isArray(value) || value === true ? undefined : String(value);
}

/** Reads a CSV with a header row into columns. */
function readTable(file: string): RecordTable {
  const [header = [], ...rows] = parse(readFileSync(file), {
    bom: true,
    relax_column_count: true,
  }) as string[][];
  const columns = Object.fromEntries(header.map((name, at) => [name, rows.map((row) => row[at] ?? "")]));
  return { size: rows.length, columns };
}

type Score = { readonly precision: number; readonly recall: number; readonly f1: number };

function scoreOf(correct: number, found: number, wanted: number): Score {
  const precision = found === 0 ? 1 : correct / found;
  const recall = wanted === 0 ? 1 : correct / wanted;
  return { precision, recall, f1: found + wanted === 0 ? 1 : (2 * correct) / (found + wanted) };
}

function pairsWithin(labels: Iterable<number>): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}

/** Pairwise precision, recall and F1 of a partition. */
function scorePartition(clusterOf: Int32Array, entity: Int32Array): Score {
  const both = pairsWithin(
    Array.from(clusterOf, (cluster, i) => cluster * clusterOf.length + (entity[i] as number)),
  );
  return scoreOf(both, pairsWithin(clusterOf), pairsWithin(entity));
}

function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}

/** Seconds of the processor, all threads of this process together: what else the machine does at the moment is no property of the code. */
function processorTime(): () => number {
  const start = process.cpuUsage();
  return () => {
    const spent = process.cpuUsage(start);
    return (spent.user + spent.system) / 1e6;
  };
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The truth of each record in the engine's order; records without one are entities of their own. */
function truthOf(records: PreparedRecords, column: readonly string[]): string[] {
  return Array.from(records.rows, (row) => column[row] || `row ${row}`);
}

function modelFor(args: BenchArgs, table: RecordTable, truth: string): LinkageModel {
  const file = textArg(args, "model");
  if (file === undefined) return deriveModel(table, [truth]);
  try {
    return readModel(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const faults = error.fields.map(({ pointer, message }) => `  ${pointer || "/"}: ${message ?? ""}`);
    throw new Error(`${file} is no linkage model (docs/methods/matching.md):\n${faults.join("\n")}`);
  }
}

type Given = { readonly table: RecordTable; readonly truthColumn: string; readonly file: string };

function recordsFor(args: BenchArgs): Given {
  if (typeof args.generate === "number") {
    const errors = typeof args.errors === "number" ? args.errors : 1;
    const mostCopies = typeof args.copies === "number" ? args.copies : 20;
    const table = dirtyRecords({ size: args.generate, seed: args.seed, errors, mostCopies });
    return { table, truthColumn: "cluster", file: "the generated records" };
  }
  const file = textArg(args, "records") ?? args.files[0];
  const truthColumn = textArg(args, "truth");
  if (file === undefined || truthColumn === undefined) {
    throw new Error("needs --records R.csv --truth COLUMN [--model M.json], or --generate N");
  }
  return { table: readTable(file), truthColumn, file };
}

/** Small files are over before the compiler has warmed up: they are weighed up to five times and the median counts. */
const ENOUGH_SECONDS = 2;
const ROUNDS = 5;

function weigh(input: {
  readonly model: LinkageModel;
  readonly records: PreparedRecords;
  readonly pairs: CandidatePairs;
  readonly levels: PairLevels;
  readonly weights: LinkageWeights;
  readonly compareSeconds: number;
}): { readonly bits: Float32Array; readonly perSecond: number } {
  const { model, records, pairs, levels, weights, compareSeconds } = input;
  const scoring = processorTime();
  const bits = scorePairs({ model, records, pairs, levels, weights });
  const spent = [compareSeconds + scoring()];
  while (spent.length < ROUNDS && spent.reduce((sum, one) => sum + one, 0) < ENOUGH_SECONDS) {
    const again = processorTime();
    scorePairs({ model, records, pairs, levels: comparePairs(model, records, pairs), weights });
    spent.push(again());
  }
  const median = spent.toSorted((a, b) => a - b)[Math.floor(spent.length / 2)] ?? 0;
  return { bits, perSecond: pairs.count / Math.max(1e-6, median) };
}

type Row = Score & { readonly threshold: number; readonly pairF1: number };

function thresholdRows(
  name: string,
  key: keyof Score | "pairF1",
  rows: readonly Row[],
  chosen: number | undefined,
): BenchResult[] {
  // Precision and recall are marked where F1 is best: each alone is best at one end.
  const lead = key === "pairF1" ? "pairF1" : "f1";
  const best = Math.max(...rows.map((row) => row[lead]));
  const bestAt = rows.findIndex((row) => row[lead] === best);
  return rows.map((row, at) => ({
    name,
    value: round(row[key], 4),
    unit: "share",
    threshold: row.threshold,
    ...(at === bestAt ? { best: true } : {}),
    ...(row.threshold === chosen ? { chosen: true } : {}),
  }));
}

function compareWithTruth(pairs: CandidatePairs, bits: Float32Array, truth: readonly string[]) {
  const labels = new Map<string, number>();
  const entity = Int32Array.from(truth, (label) => {
    const id = labels.get(label) ?? labels.size;
    labels.set(label, id);
    return id;
  });
  const isTrue = (k: number): boolean => entity[pairs.left[k] as number] === entity[pairs.right[k] as number];
  const wanted = pairsWithin(entity);
  let reached = 0;
  for (let k = 0; k < pairs.count; k++) if (isTrue(k)) reached += 1;
  const pairF1 = (threshold: number): number => {
    const least = bitsOfProbability(threshold);
    let [found, correct] = [0, 0];
    for (let k = 0; k < pairs.count; k++) {
      if ((bits[k] as number) < least) continue;
      found += 1;
      if (isTrue(k)) correct += 1;
    }
    return scoreOf(correct, found, wanted).f1;
  };
  return { wanted, reached, pairF1, partition: (clusterOf: Int32Array) => scorePartition(clusterOf, entity) };
}

function saveModel(file: string | undefined, model: LinkageModel, weights: LinkageWeights): void {
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(freezeModel(model, weights), null, 2)}\n`);
}

function explain(
  names: string | undefined,
  model: LinkageModel,
  records: PreparedRecords,
  weights: LinkageWeights,
): void {
  if (names === undefined) return;
  const [left = -1, right = -1] = names.split(",").map((id) => records.ids.indexOf(id));
  if (left < 0 || right < 0)
    throw new Error(`--explain needs two ids of records, as in --explain A,B: ${names}`);
  progress(JSON.stringify(explainPair({ model, records, weights, left, right }), null, 2));
}

/**
 * Record linkage on one file: `--records R.csv --truth COLUMN [--model M.json] [--save FROZEN.json] [--explain ID,ID]`, or `--generate N`
 * for records of the project's own generator. The truth column is taken out before the engine sees the records; without a model one is
 * derived from the columns. Speed is that of comparing and weighing candidate pairs.
 */
export async function run(args: BenchArgs): Promise<BenchResult[]> {
  const { table: whole, truthColumn, file } = recordsFor(args);
  const { [truthColumn]: answers, ...columns } = whole.columns;
  if (answers === undefined) throw new Error(`${file} has no column "${truthColumn}"`);
  const table: RecordTable = { size: whole.size, columns };
  const total = stopwatch();
  const model = modelFor(args, table, truthColumn);
  const lacking = missingColumns(model, table);
  if (lacking.length > 0) throw new Error(`${file} lacks the columns ${lacking.join(", ")}`);

  const records = prepareRecords(model, table);
  progress(`${records.size} records prepared after ${total().toFixed(2)} s`);
  const pairs = candidatePairs(model, records);
  progress(`${pairs.count} candidate pairs after ${total().toFixed(2)} s`);
  const comparing = processorTime();
  const levels = comparePairs(model, records, pairs);
  const compareSeconds = comparing();
  progress(`compared after ${total().toFixed(2)} s`);
  const weights = fixedWeights(model) ?? estimateWeights({ model, records, pairs, levels, seed: args.seed });
  progress(`weights estimated after ${total().toFixed(2)} s`);
  const { bits, perSecond } = weigh({ model, records, pairs, levels, weights, compareSeconds });
  const tried = [
    ...new Set([...THRESHOLDS, ...(model.threshold === undefined ? [] : [model.threshold])]),
  ].sort((a, b) => a - b);
  const clustered = clusterPairs({
    model,
    size: records.size,
    pairs,
    bits,
    thresholds: tried,
    cannotLinks: [],
  });
  const chosen = model.threshold ?? chooseClustering(clustered)?.threshold;
  const seconds = total();
  progress(`clustered after ${seconds.toFixed(2)} s`);
  saveModel(textArg(args, "save"), model, weights);
  explain(textArg(args, "explain"), model, records, weights);

  const { wanted, reached, pairF1, partition } = compareWithTruth(pairs, bits, truthOf(records, answers));
  const rows = clustered.map(
    ({ threshold, clusterOf }): Row => ({ threshold, pairF1: pairF1(threshold), ...partition(clusterOf) }),
  );
  return [
    { name: "blocking-recall", value: round(wanted === 0 ? 1 : reached / wanted, 4), unit: "share" },
    { name: "pairs", value: pairs.count, unit: "pairs", records: records.size, truePairs: wanted },
    {
      name: "pairs-per-second",
      value: Math.round(perSecond),
      unit: "pairs/s",
      phase: "compare and weigh, by processor time",
      aim: "value>=300000",
    },
    ...thresholdRows("pair-f1", "pairF1", rows, chosen),
    ...thresholdRows("cluster-precision", "precision", rows, chosen),
    ...thresholdRows("cluster-recall", "recall", rows, chosen),
    ...thresholdRows("cluster-f1", "f1", rows, chosen),
    { name: "peak-mb", value: round(resourceUsage().maxRSS / 1024, 1), unit: "MB" },
    { name: "seconds", value: round(seconds, 2), unit: "s" },
  ];
}
