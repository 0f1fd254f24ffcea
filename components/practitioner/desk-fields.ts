import { GROUNDS } from "#domain/cases/decision.ts";
import { ITEM_SOURCES, type ItemSource, OUTCOMES } from "#domain/practitioners/record.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { pick } from "../desk/case-words.ts";
import { countWords } from "../desk/decision-fields.ts";
import type { DeskField } from "../desk/desk-form.tsx";

type Locals = { readonly locale: Locale; readonly t: Translate };
type Words = { readonly zh: string; readonly en: string };

const choices = (locale: Locale, of: Readonly<Record<string, Words>>) =>
  Object.entries(of).map(([value, words]) => ({ value, label: pick(locale, words) }));

function sourceField({ locale, t }: Locals, form: string, sources: readonly ItemSource[]): DeskField {
  return {
    control: "radios",
    id: `${form}-source`,
    label: t("practitioner.desk.source"),
    choices: sources.map((value) => ({ value, label: pick(locale, ITEM_SOURCES[value]) })),
  };
}

function daysFields(t: Translate, form: string, untilHint: string): DeskField[] {
  const hint = t("practitioner.desk.dayHint");
  return [
    { control: "text", id: `${form}-fromOn`, label: t("practitioner.desk.from"), hint, width: "short" },
    {
      control: "text",
      id: `${form}-untilOn`,
      label: t("practitioner.desk.until"),
      hint: untilHint,
      width: "short",
    },
  ];
}

const institutionField = (t: Translate, form: string): DeskField => ({
  control: "text",
  id: `${form}-institutionId`,
  label: t("practitioner.desk.institutionId"),
  width: "full",
});

const FACTS: readonly ItemSource[] = ["employer", "association", "person"];

export function employerFields(locals: Locals): DeskField[] {
  const { t } = locals;
  return [
    institutionField(t, "employer"),
    ...daysFields(t, "employer", t("practitioner.desk.untilHint")),
    sourceField(locals, "employer", FACTS),
  ];
}

export function trainingFields(locals: Locals): DeskField[] {
  const { t } = locals;
  return [
    {
      control: "text",
      id: "training-words",
      label: t("practitioner.desk.trainingWords"),
      width: "full",
    },
    ...daysFields(t, "training", t("practitioner.desk.dayHint")),
    sourceField(locals, "training", FACTS),
  ];
}

export function endPeriodFields(t: Translate, form: string): DeskField[] {
  const hint = t("practitioner.desk.dayHint");
  return [
    { control: "text", id: `${form}-untilOn`, label: t("practitioner.desk.until"), hint, width: "short" },
  ];
}

export function caseFields(locals: Locals): DeskField[] {
  const { locale, t } = locals;
  return [
    { control: "text", id: "case-reference", label: t("practitioner.desk.reference"), width: "half" },
    {
      control: "radios",
      id: "case-outcome",
      label: t("practitioner.desk.outcome"),
      look: "inline",
      choices: choices(locale, OUTCOMES),
    },
    {
      control: "select",
      id: "case-conduct",
      label: t("practitioner.desk.conduct"),
      options: [{ value: "", label: t("practitioner.desk.choose") }, ...choices(locale, GROUNDS)],
    },
    { ...institutionField(t, "case"), optional: t("objections.form.optional") },
    ...daysFields(t, "case", t("practitioner.desk.dayHint")),
    {
      control: "text",
      id: "case-noticedOn",
      label: t("practitioner.desk.noticedOn"),
      hint: t("practitioner.desk.noticedHint"),
      width: "short",
    },
    sourceField(locals, "case", ["agency_decision", "court"]),
    {
      control: "area",
      id: "case-words",
      label: t("practitioner.desk.words"),
      hint: t("practitioner.desk.wordsHint"),
      count: countWords(t),
    },
  ];
}

export function decideCaseFields(t: Translate, form: string): DeskField[] {
  return [
    {
      control: "radios",
      id: `${form}-verdict`,
      label: t("practitioner.desk.verdict"),
      look: "inline",
      choices: [
        { value: "approve", label: t("practitioner.desk.approve") },
        { value: "refuse", label: t("practitioner.desk.refuse") },
      ],
    },
    { control: "text", id: `${form}-reason`, label: t("practitioner.desk.reason"), width: "full" },
  ];
}

export function answerFields(t: Translate, form: string): DeskField[] {
  return [
    {
      control: "radios",
      id: `${form}-outcome`,
      label: t("practitioner.desk.answerOutcome"),
      choices: [
        { value: "upheld", label: t("practitioner.desk.upheld") },
        { value: "rejected", label: t("practitioner.desk.rejected") },
      ],
    },
    {
      control: "area",
      id: `${form}-words`,
      label: t("practitioner.desk.answerWords"),
      count: countWords(t),
    },
  ];
}

export function decideAnswerFields(t: Translate, form: string): DeskField[] {
  return [
    {
      control: "radios",
      id: `${form}-verdict`,
      label: t("practitioner.desk.verdict"),
      look: "inline",
      choices: [
        { value: "approve", label: t("practitioner.desk.agree") },
        { value: "refuse", label: t("practitioner.desk.sendBack") },
      ],
    },
  ];
}
