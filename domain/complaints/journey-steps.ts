import * as z from "zod";
import { CHANNELS, DESIRED_OUTCOMES, MATTERS, RECEIVERS, SHARE_CONSENTS } from "./codes.ts";
import { MAX_FEN, MAX_LENGTH } from "./complaint-input.ts";
import { chinaDate } from "./incident-time.ts";
import {
  type AnswerName,
  IDENTITY_CHOICES,
  type JourneyAnswers,
  type JourneyField,
  kindOf,
  LOAN_CHOICES,
  type Many,
  NUMBER_STATES,
  PAID_WHENS,
  PART_CHOICES,
  relationshipChoices,
  type Single,
  type StepSlug,
  TICKED,
  WHEN_DAYS,
  YES_NO_UNKNOWN,
} from "./journey-answers.ts";
import { whenAnswer } from "./journey-when.ts";
import { codesOf, isCodeOf, type Label } from "./label.ts";
import { isRegionCode } from "./regions.ts";
import { hasLoan, RELATIONSHIPS } from "./relationships.ts";
import { cleanText, fenOf, isWithin } from "./reported-text.ts";
import { type HarmCode, type HarmOption, harmChoices } from "./taxonomy.ts";

export type StepRule = {
  /** Whether this page is asked, given the answers of the pages before it. */
  readonly applies: (answers: JourneyAnswers) => boolean;
  readonly fields: (answers: JourneyAnswers) => readonly JourneyField[];
  /** Answers that are worked out when the page is sent, beside its own fields. */
  readonly derived?: readonly AnswerName[];
  /** What the page's fields must hold. Its messages are problem codes; its output is stored as answers. */
  readonly schema: (answers: JourneyAnswers, now: Date) => z.ZodType<JourneyAnswers>;
};

const always = () => true;
const isReachedByPhone = (answers: JourneyAnswers) => ["voice", "text"].includes(kindOf(answers) ?? "");
const hasPaid = ({ matter, paidWhen }: JourneyAnswers) =>
  matter === "scam" && ["today", "yesterday", "earlier"].includes(paidWhen ?? "");
const isHarmed = (answers: JourneyAnswers, prefix: string) =>
  (answers.harm ?? []).some((kind) => kind.startsWith(prefix));
const HARM_OPTIONS = new Map<string, readonly HarmOption[]>(
  codesOf(MATTERS).map((matter) => [matter, harmChoices(matter)]),
);
const NO_OPTIONS: readonly HarmOption[] = [];
const harmOptions = ({ matter }: JourneyAnswers) => HARM_OPTIONS.get(matter ?? "") ?? NO_OPTIONS;

const choice = (list: readonly Label[]) => z.enum(codesOf(list), { error: "choose-one" });
const some = (list: readonly Label[]) => z.array(z.enum(codesOf(list), { error: "choose-known" }));
const line = (max: number) =>
  z
    .string()
    .overwrite(cleanText)
    .refine((text) => isWithin(text, max), { error: "too-long" });

type Shape = Partial<JourneyField>;
const field = (name: AnswerName, kind: JourneyField["kind"], shape: Shape = {}): JourneyField => ({
  name,
  kind,
  options: [],
  isOptional: false,
  autocomplete: "off",
  ...shape,
});

/** The shape's one key is the name of an answer and its value is of that answer's type: the callers below see to it. */
const stored = (shape: Readonly<Record<string, z.ZodType>>): z.ZodType<JourneyAnswers> =>
  z.object(shape).transform((form): JourneyAnswers => form);

/** A schema takes far longer to make than to use, so each list's is made once. */
function perList(make: (list: readonly Label[]) => z.ZodType<JourneyAnswers>) {
  const made = new WeakMap<readonly Label[], z.ZodType<JourneyAnswers>>();
  return (list: readonly Label[]): z.ZodType<JourneyAnswers> => {
    const schema = made.get(list) ?? make(list);
    made.set(list, schema);
    return schema;
  };
}

/** A page whose form is the same whatever was answered before. */
const fixed = (schema: z.ZodType<JourneyAnswers>) => () => schema;

/** A page with one choice out of a list. */
function oneOf(
  name: Single,
  options: (answers: JourneyAnswers) => readonly Label[],
  applies: StepRule["applies"] = always,
): StepRule {
  const schemaOf = perList((list) => stored({ [name]: choice(list) }));
  return {
    applies,
    fields: (answers) => [field(name, "radios", { options: options(answers) })],
    schema: (answers) => schemaOf(options(answers)),
  };
}

