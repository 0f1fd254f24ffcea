import { describe, expect, it } from "vitest";
import { AppError } from "#domain/errors.ts";
import { candidatePairs } from "./blocking.ts";
import { calibrate } from "./calibrate.ts";
import { comparePairs } from "./compare-pairs.ts";
import { deriveModel } from "./derive-model.ts";
import { estimateWeights } from "./estimate-weights.ts";
import { explainPair } from "./explain-pair.ts";
import { chooseClustering, clusterAt, clusterPairs, THRESHOLDS } from "./link-records.ts";
import { type LinkageModel, readModel } from "./model.ts";
import { missingColumns, prepareRecords, type RecordTable } from "./prepare-records.ts";
import { seededRandom } from "./random.ts";
import { scorePairs } from "./score-pairs.ts";
import { dirtyRecords } from "./testing/dirty-records.ts";
import { fixedWeights, freezeModel } from "./weights.ts";

function withoutTruth(table: RecordTable): RecordTable {
  const { cluster: _, ...columns } = table.columns;
  return { size: table.size, columns };
}

function link(model: LinkageModel, table: RecordTable, seed = 1) {
  const records = prepareRecords(model, table);
  const pairs = candidatePairs(model, records);
  const levels = comparePairs(model, records, pairs);
  const weights = fixedWeights(model) ?? estimateWeights({ model, records, pairs, levels, seed });
  const bits = scorePairs({ model, records, pairs, levels, weights });
  const clusterings = clusterPairs({
    model,
    size: records.size,
    pairs,
    bits,
    thresholds: THRESHOLDS,
    cannotLinks: [],
  });
  return { records, pairs, levels, weights, bits, chosen: chooseClustering(clusterings) };
}

/** The partition as sets of record ids, in an order of its own. */
function groups({ records, chosen }: ReturnType<typeof link>): string[] {
  const members = new Map<number, string[]>();
  chosen?.clusterOf.forEach((cluster, i) => {
    members.set(cluster, [...(members.get(cluster) ?? []), records.ids[i] ?? ""]);
  });
  return [...members.values()].map((ids) => ids.sort().join(" ")).sort();
}

function pairF1({ records, chosen }: ReturnType<typeof link>, table: RecordTable): number {
  const truth = Array.from(records.rows, (row) => table.columns.cluster?.[row] ?? "");
  let [found, wanted, correct] = [0, 0, 0];
  for (let i = 0; i < records.size; i++) {
    for (let j = i + 1; j < records.size; j++) {
      const isJoined = chosen?.clusterOf[i] === chosen?.clusterOf[j];
      const isSame = truth[i] === truth[j];
      if (isJoined) found += 1;
      if (isSame) wanted += 1;
      if (isJoined && isSame) correct += 1;
    }
  }
  return (2 * correct) / (found + wanted);
}

const people = dirtyRecords({ size: 600, seed: 7, mostCopies: 6 });
const peopleModel = (() => {
  const model = deriveModel(people, ["cluster"]);
  return { ...model, training: { ...model.training, randomPairs: 30_000 } };
})();

describe("a model file", () => {
  it("is refused with a pointer and a reason for every fault", () => {
    const faults = (value: unknown) => {
      try {
        readModel(value);
      } catch (error) {
        if (error instanceof AppError) return error.fields.map(({ pointer, code }) => `${pointer} ${code}`);
      }
      return [];
    };
    expect(faults({ fields: [{ name: "a", column: "a" }], comparisons: [], blocking: [] })).toContain(
      "/comparisons too_small",
    );
    expect(
      faults({
        fields: [{ name: "a", column: "a", folds: ["shout"] }],
        comparisons: [{ field: "b", levels: [{ is: "exact" }] }],
        blocking: [{ on: [{ field: "a" }] }],
      }),
    ).toEqual(["/fields/0/folds/0 invalid_union"]);
    expect(
      faults({
        fields: [{ name: "a", column: "a" }],
        comparisons: [{ field: "b", levels: [{ is: "swapped", with: "c" }] }],
        blocking: [{ on: [{ field: "d" }] }],
      }),
    ).toEqual([
      "/comparisons/0/field unknown-field",
      "/comparisons/0/levels/0/with unknown-field",
      "/blocking/0/on/0/field unknown-field",
    ]);
  });

  it("says which of its columns a file lacks", () => {
    expect(missingColumns(peopleModel, { size: 0, columns: { dob: [] } })).toContain("full_name");
  });
});

