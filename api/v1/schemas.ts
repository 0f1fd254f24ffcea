import * as z from "zod";
import { GROUNDS, TIERS } from "#domain/cases/decision.ts";
import { ERROR_CODES } from "#domain/errors.ts";
import { NUMBER_FLAGS, NUMBER_KINDS } from "#domain/numbers/number-kinds.ts";
import { REGISTRY_KINDS, VERSION_STATUSES } from "#domain/registry/entry.ts";
import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import { ADVICE, VERDICT_REASONS, VERDICTS } from "#domain/registry/verdict.ts";

/** What the API answers, for its description. Nothing is parsed with these on the way out. */

/** For a route's `response`: described, and not typed, because hot routes send text they have joined themselves. */
export const described = (schema: z.ZodType): z.ZodType<unknown> => schema;

export const keysOf = <K extends string>(of: Readonly<Record<K, unknown>>) => Object.keys(of) as [K, ...K[]];
export const words = (zh: string, en: string) => ({ description: `${zh} / ${en}` });
const time = z.iso.datetime().meta({ examples: ["2026-02-01T06:05:00.000Z"] });
export const day = z.iso.date();

export const verdict = z
  .enum(VERDICTS)
  .meta(
    words(
      "结论：黑名单、警示、官方、有人举报尚未认定、没有记录。遇到不认识的值，什么都不要做",
      "Blacklisted, warning, official, reported but not decided, nothing known. Do nothing on a value you do not know",
    ),
  );
export const advice = z
  .enum(ADVICE)
  .meta(words("建议：拦截、提醒、标注、不处理", "Block, warn, label, or do nothing"));
export const reason = z.enum(keysOf(VERDICT_REASONS)).meta(words("为什么这样判断", "Why"));

const agencyName = z
  .object({ code: z.string(), nameZh: z.string(), nameEn: z.string() })
  .meta({ id: "AgencyName", ...words("作出决定的监管部门", "The agency that decided") });

export const entryAnswer = z
  .object({
    id: z.uuid(),
    kind: z.enum(keysOf(REGISTRY_KINDS)),
    status: z.enum(keysOf(VERSION_STATUSES)),
    tier: z.enum(keysOf(TIERS)),
    grounds: z
      .array(z.enum(keysOf(GROUNDS)))
      .meta(words("个人号码不公开事由，为空", "Empty for a private number")),
    listedAt: time,
    expiresAt: time,
    authority: agencyName.nullable(),
  })
  .meta({ id: "RegistryEntry", ...words("仍在期限内的名录条目", "A registry entry in force") });

const countRange = z.object({ from: z.int(), to: z.int().nullable() }).meta({
  id: "CountRange",
  ...words("人数区间，to 为空表示以上", "A range of people; no upper end when `to` is null"),
});

export const reportsAnswer = z
  .object({ bucket: z.string().meta({ examples: ["10-19"] }), interval: countRange, lastMonth: countRange })
  .meta({
    id: "Reports",
    ...words("独立举报来源，只给区间", "Independent sources who reported, as ranges only"),
  });

const official = z
  .object({ institutionId: z.uuid(), name: z.string(), englishName: z.string().nullable() })
  .meta({ id: "OfficialOf", ...words("登记这个号码的机构", "The institution that registered this number") });

export const numberFields = {
  canonical: z.string().meta({
    ...words("规范键，同一号码只有一个", "The canonical key: one for each number"),
    examples: ["+8613800138000"],
  }),
  kind: z.enum(NUMBER_KINDS),
  flags: z.array(z.enum(NUMBER_FLAGS)),
  extension: z.string().nullable(),
  display: z.string().meta({ examples: ["138 0013 8000"] }),
  region: z.object({ code: z.string(), zh: z.string(), en: z.string() }).nullable(),
  carrier: z.string().nullable(),
  visibility: z
    .enum(["public", "restricted"])
    .meta(
      words(
        "个人号码（restricted）只给结论和建议",
        "A private number (restricted) gets verdict and advice only",
      ),
    ),
  verdict,
  listed: z.boolean().meta(words("是否在黑名单内", "Whether it is blacklisted now")),
  advice,
  reasons: z.array(reason),
  entry: entryAnswer.nullable(),
  official: official.nullable(),
  reports: reportsAnswer.nullable(),
};

export const NUMBER_EXAMPLE: NumberAnswer = {
  input: "952 123 0456",
  canonical: "cn:952123",
  kind: "95_callcentre",
  flags: ["sub_number"],
  extension: "0456",
  display: "952123",
  region: null,
  carrier: null,
  visibility: "public",
  verdict: "reported",
  listed: false,
  advice: "label",
  reasons: ["reported-by-five"],
  entry: null,
  official: null,
  reports: { bucket: "10-19", interval: { from: 10, to: 19 }, lastMonth: { from: 5, to: 9 } },
  asOf: "2026-02-01T06:05:00.000Z",
  listVersion: 1284,
};

export const stamp = {
  asOf: time.meta(words("数据与数据库一致的时间", "When the answer was last in line with the database")),
  listVersion: z.int(),
  ageSeconds: z
    .int()
    .optional()
    .meta(
      words(
        "多少秒前的数据；只在数据库连不上、用最近一份名录回答时出现",
        "How old the answer is, in seconds; only while the database is away and the last list answers",
      ),
    ),
};
export const numberAnswer = z.object({ input: z.string(), ...numberFields, ...stamp }).meta({
  id: "NumberAnswer",
  ...words("一个号码的结论", "The answer about one number"),
  examples: [NUMBER_EXAMPLE],
});

