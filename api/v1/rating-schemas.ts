import * as z from "zod";
import { EXPOSURE_SOURCES, LETTER_STEPS, NOT_RATED_REASONS, SENSITIVITIES } from "#domain/rating/bundle.ts";

const words = (zh: string, en: string) => ({ description: `${zh} / ${en}` });
const time = z.iso.datetime();
const letter = z.enum(["A", "B", "C", "D", "E"]);
const perClass = z
  .array(z.number())
  .length(3)
  .meta(
    words(
      "一般骚扰；催收违规、多收费；威胁、诈骗、暴力",
      "Nuisance; harassment; threats, fraud and violence",
    ),
  );

export const ratingBatch = z
  .object({
    id: z.uuid(),
    month: z.string().meta({ ...words("计入的最后一个月", "The last month counted"), examples: ["2026-10"] }),
    method: z.string().meta({ examples: ["rating-1"] }),
    kind: z.enum(["monthly", "correction"]),
    corrects: z.uuid().nullable(),
    reason: z.string().nullable(),
    asOf: time.meta(words("依据截至这一刻", "What was known by then")),
    publishedAt: time,
    sha256: z.string().meta(words("评级文件的 SHA-256", "SHA-256 of the bundle")),
    bytes: z.int(),
    institutions: z.int(),
    rated: z.int(),
    bundle: z.string().meta(words("全部输入与结果的地址", "Where all that goes in and comes out is")),
    proof: z.string(),
    diff: z
      .string()
      .nullable()
      .meta(words("更正了什么；不是更正时为 null", "What it changed; null unless a correction")),
  })
  .meta({ id: "RatingBatch", ...words("一次评级发布", "One publication of ratings") });

export const ratingBatchList = z
  .object({ items: z.array(ratingBatch), next: z.uuid().nullable() })
  .meta({ id: "RatingBatchList" });

export const ratingBatchSummary = ratingBatch
  .extend({
    letters: z.record(letter, z.int()).meta(words("每个等级的机构数", "Institutions by letter")),
    notRated: z
      .partialRecord(z.enum(NOT_RATED_REASONS), z.int())
      .meta(words("不评级的原因和机构数", "Why others have none")),
    population: z.object({
      alpha: perClass,
      drift: z.number(),
      driftPairs: z.int(),
      overDispersion: z.number(),
      rankability: z.number(),
      worstTenthFrom: z.number(),
      rated: z.int(),
    }),
  })
  .meta({ id: "RatingBatchSummary" });

const share = z.object({ mean: z.number(), low: z.number(), high: z.number(), letter }).nullable();

export const institutionResult = z
  .object({
    id: z.uuid(),
    status: z.enum(["rated", "not_rated", "not_licensed"]),
    reasons: z.array(z.enum(NOT_RATED_REASONS)),
    letter: letter.nullable(),
    ruled: letter.nullable(),
    steps: z.array(z.object({ step: z.enum(LETTER_STEPS), letter })),
    peers: z.string().nullable(),
    harm: z
      .object({
        letter,
        estimate: z.object({
          ratio: z.number(),
          low: z.number(),
          high: z.number(),
          shape: z.number(),
          rate: z.number(),
        }),
        probability: z.object({
          belowHalf: z.number(),
          belowFourFifths: z.number(),
          aboveOneAndHalf: z.number(),
          aboveTwoAndHalf: z.number(),
          worstTenth: z.number(),
        }),
        classes: z.array(
          z.object({ observed: z.number(), expected: z.number(), mean: z.number(), variance: z.number() }),
        ),
      })
      .nullable(),
    sensitivities: z.array(z.object({ name: z.enum(SENSITIVITIES), ratio: z.number(), letter })),
    isFragile: z.boolean(),
    handling: z.object({ letter, timely: share, resolved: share }).nullable(),
    upholdRate: z.number().nullable(),
    funnel: z.object({ ratio: z.number(), precision: z.number(), z: z.number() }).nullable(),
  })
  .meta({ id: "RatingResult", ...words("一家机构一个月的结果", "An institution’s result of one month") });

const basis = z.object({
  exposureSource: z.enum(EXPOSURE_SOURCES).nullable(),
  months: z.int(),
  persons: z.int(),
  held: perClass.meta(words("等待人工核查、没有计入的", "Held for review and not counted")),
  overdue: z
    .int()
    .meta(
      words(
        "其中超过 90 天没有核查完的月份和类别数",
        "Of those, months and classes not reviewed within 90 days",
      ),
    ),
  counts: z.object({ received: z.int(), decided: z.int(), upheld: z.int() }),
  sanctions: z.object({ serious: z.boolean(), revoked: z.boolean() }),
  integrityHold: z.string().nullable(),
});

const ratedMonth = z
  .object({
    month: z.string(),
    method: z.string(),
    batch: z.uuid(),
    publishedAt: time,
    result: institutionResult,
    basis,
  })
  .meta({ id: "RatedMonth" });

export const institutionMerged = z.object({ institutionId: z.uuid(), mergedInto: z.uuid() }).meta({
  id: "InstitutionMerged",
  ...words("已并入另一家机构，地址见 Location", "Another institution took it over, see Location"),
});

export const institutionRating = z
  .object({
    institutionId: z.uuid(),
    latest: ratedMonth.nullable().meta(words("还没有发布过时为 null", "Null before anything was published")),
    history: z
      .array(
        z.object({
          month: z.string(),
          method: z.string(),
          batch: z.uuid(),
          status: z.enum(["rated", "not_rated", "not_licensed"]),
          letter: letter.nullable(),
          reasons: z.array(z.enum(NOT_RATED_REASONS)),
          ratio: z.number().nullable(),
          low: z.number().nullable(),
          high: z.number().nullable(),
        }),
      )
      .meta(words("每个月以最后一次发布为准，从新到旧", "What stands for each month, newest first")),
    statement: z.object({ zh: z.string(), en: z.string().nullable(), at: time }).nullable(),
  })
  .meta({ id: "InstitutionRating", ...words("一家机构的评级", "An institution’s rating") });

const side = z.object({
  letter: letter.nullable(),
  status: z.enum(["rated", "not_rated", "not_licensed"]).nullable(),
});
export const ratingDiff = z
  .object({
    batch: z.uuid(),
    corrects: z.uuid(),
    reason: z.string(),
    changes: z.array(
      z.object({
        institutionId: z.uuid(),
        before: side,
        after: side,
        causes: z.array(
          z.enum([
            "exposure_restated",
            "hold_reviewed",
            "integrity_hold",
            "decision_withdrawn",
            "outcome_revised",
            "newer_evidence",
          ]),
        ),
      }),
    ),
  })
  .meta({ id: "RatingDiff", ...words("一次更正改变了什么", "What a correction changed") });

export const ratingProof = z
  .object({
    v: z.literal(1),
    kind: z.literal("entry"),
    record: z.record(z.string(), z.unknown()),
    nonce: z.string(),
    leaf: z.string(),
    proof: z.string(),
  })
  .meta({
    id: "RatingProof",
    ...words(
      "SHA-256(nonce ‖ JCS(record)) 就是叶里的 commit；record.sha256 就是评级文件的",
      "SHA-256(nonce ‖ JCS(record)) is the leaf’s commit; record.sha256 is the bundle’s",
    ),
  });
