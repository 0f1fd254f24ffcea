import type { CaseFile } from "#domain/cases/case-file.ts";
import { CASE_STATES } from "#domain/cases/case-state.ts";
import { KIND_LABELS, type NumberKind } from "#domain/numbers/number-kinds.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import { Label, Tag } from "../ui/tag.tsx";
import { pick } from "./case-words.ts";
import { Due } from "./due.tsx";
import { SubjectText } from "./subject-text.tsx";

type Props = { file: CaseFile; now: Date; locale: Locale; t: Translate };

/** Whose case it is, where it stands, since when, and how long is left. */
export function CaseHeader({ file, now, locale, t }: Props) {
  const { subject } = file;
  const facts = [
    { term: t("desk.case.facts.opened"), value: formatDate(locale, file.openedAt) },
    { term: t("desk.case.facts.first"), value: formatDate(locale, file.firstReportAt) },
    { term: t("desk.case.facts.last"), value: formatDate(locale, file.lastReportAt) },
    { term: t("desk.case.facts.assignee"), value: file.assignee?.name ?? t("desk.inbox.nobody") },
  ];
  return (
    <header className="case-header">
      <div>
        <p className="case-line">
          <span className="muted">
            {t(`desk.kind.${file.kind}`)} {file.reference}
          </span>
          <Label>{pick(locale, CASE_STATES[file.state])}</Label>
          {subject.kind === "number" && (
            <Label>{t(file.isRestricted ? "desk.subject.restricted" : "desk.subject.public")}</Label>
          )}
          {subject.kind === "institution" && subject.isProvisional && (
            <Tag tone="reported">{t("desk.subject.provisional")}</Tag>
          )}
        </p>
        <h1>
          <SubjectText subject={subject} locale={locale} t={t} size="large" />
        </h1>
        {subject.kind === "number" && <p className="muted">{kindWords(locale, subject.numberKind)}</p>}
      </div>
      <dl className="case-facts">
        <div>
          <dt>{t("desk.inbox.deadline")}</dt>
          <dd>
            <Due state={file.state} dueAt={file.dueAt} {...{ now, locale, t }} />
          </dd>
        </div>
        {facts.map((fact) => (
          <div key={fact.term}>
            <dt>{fact.term}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

function kindWords(locale: Locale, kind: string): string {
  return Object.hasOwn(KIND_LABELS, kind) ? pick(locale, KIND_LABELS[kind as NumberKind]) : kind;
}
