"use server";
import { publicContext } from "#app/_server/context.ts";
import { inTime } from "#app/_server/in-time.ts";
import { localeOf } from "#app/_server/locale.ts";
import { requestNetwork } from "#app/_server/network.ts";
import { mayAnswer } from "#app/_server/page-budget.ts";
import { slowDown } from "#app/_server/slow-down.ts";
import { applyAboutRecord, readOwnRecord } from "#commands/practitioners/own-record.ts";
import type { PrivateSubject } from "#commands/registry/open-application.ts";
import { toAppError } from "#commands/to-app-error.ts";
import type { OwnRecordState } from "#components/practitioner/own-record.tsx";
import { AppError } from "#domain/errors.ts";
import { formatDate, type Translate, translator } from "#messages/translate.ts";
import zh from "#messages/zh-CN/practitioner.json" with { type: "json" };
import { ownView } from "./own-view.ts";

/** Who does not know both halves cannot try them out. */
const misses = slowDown({ limit: 10, minutes: 10 });
/** Each is stored with its audit row; as many as objections to entries. */
const filings = slowDown({ limit: 30, minutes: 60 });

const INTENTS = ["objection", "repair", "refuse_grade", "allow_grade"] as const;
type Intent = (typeof INTENTS)[number];

/** Shows the record to its person, and takes what the person asks for about it. Nothing of it is in an address. */
export async function ownRecord(_: OwnRecordState, data: FormData): Promise<OwnRecordState> {
  const locale = localeOf(data.get("locale"));
  const t = translator(locale);
  const context = publicContext();
  const real = context.clock.real().getTime();
  const network = await requestNetwork();
  const proof = { pseudonym: text(data, "own-pseudonym"), licence: text(data, "own-licence") };
  const typed = { "own-pseudonym": proof.pseudonym, "own-licence": proof.licence };
  const refuse = (errors: Record<string, string>): OwnRecordState => ({
    values: typed,
    errors,
    view: null,
    done: null,
  });
  if (misses.isTooMuch(network, real)) return refuse({ "own-pseudonym": words(t, "too-many") });
  const asked = INTENTS.find((one) => one === text(data, "intent"));
  if (asked && filings.isTooMuch(network, real)) return refuse({ "own-pseudonym": words(t, "too-many") });
  if (asked) filings.count(network, real);
  let said: Pick<OwnRecordState, "errors" | "values" | "done"> = { errors: {}, values: {}, done: null };
  try {
    if (asked) {
      try {
        const { answerBy } = await inTime(
          applyAboutRecord(context, { proof, application: applicationOf(asked, data) }, spend),
        );
        const date = answerBy ? formatDate(locale, answerBy) : "";
        said = { ...said, done: t(`practitioner.own.done.${asked}`, { date }) };
      } catch (error) {
        const refusal = refusalOf(error);
        // Who is not proven sees nothing; who is sees the record again with what has to be mended.
        if (refusal.code === "not-found" || refusal.code === "unavailable") throw error;
        said = { errors: errorsOf(t, refusal, text(data, "form")), values: valuesOf(data), done: null };
      }
    }
    const record = await inTime(readOwnRecord(context, proof, spend));
    return { ...said, view: ownView({ locale, t }, record, typed, context.now) };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.code === "not-found") misses.count(network, real);
    if (refusal.fields.length > 0) return refuse(errorsOf(t, refusal, "own"));
    return refuse({
      "own-pseudonym": words(t, refusal.code === "unavailable" ? "away" : refusal.reason),
    });
  }
}

function applicationOf(kind: Intent, data: FormData): unknown {
  const form = text(data, "form");
  if (kind === "refuse_grade" || kind === "allow_grade") return { kind };
  return {
    kind,
    itemId: text(data, "itemId"),
    text: text(data, `${form}-text`),
    contact: text(data, `${form}-contact`),
  };
}

/** As many different people a network as look-ups have, out of the same budget. */
async function spend(subject: PrivateSubject): Promise<void> {
  if (!(await mayAnswer([subject], { isPart: true })))
    throw new AppError("quota", "network-subjects-used-up");
}

const words = (t: Translate, code: string): string =>
  t(
    `practitioner.reasons.${Object.hasOwn(zh.reasons, code) ? (code as keyof typeof zh.reasons) : "unknown"}`,
  );

function errorsOf(t: Translate, { fields, reason }: AppError, form: string): Record<string, string> {
  if (fields.length === 0) return { [`${form}-text`]: words(t, reason) };
  return Object.fromEntries(
    fields.map(({ pointer, code }) => [`${form}-${pointer.split("/")[1] ?? ""}`, words(t, code)]),
  );
}

/** The bundler may hold two copies of the class, so its name decides. */
function refusalOf(error: unknown): AppError {
  const refusal = toAppError(error);
  if (refusal instanceof Error && refusal.name === "AppError") return refusal as AppError;
  throw error;
}

function valuesOf(data: FormData): Record<string, string> {
  return Object.fromEntries(
    [...data].filter(
      (pair): pair is [string, string] => typeof pair[1] === "string" && !pair[0].startsWith("$"),
    ),
  );
}

function text(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
}
