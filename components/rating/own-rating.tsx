import { LOAN_PRODUCTS } from "#domain/complaints/codes.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { EXPOSURE_SOURCES } from "#domain/rating/bundle.ts";
import type { AccountRow } from "#domain/rating/evidence/account.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate, formatNumber } from "#messages/translate.ts";
import { type DeskAction, DeskForm } from "../desk/desk-form.tsx";
import { Card } from "../ui/card.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Details } from "../ui/details.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { CountedCard } from "./counted-card.tsx";
import { monthText, weighedText } from "./figures.ts";
import { IntegrityReason } from "./integrity-reason.tsx";
import { LetterView } from "./letter-view.tsx";
import { Moves } from "./moves.tsx";
import type { InstitutionRating, KnownRating, Month, Words } from "./rating-types.ts";
import { Handling, Mix, Uphold } from "./record.tsx";

type Filing = {
  readonly month: string;
  readonly product: string;
  readonly accounts: number;
  readonly source: string;
  readonly filedAt: string;
  /** The agency whose officer recorded it; null where a file did. */
  readonly recordedBy: { readonly zh: string; readonly en: string } | null;
};
type OwnRating = {
  readonly rating: InstitutionRating;
  readonly rows: readonly AccountRow[] | null;
  readonly filings: readonly Filing[];
};
type Props = Words & {
  own: OwnRating;
  /** The month whose cases are told; null for the newest. */
  month: string | null;
  isStated: boolean;
  action: DeskAction;
};

/** All that an institution is told of its own rating: the letter, what it rests on, case by case, and what it can do. */
export function OwnRatingView({ locale, t, own, month, isStated, action }: Props) {
  const { rating, rows, filings } = own;
  const words = { locale, t };
  return (
    <div className="desk-page flow-cards">
      <p className="muted">{t("ownRating.lead")}</p>
      {rating.state === "known" ? (
        <Figures {...words} rating={rating} />
      ) : (
        <Card>
          <EmptyState title={t("ownRating.none")}>
            <p>{t(rating.state === "away" ? "ownRating.away" : "ownRating.noneBody")}</p>
          </EmptyState>
        </Card>
      )}
      {rating.state === "known" && <CountedCard {...words} rows={rows} month={month} />}
      <Filings {...words} filings={filings} />
      {rating.state === "known" && (
        <Statement {...words} statement={rating.statement} isStated={isStated} action={action} />
      )}
      <Objecting {...words} batchId={rating.state === "known" ? rating.batch.id : null} />
    </div>
  );
}

function Figures({ locale, t, rating }: Words & { rating: KnownRating }) {
  const { current, previous, peers, mix, batch } = rating;
  const words = { locale, t };
  if (!current)
    return (
      <Card title={t("ownRating.letter")} id="letter">
        <EmptyState title={t("rating.box.not_rated")}>
          <p>{t("ownRating.absent")}</p>
        </EmptyState>
      </Card>
    );
  const { status, letter } = current.result;
  return (
    <>
      <Card
        title={t(`rating.heading.${status}`, { month: monthText(locale, batch.month), letter: letter ?? "" })}
        id="letter"
      >
        <div className="flow rating-section">
          <LetterView {...words} current={current} peerCount={peers.length} />
          <IntegrityReason locale={locale} code={current.basis.integrityHold} />
          {current.basis.sanctions.serious && <p>{t("rating.sanction")}</p>}
          <p className="muted small">
            {t("rating.method.this", { method: batch.method, month: monthText(locale, batch.month) })}
          </p>
        </div>
      </Card>
      {previous && (
        <Card title={t("rating.moved.title", { month: monthText(locale, previous.month) })} id="moved">
          <Moves {...words} previous={previous} current={current} />
        </Card>
      )}
      <Card title={t("ownRating.held")} id="held">
        <Held {...words} current={current} />
      </Card>
      {current.basis.integrityHold === null && (
        <>
          <Card title={t("ownRating.figures")} id="figures">
            <div className="flow">
              <Mix {...words} current={current} mix={mix} />
            </div>
          </Card>
          <Card title={t("ownRating.handling")} id="handling-card">
            <div className="flow">
              <Handling {...words} current={current} />
              <Uphold {...words} current={current} />
            </div>
          </Card>
        </>
      )}
    </>
  );
}

function Held({ locale, t, current }: Words & { current: Month }) {
  const [nuisance, harassment, threat] = current.basis.held;
  const count = nuisance + harassment + threat;
  return count > 0 ? (
    <p>{t("ownRating.heldCount", { count: weighedText(locale, count) })}</p>
  ) : (
    <p className="muted">{t("ownRating.heldNone")}</p>
  );
}

