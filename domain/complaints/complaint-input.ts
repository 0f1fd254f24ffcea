import * as z from "zod";
import type { FieldProblem } from "#domain/errors.ts";
import {
  CHANNELS,
  type Channel,
  CLAIMED_IDENTITIES,
  type ClaimedIdentity,
  DESIRED_OUTCOMES,
  type DesiredOutcome,
  LANGUAGES,
  type Language,
  LOAN_PRODUCTS,
  type LoanProduct,
  MATTERS,
  type Matter,
  MODES,
  type Mode,
  PLACES_TRIED,
  type PlaceTried,
  RECEIVERS,
  type Receiver,
  SHARE_CONSENTS,
  type ShareConsent,
  VULNERABILITIES,
  type Vulnerability,
} from "./codes.ts";
import { codeOfIssue, problemsOf } from "./complaint-problems.ts";
import { AT_PRECISIONS, type AtPrecision } from "./incident-time.ts";
import { codesOf, type Label } from "./label.ts";
import { isRegionCode } from "./regions.ts";
import { RELATIONSHIPS, type Relationship } from "./relationships.ts";
import { cleanText, isWithin } from "./reported-text.ts";
import { type HarmCode, TAXONOMY } from "./taxonomy.ts";

/** Characters (code points) of a field. */
export const MAX_LENGTH = { scriptText: 4000, number: 64, name: 200, account: 200, url: 2000 } as const;
export const MAX_COUNT = { incidents: 200, urls: 20 } as const;
/** ¥10 thousand million, in fen: beyond any single report, well inside what a number holds exactly. */
export const MAX_FEN = 1_000_000_000_000;
const EARLIEST_AT = Date.UTC(1990, 0, 1);
/** Clocks of phones and computers differ; more than this is a mistake in the date. */
const FUTURE_TOLERANCE_MS = 10 * 60_000;

const text = (max: number) =>
  z
    .string()
    .overwrite(cleanText)
    .refine((value) => isWithin(value, max), { error: "too-long" })
    .meta({ maxLength: max });
const whole = (max: number) => z.int().min(0).max(max);
const fen = whole(MAX_FEN);
const code = <const List extends readonly Label[]>(list: List) => z.enum(codesOf(list));
const codes = <const List extends readonly Label[]>(list: List) => z.array(code(list)).max(list.length * 2);
const time = z.iso.datetime({ offset: true, error: "bad-time" });

const incidentInput = z.strictObject({
  at: time.nullish(),
  atPrecision: code(AT_PRECISIONS).nullish(),
  numberDisplayed: text(MAX_LENGTH.number).nullish(),
  withheld: z.boolean().nullish(),
  receivedOn: text(MAX_LENGTH.number).nullish(),
  durationSeconds: whole(86_400).nullish(),
  answered: z.boolean().nullish(),
  receiver: code(RECEIVERS).nullish(),
});

const claimedInput = z.strictObject({
  identity: code(CLAIMED_IDENTITIES).nullish(),
  institution: text(MAX_LENGTH.name).nullish(),
  staff: text(MAX_LENGTH.name).nullish(),
  callbackNumber: text(MAX_LENGTH.number).nullish(),
  smsSignature: text(MAX_LENGTH.name).nullish(),
  urls: z.array(text(MAX_LENGTH.url)).max(MAX_COUNT.urls).nullish(),
  imAccount: text(MAX_LENGTH.account).nullish(),
  payeeAccount: text(MAX_LENGTH.account).nullish(),
  contractNo: text(MAX_LENGTH.account).nullish(),
});

const loanInput = z.strictObject({
  product: code(LOAN_PRODUCTS).nullish(),
  principalFen: fen.nullish(),
  receivedFen: fen.nullish(),
  feesUpfrontFen: fen.nullish(),
  aprClaimedPercent: z.number().min(0).max(100_000).nullish(),
  overdueDays: whole(36_500).nullish(),
  disputed: z.boolean().nullish(),
  contractHeld: z.boolean().nullish(),
  agreedContactTime: z.boolean().nullish(),
});

const harmInput = z.strictObject({
  kinds: codes(TAXONOMY).nullish(),
  moneyLostFen: fen.nullish(),
  paidAt: time.nullish(),
  toldToStop: z.boolean().nullish(),
  contactedAgain: z.boolean().nullish(),
  thirdParties: whole(100_000).nullish(),
  safetyNow: z.boolean().nullish(),
});

/**
 * The body of `POST /api/v1/complaints`. Missing and null both mean "not known". A field it does not know is refused:
 * a misspelt name must not silently lose what somebody reported. It checks form only; `parseComplaint` adds the rules.
 */
