import { AppError, type FieldProblem } from "#domain/errors.ts";
import {
  CHANNELS,
  CLAIMED_IDENTITIES,
  DESIRED_OUTCOMES,
  type Language,
  LOAN_PRODUCTS,
  MATTERS,
  RECEIVERS,
  SHARE_CONSENTS,
} from "./codes.ts";
import { type ComplaintInput, MAX_COUNT } from "./complaint-input.ts";
import { atOf, minutesOfDay, PARTS_OF_DAY } from "./incident-time.ts";
import {
  type AnswerName,
  JOURNEY_PROBLEMS,
  type JourneyAnswers,
  type JourneyProblem,
  kindOf,
  STEP_SLUGS,
  type StepSlug,
} from "./journey-answers.ts";
import { offeredHarms, STEP_RULES } from "./journey-steps.ts";
import { type CodeOf, codesOf, isCodeOf, type Label } from "./label.ts";
import { RELATIONSHIPS } from "./relationships.ts";
import { fenOf } from "./reported-text.ts";
import { parseSms } from "./sms.ts";

/** What a browser sends for a page: fields it does not know are left alone. */
export type JourneyForm = Readonly<Record<string, string | readonly string[] | undefined>>;

export type StepResult =
  | { readonly ok: true; readonly answers: JourneyAnswers }
  /** Field name → problem code; `typed` gives back what was sent, so that the page can show it again. */
  | {
      readonly ok: false;
      readonly problems: Readonly<Record<string, string>>;
      readonly typed: JourneyAnswers;
    };

/** Later than any answer, so that checking stored answers needs no clock: the future was refused when they were given. */
const NO_FUTURE = new Date(Date.UTC(9999, 0, 1));

const MANY: readonly AnswerName[] = ["harm", "desired"];

function readForm(slug: StepSlug, form: JourneyForm, answers: JourneyAnswers): JourneyAnswers {
  const fields = STEP_RULES[slug].fields(answers);
  return Object.fromEntries(
    fields.map(({ name }) => {
      const sent = form[name];
      const all = sent === undefined ? [] : typeof sent === "string" ? [sent] : sent;
      return [name, MANY.includes(name) ? all.filter((value) => value !== "") : (all.at(-1) ?? "")];
    }),
  );
}

/**
 * Takes one page's form. Good: all answers with this page's in them. Not good: one problem a field, in the order of
 * the page.
 */
export function validateStep(
  slug: StepSlug,
  form: JourneyForm,
  { answers, now }: { readonly answers: JourneyAnswers; readonly now: Date },
): StepResult {
  const typed = readForm(slug, form, answers);
  const parsed = STEP_RULES[slug].schema(answers, now).safeParse(typed);
  if (parsed.success) return { ok: true, answers: { ...answers, ...parsed.data } };
  const fields = STEP_RULES[slug].fields(answers);
  const problems = fields.flatMap(({ name }) => {
    const issue = parsed.error.issues.find(({ path }) => path[0] === name);
    return issue ? [[name, problemCode(issue.message)]] : [];
  });
  return { ok: false, problems: Object.fromEntries(problems), typed };
}

function problemCode(message: string): JourneyProblem {
  return JOURNEY_PROBLEMS.find((code) => code === message) ?? "choose-known";
}

/** The pages asked and the answers that count: those of pages no longer asked (the matter was changed) are left out. */
function walk(answers: JourneyAnswers): {
  readonly slugs: readonly StepSlug[];
  readonly kept: JourneyAnswers;
} {
  let kept: JourneyAnswers = {};
  const slugs = STEP_SLUGS.filter((slug) => {
    const rule = STEP_RULES[slug];
    if (!rule.applies(kept)) return false;
    const names = [...rule.fields(kept).map((field) => field.name), ...(rule.derived ?? [])];
    const own = names.flatMap((name) => (answers[name] === undefined ? [] : [[name, answers[name]]]));
    kept = { ...kept, ...Object.fromEntries(own) };
    return true;
  });
  return { slugs, kept };
}

/** The pages that these answers lead through, in order. */
export function stepsOf(answers: JourneyAnswers): readonly StepSlug[] {
  return walk(answers).slugs;
}

/** Only the answers of pages that are asked. */
export function applicableAnswers(answers: JourneyAnswers): JourneyAnswers {
  return walk(answers).kept;
}

/** The page after this one; "done" after the last, which is where the report is sent. */
export function nextStep(answers: JourneyAnswers, slug: StepSlug): StepSlug | "done" {
  const position = STEP_SLUGS.indexOf(slug);
  return stepsOf(answers).find((step) => STEP_SLUGS.indexOf(step) > position) ?? "done";
}

/** The page before this one; null on the first. */
export function previousStep(answers: JourneyAnswers, slug: StepSlug): StepSlug | null {
  const position = STEP_SLUGS.indexOf(slug);
  return stepsOf(answers).findLast((step) => STEP_SLUGS.indexOf(step) < position) ?? null;
}

