import * as z from "zod";
import { normaliseNumber } from "../numbers/normalise-number.ts";

/** What the subject of an entry may ask for, without an account. */
export const APPLICATION_KINDS = {
  objection: { zh: "异议", en: "Objection" },
  appeal: { zh: "申诉", en: "Appeal" },
  repair: { zh: "信用修复", en: "Repair" },
  statement: { zh: "附上说明", en: "Statement" },
} as const;
export type ApplicationKind = keyof typeof APPLICATION_KINDS;

export const APPLICANTS = {
  holder: { zh: "号码持有人", en: "Holder of the number" },
  new_holder: { zh: "号码的新持有人", en: "New holder of the number" },
  institution: { zh: "被列入的机构", en: "The institution listed" },
  practitioner: { zh: "被列入的从业人员", en: "The practitioner listed" },
  impersonated: { zh: "被冒用名义的人或机构", en: "Whoever was impersonated" },
  agent: { zh: "书面委托的代理人", en: "Authorised in writing by one of them" },
} as const;

export const APPLICATION_GROUNDS = {
  not_mine: { zh: "不是我的号码，或不是本机构", en: "Not my number, or not this institution" },
  facts_wrong: { zh: "事实不符", en: "The facts are wrong" },
  term_over: { zh: "期限已过", en: "The term is over" },
  holder_changed: { zh: "号码换了持有人", en: "The number has a new holder" },
  impersonated: { zh: "被人冒用", en: "Somebody else posed as us" },
  put_right: { zh: "已经纠正", en: "It has been put right" },
  other: { zh: "其他", en: "Something else" },
} as const;

export const APPLICATION_STATES = {
  open: { zh: "处理中", en: "Being handled" },
  upheld: { zh: "成立，已移出", en: "Upheld, removed" },
  partly: { zh: "部分成立，已更正", en: "Partly upheld, corrected" },
  rejected: { zh: "不成立", en: "Not upheld" },
  unresolved: { zh: "无法确认，已记载", en: "Cannot be established, noted" },
  granted: { zh: "同意修复，已移出", en: "Granted, removed" },
  refused: { zh: "不予同意", en: "Refused" },
  attached: { zh: "说明已附上", en: "Statement attached" },
  missed: { zh: "逾期未答复，已自动移出", en: "No answer in time; removed by itself" },
  moot: { zh: "条目已移出，不再处理", en: "The entry is gone; nothing left to handle" },
} as const;
export type ApplicationState = keyof typeof APPLICATION_STATES;

const keysOf = <T extends Record<string, unknown>>(of: T) =>
  Object.keys(of) as [keyof T & string, ...(keyof T & string)[]];
const line = z.string("wrong-type").trim().max(200, "too-long");

/** The body of POST /api/v1/objections and of the public form. */
export const applicationInput = z
  .strictObject({
    kind: z.enum(keysOf(APPLICATION_KINDS), "choose-kind").default("objection"),
    /** A number as written, an entry's id, or the name of an institution, domain, signature or app. */
    about: z.string("about-required").trim().min(1, "about-required").max(200, "too-long"),
    /** With the id of a person's entry: the number it is about, or of a practitioner pseudonym and licence number. */
    number: line.optional(),
    applicant: z.enum(keysOf(APPLICANTS), "choose-applicant"),
    ground: z.enum(keysOf(APPLICATION_GROUNDS), "choose-ground"),
    text: z.string("text-too-short").trim().min(10, "text-too-short").max(4000, "too-long"),
    contact: z
      .strictObject({ name: line.default(""), phone: line.default(""), email: line.default("") })
      .refine(({ phone, email }) => phone !== "" || email !== "", "contact-required"),
    isCorrected: z.boolean("wrong-type").default(false),
    hasPromise: z.boolean("wrong-type").default(false),
  })
  .superRefine((value, context) => {
    if (value.kind !== "repair") return;
    if (!value.isCorrected)
      context.addIssue({ code: "custom", path: ["isCorrected"], message: "not-corrected" });
    if (!value.hasPromise)
      context.addIssue({ code: "custom", path: ["hasPromise"], message: "promise-missing" });
  });

const ENTRY_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether somebody names an entry by its id. */
export const isEntryId = (about: string): boolean => ENTRY_ID.test(about);

/**
 * The private subject that an application asks about, found or not: a private number's canonical key, or what is said of
 * a practitioner. Null where the answer tells nothing that is not public.
 */
export function privateSubjectOf({ about, number }: Pick<Application, "about" | "number">): string | null {
  const isId = isEntryId(about);
  const said = (isId ? (number ?? "") : about).normalize("NFKC").trim();
  if (said === "") return null;
  const { key, visibility } = normaliseNumber(said);
  // A licence number may read as a phone number once its letters are gone.
  if (visibility === "restricted" && !(isId && /\p{L}/u.test(said))) return key;
  return isId ? `p:${said}` : null;
}

/**
 * An application's words without digits, spaces and punctuation: a template sent for many numbers reads the same for each.
 */
export function sameWords(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}]/gu, "");
}

export type ApplicationInput = z.input<typeof applicationInput>;
export type Application = z.output<typeof applicationInput>;