describe("linking without labels", () => {
  const linked = link(peopleModel, withoutTruth(people));

  it("finds the copies of records it was never told about, with a model derived from the columns", () => {
    expect(pairF1(linked, people)).toBeGreaterThan(0.85);
  });

  it("gives the same partition whatever the order of the rows", () => {
    const order = Array.from({ length: people.size }, (_, row) => row);
    const next = seededRandom(3);
    order.sort(() => next() - 0.5);
    const columns = Object.fromEntries(
      Object.entries(withoutTruth(people).columns).map(([name, texts]) => [
        name,
        order.map((row) => texts[row] ?? ""),
      ]),
    );
    expect(groups(link(peopleModel, { size: people.size, columns }))).toEqual(groups(linked));
  });

  it("gives the same weights for the same seed", () => {
    expect(link(peopleModel, withoutTruth(people)).weights).toEqual(linked.weights);
  });

  it("weights never rise from a better level to a worse one", () => {
    linked.weights.bits.forEach((bits, c) => {
      const free = [...bits]
        .slice(1)
        .filter((_, at) => peopleModel.comparisons[c]?.levels[at]?.bits === undefined);
      expect(free).toEqual(free.toSorted((a, b) => b - a));
    });
  });

  it("a frozen model scores the same without training", () => {
    const frozen = readModel(JSON.parse(JSON.stringify(freezeModel(peopleModel, linked.weights))));
    const again = link(frozen, withoutTruth(people));
    linked.bits.forEach((one, k) => {
      expect(Math.abs(one - (again.bits[k] as number))).toBeLessThan(0.01);
    });
  });

  it("the explanation of a pair adds up to its score", () => {
    const { records, weights, pairs, bits } = linked;
    for (const k of [0, 10, Math.floor(pairs.count / 2), pairs.count - 1]) {
      const [left, right] = [pairs.left[k] as number, pairs.right[k] as number];
      const explained = explainPair({ model: peopleModel, records, weights, left, right });
      expect(explained.bits).toBeCloseTo(bits[k] as number, 3);
      expect(explained.steps).toHaveLength(peopleModel.comparisons.length);
    }
  });

  it("files of no record, one record, and records without values are linked to nothing", () => {
    for (const size of [0, 1, 3]) {
      const columns = Object.fromEntries(
        Object.keys(people.columns).map((name) => [name, Array<string>(size).fill("")]),
      );
      const ids = Array.from({ length: size }, (_, at) => `r${at}`);
      const { chosen, pairs } = link(peopleModel, { size, columns: { ...columns, unique_id: ids } });
      expect(pairs.count).toBe(0);
      expect(new Set(chosen?.clusterOf).size).toBe(size);
    }
  });

  it("candidate pairs stay within the limit, rarest blocks first", () => {
    const few = candidatePairs({ ...peopleModel, maxPairs: 2000 }, linked.records);
    expect(few.count).toBeLessThanOrEqual(2000);
    expect(few.count).toBeGreaterThan(100);
  });
});

describe("a model with fixed weights", () => {
  const model = readModel({
    id: "id",
    prior: 0.001,
    fields: [
      { name: "payee", column: "payee", folds: ["digits-only"] },
      { name: "given", column: "given" },
      { name: "family", column: "family" },
    ],
    comparisons: [
      { field: "payee", levels: [{ is: "exact", m: 0.9, u: 0.0001 }], otherwise: { bits: -2 } },
      {
        field: "given",
        levels: [
          { is: "exact", bits: 4 },
          { is: "swapped", with: "family", bits: 6 },
        ],
        otherwise: { bits: -3 },
      },
      {
        field: "family",
        levels: [
          { is: "exact", bits: 4 },
          { is: "swapped", with: "given", bits: 0 },
        ],
        otherwise: { bits: -3 },
      },
    ],
    blocking: [{ on: [{ field: "payee" }] }, { on: [{ field: "given" }] }],
    clusters: { method: "components" },
  });
  const table = {
    size: 4,
    columns: {
      id: ["a", "b", "c", "d"],
      payee: ["6222-01", "622201", "", "622201"],
      given: ["li", "ming", "li", "li"],
      family: ["ming", "li", "", "ming"],
    },
  };

  it("needs no training, leaves missing fields neutral and sees swapped columns", () => {
    const { records, weights, pairs, bits } = link(model, table);
    const score = (one: string, other: string) => {
      for (let k = 0; k < pairs.count; k++)
        if (records.ids[pairs.left[k] as number] === one && records.ids[pairs.right[k] as number] === other)
          return bits[k] as number;
      return Number.NaN;
    };
    const prior = Math.log2(0.001 / 0.999);
    expect(score("a", "b")).toBeCloseTo(prior + Math.log2(9000) + 6, 4);
    expect(score("a", "c")).toBeCloseTo(prior + 4, 4);
    const { steps } = explainPair({ model, records, weights, left: 0, right: 1 });
    expect(steps.map(({ level }) => level)).toEqual(["exact", "swapped family", "swapped given"]);
    expect(steps[0]?.left).toEqual({ raw: "6222-01", folded: "622201" });
  });

  it("keeps apart what a person has parted", () => {
    const { records, pairs, bits } = link(model, table);
    const input = { model, size: records.size, pairs, bits, threshold: 0.5 };
    expect([...clusterAt({ ...input, cannotLinks: [] }).clusterOf]).toEqual([0, 0, 2, 0]);
    const parted = clusterAt({ ...input, cannotLinks: [[0, 1]] }).clusterOf;
    expect(parted[0]).not.toBe(parted[1]);
    const averaged = { ...model, clusters: { ...model.clusters, method: "average" as const } };
    const { clusterOf, review } = clusterAt({ ...input, model: averaged, cannotLinks: [[0, 1]] });
    expect(clusterOf[0]).not.toBe(clusterOf[1]);
    expect(review.map(({ reason }) => reason)).toContain("cannot-link");
  });
});

describe("calibration", () => {
  it("recovers the line that verdicts were drawn from", () => {
    const next = seededRandom(5);
    const judgements = Array.from({ length: 4000 }, () => {
      const bits = next() * 24 - 12;
      return { bits, isSame: next() < 1 / (1 + 2 ** -(0.5 * bits - 1)) };
    });
    const line = calibrate(judgements);
    expect(line?.slope).toBeCloseTo(0.5, 1);
    expect(line?.intercept).toBeCloseTo(-1, 0);
    expect(calibrate(judgements.toReversed())).toEqual(line);
  });

  it("refuses too few verdicts, and verdicts that fall as scores rise", () => {
    expect(calibrate([{ bits: 1, isSame: true }])).toBeUndefined();
    const inverted = Array.from({ length: 60 }, (_, at) => ({ bits: at, isSame: at < 30 }));
    expect(calibrate(inverted)).toBeUndefined();
  });
});
