import { isDatabaseDown } from "#commands/to-app-error.ts";
import { AppError, ERROR_CODES, type ErrorCode, type FieldProblem } from "#domain/errors.ts";
import enComplaints from "#messages/en/complaints.json" with { type: "json" };
import en from "#messages/en/errors.json" with { type: "json" };
import { DEFAULT_LOCALE, type Locale } from "#messages/locale.ts";
import zhComplaints from "#messages/zh-CN/complaints.json" with { type: "json" };
import zh from "#messages/zh-CN/errors.json" with { type: "json" };

/** RFC 9457. `type` is the address of a page that says what it means and how to mend it. */
export type ProblemBody = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors: readonly { readonly pointer: string; readonly code: string; readonly message: string }[];
};

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

type Words = Readonly<Record<string, string>>;
type ErrorWords = {
  readonly codes: Readonly<Record<ErrorCode, { readonly title: string; readonly detail: string }>>;
  readonly reasons: Words;
  readonly fields: Words;
};
const WORDS: Readonly<Record<Locale, ErrorWords>> = {
  "zh-CN": { ...zh, fields: { ...zhComplaints.problems, ...zh.fields } },
  en: { ...en, fields: { ...enComplaints.problems, ...en.fields } },
};

/** An error with the time after which trying again makes sense. */
export type Refusal = AppError & { readonly retryAfterSeconds?: number };

export function refusal(code: ErrorCode, reason: string, retryAfterSeconds: number): Refusal {
  return Object.assign(new AppError(code, reason), { retryAfterSeconds });
}

/** What Fastify says before a route is reached, in our codes. */
const FRAMEWORK: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["payload-too-large", "body-too-large"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["unsupported-media-type", "json-only"],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["invalid-request", "body-missing"],
  FST_ERR_CTP_INVALID_JSON_BODY: ["invalid-request", "body-not-json"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["invalid-request", "body-length"],
  FST_ERR_BAD_URL: ["invalid-request", "bad-address"],
  FST_ERR_MAX_PARAM_LENGTH: ["invalid-request", "address-too-long"],
  FST_ERR_NOT_FOUND: ["not-found", "no-such-address"],
  FST_UNDER_PRESSURE: ["overloaded", "too-busy"],
};

/** Any failure as one of the closed list; what is not known is `internal-error`, and its cause stays in the log. */
export function asAppError(error: unknown): Refusal {
  if (error instanceof AppError) return error;
  if (isDatabaseDown(error)) return refusal("unavailable", "database-unreachable", 5);
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : null;
  const known = typeof code === "string" ? FRAMEWORK[code] : undefined;
  if (known) return known[0] === "overloaded" ? refusal(...known, 2) : new AppError(...known);
  // Fastify's JSON parser throws the parser's own SyntaxError with a status.
  if (error instanceof SyntaxError) return new AppError("invalid-request", "body-not-json");
  return new AppError("internal-error", "unexpected");
}

export function problemBody(error: AppError, locale: Locale, publicUrl: string): ProblemBody {
  const words = WORDS[locale];
  const { title, detail } = words.codes[error.code];
  return {
    type: `${publicUrl}/errors/${error.code}`,
    title,
    status: ERROR_CODES[error.code],
    code: error.code,
    detail: words.reasons[error.reason] ?? detail,
    errors: error.fields.map((field) =>
      fieldBody(field, error.code === "invalid-number" ? words.reasons : words.fields, words),
    ),
  };
}

function fieldBody({ pointer, code, message }: FieldProblem, own: Words, words: ErrorWords) {
  return {
    pointer,
    code,
    message: own[code] ?? words.reasons[code] ?? message ?? words.codes["invalid-request"].title,
  };
}

/** zh-CN unless the reader prefers English to Chinese (RFC 9110, 12.5.4). */
export function preferredLocale(acceptLanguage: string | undefined): Locale {
  if (!acceptLanguage) return DEFAULT_LOCALE;
  const best = { zh: 0, en: 0 };
  for (const part of acceptLanguage.slice(0, 500).split(",")) {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
    const quality = Number(parameters.find((p) => p.trim().startsWith("q="))?.split("=")[1] ?? 1);
    const language = tag.split("-")[0];
    if ((language === "zh" || language === "en") && quality > best[language]) best[language] = quality;
  }
  return best.en > best.zh ? "en" : DEFAULT_LOCALE;
}
