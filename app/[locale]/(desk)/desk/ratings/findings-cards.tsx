import type { ReactNode } from "react";
import { monthText, shareText, weighedText } from "#components/rating/figures.ts";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { FindingKind, NamedFinding } from "#db/queries/rating-findings.ts";
import { SEVERITY_CLASSES } from "#domain/rating/bundle.ts";
import { localeHref } from "#messages/locale.ts";
import { formatNumber } from "#messages/translate.ts";
import type { Desk } from "../../_desk/open-desk.ts";
import { ProposeForm } from "./integrity-card.tsx";

type Of<K extends FindingKind> = Extract<NamedFinding, { kind: K }>;
type Props<K extends FindingKind> = { desk: Desk; findings: readonly Of<K>[]; all: number };

function FindingsCard<K extends FindingKind>({
  desk,
  kind,
  findings,
  all,
  columns,
  children,
}: Props<K> & { kind: K; columns: readonly Column<Of<K>>[]; children?: ReactNode }) {
  const { locale, t } = desk;
  return (
    <Card title={t(`ratingDesk.${kind}.title`)} id={kind}>
      <p className="muted">{t(`ratingDesk.${kind}.lead`)}</p>
      <DataTable
        id={`${kind}-table`}
        caption={t(`ratingDesk.${kind}.caption`)}
        isCaptionHidden
        phone="stack"
        density="dense"
        rows={findings}
        rowKey={({ id }) => id}
        empty={<EmptyState title={t(`ratingDesk.${kind}.empty`)} />}
        columns={[
          {
            key: "name",
            header: t("ratingDesk.name"),
            isRowHeader: true,
            cell: ({ institutionId, legalName }) => (
              <a href={localeHref(locale, `/institutions/${institutionId}`)}>{legalName}</a>
            ),
          },
          ...columns,
        ]}
      />
      {kind === "cluster" && all > findings.length && (
        <p className="muted small">
          {t("ratingDesk.cluster.more", {
            count: formatNumber(locale, all),
            shown: formatNumber(locale, findings.length),
          })}
        </p>
      )}
      {children}
    </Card>
  );
}

/** Like reports about one institution: how many, what they share, how much they lost by it. */
export function ClusterCard(props: Props<"cluster">) {
  const { locale, t } = props.desk;
  const number = (key: "full" | "counts") => ({
    key,
    header: t(`ratingDesk.cluster.${key}`),
    align: "end" as const,
    cell: (row: Of<"cluster">) => weighedText(locale, row[key]),
  });
  return (
    <FindingsCard
      {...props}
      kind="cluster"
      columns={[
        {
          key: "reports",
          header: t("ratingDesk.cluster.reports"),
          align: "end",
          cell: ({ reports }) => formatNumber(locale, reports),
        },
        {
          key: "shared",
          header: t("ratingDesk.cluster.shared"),
          cell: ({ shared }) =>
            (shared.length > 0 ? shared : (["over"] as const))
              .map((kind) => t(`ratingDesk.cluster.${kind}`))
              .join(t("rating.join")),
        },
        number("full"),
        number("counts"),
        {
          key: "lost",
          header: t("ratingDesk.cluster.lost"),
          align: "end",
          cell: ({ full, counts }) => weighedText(locale, full - counts),
        },
      ]}
    />
  );
}

/** Institutions whose unreviewed reports count less, because reviewed ones of that kind mostly did not stand. */
export function DoubtCard(props: Props<"doubt">) {
  const { locale, t } = props.desk;
  return (
    <FindingsCard
      {...props}
      kind="doubt"
      columns={[
        {
          key: "class",
          header: t("ratingDesk.class"),
          cell: ({ severityClass }) => t(`rating.severity.${SEVERITY_CLASSES[severityClass] ?? "nuisance"}`),
        },
        {
          key: "period",
          header: t("ratingDesk.doubt.period"),
          cell: ({ from, to }) =>
            from === to
              ? monthText(locale, from)
              : t("ratingDesk.doubt.from", { from: monthText(locale, from), to: monthText(locale, to) }),
        },
        {
          key: "factor",
          header: t("ratingDesk.doubt.factor"),
          align: "end",
          cell: ({ factor }) => shareText(factor),
        },
      ]}
    />
  );
}

/** Months whose answers were taken as resolved far more often than before, each with the way to hold the figures back. */
export function PraiseCard(props: Props<"praise">) {
  const { desk, findings } = props;
  const { locale, t } = desk;
  const institutions = new Map(findings.map((finding) => [finding.institutionId, finding.legalName]));
  return (
    <FindingsCard
      {...props}
      kind="praise"
      columns={[
        { key: "month", header: t("ratingDesk.month"), cell: ({ month }) => monthText(locale, month) },
        {
          key: "answered",
          header: t("ratingDesk.praise.answered"),
          align: "end",
          cell: ({ answered }) => formatNumber(locale, answered),
        },
        {
          key: "resolved",
          header: t("ratingDesk.praise.resolved"),
          align: "end",
          cell: ({ resolved }) => formatNumber(locale, resolved),
        },
        {
          key: "expected",
          header: t("ratingDesk.praise.expected"),
          align: "end",
          cell: ({ expected }) => weighedText(locale, expected),
        },
        {
          key: "chance",
          header: t("ratingDesk.praise.chance"),
          cell: ({ probability }) =>
            probability < 1e-8
              ? t("ratingDesk.praise.rare")
              : t("ratingDesk.praise.oneIn", {
                  count: formatNumber(locale, Number((1 / probability).toPrecision(2))),
                }),
        },
      ]}
    >
      {[...institutions].map(([institutionId, legalName]) => (
        <ProposeForm
          key={institutionId}
          desk={desk}
          form={`praise-${institutionId.slice(-8)}`}
          fold={`${t("ratingDesk.integrity.propose")} · ${legalName}`}
          institutionId={institutionId}
        />
      ))}
    </FindingsCard>
  );
}
