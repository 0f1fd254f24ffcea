import type { HistoryEntry } from "#domain/cases/case-file.ts";
import { NOTICE_METHODS, type NoticeMethod } from "#domain/cases/decision.ts";
import type { CaseSubject, TimeLeft } from "#domain/cases/inbox.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { PROVINCES } from "#domain/complaints/regions.ts";
import { TAXONOMY } from "#domain/complaints/taxonomy.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, type MessageKey, type Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/desk.json" with { type: "json" };
import { campaignWords, tieWords } from "./campaign-words.ts";

type Words = { readonly zh: string; readonly en: string };

/** The words of an entry of one of the domain's tables. */
export const pick = (locale: Locale, words: Words): string => (locale === "en" ? words.en : words.zh);

/** Whether a code has words of its own below a group of messages. */
function has<T extends object>(group: T, code: string): code is Extract<keyof T, string> {
  return Object.hasOwn(group, code);
}

export function severityWords(t: Translate, severity: number): string {
  const level = Math.min(5, Math.max(1, Math.round(severity))) as 1 | 2 | 3 | 4 | 5;
  return t(`desk.severity.s${level}`);
}

/** A harm code, or one of the reasons that are no harm: danger, money lost, contacted again. */
export function severityReasonWords(t: Translate, locale: Locale, code: string): string {
  return has(zh.severityReason, code) ? t(`desk.severityReason.${code}`) : wordsOf(TAXONOMY, code, locale);
}

export function timeLeftWords(t: Translate, left: TimeLeft): string {
  const values = { amount: left.amount };
  if (left.urgency === "overdue")
    return t(left.unit === "hours" ? "desk.due.overHours" : "desk.due.overDays", values);
  return t(left.unit === "hours" ? "desk.due.hours" : "desk.due.days", values);
}

export function provinceWords(locale: Locale, code: string): string {
  return wordsOf(PROVINCES, code, locale);
}

/** Why a report belongs to a case, from its judgement. */
export function judgementWords(
  t: Translate,
  judgement: {
    readonly byKind: string;
    readonly by: string | null;
    readonly rule: string;
    readonly reason: string | null;
  },
): string {
  if (judgement.byKind === "person" && judgement.by) return t("desk.rule.byPerson", { name: judgement.by });
  const why = ruleWords(t, judgement.rule);
  const detail = judgement.reason ? ruleWords(t, judgement.reason) : null;
  return detail && judgement.rule === "institution-named" ? `${why}${t("common.separator")}${detail}` : why;
}

export function ruleWords(t: Translate, code: string): string {
  const tie = tieWords(t, code);
  if (tie) return tie;
  return has(zh.rule, code) ? t(`desk.rule.${code}`) : t("desk.rule.other", { code });
}

/** The subject as plain text: for titles, links and labels. */
export function subjectWords(t: Translate, locale: Locale, subject: CaseSubject): string {
  switch (subject.kind) {
    case "number":
      return subject.groups.join(" ");
    case "institution":
      return locale === "en" && subject.englishName ? subject.englishName : subject.name;
    case "campaign":
      return campaignWords(t, subject);
    case "none":
      return t("desk.subject.none");
  }
}

/** What a line of a case's history says. */
export function historyWords(t: Translate, locale: Locale, entry: HistoryEntry): string {
  const { kind, detail, count } = entry;
  const values = {
    count,
    code: kind,
    rule: detail.rule ? ruleWords(t, detail.rule) : "",
    method: detail.method ? methodWords(locale, detail.method) : "",
    until: detail.respondBy ? formatDate(locale, detail.respondBy) : "",
  };
  const key = `desk.event.${kind}`;
  return EVENT_KEYS.has(key) ? t(key as MessageKey, values) : t("desk.event.other", values);
}

function methodWords(locale: Locale, code: string): string {
  return Object.hasOwn(NOTICE_METHODS, code) ? pick(locale, NOTICE_METHODS[code as NoticeMethod]) : code;
}

/** Every event that has words, as message keys. */
const EVENT_KEYS: ReadonlySet<string> = new Set(leaves(zh.event, "desk.event"));

function leaves(node: string | object, path: string): string[] {
  if (typeof node === "string") return [path];
  return Object.entries(node).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`));
}

/** The last digits of an id: enough for people to tell two reports apart on a page. */
export const shortCode = (id: string): string => id.slice(-8).toUpperCase();
