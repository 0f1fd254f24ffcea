import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { monthDue } from "#commands/rating/publish-ratings.ts";
import { ExposureForm } from "#components/desk/exposure-form.tsx";
import { causeWords } from "#components/rating/cause-words.ts";
import { monthText } from "#components/rating/figures.ts";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { Details } from "#components/ui/details.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { listIntegrityHolds } from "#db/queries/integrity-holds.ts";
import {
  type FindingKind,
  listFindings,
  listHoldReports,
  type NamedFinding,
} from "#db/queries/rating-findings.ts";
import { listHolds } from "#db/queries/rating-holds.ts";
import { listRatingBatches, type RatingBatch } from "#db/queries/ratings.ts";
import { SEVERITY_CLASSES } from "#domain/rating/bundle.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate, formatDateTime, formatNumber } from "#messages/translate.ts";
import { DeskFrame } from "../../_desk/desk-frame.tsx";
import { DoneNotice } from "../../_desk/done-notice.tsx";
import { type Desk, openDesk } from "../../_desk/open-desk.ts";
import { record } from "./actions.ts";
import { ClusterCard, DoubtCard, PraiseCard } from "./findings-cards.tsx";
import { HoldSection, stateWords } from "./hold-section.tsx";
import { IntegrityCard } from "./integrity-card.tsx";
import { PreviewForm } from "./preview-form.tsx";

const MOST = { holds: 60, integrity: 40, findings: 50, batches: 24 } as const;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/desk/ratings", title: t("ratingDesk.title"), isPrivate: true });
}

/** What the ratings wait for people to look at, what would change, what was published, and how sizes get in. */
export default async function RatingsPage({ searchParams }: Props) {
  const { done } = await searchParams;
  const desk = await openDesk("rating.review", "/desk/ratings");
  const { context, scope, actor, locale, t, now } = desk;
  const found = await context.db.scoped(scope.agencyId, async (tx) => {
    const holds = await listHolds(tx, { limit: MOST.holds });
    const open = holds.filter(({ state }) => state === "open");
    const of = async <K extends FindingKind>(kind: K) => {
      const { all, findings } = await listFindings(tx, { kind, limit: MOST.findings });
      return { all, findings: findings as readonly Extract<NamedFinding, { kind: K }>[] };
    };
    return {
      open,
      closed: holds.filter(({ state }) => state !== "open"),
      reports: await listHoldReports(
        tx,
        open.map(({ id }) => id),
      ),
      integrity: await listIntegrityHolds(tx, { limit: MOST.integrity }),
      clusters: await of("cluster"),
      doubts: await of("doubt"),
      praise: await of("praise"),
    };
  });
  const batches = await listRatingBatches(context.db.system, { before: null, limit: MOST.batches });
  return (
    <DeskFrame desk={desk} place="ratings">
      <DeskBar title={t("ratingDesk.title")} count={t("ratingDesk.count", { count: found.open.length })}>
        <a href="#preview">{t("ratingDesk.shortcuts.preview")}</a>
        {actor.permissions.has("exposure.record") && (
          <a href="#exposures">{t("ratingDesk.shortcuts.exposures")}</a>
        )}
      </DeskBar>
      <div className="desk-page flow-cards">
        <DoneNotice desk={desk} done={done} />
        <Card title={t("ratingDesk.hold.title")} id="holds">
          <p className="muted">{t("ratingDesk.hold.lead")}</p>
          {found.open.length === 0 && (
            <EmptyState title={t("ratingDesk.hold.empty")}>
              <p>{t("ratingDesk.hold.emptyBody")}</p>
            </EmptyState>
          )}
          <div className="decisions">
            {found.open.map((hold) => (
              <HoldSection key={hold.id} desk={desk} hold={hold} reports={found.reports.get(hold.id) ?? []} />
            ))}
          </div>
          {found.closed.length > 0 && <ClosedHolds desk={desk} holds={found.closed} />}
        </Card>
        <IntegrityCard desk={desk} holds={found.integrity} />
        <PraiseCard desk={desk} {...found.praise} />
        <ClusterCard desk={desk} {...found.clusters} />
        <DoubtCard desk={desk} {...found.doubts} />
        {actor.permissions.has("rating.preview") && (
          <Card title={t("ratingDesk.preview.open")} id="preview">
            <p className="muted">{t("ratingDesk.preview.lead")}</p>
            <PreviewForm locale={locale} t={t} month={monthDue(now)} />
          </Card>
        )}
        <Batches desk={desk} batches={batches} />
        {actor.permissions.has("exposure.record") && (
          <Card title={t("ratingDesk.exposures.title")} id="exposures">
            <p className="muted">{t("ratingDesk.exposures.lead")}</p>
            <ExposureForm
              action={record}
              locale={locale}
              words={{
                errorTitle: t("forms.errorTitle"),
                errorPrefix: t("forms.errorPrefix"),
                paste: t("ratingDesk.exposures.paste"),
                file: t("ratingDesk.exposures.file"),
                columns: t("ratingDesk.exposures.columns"),
                submit: t("ratingDesk.exposures.submit"),
                badTitle: t("ratingDesk.exposures.badTitle"),
                line: t("ratingDesk.exposures.line"),
                mend: t("ratingDesk.exposures.mend"),
              }}
            />
          </Card>
        )}
      </div>
    </DeskFrame>
  );
}