/** Half a year at a glance; the rest is folded. */
const FILINGS_SHOWN = 6;

function Filings({ locale, t, filings }: Words & Pick<OwnRating, "filings">) {
  const [first, rest] = [filings.slice(0, FILINGS_SHOWN), filings.slice(FILINGS_SHOWN)];
  return (
    <Card title={t("ownRating.filings.title")} id="filings">
      <p className="muted">{t("ownRating.filings.lead")}</p>
      <FilingTable locale={locale} t={t} filings={first} id="filing-table" />
      {rest.length > 0 && (
        <Details summary={t("ownRating.filings.rest", { count: rest.length })}>
          <FilingTable locale={locale} t={t} filings={rest} id="filing-rest" />
        </Details>
      )}
    </Card>
  );
}

function FilingTable({ locale, t, filings, id }: Words & Pick<OwnRating, "filings"> & { id: string }) {
  return (
    <DataTable
      id={id}
      caption={t("ownRating.filings.caption")}
      isCaptionHidden
      phone="stack"
      density="dense"
      rows={filings.map((filing, index) => ({ ...filing, key: String(index) }))}
      rowKey={({ key }) => key}
      empty={<EmptyState title={t("ownRating.filings.empty")} />}
      columns={[
        {
          key: "month",
          header: t("ownRating.filings.month"),
          isRowHeader: true,
          cell: ({ month }) => monthText(locale, month),
        },
        {
          key: "product",
          header: t("ownRating.filings.product"),
          cell: ({ product }) =>
            product === "all" ? t("ownRating.filings.all") : wordsOf(LOAN_PRODUCTS, product, locale),
        },
        {
          key: "accounts",
          header: t("ownRating.filings.accounts"),
          align: "end",
          cell: ({ accounts }) => formatNumber(locale, accounts),
        },
        {
          key: "source",
          header: t("ownRating.filings.source"),
          cell: ({ source }) =>
            t(`rating.source.${EXPOSURE_SOURCES.find((one) => one === source) ?? "none"}`),
        },
        {
          key: "filed",
          header: t("ownRating.filings.filed"),
          cell: ({ filedAt }) => formatDate(locale, filedAt),
        },
        {
          key: "by",
          header: t("ownRating.filings.by"),
          cell: ({ recordedBy }) =>
            recordedBy ? (locale === "en" ? recordedBy.en : recordedBy.zh) : t("ownRating.filings.file"),
        },
      ]}
    />
  );
}

type StatementProps = Words & Pick<Props, "isStated" | "action"> & Pick<KnownRating, "statement">;

function Statement({ locale, t, statement, isStated, action }: StatementProps) {
  return (
    <Card title={t("ownRating.statement.title")} id="statement-title">
      {isStated && (
        <Notice kind="success" isLive>
          <p>{t("ownRating.statement.done")}</p>
        </Notice>
      )}
      {statement && (
        <>
          <p className="muted">
            {t("ownRating.statement.current", { on: formatDate(locale, statement.at) })}
          </p>
          <blockquote className="rating-statement">
            <p lang="zh-CN">{statement.zh}</p>
            {statement.en && <p lang="en">{statement.en}</p>}
          </blockquote>
        </>
      )}
      <DeskForm
        id="statement"
        lead={t("ownRating.statement.lead")}
        action={action}
        fields={[
          {
            control: "area",
            id: "statement-zh",
            label: t("ownRating.statement.zh"),
            hint: t("ownRating.statement.zhHint"),
            rows: 4,
          },
          {
            control: "area",
            id: "statement-en",
            label: t("ownRating.statement.en"),
            optional: t("ownRating.statement.optional"),
            rows: 3,
          },
        ]}
        hidden={{ locale }}
        submit={t("ownRating.statement.submit")}
        words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
      />
    </Card>
  );
}

function Objecting({ locale, t, batchId }: Words & { batchId: string | null }) {
  return (
    <Card title={t("ownRating.object.title")} id="object">
      <ul>
        <li>{t("ownRating.object.size")}</li>
        <li>{t("ownRating.object.case")}</li>
        <li>{t("ownRating.object.forged")}</li>
        <li>
          {t("ownRating.object.listing")}{" "}
          <a href={localeHref(locale, "/objections")}>{t("ownRating.object.listingLink")}</a>
        </li>
        <li>
          {t("ownRating.object.verify")}{" "}
          {batchId && <a href={localeHref(locale, `/ratings/${batchId}`)}>{t("ownRating.object.batch")}</a>}
        </li>
      </ul>
    </Card>
  );
}
