import type { Matter } from "#domain/complaints/codes.ts";
import { MATTERS } from "#domain/complaints/codes.ts";
import type { JourneyAnswers, JourneyField, Single, StepSlug } from "#domain/complaints/journey-answers.ts";
import { kindOf } from "#domain/complaints/journey-answers.ts";
import { STEP_RULES } from "#domain/complaints/journey-steps.ts";
import { isCodeOf, type Label } from "#domain/complaints/label.ts";
import { PROVINCES } from "#domain/complaints/regions.ts";
import { harmChoices, TAXONOMY } from "#domain/complaints/taxonomy.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/complaints.json" with { type: "json" };
import type { Choice } from "../forms/choices.tsx";
import type { FieldWords } from "../forms/field.tsx";
import { controlOf } from "./controls.ts";
import type { Question, QuestionField } from "./question.ts";

/** Pages that consist of fields that may all stay empty: they get a second button that says so. */
const SKIPPABLE: readonly StepSlug[] = [
  "account",
  "words",
  "callback",
  "institution",
  "money",
  "payee",
  "region",
  "received-on",
  "contact",
];

type Asked = {
  readonly slug: StepSlug;
  /** All answers so far: they decide the words and the choices. */
  readonly answers: JourneyAnswers;
  /** What the fields hold: typed just now, answered before, or suggested. */
  readonly shown: JourneyAnswers;
  readonly problems?: Readonly<Record<string, string>>;
  /** What stands in a field was read off the pasted message and waits to be confirmed. */
  readonly isSuggested?: boolean;
  readonly backHref: string;
  readonly isFromCheck: boolean;
  readonly locale: Locale;
  readonly t: Translate;
};

