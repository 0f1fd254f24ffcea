import { wordsOf } from "#domain/complaints/label.ts";
import { INSTITUTION_CLASSES } from "#domain/institutions/classes.ts";
import { explainMatch } from "#domain/institutions/explain-match.ts";
import type { InstitutionMatch } from "#domain/institutions/match-institution.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { BackLink } from "../ui/navigation.tsx";
import { VerdictCard } from "../ui/verdict-card.tsx";
import { institutionName, type NamedInstitution } from "./institution-name.ts";
import { type Freshness, StaleNotice } from "./stale-notice.tsx";

export type NameAnswer = {
  readonly written: string;
  readonly candidates: readonly (NamedInstitution & { readonly class: string })[];
  readonly match: InstitutionMatch | null;
};

type Props = { locale: Locale; t: Translate; answer: NameAnswer; freshness: Freshness };

/** A name that means no single registered institution: the ones to choose from, or what it means that there is none. */
export function NameVerdict({ locale, t, answer, freshness }: Props) {
  const { written, candidates } = answer;
  return (
    <div className="column answer">
      <BackLink href={localeHref(locale, "/check")}>{t("check.again")}</BackLink>
      <StaleNotice locale={locale} t={t} freshness={freshness} />
      {candidates.length > 0 ? (
        <Candidates locale={locale} t={t} answer={answer} />
      ) : (
        <NotRegistered locale={locale} t={t} written={written} match={answer.match} />
      )}
    </div>
  );
}

type Part = { locale: Locale; t: Translate };

function Candidates({ locale, t, answer }: Part & { answer: NameAnswer }) {
  const { written, candidates, match } = answer;
  const reasons = new Map(
    match?.outcome === "candidates"
      ? match.candidates.map(({ institutionId, reason }) => [institutionId, explainMatch(reason, locale)])
      : [],
  );
  return (
    <div className="flow">
      <h1>{t("check.nameSeveral.title", { name: written, count: candidates.length })}</h1>
      <p className="lead">{t("check.nameSeveral.lead")}</p>
      <ul className="acts">
        {candidates.map(({ id, class: kind, ...names }) => (
          <li key={id}>
            <a href={localeHref(locale, `/institutions/${id}`)}>
              <b>{institutionName(locale, names)}</b>
              <span>{wordsOf(INSTITUTION_CLASSES, kind, locale)}</span>
              {reasons.has(id) && <span>{reasons.get(id)}</span>}
            </a>
          </li>
        ))}
      </ul>
      <p>{t("check.nameSeveral.none")}</p>
      <p>
        <a href={localeHref(locale, "/institutions")}>{t("institution.back")}</a>
      </p>
    </div>
  );
}

function NotRegistered({
  locale,
  t,
  written,
  match,
}: Part & { written: string; match: InstitutionMatch | null }) {
  const act = (path: string, name: "report" | "paid" | "signs") => ({
    href: localeHref(locale, path),
    title: t(`verdict.act.${name}`),
    body: t(`verdict.act.${name}Body`),
  });
  return (
    <>
      <VerdictCard
        tone="unknown"
        word={t("check.word.unregistered")}
        title={t("check.nameNone.title", { name: written })}
        lead={
          <>
            <p>{t("check.nameNone.lead")}</p>
            {match?.reason.code === "business-differs" && <p>{explainMatch(match.reason, locale)}</p>}
          </>
        }
        acts={{
          title: t("verdict.actsTitle"),
          items: [act("/report", "report"), act("/learn#lost", "paid"), act("/learn#signs", "signs")],
        }}
      />
      <section className="section flow">
        <h2>{t("check.nameNone.meansTitle")}</h2>
        <ul>
          <li>{t("check.nameNone.means1")}</li>
          <li>{t("check.nameNone.means2")}</li>
          <li>{t("check.nameNone.means3")}</li>
        </ul>
        <h2>{t("check.nameNone.askTitle")}</h2>
        <ul>
          <li>{t.rich("check.nameNone.ask1", { line: (chunks) => <a href="tel:12378">{chunks}</a> })}</li>
          <li>{t("check.nameNone.ask2")}</li>
        </ul>
        <p>
          <a href={localeHref(locale, "/institutions")}>{t("institution.back")}</a>
        </p>
      </section>
    </>
  );
}