/** A page with any number of boxes, none included. */
function anyOf(name: Many, options: (answers: JourneyAnswers) => readonly Label[]): StepRule {
  const schemaOf = perList((list) => stored({ [name]: some(list) }));
  return {
    applies: always,
    fields: (answers) => [field(name, "checkboxes", { options: options(answers), isOptional: true })],
    schema: (answers) => schemaOf(options(answers)),
  };
}

/** A page with one line that may be left empty. */
function oneLine(name: Single, applies: StepRule["applies"], shape: Shape = {}): StepRule {
  const maxLength = shape.maxLength ?? MAX_LENGTH.name;
  return {
    applies,
    fields: () => [field(name, "text", { isOptional: true, ...shape, maxLength })],
    schema: fixed(stored({ [name]: line(maxLength) })),
  };
}

const phoneNumber = line(MAX_LENGTH.number).refine(
  (text) => text === "" || /^\+?\d{7,15}$/.test(text.normalize("NFKC").replace(/[\s\-()]/g, "")),
  { error: "phone-format" },
);

const PAID_FORM = z.object({ paidWhen: choice(PAID_WHENS) });
const paidStep: StepRule = {
  ...oneOf(
    "paidWhen",
    () => PAID_WHENS,
    ({ matter }) => matter === "scam",
  ),
  derived: ["paidOn"],
  // "Today" is turned into a date at once: the form may be finished tomorrow.
  schema: (_, now) =>
    PAID_FORM.transform(({ paidWhen }) => ({
      paidWhen,
      paidOn: paidWhen === "today" ? chinaDate(now) : paidWhen === "yesterday" ? chinaDate(now, -1) : "",
    })),
};

const numberStep: StepRule = {
  applies: isReachedByPhone,
  fields: () => [
    field("numberState", "radios", { options: NUMBER_STATES }),
    field("numberDisplayed", "tel", {
      maxLength: MAX_LENGTH.number,
      shownWith: { name: "numberState", value: "shown" },
    }),
  ],
  schema: fixed(
    z
      .object({ numberState: z.string(), numberDisplayed: line(MAX_LENGTH.number) })
      .transform(({ numberState, numberDisplayed }, context) => {
        const state = numberState === "" && numberDisplayed !== "" ? "shown" : numberState;
        const fail = (path: string, message: string) =>
          context.addIssue({ code: "custom", path: [path], message });
        if (!isCodeOf(NUMBER_STATES, state)) fail("numberState", "choose-one");
        else if (state === "shown" && numberDisplayed === "") fail("numberDisplayed", "number-missing");
        return { numberState: state, numberDisplayed: state === "shown" ? numberDisplayed : "" };
      }),
  ),
};

const WHEN_FORM = z.object({
  whenDay: choice(WHEN_DAYS),
  whenYear: z.string(),
  whenMonth: z.string(),
  whenDate: z.string(),
  whenTime: z.string(),
  whenPart: z.enum(["", ...codesOf(PART_CHOICES)]),
});
const whenStep: StepRule = {
  derived: ["whenOn"],
  applies: always,
  fields: () => {
    const shownWith = { name: "whenDay", value: "another" } as const;
    return [
      field("whenDay", "radios", { options: WHEN_DAYS }),
      field("whenYear", "digits", { shownWith, maxLength: 4 }),
      field("whenMonth", "digits", { shownWith, maxLength: 2 }),
      field("whenDate", "digits", { shownWith, maxLength: 2 }),
      field("whenPart", "radios", { options: PART_CHOICES, isOptional: true }),
      field("whenTime", "text", { isOptional: true, maxLength: 20 }),
    ];
  },
  schema: (_, now) => whenAnswer(WHEN_FORM, now),
};

const wordsStep: StepRule = {
  applies: always,
  fields: () => [field("scriptText", "textarea", { isOptional: true, maxLength: MAX_LENGTH.scriptText })],
  schema: fixed(
    z.object({
      scriptText: z
        .string()
        .overwrite((text) => cleanText(text.replaceAll("\r\n", "\n")))
        .refine((text) => isWithin(text, MAX_LENGTH.scriptText), { error: "too-long" }),
    }),
  ),
};

const moneyStep: StepRule = {
  ...oneLine("moneyAmount", (answers) => hasPaid(answers) || isHarmed(answers, "D7"), { maxLength: 40 }),
  schema: fixed(
    z.object({
      moneyAmount: line(40).superRefine((text, context) => {
        const fen = text === "" ? 0 : fenOf(text);
        if (fen === null) context.addIssue({ code: "custom", message: "amount-format" });
        else if (fen > MAX_FEN) context.addIssue({ code: "custom", message: "too-big" });
      }),
    }),
  ),
};