function ClosedHolds({ desk, holds }: { desk: Desk; holds: Awaited<ReturnType<typeof listHolds>> }) {
  const { locale, t } = desk;
  return (
    <Details summary={t("ratingDesk.hold.closed", { count: holds.length })}>
      <DataTable
        id="closed-holds"
        caption={t("ratingDesk.hold.closed", { count: holds.length })}
        isCaptionHidden
        phone="stack"
        density="dense"
        rows={holds}
        rowKey={({ id }) => id}
        columns={[
          {
            key: "name",
            header: t("ratingDesk.name"),
            isRowHeader: true,
            cell: ({ legalName }) => legalName,
          },
          { key: "month", header: t("ratingDesk.month"), cell: ({ month }) => monthText(locale, month) },
          {
            key: "class",
            header: t("ratingDesk.class"),
            cell: ({ severityClass }) =>
              t(`rating.severity.${SEVERITY_CLASSES[severityClass] ?? "nuisance"}`),
          },
          {
            key: "reports",
            header: t("ratingDesk.hold.reports"),
            align: "end",
            cell: ({ complaints }) => formatNumber(locale, complaints),
          },
          { key: "state", header: t("ratingDesk.hold.verdict"), cell: (hold) => stateWords(desk, hold) },
          {
            key: "at",
            header: t("ratingDesk.hold.closedAt"),
            cell: ({ closedAt }) => (closedAt ? formatDate(locale, closedAt) : t("ratingDesk.none")),
          },
        ]}
      />
    </Details>
  );
}

function Batches({ desk: { locale, t }, batches }: { desk: Desk; batches: readonly RatingBatch[] }) {
  return (
    <Card title={t("ratingDesk.batches.title")} id="batches">
      <p className="muted">{t("ratingDesk.batches.lead")}</p>
      <DataTable
        id="batch-table"
        caption={t("ratingDesk.batches.caption")}
        isCaptionHidden
        phone="stack"
        density="dense"
        rows={batches}
        rowKey={({ id }) => id}
        empty={<EmptyState title={t("ratingDesk.batches.empty")} />}
        columns={[
          {
            key: "month",
            header: t("ratingDesk.batches.month"),
            isRowHeader: true,
            cell: ({ id, month }) => (
              <a href={localeHref(locale, `/ratings/${id}`)}>{monthText(locale, month)}</a>
            ),
          },
          {
            key: "kind",
            header: t("ratingDesk.batches.kind"),
            cell: ({ kind, reason }) =>
              reason === null
                ? t(`ratingDesk.batches.${kind}`)
                : `${t(`ratingDesk.batches.${kind}`)} · ${causeWords(t, reason.split(", "))}`,
          },
          { key: "method", header: t("ratingDesk.batches.method"), cell: ({ method }) => method },
          {
            key: "published",
            header: t("ratingDesk.batches.published"),
            cell: ({ publishedAt }) => formatDateTime(locale, publishedAt),
          },
          {
            key: "rated",
            header: t("ratingDesk.batches.rated"),
            align: "end",
            cell: ({ rated, institutions }) =>
              `${formatNumber(locale, rated)} / ${formatNumber(locale, institutions)}`,
          },
        ]}
      />
    </Card>
  );
}