export const complaintInput = z.strictObject({
  matter: code(MATTERS),
  channel: code(CHANNELS),
  relationship: code(RELATIONSHIPS),
  incidents: z.array(incidentInput).max(MAX_COUNT.incidents).nullish(),
  scriptText: text(MAX_LENGTH.scriptText).nullish(),
  claimed: claimedInput.nullish(),
  loan: loanInput.nullish(),
  harm: harmInput.nullish(),
  desired: codes(DESIRED_OUTCOMES).nullish(),
  alreadyTried: codes(PLACES_TRIED).nullish(),
  vulnerable: codes(VULNERABILITIES).nullish(),
  mode: code(MODES).nullish(),
  contact: z.strictObject({ phone: text(MAX_LENGTH.number).nullish() }).nullish(),
  region: z.string().refine(isRegionCode, { error: "bad-region" }).nullish(),
  language: code(LANGUAGES).nullish(),
  consent: z
    .strictObject({
      shareWithInstitution: code(SHARE_CONSENTS).nullish(),
      publishNarrative: z.boolean().nullish(),
    })
    .nullish(),
  truthStatement: z.literal(true, { error: "truth-statement-required" }),
});
export type ComplaintInput = z.input<typeof complaintInput>;

export type Incident = {
  /** RFC 3339 in UTC: the start of the span that `atPrecision` names; null when not known. */
  readonly at: string | null;
  readonly atPrecision: AtPrecision | null;
  readonly numberDisplayed: string | null;
  readonly withheld: boolean | null;
  readonly receivedOn: string | null;
  readonly durationSeconds: number | null;
  readonly answered: boolean | null;
  readonly receiver: Receiver | null;
};
export type Claimed = {
  readonly identity: ClaimedIdentity | null;
  readonly institution: string | null;
  readonly staff: string | null;
  readonly callbackNumber: string | null;
  readonly smsSignature: string | null;
  readonly urls: readonly string[];
  readonly imAccount: string | null;
  readonly payeeAccount: string | null;
  readonly contractNo: string | null;
};
export type Loan = {
  readonly product: LoanProduct | null;
  readonly principalFen: number | null;
  readonly receivedFen: number | null;
  readonly feesUpfrontFen: number | null;
  readonly aprClaimedPercent: number | null;
  readonly overdueDays: number | null;
  readonly disputed: boolean | null;
  readonly contractHeld: boolean | null;
  readonly agreedContactTime: boolean | null;
};
export type Harm = {
  readonly kinds: readonly HarmCode[];
  readonly moneyLostFen: number | null;
  /** RFC 3339 in UTC; midnight in China when only the day is known. */
  readonly paidAt: string | null;
  readonly toldToStop: boolean | null;
  readonly contactedAgain: boolean | null;
  readonly thirdParties: number | null;
  /** Someone is in danger now: violence, or harm to oneself. */
  readonly safetyNow: boolean | null;
};

/** What somebody reported, whole: unknown is null, sets are sorted, times are UTC. Never edited afterwards. */
export type Complaint = {
  readonly matter: Matter;
  readonly channel: Channel;
  readonly relationship: Relationship;
  readonly incidents: readonly Incident[];
  readonly scriptText: string | null;
  readonly claimed: Claimed;
  /** Null when nothing about a loan was said. */
  readonly loan: Loan | null;
  readonly harm: Harm;
  readonly desired: readonly DesiredOutcome[];
  readonly alreadyTried: readonly PlaceTried[];
  readonly vulnerable: readonly Vulnerability[];
  readonly mode: Mode;
  readonly contact: { readonly phone: string } | null;
  readonly region: string | null;
  readonly language: Language;
  readonly consent: { readonly shareWithInstitution: ShareConsent; readonly publishNarrative: boolean };
  readonly truthStatement: true;
};

export type ParsedComplaint =
  | { readonly ok: true; readonly complaint: Complaint }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/**
 * Reads the contract's body into a complaint. Every problem found is named with a JSON pointer and a stable code.
 * A number is kept as it was said, readable or not: being unreadable never refuses a report.
 */
export function parseComplaint(body: unknown, { now }: { readonly now: Date }): ParsedComplaint {
  const parsed = complaintInput.safeParse(body, { error: codeOfIssue });
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(problemsOf) };
  const complaint = normalised(parsed.data);
  const problems = timeProblems(parsed.data, now);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, complaint };
}

function timeProblems(input: ComplaintInput, now: Date): readonly FieldProblem[] {
  const times = (input.incidents ?? []).map(({ at }, index) => ({ at, pointer: `/incidents/${index}/at` }));
  return [...times, { at: input.harm?.paidAt, pointer: "/harm/paidAt" }].flatMap(({ at, pointer }) => {
    if (!at) return [];
    const instant = Date.parse(at);
    if (instant > now.getTime() + FUTURE_TOLERANCE_MS) return [{ pointer, code: "time-in-future" }];
    return instant < EARLIEST_AT ? [{ pointer, code: "time-too-early" }] : [];
  });
}