const contactStep: StepRule = {
  applies: always,
  fields: () => [
    field("phone", "tel", { isOptional: true, autocomplete: "tel", maxLength: MAX_LENGTH.number }),
  ],
  schema: fixed(z.object({ phone: phoneNumber })),
};

const consentStep: StepRule = {
  applies: always,
  fields: () => [
    field("shareWithInstitution", "radios", { options: SHARE_CONSENTS, isOptional: true }),
    field("contractNo", "text", {
      maxLength: MAX_LENGTH.account,
      shownWith: { name: "shareWithInstitution", value: "contract_no_only" },
    }),
    field("publishNarrative", "checkboxes", { options: TICKED, isOptional: true }),
  ],
  schema: fixed(
    z
      .object({
        // Left alone means no: consent is given, never found.
        shareWithInstitution: z.enum(["", ...codesOf(SHARE_CONSENTS)], { error: "choose-known" }),
        contractNo: line(MAX_LENGTH.account),
        publishNarrative: z.enum(["", "yes"], { error: "choose-known" }),
      })
      .transform((form, context) => {
        const isNumberOnly = form.shareWithInstitution === "contract_no_only";
        if (isNumberOnly && form.contractNo === "")
          context.addIssue({ code: "custom", path: ["contractNo"], message: "contract-no-missing" });
        return { ...form, contractNo: isNumberOnly ? form.contractNo : "" };
      }),
  ),
};

const regionStep: StepRule = {
  applies: always,
  fields: () => [field("region", "select", { isOptional: true, maxLength: 6 })],
  schema: fixed(
    z.object({
      region: z.string().refine((code) => code === "" || isRegionCode(code), { error: "bad-region" }),
    }),
  ),
};

const checkStep: StepRule = {
  applies: always,
  fields: () => [field("truthStatement", "checkboxes", { options: TICKED })],
  schema: fixed(z.object({ truthStatement: z.literal("yes", { error: "truth-statement-required" }) })),
};

const canTellThemToStop = ({ matter }: JourneyAnswers) => matter !== "scam" && matter !== "credit_record";

/** The page of each step. */
export const STEP_RULES: Readonly<Record<StepSlug, StepRule>> = {
  matter: oneOf("matter", () => MATTERS),
  paid: paidStep,
  channel: oneOf("channel", () => CHANNELS),
  relationship: oneOf("relationship", ({ matter }) => relationshipChoices(matter)),
  number: numberStep,
  account: oneLine("account", (answers) => kindOf(answers) === "account", { maxLength: MAX_LENGTH.account }),
  when: whenStep,
  words: wordsStep,
  callback: oneLine("callbackNumber", isReachedByPhone, { kind: "tel", maxLength: MAX_LENGTH.number }),
  identity: oneOf("claimedIdentity", () => IDENTITY_CHOICES),
  institution: oneLine("institution", ({ claimedIdentity }) => claimedIdentity !== "none_given"),
  loan: oneOf(
    "loanProduct",
    () => LOAN_CHOICES,
    ({ relationship }) => isCodeOf(RELATIONSHIPS, relationship) && hasLoan(relationship),
  ),
  harm: anyOf("harm", harmOptions),
  safety: oneOf(
    "safety",
    () => YES_NO_UNKNOWN,
    (answers) => isHarmed(answers, "D5"),
  ),
  money: moneyStep,
  payee: oneLine("payeeAccount", hasPaid, { maxLength: MAX_LENGTH.account }),
  "told-to-stop": oneOf("toldToStop", () => YES_NO_UNKNOWN, canTellThemToStop),
  "contacted-again": oneOf(
    "contactedAgain",
    () => YES_NO_UNKNOWN,
    (answers) => canTellThemToStop(answers) && answers.toldToStop === "yes",
  ),
  wanted: anyOf("desired", () => DESIRED_OUTCOMES),
  region: regionStep,
  receiver: oneOf(
    "receiver",
    () => RECEIVERS,
    ({ relationship }) => relationship === "WITNESS_OR_AGENT",
  ),
  "received-on": oneLine("receivedOn", isReachedByPhone, {
    kind: "tel",
    autocomplete: "tel",
    maxLength: MAX_LENGTH.number,
  }),
  contact: contactStep,
  consent: consentStep,
  check: checkStep,
};

/** The boxes the chosen matter offers; harm ticked under another matter no longer counts. */
export function offeredHarms(answers: JourneyAnswers): readonly HarmCode[] {
  return harmOptions(answers).map((entry) => entry.code);
}
