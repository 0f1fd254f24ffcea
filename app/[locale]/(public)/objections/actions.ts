"use server";
import { publicContext } from "#app/_server/context.ts";
import { inTime } from "#app/_server/in-time.ts";
import { localeOf } from "#app/_server/locale.ts";
import { requestNetwork } from "#app/_server/network.ts";
import { mayAnswer } from "#app/_server/page-budget.ts";
import { slowDown } from "#app/_server/slow-down.ts";
import { followApplication } from "#commands/registry/follow-application.ts";
import { openApplication, type PrivateSubject } from "#commands/registry/open-application.ts";
import { toAppError } from "#commands/to-app-error.ts";
import { pick } from "#components/desk/case-words.ts";
import type { ApplicationFormState } from "#components/objection/application-form.tsx";
import type { FollowState } from "#components/objection/follow-form.tsx";
import { AppError } from "#domain/errors.ts";
import { APPLICATION_KINDS, APPLICATION_STATES } from "#domain/registry/application.ts";
import { formatDate, formatDateTime, type Translate, translator } from "#messages/translate.ts";
import zh from "#messages/zh-CN/objections.json" with { type: "json" };

/** Many people may share an address; a crowd of objections from one is still slowed down. */
const filings = slowDown({ limit: 30, minutes: 60 });
const misses = slowDown({ limit: 20, minutes: 10 });

type Reason = keyof typeof zh.reasons;
const reasonWords = (t: Translate, code: string): string =>
  t(`objections.reasons.${Object.hasOwn(zh.reasons, code) ? (code as Reason) : "unknown"}`);

/** Receives what the subject of an entry asks for; the receipt is in this answer only. */
export async function apply(_: ApplicationFormState, data: FormData): Promise<ApplicationFormState> {
  const locale = localeOf(data.get("locale"));
  const t = translator(locale);
  const refuse = (errors: Record<string, string>) => ({ values: valuesOf(data), errors, done: null });
  const context = publicContext();
  const now = context.clock.real().getTime();
  const network = await requestNetwork();
  if (filings.isTooMuch(network, now)) return refuse({ objection: reasonWords(t, "too-many") });
  filings.count(network, now);
  const idempotencyKey = text(data, "once").slice(0, 100) || null;
  try {
    const { receipt, answerBy } = await inTime(
      openApplication(context, { body: bodyOf(data), idempotencyKey, spend }),
    );
    const date = formatDate(locale, `${answerBy}T12:00:00+08:00`);
    return {
      values: {},
      errors: {},
      done: { receipt, lines: [t("objections.done.answerBy", { date }), t("objections.done.keep")] },
    };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.fields.length === 0)
      return refuse({
        objection: reasonWords(t, refusal.code === "unavailable" ? "away" : refusal.reason),
      });
    return refuse(
      Object.fromEntries(
        refusal.fields.map(({ pointer, code }) => [controlOf(pointer), reasonWords(t, code)]),
      ),
    );
  }
}

/** As many different private numbers a network as look-ups have, out of the same budget. */
async function spend(subject: PrivateSubject): Promise<void> {
  if (!(await mayAnswer([subject], { isPart: true })))
    throw new AppError("quota", "network-subjects-used-up");
}

/** What became of an application. */
export async function follow(_: FollowState, data: FormData): Promise<FollowState> {
  const locale = localeOf(data.get("locale"));
  const t = translator(locale);
  const refuse = (reason: string) => ({
    values: valuesOf(data),
    errors: { "follow-receipt": reason },
    facts: null,
  });
  const context = publicContext();
  const now = context.clock.real().getTime();
  const network = await requestNetwork();
  if (misses.isTooMuch(network, now)) return refuse(t("objections.follow.tooMany"));
  try {
    const found = await inTime(followApplication(context, text(data, "follow-receipt")));
    const answer =
      found.answer ?? t(found.isMissed ? "objections.follow.missed" : "objections.follow.noAnswer");
    return {
      values: {},
      errors: {},
      facts: [
        { term: t("objections.follow.kind"), value: pick(locale, APPLICATION_KINDS[found.kind]) },
        { term: t("objections.follow.status"), value: pick(locale, APPLICATION_STATES[found.status]) },
        { term: t("objections.follow.receivedAt"), value: formatDateTime(locale, found.receivedAt) },
        {
          term: t("objections.follow.answerBy"),
          value: formatDate(locale, `${found.answerBy}T12:00:00+08:00`),
        },
        ...(found.decidedAt
          ? [{ term: t("objections.follow.decidedAt"), value: formatDateTime(locale, found.decidedAt) }]
          : []),
        { term: t("objections.follow.answer"), value: answer },
        { term: t("objections.follow.entry"), value: found.entryId },
      ],
    };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.code === "not-found") misses.count(network, now);
    return refuse(reasonWords(t, refusal.code === "unavailable" ? "away" : refusal.reason));
  }
}

/** The bundler may hold two copies of the class, so its name decides. */
function refusalOf(error: unknown): AppError {
  const refusal = toAppError(error);
  if (refusal instanceof Error && refusal.name === "AppError") return refusal as AppError;
  throw error;
}

function bodyOf(data: FormData): unknown {
  const of = (name: string) => text(data, `objection-${name}`);
  return {
    kind: of("kind"),
    about: of("about"),
    number: of("number") || undefined,
    applicant: of("applicant"),
    ground: of("ground"),
    text: of("text"),
    contact: { name: of("name"), phone: of("phone"), email: of("email") },
    isCorrected: data.has("objection-corrected"),
    hasPromise: data.has("objection-promise"),
  };
}

const CONTROLS: Readonly<Record<string, string>> = {
  contact: "phone",
  isCorrected: "corrected",
  hasPromise: "promise",
};
function controlOf(pointer: string): string {
  const [, name = "", part] = pointer.split("/");
  return `objection-${name === "contact" && part ? part : (CONTROLS[name] ?? name)}`;
}

function text(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
}

function valuesOf(data: FormData): Record<string, string> {
  return Object.fromEntries(
    [...data].filter(
      (pair): pair is [string, string] => typeof pair[1] === "string" && !pair[0].startsWith("$"),
    ),
  );
}
