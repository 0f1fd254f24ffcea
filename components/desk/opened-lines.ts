import { CLAIMED_IDENTITIES } from "#domain/complaints/codes.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/desk.json" with { type: "json" };
import type { OpenedLine } from "./reveal-form.tsx";

/** What a reveal gives back, as far as its lines are made of it. */
type Opened = {
  readonly told: {
    readonly scriptText: string | null;
    readonly claimed: Record<string, unknown> | null;
    readonly numbersDisplayed: readonly (string | null)[];
  } | null;
  readonly contact: {
    readonly contact: { readonly phone?: string | null } | null;
    readonly receivedOn: readonly string[];
  } | null;
};

/** Opened personal data as term and text, empty answers said as such. */
export function openedLines(t: Translate, locale: Locale, { told, contact }: Opened): OpenedLine[] {
  const nothing = t("desk.complaint.reveal.nothing");
  const list = (values: readonly (string | null)[]) =>
    [...new Set(values.filter(Boolean))].join("\n") || nothing;
  const lines: OpenedLine[] = [];
  if (told) {
    lines.push(
      { term: t("desk.complaint.reveal.script"), text: told.scriptText || nothing },
      {
        term: t("desk.complaint.reveal.claimed"),
        text: claimLines(t, locale, told.claimed).join("\n") || nothing,
      },
      { term: t("desk.complaint.reveal.numbers"), text: list(told.numbersDisplayed) },
    );
  }
  if (contact) {
    lines.push(
      { term: t("desk.complaint.reveal.phone"), text: contact.contact?.phone || nothing },
      { term: t("desk.complaint.reveal.receivedOn"), text: list(contact.receivedOn) },
    );
  }
  return lines;
}

type ClaimName = keyof typeof zh.complaint.reveal.claim;

function claimLines(t: Translate, locale: Locale, claimed: Record<string, unknown> | null): string[] {
  return (Object.keys(zh.complaint.reveal.claim) as ClaimName[]).flatMap((name) => {
    const value = claimed?.[name];
    const text = Array.isArray(value) ? value.join("\n") : typeof value === "string" ? value : "";
    if (!text) return [];
    const shown = name === "identity" ? wordsOf(CLAIMED_IDENTITIES, text, locale) : text;
    return [`${t(`desk.complaint.reveal.claim.${name}`)}${t("desk.colon")}${shown}`];
  });
}
