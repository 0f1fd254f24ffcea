import { GROUNDS, TIERS } from "#domain/cases/decision.ts";
import type { ApplicationKind } from "#domain/registry/application.ts";
import { REGISTRY_KINDS, SUBJECT_KINDS } from "#domain/registry/entry.ts";
import { ANSWERS, MEASURES, REPAIR_ANSWERS } from "#domain/registry/entry-act.ts";
import { WITHDRAWAL_GROUNDS } from "#domain/registry/life.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { pick } from "./case-words.ts";
import { countWords } from "./decision-fields.ts";
import type { DeskField } from "./desk-form.tsx";

type Locals = { locale: Locale; t: Translate };
type Words = { readonly zh: string; readonly en: string };

const choices = (locale: Locale, of: Readonly<Record<string, Words>>) =>
  Object.entries(of).map(([value, words]) => ({ value, label: pick(locale, words) }));

function statementField(t: Translate, form: string, hint: string): DeskField {
  return {
    control: "area",
    id: `${form}-statement`,
    label: t("entry.field.statement"),
    hint,
    count: countWords(t),
  };
}

/** Empty: the tier and the end stay as they are. */
function changeFields({ locale, t }: Locals, form: string): DeskField[] {
  return [
    {
      control: "select",
      id: `${form}-tier`,
      label: t("entry.field.tier"),
      options: [{ value: "", label: t("entry.field.asItIs") }, ...choices(locale, TIERS)],
    },
    {
      control: "text",
      id: `${form}-endsOn`,
      label: t("entry.field.endsOn"),
      hint: t("entry.field.endsOnHint"),
      width: "short",
    },
  ];
}

export function answerFields(locals: Locals, kind: ApplicationKind, form: string): DeskField[] {
  const { locale, t } = locals;
  const isRepair = kind === "repair";
  return [
    {
      control: "radios",
      id: `${form}-outcome`,
      label: t("entry.field.outcome"),
      choices: choices(locale, isRepair ? REPAIR_ANSWERS : ANSWERS),
    },
    ...(isRepair ? [] : changeFields(locals, form).map((field) => ({ ...field, when: "partly" }))),
    statementField(t, form, t("entry.field.answerHint")),
  ];
}

/** What lifts or changes an entry is not decided for many at once. */
export function answerTogetherFields({ locale, t }: Locals, form: string): DeskField[] {
  const { rejected, unresolved } = ANSWERS;
  return [
    {
      control: "radios",
      id: `${form}-outcome`,
      label: t("entry.field.outcome"),
      choices: choices(locale, { rejected, unresolved }),
    },
    statementField(t, form, t("entry.field.answerHint")),
  ];
}

export function statementFields(t: Translate, form: string): DeskField[] {
  return [
    {
      control: "area",
      id: `${form}-text`,
      label: t("entry.field.subjectStatement"),
      hint: t("entry.field.subjectStatementHint"),
      count: countWords(t),
    },
  ];
}

export function withdrawFields({ locale, t }: Locals): DeskField[] {
  return [
    {
      control: "radios",
      id: "withdraw-ground",
      label: t("entry.field.ground"),
      choices: choices(locale, WITHDRAWAL_GROUNDS),
    },
    statementField(t, "withdraw", t("entry.field.publicHint")),
  ];
}

export function amendFields(locals: Locals): DeskField[] {
  return [
    ...changeFields(locals, "amend"),
    statementField(locals.t, "amend", locals.t("entry.field.publicHint")),
  ];
}

export function sanctionFields({ locale, t }: Locals): DeskField[] {
  return [
    { control: "text", id: "sanction-authority", label: t("entry.field.authority"), width: "full" },
    {
      control: "select",
      id: "sanction-measure",
      label: t("entry.field.measure"),
      options: choices(locale, MEASURES),
    },
    { control: "text", id: "sanction-mustAct", label: t("entry.field.mustAct"), width: "full" },
    { control: "text", id: "sanction-basis", label: t("entry.field.basis"), width: "full" },
    {
      control: "text",
      id: "sanction-endsOn",
      label: t("entry.field.endsOn"),
      hint: t("entry.field.dateHint"),
      width: "short",
    },
    statementField(t, "sanction", t("entry.field.reasonHint")),
  ];
}

export function mergeEntryFields(t: Translate): DeskField[] {
  return [
    { control: "text", id: "merge-intoId", label: t("entry.field.intoId"), width: "full" },
    statementField(t, "merge", t("entry.field.reasonHint")),
  ];
}

export function splitFields(t: Translate): DeskField[] {
  return [statementField(t, "split", t("entry.field.reasonHint"))];
}

export function endSanctionFields(t: Translate, form: string): DeskField[] {
  return [statementField(t, form, t("entry.field.reasonHint"))];
}

export function listFields({ locale, t }: Locals): DeskField[] {
  const tiers = Object.entries(TIERS).map(([value, tier]) => ({
    value,
    label: pick(locale, tier),
    hint: t("desk.decision.propose.tierHint", { min: tier.minDays, max: tier.maxDays }),
  }));
  return [
    {
      control: "radios",
      id: "list-subjectKind",
      label: t("entry.field.subjectKind"),
      choices: choices(locale, SUBJECT_KINDS),
    },
    {
      control: "text",
      id: "list-subject",
      label: t("entry.field.subject"),
      hint: t("entry.field.subjectHint"),
      width: "full",
    },
    {
      control: "radios",
      id: "list-kind",
      label: t("entry.field.kind"),
      choices: choices(locale, REGISTRY_KINDS),
    },
    { control: "radios", id: "list-tier", label: t("desk.decision.propose.tier"), choices: tiers },
    {
      control: "text",
      id: "list-termDays",
      label: t("desk.decision.propose.term"),
      suffix: t("desk.decision.propose.termSuffix"),
      width: "short",
      inputMode: "numeric",
    },
    {
      control: "checks",
      id: "list-grounds",
      label: t("desk.decision.propose.grounds"),
      choices: choices(locale, GROUNDS),
    },
    statementField(t, "list", t("entry.field.publicHint")),
  ];
}

export function practitionerFields(t: Translate): DeskField[] {
  return [
    { control: "text", id: "practitioner-licence", label: t("entry.field.licence"), width: "half" },
    { control: "text", id: "practitioner-name", label: t("entry.field.name"), width: "half" },
    {
      control: "text",
      id: "practitioner-institutionId",
      label: t("entry.field.institutionId"),
      optional: t("objections.form.optional"),
      width: "full",
    },
  ];
}

export function decideActFields(t: Translate, form: string): DeskField[] {
  return [
    {
      control: "radios",
      id: `${form}-verdict`,
      label: t("desk.decision.decide.verdict"),
      look: "inline",
      choices: [
        { value: "approve", label: t("entry.field.approve") },
        { value: "refuse", label: t("entry.field.refuse") },
      ],
    },
    { control: "text", id: `${form}-reason`, label: t("desk.decision.decide.reason"), width: "full" },
  ];
}

export function revealApplicationFields(t: Translate, form: string): DeskField[] {
  return [{ control: "text", id: `${form}-reason`, label: t("entry.field.revealReason"), width: "full" }];
}
