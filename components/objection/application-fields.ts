import {
  APPLICANTS,
  APPLICATION_GROUNDS,
  APPLICATION_KINDS,
  type ApplicationKind,
} from "#domain/registry/application.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { pick } from "../desk/case-words.ts";
import { countWords } from "../desk/decision-fields.ts";
import type { DeskField } from "../desk/desk-form.tsx";

const MOST_TEXT = 4000;

/** What the reader of a listing came for: the entry, and what is asked about it. */
export type Asked = { readonly about: string; readonly kind: ApplicationKind };

/** The controls of the public form, with what is known already filled in. */
export function applicationFields(locale: Locale, t: Translate, { about, kind }: Asked): DeskField[] {
  const choices = (of: Readonly<Record<string, { zh: string; en: string }>>) =>
    Object.entries(of).map(([value, words]) => ({ value, label: pick(locale, words) }));
  const kinds = (Object.keys(APPLICATION_KINDS) as (keyof typeof APPLICATION_KINDS)[]).map((value) => ({
    value,
    label: pick(locale, APPLICATION_KINDS[value]),
    hint: t(`objections.form.kindHint.${value}`),
  }));
  const optional = t("objections.form.optional");
  return [
    {
      control: "radios",
      id: "objection-kind",
      label: t("objections.form.kind"),
      choices: kinds,
      value: kind,
    },
    {
      control: "text",
      id: "objection-about",
      label: t("objections.form.about"),
      hint: t("objections.form.aboutHint"),
      value: about,
    },
    {
      control: "text",
      id: "objection-number",
      label: t("objections.form.number"),
      hint: t("objections.form.numberHint"),
      optional,
    },
    {
      control: "radios",
      id: "objection-applicant",
      label: t("objections.form.applicant"),
      choices: choices(APPLICANTS),
    },
    {
      control: "radios",
      id: "objection-ground",
      label: t("objections.form.ground"),
      choices: choices(APPLICATION_GROUNDS),
    },
    {
      control: "area",
      id: "objection-text",
      label: t("objections.form.text"),
      hint: t("objections.form.textHint"),
      rows: 6,
      count: countWords(t, MOST_TEXT),
    },
    { control: "text", id: "objection-name", label: t("objections.form.name"), optional, width: "half" },
    {
      control: "text",
      id: "objection-phone",
      label: t("objections.form.phone"),
      hint: t("objections.form.contactHint"),
      width: "half",
    },
    { control: "text", id: "objection-email", label: t("objections.form.email"), optional },
    {
      control: "check",
      id: "objection-corrected",
      when: "repair",
      label: t("objections.form.corrected"),
      hint: t("objections.form.repairOnly"),
    },
    { control: "check", id: "objection-promise", label: t("objections.form.promise"), when: "repair" },
  ];
}
