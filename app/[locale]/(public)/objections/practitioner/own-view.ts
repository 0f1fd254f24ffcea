import type { OwnAnswer, OwnItem, OwnRecord } from "#commands/practitioners/own-record.ts";
import { pick } from "#components/desk/case-words.ts";
import { countWords } from "#components/desk/decision-fields.ts";
import type { DeskField } from "#components/desk/desk-form.tsx";
import {
  gradeWords,
  itemPeriod,
  itemState,
  itemTitle,
  purposeWords,
} from "#components/practitioner/conduct-words.ts";
import type { OwnForm, OwnView } from "#components/practitioner/own-record.tsx";
import type { Fact } from "#components/ui/description-list.tsx";
import { ITEM_SOURCES, isNegative, termEnd } from "#domain/practitioners/record.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, formatDateTime, type Translate } from "#messages/translate.ts";

type Locals = { readonly locale: Locale; readonly t: Translate };
const MOST_TEXT = 4000;

/** The two controls a person proves to be meant with. */
export function proofFields(t: Translate): DeskField[] {
  return [
    {
      control: "text",
      id: "own-pseudonym",
      label: t("practitioner.own.pseudonym"),
      hint: t("practitioner.own.pseudonymHint"),
      width: "half",
    },
    { control: "text", id: "own-licence", label: t("practitioner.own.licence"), width: "half" },
  ];
}

/** A person's record in words, made on the server. */
export function ownView(
  locals: Locals,
  record: OwnRecord,
  proof: Readonly<Record<string, string>>,
  now: Date,
): OwnView {
  const { locale, t } = locals;
  const choice = record.isGradeRefused ? "allow_grade" : "refuse_grade";
  const label = t(record.isGradeRefused ? "practitioner.own.allow" : "practitioner.own.refuse");
  const titles = new Map(record.items.map((item) => [item.id, itemTitle(locals, item)]));
  return {
    title: t("practitioner.own.shown", { pseudonym: record.pseudonym }),
    grade: {
      ...gradeWords(locals, record.grade),
      how: t("practitioner.grade.how"),
      refused: record.isGradeRefused ? t("practitioner.grade.refused") : null,
    },
    choice: {
      id: "choice",
      fold: label,
      lead: t("practitioner.own.refuseLead"),
      hidden: { intent: choice },
      fields: [],
      submit: label,
    },
    items: record.items.map((item) => ({
      id: item.id,
      title: titles.get(item.id) ?? "",
      state: itemState(locals, item, now),
      facts: factsOf(locals, item),
      forms: formsOf(t, item),
      link:
        item.entryId === null
          ? null
          : {
              href: localeHref(locale, `/objections?entry=${item.entryId}`),
              lead: t("practitioner.own.sanction"),
              label: t("practitioner.own.sanctionLink"),
            },
    })),
    applications: record.applications.map((one) => ({
      id: one.id,
      facts: answerFacts(locals, one, titles.get(one.itemId)),
    })),
    questions: record.questions.map(({ id, at, by, purpose, told }) => ({
      id,
      when: formatDateTime(locale, at),
      who: by ? pick(locale, by) : t("practitioner.own.yourself"),
      why: purposeWords(t, purpose),
      what: t(`practitioner.told.${told}`),
    })),
    proof,
  };
}

function factsOf(locals: Locals, item: OwnItem): Fact[] {
  const { locale, t } = locals;
  const end = termEnd(item.untilOn);
  const facts: (Fact | false)[] = [
    { term: t("practitioner.item.period"), value: itemPeriod(locals, item) },
    { term: t("practitioner.item.source"), value: pick(locale, ITEM_SOURCES[item.source]) },
    {
      term: t("practitioner.item.agency"),
      value: locale === "en" ? item.agency.nameEn : item.agency.nameZh,
    },
    item.kind !== "employer" &&
      item.institution !== null && { term: t("practitioner.item.employer"), value: item.institution.name },
    item.reference !== null && { term: t("practitioner.item.reference"), value: item.reference },
    item.kind === "decided_case" &&
      item.text !== null && { term: t("practitioner.item.words"), value: item.text },
    item.state === "recorded" && {
      term: t("practitioner.item.erase"),
      value: end
        ? formatDate(locale, new Date(end.getTime() - 1).toISOString())
        : t("practitioner.item.eraseOpen"),
    },
  ];
  return facts.filter((fact) => fact !== false);
}

function formsOf(t: Translate, item: OwnItem): OwnForm[] {
  const kinds = [item.mayObject && "objection", item.mayAskRepair && isNegative(item) && "repair"] as const;
  return kinds.flatMap((kind) => {
    if (!kind) return [];
    const id = `${kind}-${item.id.slice(-8)}`;
    return [
      {
        id,
        fold: t(`practitioner.own.${kind}`),
        lead: t(`practitioner.own.${kind}Lead`),
        hidden: { intent: kind, form: id, itemId: item.id },
        fields: [
          {
            control: "area",
            id: `${id}-text`,
            label: t("practitioner.own.text"),
            hint: t("practitioner.own.textHint"),
            count: countWords(t, MOST_TEXT),
          },
          {
            control: "text",
            id: `${id}-contact`,
            label: t("practitioner.own.contact"),
            hint: t("practitioner.own.contactHint"),
            width: "half",
          },
        ],
      },
    ];
  });
}

function answerFacts({ locale, t }: Locals, one: OwnAnswer, title: string | undefined): Fact[] {
  const facts: Fact[] = [
    {
      term: t(`practitioner.own.${one.kind}`),
      value: [title, formatDate(locale, one.receivedAt)].filter(Boolean).join(locale === "en" ? ", " : "，"),
    },
    {
      term: t("practitioner.item.state"),
      value:
        one.state === "open"
          ? t("practitioner.own.answerBy", { date: formatDate(locale, one.dueOn) })
          : t(`practitioner.own.answered.${one.state}`),
    },
  ];
  if (one.answer) facts.push({ term: t("practitioner.desk.answer"), value: one.answer });
  return facts;
}
