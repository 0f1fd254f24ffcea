import type { CaseState } from "#domain/cases/case-state.ts";
import { timeLeft } from "#domain/cases/inbox.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, formatDateTime, type Translate } from "#messages/translate.ts";
import { timeLeftWords } from "./case-words.ts";

type Props = { state: CaseState; dueAt: string; now: Date; locale: Locale; t: Translate };

/** How long is left, in words, and until when; urgency adds weight and an edge, never colour alone. */
export function Due({ state, dueAt, now, locale, t }: Props) {
  if (state === "published" || state === "closed") return <span className="muted">{t("desk.due.none")}</span>;
  const left = timeLeft(new Date(dueAt), now);
  const isDecidable = state === "window" && left.urgency === "overdue";
  return (
    <span className="due" data-urgency={isDecidable ? "soon" : left.urgency}>
      <b>{isDecidable ? t("desk.due.decidable") : timeLeftWords(t, left)}</b>
      <time dateTime={dueAt} title={formatDateTime(locale, dueAt)}>
        {t(state === "window" ? "desk.due.window" : "desk.due.review")} {formatDate(locale, dueAt)}
      </time>
    </span>
  );
}