function isAnswered(slug: StepSlug, answers: JourneyAnswers): boolean {
  const rule = STEP_RULES[slug];
  const names = rule.fields(answers).map((field) => field.name);
  if (names.some((name) => answers[name] === undefined)) return false;
  const own = Object.fromEntries(names.map((name) => [name, answers[name]]));
  return rule.schema(answers, NO_FUTURE).safeParse(own).success;
}

/** The first page still to be answered, the last page ("check") not counted; null when all are. */
export function firstIncomplete(answers: JourneyAnswers): StepSlug | null {
  const { slugs, kept } = walk(answers);
  return slugs.find((slug) => slug !== "check" && !isAnswered(slug, kept)) ?? null;
}

/** Whether a page may be opened: it is asked, and every page before it has its answer. */
export function mayOpen(answers: JourneyAnswers, slug: StepSlug): boolean {
  const missing = firstIncomplete(answers);
  const isReached = missing === null || STEP_SLUGS.indexOf(slug) <= STEP_SLUGS.indexOf(missing);
  return isReached && stepsOf(answers).includes(slug);
}

/** Whether every question asked has its answer and the answers may be checked and sent. */
export function isComplete(answers: JourneyAnswers): boolean {
  return firstIncomplete(answers) === null;
}

/** What a page may be filled with before it is answered, from what was pasted earlier. A suggestion, never an answer. */
export function suggestionsFor(slug: StepSlug, answers: JourneyAnswers): JourneyAnswers {
  if (!answers.scriptText) return {};
  const { signature, numbers } = parseSms(answers.scriptText);
  if (slug === "institution" && answers.institution === undefined)
    return signature === null ? {} : { institution: signature };
  if (slug === "callback" && answers.callbackNumber === undefined) {
    const shown = digitsOf(answers.numberDisplayed ?? "");
    const other = numbers.find((number) => digitsOf(number) !== shown);
    return other === undefined ? {} : { callbackNumber: other };
  }
  return {};
}

const digitsOf = (number: string): string => number.normalize("NFKC").replace(/\D/g, "");

type Call = Label & { readonly tel: string | null };
export type Interruption = {
  readonly code: "money_just_lost" | "danger_now";
  /** The page after which it is shown, before the form goes on. */
  readonly after: StepSlug;
  readonly calls: readonly Call[];
};

const POLICE: Call = { code: "police", tel: "110", zh: "报警电话", en: "Police" };
const MONEY_CALLS: readonly Call[] = [
  {
    code: "own_bank",
    tel: null,
    zh: "您的银行（卡背面的客服电话），要求止付",
    en: "Your bank, at the number on your card: ask to stop the payment",
  },
  { code: "anti_fraud", tel: "96110", zh: "反诈专线", en: "Anti-fraud line" },
  POLICE,
];
const DANGER_CALLS: readonly Call[] = [
  POLICE,
  { code: "emergency", tel: "120", zh: "急救电话", en: "Ambulance" },
  { code: "support", tel: "12356", zh: "全国统一心理援助热线", en: "National psychological support line" },
];

/** Where else to turn now, before the form goes on: a stopped payment or a life cannot wait for a report. */
export function interruptions(answers: JourneyAnswers): readonly Interruption[] {
  const { paidWhen, safety } = applicableAnswers(answers);
  const shown: Interruption[] = [];
  if (paidWhen === "today" || paidWhen === "yesterday")
    shown.push({ code: "money_just_lost", after: "paid", calls: MONEY_CALLS });
  if (safety === "yes") shown.push({ code: "danger_now", after: "safety", calls: DANGER_CALLS });
  return shown;
}

const STEP_OF_POINTER: readonly (readonly [prefix: string, slug: StepSlug])[] = [
  ["/matter", "matter"],
  ["/channel", "channel"],
  ["/relationship", "relationship"],
  ["/incidents/0/at", "when"],
  ["/incidents/0/receivedOn", "received-on"],
  ["/incidents", "number"],
  ["/scriptText", "words"],
  ["/claimed/identity", "identity"],
  ["/claimed/institution", "institution"],
  ["/claimed/callbackNumber", "callback"],
  ["/claimed/imAccount", "account"],
  ["/claimed/payeeAccount", "payee"],
  ["/claimed", "words"],
  ["/loan", "loan"],
  ["/harm/moneyLostFen", "money"],
  ["/harm/paidAt", "paid"],
  ["/harm", "harm"],
  ["/desired", "wanted"],
  ["/region", "region"],
  ["/contact", "contact"],
  ["/consent", "consent"],
  ["/truthStatement", "check"],
];

/** Which page mends a problem of the whole report; with nothing to go on, the words are the easiest thing to add. */
export function stepOfProblem({ pointer }: FieldProblem): StepSlug {
  return STEP_OF_POINTER.find(([prefix]) => pointer.startsWith(prefix))?.[1] ?? "words";
}

