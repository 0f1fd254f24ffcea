import * as z from "zod";
import { GROUNDS } from "#domain/cases/decision.ts";
import { CONDUCT_WORDS, NOT_GRADED_REASONS } from "#domain/practitioners/grade.ts";
import { ITEM_KINDS, ITEM_SOURCES } from "#domain/practitioners/record.ts";
import { MEASURES } from "#domain/registry/entry-act.ts";
import {
  advice,
  day,
  entryAnswer,
  keysOf,
  NUMBER_EXAMPLE,
  numberFields,
  problem,
  stamp,
  verdict,
  words,
} from "./schemas.ts";

const ref = z.union([z.string(), z.number()]).nullable();
const institutionName = z
  .object({ id: z.uuid(), code: z.string().nullable(), name: z.string(), englishName: z.string().nullable() })
  .meta({ id: "InstitutionName" });

export const checkItem = z
  .object({
    ref: ref.optional().meta(words("原样返回，用来对上结果", "Given back as it is, to match results by")),
    kind: z
      .enum(["number", "institution", "practitioner", "url", "sms_signature", "app"])
      .meta(words("app 按应用包名", "An app by its package name")),
    value: z.string().max(2000),
  })
  .meta({ id: "CheckItem" });

const { input: _input, asOf, listVersion, ...NUMBER_FIELDS } = NUMBER_EXAMPLE;
const CHECK_EXAMPLE = {
  asOf,
  listVersion,
  results: [
    { ref: "a1", ...NUMBER_FIELDS },
    {
      ref: "a2",
      problem: {
        type: "https://mingjian.example/errors/invalid-number",
        title: "这不是一个完整的号码",
        status: 400,
        code: "invalid-number",
        detail: "号码位数不够，检查是否抄漏了。",
        errors: [{ pointer: "/value", code: "too-short", message: "号码位数不够，检查是否抄漏了。" }],
      },
    },
  ],
};
const problemResult = z.object({ ref, problem });
const numberResult = z.object({ ref, ...numberFields });
const institutionResult = z.object({
  ref,
  verdict,
  listed: z.boolean(),
  advice,
  reasons: z.array(z.string()),
  entry: entryAnswer.nullable(),
  institution: institutionName.nullable(),
  candidates: z
    .array(institutionName)
    .meta(words("可能是指这些机构，由人判断", "What may be meant, for a person to judge")),
});
const nameResult = z.object({
  ref,
  verdict,
  listed: z.boolean(),
  advice,
  reasons: z.array(z.string()),
  institution: institutionName.nullable(),
});
const conductGrade = z
  .union([
    z.object({
      status: z.literal("graded"),
      word: z.enum(keysOf(CONDUCT_WORDS)),
      share: z.number().meta(words("投诉成立的比例（估计值）", "Share of cases upheld, as estimated")),
      low: z.number(),
      high: z.number().meta(words("90% 区间", "90 % interval")),
      peers: z
        .number()
        .meta(words("同类机构其他人员的比例", "The share of others at employers of the same kinds")),
      decided: z.int(),
      upheld: z.int(),
      months: z.int(),
      method: z.literal("conduct-1"),
    }),
    z.object({
      status: z.literal("not_graded"),
      reasons: z.array(z.enum(keysOf(NOT_GRADED_REASONS))),
      decided: z.int(),
      upheld: z.int(),
      months: z.int(),
    }),
  ])
  .meta({ id: "ConductGrade" });
const practitionerResult = nameResult.extend({
  conduct: z
    .object({
      items: z.array(
        z.object({
          kind: z.enum(keysOf(ITEM_KINDS)),
          source: z.enum(keysOf(ITEM_SOURCES)),
          conduct: z.enum(keysOf(GROUNDS)).nullable(),
          measure: z.enum(keysOf(MEASURES)).nullable(),
          from: day,
          until: day.nullable(),
          isDisputed: z
            .boolean()
            .meta(words("本人有异议，尚未答复", "The person objects and has no answer yet")),
        }),
      ),
      grade: conductGrade,
    })
    .nullable()
    .meta(
      words(
        "从业记录和评级，只在用途为 employment、密钥有 conduct 权限时给出",
        "Record and grade: only for employment, with the scope conduct",
      ),
    ),
  withheld: z
    .enum(["purpose", "scope"])
    .nullable()
    .meta(words("为什么没有给出从业记录", "Why the record is not given")),
});
const subjectResult = nameResult.extend({
  entry: entryAnswer
    .nullable()
    .meta(
      words(
        "链接、签名、应用的名录条目；凭 id 在 /objections 提出异议",
        "The entry about a link, signature or app; object to it at /objections by its id",
      ),
    ),
});

export const checkAnswer = z
  .object({
    ...stamp,
    results: z.array(
      z.union([numberResult, institutionResult, subjectResult, practitionerResult, problemResult]),
    ),
  })
  .meta({
    id: "CheckAnswer",
    ...words(
      "结果与条目一一对应，一条出错不影响其他",
      "One result an item, in order; a bad item fails nothing but itself",
    ),
    examples: [CHECK_EXAMPLE],
  });
