import { z } from "zod";
import { AppError } from "#domain/errors.ts";

/** A fold turns a text into the form in which it is compared; folds apply from left to right. */
const fold = z.union([
  z.enum([
    "lower-case",
    "strip-marks",
    "digits-only",
    "letters-only",
    "alphanumeric",
    "no-spaces",
    "date",
    "year",
    "month-day",
    "first-word",
    "last-word",
    "sort-words",
    "local-part",
    "domain",
    "soundex",
    "consonants",
  ]),
  z.strictObject({ prefix: z.int().min(1) }),
  z.strictObject({ suffix: z.int().min(1) }),
  z.strictObject({ date: z.enum(["day-first", "month-first"]) }),
  z.strictObject({ empty: z.array(z.string()).min(1) }),
  z.strictObject({ words: z.record(z.string(), z.string()) }),
]);
export type Fold = z.infer<typeof fold>;

const fieldName = z.string().min(1);

const field = z.strictObject({
  name: fieldName,
  /** One column, or several joined by a space in this order (a derived field). */
  column: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  folds: z.array(fold).default(["lower-case"]),
});

const probability = z.number().gt(0).lt(1);
const share = z.number().gt(0).max(1);

/** What every level may carry: fixed weights instead of estimated ones. */
const fixed = {
  label: z.string().optional(),
  m: probability.optional(),
  u: probability.optional(),
  bits: z.number().min(-60).max(60).optional(),
};

const level = z
  .discriminatedUnion("is", [
    z.strictObject({ is: z.literal("exact"), ...fixed }),
    z.strictObject({ is: z.literal("jaro-winkler"), min: share, ...fixed }),
    z.strictObject({ is: z.literal("edits"), max: z.int().min(1).max(8), ...fixed }),
    z.strictObject({ is: z.literal("prefix"), length: z.int().min(1), ...fixed }),
    z.strictObject({ is: z.literal("date-slip"), ...fixed }),
    z.strictObject({ is: z.literal("date-near"), days: z.int().min(1), ...fixed }),
    z.strictObject({
      is: z.literal("date-part"),
      part: z.enum(["year", "year-month", "month-day"]),
      ...fixed,
    }),
    z.strictObject({ is: z.literal("number-near"), within: z.number().min(0), ...fixed }),
    z.strictObject({ is: z.literal("number-ratio"), min: share, ...fixed }),
    z.strictObject({ is: z.literal("word-jaccard"), min: share, ...fixed }),
    z.strictObject({ is: z.literal("word-overlap"), min: share, ...fixed }),
    z.strictObject({ is: z.literal("shared-words"), min: z.number().gt(0), ...fixed }),
    z.strictObject({
      is: z.literal("gram-jaccard"),
      min: share,
      size: z.int().min(1).max(6).default(2),
      ...fixed,
    }),
    z.strictObject({ is: z.literal("swapped"), with: fieldName, ...fixed }),
  ])
  .refine((one) => one.bits === undefined || (one.m === undefined && one.u === undefined), {
    message: "give either bits, or m and u",
  });
export type Level = z.infer<typeof level>;

const comparison = z.strictObject({
  field: fieldName,
  /** Best first; a pair takes the first level that holds. "differs" and "missing" are always there and need no line. */
  levels: z.array(level).min(1).max(12),
  /** Agreement on a rare value weighs more: 0 not at all, 1 in full. */
  termFrequency: z.number().min(0).max(1).default(0),
  /** Fixed weight of "differs". */
  otherwise: z.strictObject(fixed).optional(),
});
export type Comparison = z.infer<typeof comparison>;

const key = z.strictObject({
  field: fieldName,
  folds: z.array(fold).default([]),
  /** One key a word, or one a way to leave out one character (finds values one slip apart), or one a run of `size` characters. */
  each: z.enum(["word", "deletion"]).optional(),
});
export type BlockingKey = z.infer<typeof key>;

const rule = z.strictObject({
  on: z.array(key).min(1).max(5),
  /** Larger blocks of this rule pair nothing. */
  maxBlock: z.int().min(2).optional(),
});
export type BlockingRule = z.infer<typeof rule>;

const model = z.strictObject({
  name: z.string().optional(),
  /** The column that names a record; without it the number of the row does. */
  id: z.string().optional(),
  fields: z.array(field).min(1),
  comparisons: z.array(comparison).min(1).max(24),
  blocking: z.array(rule).min(1).max(64),
  maxBlock: z.int().min(2).default(200),
  /** Above this many candidate pairs the cap on blocks is lowered, for all rules alike. */
  maxPairs: z.int().min(1).default(5_000_000),
  /** Chance that two records drawn at random are the same; estimated when left out. */
  prior: probability.optional(),
  /** Probability from which records are joined; chosen from the scores when left out. */
  threshold: probability.optional(),
  /** Weights never rise from a better level to a worse one. */
  monotone: z.boolean().default(true),
  training: z
    .strictObject({
      randomPairs: z.int().min(1000).default(400_000),
      maxRounds: z.int().min(1).default(60),
      /** Rounds that learn from the clusters of the round before. */
      clusterRounds: z.int().min(0).default(3),
    })
    .prefault({}),
  /** Platt's line on the summed bits, fitted on judged pairs. */
  calibration: z.strictObject({ slope: z.number().gt(0), intercept: z.number() }).optional(),
  clusters: z
    .strictObject({
      method: z.enum(["average", "components"]).default("average"),
      /** A component larger than this is left for a person. */
      maxSize: z.int().min(2).default(2000),
      /** An edge that alone holds together two groups of at least this size goes to review. */
      bridgeGroup: z.int().min(2).default(5),
    })
    .prefault({}),
});
export type LinkageModel = z.infer<typeof model>;

/** A model as people write it, defaults left out. */
export type LinkageModelInput = z.input<typeof model>;

type Problem = { readonly pointer: string; readonly code: string; readonly message: string };

function danglingNames(parsed: LinkageModel): Problem[] {
  const known = new Set(parsed.fields.map((one) => one.name));
  const problems: Problem[] = [];
  const need = (name: string, pointer: string): void => {
    if (known.has(name)) return;
    problems.push({
      pointer,
      code: "unknown-field",
      message: `no field is named "${name}"; there are: ${[...known].join(", ")}`,
    });
  };
  parsed.comparisons.forEach((one, at) => {
    need(one.field, `/comparisons/${at}/field`);
    one.levels.forEach((each, place) => {
      if (each.is === "swapped") need(each.with, `/comparisons/${at}/levels/${place}/with`);
    });
  });
  parsed.blocking.forEach((one, at) => {
    one.on.forEach((each, place) => {
      need(each.field, `/blocking/${at}/on/${place}/field`);
    });
  });
  if (known.size < parsed.fields.length) {
    problems.push({ pointer: "/fields", code: "duplicate-name", message: "two fields have the same name" });
  }
  return problems;
}

/**
 * Reads a model file's JSON value. Throws AppError "invalid-request" with reason "linkage-model" and a JSON pointer and message for every
 * fault: unknown key, wrong type, a field named that does not exist.
 */
export function readModel(value: unknown): LinkageModel {
  const result = model.safeParse(value);
  const problems: Problem[] = result.success
    ? danglingNames(result.data)
    : result.error.issues.map((issue) => ({
        pointer: issue.path.map((step) => `/${String(step)}`).join(""),
        code: issue.code,
        message: issue.message,
      }));
  if (!result.success || problems.length > 0) {
    throw new AppError("invalid-request", "linkage-model", problems);
  }
  return result.data;
}