export const numberRecord = z
  .object({
    answer: numberAnswer,
    statement: z.string().nullable().meta(words("决定的公开说明", "What the decision says in public")),
    history: z.array(
      z.object({
        version: z.int(),
        kind: z.enum(keysOf(REGISTRY_KINDS)),
        status: z.enum(keysOf(VERSION_STATUSES)),
        tier: z.enum(keysOf(TIERS)),
        listedAt: time,
        expiresAt: time,
        at: time,
      }),
    ),
  })
  .meta({
    id: "NumberRecord",
    ...words("号码的完整公开记录，来自数据库", "The full public record, from the database"),
  });

export const problem = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    code: z.enum(keysOf(ERROR_CODES)),
    detail: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })),
  })
  .meta({
    id: "Problem",
    ...words(
      "错误（RFC 9457），语言随 Accept-Language",
      "An error (RFC 9457), in the language of Accept-Language",
    ),
  });

export const receiptAnswer = z
  .object({ id: z.uuid(), receipt: z.string(), status: z.string(), followUpUrl: z.url() })
  .meta({
    id: "ComplaintReceipt",
    examples: [
      {
        id: "0198a0a0-0000-7000-8000-000000000001",
        receipt: "MJ-…",
        status: "screening",
        followUpUrl: "https://mingjian.example/receipt",
      },
    ],
    ...words("回执只显示一次，凭它查进度", "The receipt is shown once; the report is followed with it"),
  });

const licence = z
  .object({
    number: z.string(),
    regulator: z.string(),
    scope: z.string(),
    region: z.string().nullable(),
    issuedOn: day.nullable(),
    expiresOn: day.nullable(),
    status: z.enum(["valid", "suspended", "revoked", "expired", "surrendered"]),
  })
  .meta({ id: "Licence" });

export const institutionSummary = z
  .object({
    id: z.uuid(),
    code: z.string().nullable(),
    name: z.string(),
    englishName: z.string().nullable(),
    class: z.string(),
    status: z.enum(["registered", "deregistered"]),
    region: z.string().nullable(),
    verdict,
    listed: z.boolean(),
  })
  .meta({ id: "InstitutionSummary" });

export const institutionList = z
  .object({
    items: z.array(institutionSummary),
    total: z.object({ value: z.int(), relation: z.enum(["eq", "gte"]) }),
    next: z.string().nullable().meta(words("下一页的 cursor", "The cursor of the next page")),
  })
  .meta({ id: "InstitutionList" });

export const institutionAnswer = z
  .object({
    id: z.uuid(),
    code: z.string().nullable(),
    name: z.string(),
    englishName: z.string().nullable(),
    uscc: z.string().nullable(),
    regulatorCode: z.string().nullable(),
    class: z.string(),
    status: z.enum(["registered", "deregistered"]),
    region: z.string().nullable(),
    country: z.string(),
    updatedAt: time,
    verdict,
    listed: z.boolean(),
    advice,
    reasons: z.array(z.string()),
    entry: entryAnswer.nullable(),
    names: z.array(z.object({ name: z.string(), kind: z.string() })),
    contacts: z.array(
      z.object({
        kind: z.string(),
        value: z.string(),
        key: z.string(),
        since: day.nullable(),
        until: day.nullable(),
      }),
    ),
    licences: z.array(licence),
    mayOffer: z
      .array(
        z.object({
          product: z.string(),
          answer: z.enum(["yes", "no", "unknown", "not_required"]),
          reason: z.string(),
          words: z.object({ zh: z.string(), en: z.string() }),
        }),
      )
      .meta(
        words(
          "按登记的许可证，它能不能办理每种贷款",
          "Whether its licences on file let it offer each product",
        ),
      ),
    principals: z.array(
      z.object({ institutionId: z.uuid(), scope: z.string(), since: day.nullable(), until: day.nullable() }),
    ),
    agents: z.array(
      z.object({ institutionId: z.uuid(), scope: z.string(), since: day.nullable(), until: day.nullable() }),
    ),
    successor: z
      .object({ institutionId: z.uuid(), since: day })
      .nullable()
      .meta(words("接手它的机构，从哪天起", "Who took it over, and from which day")),
  })
  .meta({ id: "InstitutionAnswer" });

export const meAnswer = z
  .object({
    id: z.uuid(),
    name: z.string(),
    institutionId: z.uuid().nullable(),
    scopes: z.array(z.string()),
    perMinute: z.int(),
    itemsPerDay: z.int(),
    itemsLeftToday: z.int(),
    subjectsPerDay: z
      .int()
      .nullable()
      .meta(
        words(
          "一天最多查多少个不同的号码和人，null 为不另设上限",
          "Different numbers and people a day; null: no such limit",
        ),
      ),
    subjectsLeftToday: z.int().nullable(),
  })
  .meta({ id: "ApiKey" });

const part = z.object({ ok: z.boolean(), reason: z.string().optional() }).catchall(z.unknown());
export const readiness = z
  .object({
    status: z
      .enum(["ready", "degraded", "not-ready"])
      .meta(
        words(
          "degraded：仍在服务，但有一部分停了或过时，要有人去看",
          "degraded: serving, but a part has stopped or is out of date and somebody has to look",
        ),
      ),
    reasons: z.array(z.string()),
    parts: z.object({ database: part, registry: part, log: part, worker: part.optional() }),
  })
  .meta({ id: "Readiness" });