/** One page of the journey, from its rules: label, hint, choices, what it holds and what is wrong with it. */
export function buildQuestion(asked: Asked): Question {
  const { slug, answers, t, locale, problems = {} } = asked;
  const title = titleOf(asked);
  const rules = STEP_RULES[slug].fields(answers);
  const isSingle = slug !== "consent" && slug !== "when";
  return {
    documentTitle: t("common.titleSuffix", { title }),
    back: { href: asked.backHref, label: t("common.back") },
    heading: isSingle ? undefined : title,
    lead: isSingle ? undefined : t(`complaints.journey.${slug}.hint`),
    fields: fieldsOf(asked, rules),
    errors: Object.fromEntries(
      Object.keys(problems).map((name) => [controlOf(name).id, errorOf(asked, name) ?? ""]),
    ),
    hidden: {
      locale,
      step: slug,
      // With the database away, these are enough to draw the page again with what was typed.
      aboutMatter: answers.matter ?? "",
      aboutChannel: answers.channel ?? "",
      ...(asked.isFromCheck ? { from: "check" } : {}),
    },
    submit: t("forms.continue"),
    skip: SKIPPABLE.includes(slug) ? t("report.skip") : undefined,
    words: { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") },
  };
}

/** The question of a page in words; it depends on how they reached the person. */
export function titleOf({ slug, answers, t }: Pick<Asked, "slug" | "answers" | "t">): string {
  return t(`complaints.journey.${slug}.title`, wordParams(answers));
}

function wordParams(answers: JourneyAnswers) {
  return { kind: kindOf(answers) ?? "voice", channel: answers.channel ?? "" };
}

export function problemWords(t: Translate, code: string): string {
  return t(
    `complaints.problems.${code in zh.problems ? (code as keyof typeof zh.problems) : "choose-known"}`,
  );
}

function fieldsOf(asked: Asked, rules: readonly JourneyField[]): readonly QuestionField[] {
  const { slug, t } = asked;
  const rule = (name: string) => rules.filter((one) => one.name === name);
  if (slug === "number" || slug === "consent") {
    const [outer, inner, ...rest] = rules;
    if (!outer || !inner?.shownWith) return [];
    const words =
      slug === "number" ? questionWords(asked) : { label: t("complaints.fields.shareWithInstitution") };
    return [
      {
        ...radiosOf(asked, outer, words),
        kind: "reveal",
        revealing: inner.shownWith.value,
        inner: controlFor(asked, inner, { label: fieldLabel(t, inner.name) }),
      },
      ...rest.map(
        (box): QuestionField => ({
          kind: "checkbox",
          id: box.name,
          label: fieldLabel(t, box.name),
          isChecked: one(asked.shown, box.name) === "yes",
          error: errorOf(asked, box.name),
        }),
      ),
    ];
  }
  if (slug === "when") return whenFields(asked, rule);
  return rules.map((field) =>
    controlFor(
      asked,
      field,
      rules.length === 1 ? questionWords(asked) : { label: fieldLabel(t, field.name) },
    ),
  );
}

function whenFields(asked: Asked, rule: (name: string) => readonly JourneyField[]): readonly QuestionField[] {
  const { t, shown, locale, problems = {} } = asked;
  const optional = (locale === "en" ? " " : "") + t("forms.optional");
  const dateProblem = ["whenYear", "whenMonth", "whenDate"].find((name) => name in problems);
  const date: QuestionField = {
    kind: "date",
    id: "whenYear",
    words: {
      label: t("report.date"),
      hint: t("report.dateHint"),
      error: dateProblem && errorOf(asked, dateProblem),
    },
    parts: {
      year: t("complaints.fields.whenYear"),
      month: t("complaints.fields.whenMonth"),
      day: t("complaints.fields.whenDate"),
    },
    values: { year: shown.whenYear ?? "", month: shown.whenMonth ?? "", day: shown.whenDate ?? "" },
    wrong:
      dateProblem === "whenMonth"
        ? ["month"]
        : dateProblem === "whenDate"
          ? ["day"]
          : ["year", "month", "day"],
  };
  return [
    ...rule("whenDay").map(
      (field): QuestionField => ({
        ...radiosOf(asked, field, { label: t("report.day") }),
        kind: "reveal",
        revealing: "another",
        inner: date,
      }),
    ),
    ...rule("whenPart").map((field) =>
      radiosOf(asked, field, { label: fieldLabel(t, field.name), optional }),
    ),
    ...rule("whenTime").map((field) =>
      controlFor(asked, field, { label: fieldLabel(t, field.name), optional }),
    ),
  ];
}

function questionWords(asked: Asked): FieldWords {
  const { slug, answers, t, isSuggested } = asked;
  const hint = t(`complaints.journey.${slug}.hint`, wordParams(answers));
  return {
    label: titleOf(asked),
    hint: isSuggested ? t("report.suggested") : hint,
    isQuestion: true,
  };
}

function controlFor(asked: Asked, field: JourneyField, given: FieldWords): QuestionField {
  const { t, shown, locale } = asked;
  const id = field.name;
  const words = { ...given, error: errorOf(asked, id) };
  const value = one(shown, id);
  switch (field.kind) {
    case "radios":
      return radiosOf(asked, field, given);
    case "checkboxes":
      return { kind: "checkboxes", id, words, choices: boxChoices(asked, field), values: many(shown, id) };
    case "textarea": {
      const max = field.maxLength ?? 4000;
      const count = {
        max,
        limit: t("forms.limit", { max }),
        remaining: t("forms.remaining"),
        over: t("forms.over"),
      };
      return { kind: "textarea", id, words, value, count, rows: 8 };
    }
    case "select":
      return {
        kind: "select",
        id,
        words,
        value,
        options: [
          { value: "", label: t("report.regionUnknown") },
          ...PROVINCES.map((entry) => ({ value: entry.code, label: wordIn(entry, locale) })),
        ],
      };
    default:
      return {
        kind: "text",
        id,
        words,
        value,
        autoComplete: field.autocomplete,
        inputMode: field.kind === "tel" ? "tel" : id === "moneyAmount" ? "decimal" : undefined,
        width: field.kind === "tel" ? "half" : id === "moneyAmount" || id === "whenTime" ? "short" : "full",
        suffix: id === "moneyAmount" ? t("report.yuan") : undefined,
      };
  }
}

function radiosOf(
  asked: Asked,
  field: JourneyField,
  given: FieldWords,
): QuestionField & { readonly kind: "radios" } {
  const { t, shown, locale } = asked;
  const choices = field.options.map((entry, index): Choice => {
    const isApart = entry.code === "unknown" && index > 2;
    return {
      value: entry.code,
      label: wordIn(entry, locale),
      divider: isApart ? t("forms.or") : undefined,
    };
  });
  const words = { ...given, error: errorOf(asked, field.name) };
  return { kind: "radios", id: field.name, words, choices, value: one(shown, field.name) };
}

/** Boxes under the headings they belong to: thirty rows without any are a wall. */
function boxChoices({ answers, locale, t }: Asked, field: JourneyField): readonly Choice[] {
  if (field.name !== "harm")
    return field.options.map((entry) => ({
      value: entry.code,
      label: wordIn(entry, locale),
      divider: entry.code === "none" ? t("forms.or") : undefined,
    }));
  const offered = isCodeOf(MATTERS, answers.matter) ? harmChoices(answers.matter as Matter) : [];
  const headings = offered.map((entry) => entry.parent);
  const isGrouped = new Set(headings).size > 2;
  return offered.map((entry, index) => {
    const before = headings[index - 1];
    const isNew = index === 0 || entry.parent !== before;
    const heading = TAXONOMY.find((one) => one.code === entry.parent) ?? null;
    const divider = heading ? wordIn(heading, locale) : index > 0 ? t("report.otherHarm") : undefined;
    return {
      value: entry.code,
      label: wordIn(entry, locale),
      divider: isGrouped && isNew ? divider : undefined,
    };
  });
}

const wordIn = (entry: Label, locale: Locale): string => (locale === "en" ? entry.en : entry.zh);

function fieldLabel(t: Translate, name: string): string {
  return t(`complaints.fields.${name as keyof typeof zh.fields}`);
}

function errorOf({ slug, answers, problems = {}, t }: Asked, name: string): string | undefined {
  const code = problems[name];
  if (code === undefined) return undefined;
  const options = STEP_RULES[slug].fields(answers).find((field) => field.name === name)?.options ?? [];
  const canBeUnknown = options.some((entry) => entry.code === "unknown");
  return code === "choose-one" && !canBeUnknown ? t("report.chooseOne") : problemWords(t, code);
}

function one(answers: JourneyAnswers, name: string): string {
  const value = answers[name as Single];
  return typeof value === "string" ? value : "";
}

function many(answers: JourneyAnswers, name: string): readonly string[] {
  const value = answers[name as "harm"];
  return Array.isArray(value) ? value : [];
}

/** The page before; the answers to check when that is where it was opened from; the start before the first page. */
export function backHref(
  locale: Locale,
  { previous, isFromCheck }: { readonly previous: StepSlug | null; readonly isFromCheck: boolean },
): string {
  if (isFromCheck) return localeHref(locale, "/report/check");
  return localeHref(locale, previous === null ? "/report" : `/report/${previous}`);
}
