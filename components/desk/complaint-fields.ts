import { REVEAL_PURPOSES } from "#domain/access/permissions.ts";
import { REASON_CODES } from "#domain/complaints/outcomes.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { pick } from "./case-words.ts";
import { countWords } from "./decision-fields.ts";
import type { DeskField } from "./desk-form.tsx";

type Locals = { locale: Locale; t: Translate };
const VERDICTS = ["accept", "need_info", "reject"] as const;

/** Accept, ask for more, or reject with a reason an officer may use alone: not withdrawal, not fabrication. */
export function triageFields({ locale, t }: Locals): DeskField[] {
  const reasons = REASON_CODES.filter((reason) => reason.reviewers === 1 && reason.code !== "withdrawn");
  return [
    {
      control: "radios",
      id: "triage-verdict",
      label: t("desk.complaint.triage.verdict"),
      choices: VERDICTS.map((verdict) => ({
        value: verdict,
        label: t(`desk.complaint.triage.${verdict}`),
        hint: t(`desk.complaint.triage.${verdict}Hint`),
      })),
    },
    {
      control: "select",
      id: "triage-reasonCode",
      label: t("desk.complaint.triage.reason"),
      hint: t("desk.complaint.triage.reasonHint"),
      options: [
        { value: "", label: t("forms.choose") },
        ...reasons.map((reason) => ({ value: reason.code, label: pick(locale, reason) })),
      ],
      when: "reject",
    },
    {
      control: "area",
      id: "triage-note",
      label: t("desk.complaint.triage.note"),
      hint: t("desk.complaint.triage.noteHint"),
      rows: 3,
      count: countWords(t),
      when: "message",
    },
  ];
}

export function revealFields({ locale, t }: Locals, { hasContact }: { hasContact: boolean }): DeskField[] {
  const told = {
    value: "told",
    label: t("desk.complaint.reveal.told"),
    hint: t("desk.complaint.reveal.toldHint"),
  };
  const contact = {
    value: "contact",
    label: t("desk.complaint.reveal.contact"),
    hint: t("desk.complaint.reveal.contactHint"),
  };
  return [
    {
      control: "checks",
      id: "reveal-fields",
      label: t("desk.complaint.reveal.fields"),
      hint: hasContact ? undefined : t("desk.complaint.reveal.noContact"),
      choices: hasContact ? [told, contact] : [told],
    },
    {
      control: "select",
      id: "reveal-purpose",
      label: t("desk.complaint.reveal.purpose"),
      options: [
        { value: "", label: t("forms.choose") },
        ...Object.entries(REVEAL_PURPOSES).map(([value, words]) => ({ value, label: pick(locale, words) })),
      ],
    },
    {
      control: "text",
      id: "reveal-reason",
      label: t("desk.complaint.reveal.reason"),
      hint: t("desk.complaint.reveal.reasonHint"),
    },
  ];
}
