import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { DetailsList, type Reason } from "../ui/details.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { monthText } from "./figures.ts";
import { Funnel } from "./funnel.tsx";
import { IntegrityReason } from "./integrity-reason.tsx";
import { LetterView } from "./letter-view.tsx";
import { Moves } from "./moves.tsx";
import type { InstitutionRating, KnownRating, Month, Words } from "./rating-types.ts";
import { Handling, Held, Mix, Uphold } from "./record.tsx";
import { ComplaintTrend, RatioTrend } from "./trend.tsx";

type Props = Words & { institutionId: string; rating: InstitutionRating; origin: string };

/** The rating of an institution: the letter and what it means first, then all that it rests on, then how to check it. */
export function RatingSection({ locale, t, institutionId, rating, origin }: Props) {
  if (rating.state !== "known") {
    return (
      <section className="section flow" id="rating">
        <h2>{t(`rating.heading.${rating.state}`)}</h2>
        <p>{t(`rating.${rating.state}Body`)}</p>
      </section>
    );
  }
  const { batch, current, statement } = rating;
  const month = monthText(locale, batch.month);
  if (!current) {
    return (
      <section className="section flow" id="rating">
        <h2>{t("rating.heading.not_rated", { month })}</h2>
        <EmptyState title={t("rating.box.not_rated")}>
          <p>{t("rating.absent")}</p>
        </EmptyState>
        <Statement locale={locale} t={t} statement={statement} />
      </section>
    );
  }
  const { status, letter } = current.result;
  return (
    <section className="section flow rating-section" id="rating">
      <h2>{t(`rating.heading.${status}`, { month, letter: letter ?? "" })}</h2>
      {batch.kind === "correction" && (
        <Notice>
          <p>{t("rating.moved.corrected")}</p>
        </Notice>
      )}
      <LetterView locale={locale} t={t} current={current} peerCount={rating.peers.length} />
      <IntegrityReason locale={locale} code={current.basis.integrityHold} />
      {current.basis.sanctions.serious && <p>{t("rating.sanction")}</p>}
      <Held locale={locale} t={t} held={current.basis.held} overdue={current.basis.overdue} />
      <Methods locale={locale} t={t} rating={rating} />
      <Statement locale={locale} t={t} statement={statement} />
      <DetailsList
        items={[
          ...(current.basis.integrityHold === null
            ? recordOf({ locale, t, rating, current, institutionId })
            : []),
          {
            title: t("rating.prove.title"),
            body: (
              <Prove locale={locale} t={t} rating={rating} institutionId={institutionId} origin={origin} />
            ),
          },
        ]}
      />
    </section>
  );
}

type RecordProps = Words & { rating: KnownRating; current: Month; institutionId: string };

/** What the letter rests on, folded: the page goes on with what a caller can be compared with. */
function recordOf({ locale, t, rating, current, institutionId }: RecordProps): Reason[] {
  const { previous, peers, population, history, mix } = rating;
  const words = { locale, t };
  const handling = current.result.handling?.letter;
  return [
    ...(peers.length > 1 && current.result.funnel
      ? [
          {
            title: t("rating.funnel.title"),
            body: (
              <Funnel
                {...words}
                peers={peers}
                ownId={institutionId}
                overDispersion={population.overDispersion}
              />
            ),
          },
        ]
      : []),
    ...(previous
      ? [
          {
            title: t("rating.moved.title", { month: monthText(locale, previous.month) }),
            body: <Moves {...words} previous={previous} current={current} />,
            isOpen: previous.result.letter !== current.result.letter,
          },
        ]
      : []),
    {
      title: t("rating.trend.title"),
      body: (
        <div className="flow">
          <RatioTrend {...words} history={history} />
          <h3>{t("rating.trend.complaintsTitle")}</h3>
          <ComplaintTrend {...words} cells={current.input?.cells ?? []} />
        </div>
      ),
    },
    {
      title: t("rating.mix.title"),
      body: (
        <div className="flow">
          <Mix {...words} current={current} mix={mix} />
        </div>
      ),
    },
    {
      title: handling ? t("rating.handling.titleGraded", { letter: handling }) : t("rating.handling.title"),
      body: (
        <div className="flow">
          <Handling {...words} current={current} />
          <Uphold {...words} current={current} />
        </div>
      ),
    },
  ];
}

/** Which method gave the letter, and what another one says that the month is published with too. */
function Methods({ locale, t, rating: { batch, beside } }: Words & { rating: KnownRating }) {
  return (
    <p className="muted small">
      <a href={localeHref(locale, `/ratings/${batch.id}`)}>
        {t("rating.method.this", { method: batch.method, month: monthText(locale, batch.month) })}
      </a>
      {beside.map(({ method, batchId, letter, status }) => (
        <span key={method}>
          {" "}
          <a href={localeHref(locale, `/ratings/${batchId}`)}>
            {t("rating.method.beside", {
              method,
              word: letter ?? t(`rating.word.${status === "rated" ? "not_rated" : status}`),
            })}
          </a>
        </span>
      ))}
    </p>
  );
}

function Statement({ locale, t, statement }: Words & { statement: KnownRating["statement"] }) {
  if (!statement) return null;
  const isTranslated = locale === "en" && statement.en !== null;
  return (
    <>
      <h3>{t("rating.statement.title")}</h3>
      <blockquote className="rating-statement">
        <p lang={isTranslated ? "en" : "zh-CN"}>{isTranslated ? statement.en : statement.zh}</p>
      </blockquote>
      <p className="muted small">{t("rating.statement.on", { on: formatDate(locale, statement.at) })}</p>
    </>
  );
}

function Prove({
  locale,
  t,
  rating: { batch, vkey },
  institutionId,
  origin,
}: Words & { rating: KnownRating; institutionId: string; origin: string }) {
  const path = `/api/v1/ratings/${batch.id}`;
  const code = [
    `curl -sfo bundle.json ${origin}${path}/bundle`,
    `curl -sfo proof.json ${origin}${path}/proof`,
    `npm run -s verify-rating -- bundle.json --proof proof.json --vkey '${vkey}'`,
  ].join("\n");
  const links = [
    { href: `${path}/bundle`, label: t("rating.prove.bundle") },
    { href: `${path}/proof`, label: t("rating.prove.proof") },
    { href: localeHref(locale, "/methods/rating"), label: t("rating.prove.method") },
    { href: `/api/v1/institutions/${institutionId}/rating`, label: t("rating.prove.history") },
    { href: "/api/v1/institutions.csv", label: t("rating.prove.csv") },
  ];
  return (
    <div className="flow commands">
      <p>{t("rating.prove.body")}</p>
      <CodeBlock code={code} label={t("rating.prove.label")} />
      <ul className="link-row">
        {links.map(({ href, label }) => (
          <li key={href}>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