/**
 * Whether anything in it could be checked: a number, a name, an account, a link, or the words themselves. Without it a
 * report is taken all the same; the journey asks for one more hint.
 */
export function hasSomethingToGoOn({ incidents, claimed, scriptText }: Complaint): boolean {
  return (
    incidents.some((incident) => incident.numberDisplayed !== null) ||
    [
      claimed.callbackNumber,
      claimed.institution,
      claimed.smsSignature,
      claimed.imAccount,
      claimed.payeeAccount,
    ].some((value) => value !== null) ||
    claimed.urls.length > 0 ||
    scriptText !== null
  );
}

type Parsed = z.output<typeof complaintInput>;

const known = (value: string | null | undefined): string | null => value || null;
const utc = (value: string | null | undefined): string | null =>
  value ? new Date(value).toISOString() : null;

/** Each code once, in the list's order: the same set is the same complaint however it was written. */
function setOf<const List extends readonly Label[]>(
  list: List,
  chosen: readonly List[number]["code"][] | null | undefined,
): readonly List[number]["code"][] {
  if (!chosen || chosen.length === 0) return [];
  const wanted = new Set<string>(chosen);
  return codesOf(list).filter((entry) => wanted.has(entry));
}

function normalised(input: Parsed): Complaint {
  const incidents = (input.incidents ?? []).map(incidentOf);
  const phone = known(input.contact?.phone);
  return {
    matter: input.matter,
    channel: input.channel,
    relationship: input.relationship,
    incidents: incidents.length > 0 ? incidents : [incidentOf({})],
    scriptText: known(input.scriptText),
    claimed: claimedOf(input.claimed ?? {}),
    loan: loanOf(input.loan ?? {}),
    harm: harmOf(input.harm ?? {}),
    desired: setOf(DESIRED_OUTCOMES, input.desired),
    alreadyTried: setOf(PLACES_TRIED, input.alreadyTried),
    vulnerable: setOf(VULNERABILITIES, input.vulnerable),
    mode: input.mode ?? "anonymous_receipt",
    contact: phone === null ? null : { phone },
    region: input.region ?? null,
    language: input.language ?? "zh-CN",
    consent: {
      shareWithInstitution: input.consent?.shareWithInstitution ?? "none",
      publishNarrative: input.consent?.publishNarrative ?? false,
    },
    truthStatement: true,
  };
}

function incidentOf(input: z.output<typeof incidentInput>): Incident {
  const at = utc(input.at);
  return {
    at,
    atPrecision: at === null ? null : (input.atPrecision ?? "exact"),
    numberDisplayed: known(input.numberDisplayed),
    withheld: input.withheld ?? null,
    receivedOn: known(input.receivedOn),
    durationSeconds: input.durationSeconds ?? null,
    answered: input.answered ?? null,
    receiver: input.receiver ?? null,
  };
}

function claimedOf(input: z.output<typeof claimedInput>): Claimed {
  return {
    identity: input.identity ?? null,
    institution: known(input.institution),
    staff: known(input.staff),
    callbackNumber: known(input.callbackNumber),
    smsSignature: known(input.smsSignature),
    urls: [...new Set((input.urls ?? []).filter((url) => url !== ""))],
    imAccount: known(input.imAccount),
    payeeAccount: known(input.payeeAccount),
    contractNo: known(input.contractNo),
  };
}

function loanOf(input: z.output<typeof loanInput>): Loan | null {
  const loan: Loan = {
    product: input.product ?? null,
    principalFen: input.principalFen ?? null,
    receivedFen: input.receivedFen ?? null,
    feesUpfrontFen: input.feesUpfrontFen ?? null,
    aprClaimedPercent: input.aprClaimedPercent ?? null,
    overdueDays: input.overdueDays ?? null,
    disputed: input.disputed ?? null,
    contractHeld: input.contractHeld ?? null,
    agreedContactTime: input.agreedContactTime ?? null,
  };
  return Object.values(loan).some((value) => value !== null) ? loan : null;
}

function harmOf(input: z.output<typeof harmInput>): Harm {
  return {
    kinds: setOf(TAXONOMY, input.kinds),
    moneyLostFen: input.moneyLostFen ?? null,
    paidAt: utc(input.paidAt),
    toldToStop: input.toldToStop ?? null,
    contactedAgain: input.contactedAgain ?? null,
    thirdParties: input.thirdParties ?? null,
    safetyNow: input.safetyNow ?? null,
  };
}

/** JSON with sorted keys: equal complaints give equal strings, whatever order their fields came in. */
export function canonicalComplaint(complaint: Complaint): string {
  return canonicalJson(complaint);
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(",")}}`;
}
