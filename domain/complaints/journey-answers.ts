import {
  CHANNELS,
  type ChannelKind,
  CLAIMED_IDENTITIES,
  channelKind,
  LOAN_PRODUCTS,
  MATTERS,
  type Matter,
} from "./codes.ts";
import { PARTS_OF_DAY } from "./incident-time.ts";
import { codesOf, isCodeOf, type Label } from "./label.ts";
import { RELATIONSHIPS, type Relationship } from "./relationships.ts";

/** One question a page, in order: the matter and its urgency, the channel's own questions, the harm, the person last. */
export const STEP_SLUGS = [
  "matter",
  "paid",
  "channel",
  "relationship",
  "number",
  "account",
  "when",
  "words",
  "callback",
  "identity",
  "institution",
  "loan",
  "harm",
  "safety",
  "money",
  "payee",
  "told-to-stop",
  "contacted-again",
  "wanted",
  "region",
  "receiver",
  "received-on",
  "contact",
  "consent",
  "check",
] as const;
/** A page's address below the journey; its question is the message `complaints.journey.<slug>.title`. */
export type StepSlug = (typeof STEP_SLUGS)[number];

/** Answers as forms send them. A blank string is an answer ("left empty"); undefined means never asked. */
export type Single =
  | "matter"
  | "paidWhen"
  | "paidOn"
  | "channel"
  | "relationship"
  | "numberState"
  | "numberDisplayed"
  | "account"
  | "callbackNumber"
  | "whenDay"
  | "whenYear"
  | "whenMonth"
  | "whenDate"
  | "whenTime"
  | "whenPart"
  | "whenOn"
  | "scriptText"
  | "claimedIdentity"
  | "institution"
  | "loanProduct"
  | "safety"
  | "moneyAmount"
  | "payeeAccount"
  | "toldToStop"
  | "contactedAgain"
  | "region"
  | "receiver"
  | "receivedOn"
  | "phone"
  | "shareWithInstitution"
  | "contractNo"
  | "publishNarrative"
  | "truthStatement";
export type Many = "harm" | "desired";
export type AnswerName = Single | Many;
export type JourneyAnswers = { readonly [Name in Single]?: string } & {
  readonly [Name in Many]?: readonly string[];
};

/** Every problem code a page may answer; the words are messages `complaints.problems.<code>`. */
export const JOURNEY_PROBLEMS = [
  "choose-one",
  "choose-known",
  "too-long",
  "too-big",
  "number-missing",
  "date-missing",
  "date-incomplete",
  "date-year-short",
  "date-not-real",
  "date-in-future",
  "date-too-early",
  "time-format",
  "time-in-future",
  "amount-format",
  "phone-format",
  "contract-no-missing",
  "bad-region",
  "truth-statement-required",
] as const;
export type JourneyProblem = (typeof JOURNEY_PROBLEMS)[number];

export type JourneyField = {
  readonly name: AnswerName;
  readonly kind: "radios" | "checkboxes" | "select" | "text" | "textarea" | "tel" | "digits";
  readonly options: readonly Label[];
  readonly isOptional: boolean;
  /** Shown only beside this answer of the same page. */
  readonly shownWith?: { readonly name: AnswerName; readonly value: string };
  readonly maxLength?: number;
  /** "tel" on the reporter's own number only: a browser must not offer it for the caller's. */
  readonly autocomplete: "off" | "tel";
};

const UNKNOWN = { code: "unknown", zh: "不清楚，不记得", en: "I don’t know or don’t remember" } as const;
export const YES_NO_UNKNOWN = [
  { code: "yes", zh: "是", en: "Yes" },
  { code: "no", zh: "否", en: "No" },
  UNKNOWN,
] as const satisfies readonly Label[];
export const NUMBER_STATES = [
  { code: "shown", zh: "显示了号码", en: "It showed a number" },
  { code: "withheld", zh: "隐藏号码、无法显示", en: "The number was withheld" },
  UNKNOWN,
] as const satisfies readonly Label[];
export const WHEN_DAYS = [
  { code: "today", zh: "今天", en: "Today" },
  { code: "yesterday", zh: "昨天", en: "Yesterday" },
  { code: "another", zh: "另一天", en: "Another day" },
  UNKNOWN,
] as const satisfies readonly Label[];
export const PAID_WHENS = [
  { code: "today", zh: "今天转过钱", en: "Yes, today" },
  { code: "yesterday", zh: "昨天转过钱", en: "Yes, yesterday" },
  { code: "earlier", zh: "更早转过钱", en: "Yes, earlier" },
  { code: "not_paid", zh: "没有转过钱", en: "No, I paid nothing" },
  UNKNOWN,
] as const satisfies readonly Label[];
export const TICKED = [{ code: "yes", zh: "是", en: "Yes" }] as const satisfies readonly Label[];
export const IDENTITY_CHOICES = [...CLAIMED_IDENTITIES, UNKNOWN] as const;
export const LOAN_CHOICES = [...LOAN_PRODUCTS, UNKNOWN] as const;
export const PART_CHOICES = [...PARTS_OF_DAY, UNKNOWN] as const;

const TARGET = [
  "MARKETING_TARGET_NO_CONSENT",
  "MARKETING_TARGET_CONSENT_WITHDRAWN",
  "MARKETING_TARGET_EXISTING_CUSTOMER",
] as const;
const DEBTOR = ["BORROWER_OVERDUE", "BORROWER_CURRENT", "BORROWER_REPAID", "GUARANTOR"] as const;
const NOT_MINE = ["NEVER_BORROWED", "IDENTITY_STOLEN", "RECYCLED_NUMBER"] as const;
const DRAGGED_IN = ["CONTACT_LISTED", "CONTACT_WORKPLACE"] as const;
const FIRST_OFFERED: Readonly<Record<Matter, readonly Relationship[]>> = {
  marketing: [...TARGET, "RECYCLED_NUMBER"],
  collection: [...DEBTOR, ...DRAGGED_IN, ...NOT_MINE],
  scam: [...NOT_MINE, "MARKETING_TARGET_NO_CONSENT", "MARKETING_TARGET_EXISTING_CUSTOMER", ...DEBTOR],
  data_misuse: [...DEBTOR, ...DRAGGED_IN, ...NOT_MINE, ...TARGET],
  credit_record: [...DEBTOR, ...NOT_MINE],
  other: [...DEBTOR, ...DRAGGED_IN, ...NOT_MINE, ...TARGET],
};

const SPECIAL = [
  "IMPERSONATED_INSTITUTION",
  "NUMBER_HOLDER_WRONGLY_MARKED",
  "INSIDER",
  "WITNESS_OR_AGENT",
] as const;
type RelationshipOption = (typeof RELATIONSHIPS)[number];
const OFFERED = new Map<string, readonly RelationshipOption[]>(
  codesOf(MATTERS).map((matter) => [
    matter,
    [...FIRST_OFFERED[matter], ...SPECIAL].flatMap((code) =>
      RELATIONSHIPS.filter((entry) => entry.code === code),
    ),
  ]),
);

/** The relationships that make sense for a matter, likeliest first, special ones last; all while it is not chosen. */
export function relationshipChoices(matter: string | undefined): readonly RelationshipOption[] {
  return OFFERED.get(matter ?? "") ?? RELATIONSHIPS;
}

/** Null until the channel is chosen. */
export function kindOf(answers: JourneyAnswers): ChannelKind | null {
  return isCodeOf(CHANNELS, answers.channel) ? channelKind(answers.channel) : null;
}