/** The code if it is one of the list, else null: "unknown" and blank are not codes. */
function codeOr<const List extends readonly Label[]>(
  list: List,
  value: string | undefined,
): CodeOf<List> | null {
  return isCodeOf(list, value) ? value : null;
}

/** As `codeOr`, for what the report cannot be without. */
function needed<const List extends readonly Label[]>(
  list: List,
  name: AnswerName,
  value: string | undefined,
) {
  const code = codeOr(list, value);
  if (code === null)
    throw new AppError("invalid-request", "journey-incomplete", [{ pointer: `/${name}`, code: "required" }]);
  return code;
}

const YES_NO: Readonly<Record<string, boolean>> = { yes: true, no: false };
const yesNo = (value: string | undefined): boolean | null => YES_NO[value ?? ""] ?? null;

/**
 * The answers as the API's body. Throws `invalid-request` (`journey-incomplete`) when matter, channel, relationship or
 * the truth statement is missing. A phone given here is not verified: the mode stays anonymous until it is.
 */
export function toComplaintInput(
  answers: JourneyAnswers,
  { language = "zh-CN" }: { readonly language?: Language } = {},
): ComplaintInput {
  const kept = applicableAnswers(answers);
  if (kept.truthStatement !== "yes")
    throw new AppError("invalid-request", "journey-incomplete", [
      { pointer: "/truthStatement", code: "truth-statement-required" },
    ]);
  return {
    matter: needed(MATTERS, "matter", kept.matter),
    channel: needed(CHANNELS, "channel", kept.channel),
    relationship: needed(RELATIONSHIPS, "relationship", kept.relationship),
    incidents: [incidentOf(kept)],
    scriptText: kept.scriptText || null,
    claimed: claimedOf(kept),
    loan: { product: codeOr(LOAN_PRODUCTS, kept.loanProduct) },
    harm: harmOf(kept),
    desired: desiredOf(kept),
    mode: "anonymous_receipt",
    contact: kept.phone ? { phone: kept.phone } : null,
    region: kept.region || null,
    language,
    consent: {
      shareWithInstitution: codeOr(SHARE_CONSENTS, kept.shareWithInstitution) ?? "none",
      publishNarrative: kept.publishNarrative === "yes",
    },
    truthStatement: true,
  };
}

function incidentOf(kept: JourneyAnswers): NonNullable<ComplaintInput["incidents"]>[number] {
  const when = kept.whenOn
    ? atOf({
        on: kept.whenOn,
        minutes: minutesOfDay(kept.whenTime ?? ""),
        part: codeOr(PARTS_OF_DAY, kept.whenPart),
      })
    : { at: null, atPrecision: null };
  const isPlace = kindOf(kept) === "place" || kindOf(kept) === "account";
  return {
    ...when,
    numberDisplayed: kept.numberDisplayed || null,
    withheld: isPlace || kept.numberState === "unknown" ? null : kept.numberState === "withheld",
    receivedOn: kept.receivedOn || null,
    receiver: codeOr(RECEIVERS, kept.receiver) ?? (kept.relationship === "WITNESS_OR_AGENT" ? null : "self"),
  };
}

function claimedOf(kept: JourneyAnswers): ComplaintInput["claimed"] {
  const { signature, urls } = parseSms(kept.scriptText ?? "");
  return {
    identity: codeOr(CLAIMED_IDENTITIES, kept.claimedIdentity),
    institution: kept.institution || null,
    callbackNumber: kept.callbackNumber || null,
    // Only a pasted message carries a signature; brackets in an account of a call are the reporter's own.
    smsSignature: kindOf(kept) === "text" ? signature : null,
    urls: urls.slice(0, MAX_COUNT.urls),
    imAccount: kept.account || null,
    payeeAccount: kept.payeeAccount || null,
    contractNo: kept.contractNo || null,
  };
}

function harmOf(kept: JourneyAnswers): ComplaintInput["harm"] {
  const ticked = kept.harm ?? [];
  return {
    kinds: offeredHarms(kept).filter((kind) => ticked.includes(kind)),
    moneyLostFen: kept.paidWhen === "not_paid" ? 0 : fenOf(kept.moneyAmount ?? ""),
    paidAt: kept.paidOn ? atOf({ on: kept.paidOn, minutes: null, part: null }).at : null,
    toldToStop: yesNo(kept.toldToStop),
    contactedAgain: yesNo(kept.contactedAgain),
    safetyNow: yesNo(kept.safety),
  };
}

/** "Nothing, just reporting" beside a wish is a slip: the wish counts. */
function desiredOf(kept: JourneyAnswers): ComplaintInput["desired"] {
  const ticked = codesOf(DESIRED_OUTCOMES).filter((code) => kept.desired?.includes(code));
  return ticked.length > 1 ? ticked.filter((code) => code !== "none") : ticked;
}
