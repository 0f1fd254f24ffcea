import * as z from "zod";

/** What an API key may do. */
export const API_SCOPES = {
  check: { zh: "批量核验", en: "Check numbers, institutions and links" },
  conduct: {
    zh: "从业人员的从业记录和评级（用途为录用时）",
    en: "Records and grades of practitioners, when hiring",
  },
  oprf: { zh: "隐私查询：不透露查的是谁", en: "Private look-ups: ask without saying about whom" },
  intake: { zh: "代客户提交投诉", en: "File complaints on behalf of customers" },
} as const;
export type ApiScope = keyof typeof API_SCOPES;

/** Requests a minute, items a day, different numbers and people a day (UTC): what is usual, and the most an officer may give. */
export const KEY_LIMITS = {
  perMinute: { usual: 600, most: 6_000 },
  itemsPerDay: { usual: 100_000, most: 10_000_000 },
  /** Enough for a lender's new customers of a day; seven billion numbers would take a thousand years. */
  subjectsPerDay: 20_000,
} as const;

const whole = (most: number) =>
  z.coerce.number("choose-limit").int("choose-limit").min(1, "choose-limit").max(most, "choose-limit");

/** What an officer says to issue a key. The form names the key's id, so that sent twice it makes one key. */
export const apiKeyInput = z.object({
  id: z.uuid(),
  name: z.string().trim().min(2, "say-the-key-name").max(100, "too-long"),
  /** Code, social credit code, licence code or full name; empty for a key of no institution. */
  institution: z.string().trim().max(200, "too-long"),
  scopes: z
    .array(z.enum(Object.keys(API_SCOPES) as [ApiScope, ...ApiScope[]], "choose-scopes"))
    .min(1, "choose-scopes"),
  perMinute: whole(KEY_LIMITS.perMinute.most),
  itemsPerDay: whole(KEY_LIMITS.itemsPerDay.most),
});
export type ApiKeyInput = z.input<typeof apiKeyInput>;

export const revokeKeyInput = z.object({
  id: z.uuid(),
  reason: z.string().trim().min(4, "reason-too-short").max(500, "reason-too-long"),
});

/** Whether a text names scopes that exist; for the command line. */
export const isApiScope = (text: string): text is ApiScope => Object.hasOwn(API_SCOPES, text);

/** `mj_<id>.<secret>`: the id lets its owner say which key is meant without showing the secret. */
const TOKEN = /^mj_([0-9a-f]{32})\.([A-Za-z0-9_-]{43})$/;

/** `secret` is 32 random bytes in base64url. */
export function formatApiToken(id: string, secret: string): string {
  return `mj_${id.replaceAll("-", "")}.${secret}`;
}

/** Whether a text has the form of a token; says nothing about whether it exists. */
export function isApiToken(text: string): boolean {
  return TOKEN.test(text);
}
