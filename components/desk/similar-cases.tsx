import type { SimilarCase } from "#domain/cases/campaign-file.ts";
import { CASE_STATES } from "#domain/cases/case-state.ts";
import type { CaseKind } from "#domain/cases/inbox.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatNumber, type Translate } from "#messages/translate.ts";
import { BarList } from "../charts/bar-list.tsx";
import { pick, ruleWords } from "./case-words.ts";
import { SubjectText } from "./subject-text.tsx";

type Props = {
  caseId: string;
  kind: CaseKind;
  /** The officer may merge cases. */
  mayMerge: boolean;
  cases: readonly SimilarCase[];
  locale: Locale;
  t: Translate;
};

/** Other cases that share keys with this one: how many of which kind, and where to put two of a kind side by side. */
export function SimilarCases({ caseId, kind, mayMerge, cases, locale, t }: Props) {
  if (cases.length === 0) return <p className="muted">{t("campaign.similar.none")}</p>;
  return (
    <>
      <p className="muted small">{t("campaign.similar.note")}</p>
      <ul className="plain-list similar">
        {cases.map((one) => (
          <li key={one.id}>
            <a className="row-link" href={localeHref(locale, `/desk/cases/${one.id}`)}>
              <SubjectText subject={one.subject} locale={locale} t={t} />
            </a>
            <span className="under">
              {t(`desk.kind.${one.kind}`)} {one.reference} · {pick(locale, CASE_STATES[one.state])}
            </span>
            <BarList
              max={1}
              items={one.overlap.map(({ kind, shared, own, complaints }) => ({
                key: kind,
                label: t("campaign.similar.overlap", {
                  rule: ruleWords(t, kind),
                  shared,
                  own,
                  complaints,
                }),
                value: shared / Math.max(1, own),
                text: `${formatNumber(locale, shared)}/${formatNumber(locale, own)}`,
              }))}
            />
            {mayMerge && one.kind === kind && (
              <a
                href={localeHref(locale, `/desk/cases/${caseId}/merge?with=${one.id}`)}
                aria-label={t("campaign.similar.mergeWith", { reference: one.reference })}
              >
                {t("campaign.similar.merge")}
              </a>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
