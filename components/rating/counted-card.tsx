import { MATTERS } from "#domain/complaints/codes.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { SEVERITY_CLASSES } from "#domain/rating/bundle.ts";
import type { AccountRow } from "#domain/rating/evidence/account.ts";
import { localeHref } from "#messages/locale.ts";
import { formatNumber } from "#messages/translate.ts";
import { Select } from "../forms/select.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { monthText } from "./figures.ts";
import type { Words } from "./rating-types.ts";

type Props = Words & {
  /** Null where the batch's list is not kept. */
  rows: readonly AccountRow[] | null;
  month: string | null;
};

/** What counts case by case: which months, and each case of the one chosen. */
export function CountedCard({ locale, t, rows, month }: Props) {
  const months = Map.groupBy(rows ?? [], (row) => row.month);
  const [newest] = months.keys();
  // The newest that has something to tell.
  const [told] = [...months].flatMap(([name, own]) => (own.some(({ kind }) => kind === "one") ? [name] : []));
  const shown = month !== null && months.has(month) ? month : (told ?? newest);
  return (
    <Card title={t("ownRating.counted.title")} id="counted">
      <p className="muted">{t("ownRating.counted.lead")}</p>
      <p className="muted">{t("ownRating.counted.weights")}</p>
      {shown === undefined ? (
        <EmptyState title={t(rows === null ? "ownRating.counted.gone" : "ownRating.counted.empty")} />
      ) : (
        <div className="flow">
          <Months locale={locale} t={t} months={months} shown={shown} />
          <Cases locale={locale} t={t} rows={months.get(shown) ?? []} month={shown} />
        </div>
      )}
    </Card>
  );
}

const countsOf = (rows: readonly AccountRow[]) => {
  const told = rows.filter((row) => row.kind === "one");
  return { count: told.length, weight: told.reduce((sum, { counts }) => sum + counts, 0) };
};

function Cases({ locale, t, rows, month }: Words & { rows: readonly AccountRow[]; month: string }) {
  const { count, weight } = countsOf(rows);
  return (
    <>
      {count > 0 && (
        <p>
          {t("ownRating.counted.sum", {
            month: monthText(locale, month),
            count,
            weight: weightText(weight),
          })}
        </p>
      )}
      <DataTable
        id="cases"
        caption={t("ownRating.counted.caption", { month: monthText(locale, month) })}
        phone="stack"
        density="dense"
        rows={rows.map((row, index) => ({ row, key: String(index) }))}
        rowKey={({ key }) => key}
        columns={[
          {
            key: "matter",
            header: t("ownRating.counted.matter"),
            isRowHeader: true,
            cell: ({ row }) =>
              row.kind === "few" ? t("ownRating.counted.few") : wordsOf(MATTERS, row.matter, locale),
          },
          {
            key: "class",
            header: t("ownRating.counted.class"),
            cell: ({ row }) => t(`rating.severity.${SEVERITY_CLASSES[row.severityClass] ?? "nuisance"}`),
          },
          {
            key: "standing",
            header: t("ownRating.counted.standing"),
            cell: ({ row }) =>
              row.kind === "few" ? t("ownRating.counted.fewBody") : t(`ownRating.counted.${row.standing}`),
          },
          {
            key: "heads",
            header: t("ownRating.counted.heads"),
            align: "end",
            cell: ({ row }) => (row.kind === "few" ? t("ratingDesk.none") : weightText(row.heads)),
          },
          {
            key: "counts",
            header: t("ownRating.counted.counts"),
            align: "end",
            cell: ({ row }) => (row.kind === "few" ? t("ratingDesk.none") : weightText(row.counts)),
          },
          {
            key: "held",
            header: t("ownRating.counted.held"),
            cell: ({ row }) =>
              row.kind === "few"
                ? t("ratingDesk.none")
                : t(row.isHeld ? "ownRating.counted.isHeld" : "ownRating.counted.no"),
          },
        ]}
      />
    </>
  );
}

const weightText = (weight: number): string => String(Number(weight.toFixed(2)));

type MonthsProps = Words & { months: ReadonlyMap<string, readonly AccountRow[]>; shown: string };

function Months({ locale, t, months, shown }: MonthsProps) {
  const label = (month: string, rows: readonly AccountRow[]) => {
    const { count } = countsOf(rows);
    const kind = count === 0 ? "onlyFew" : rows.some((row) => row.kind === "few") ? "part" : "all";
    const text = t(`ownRating.counted.${kind}`, { count: formatNumber(locale, count) });
    return `${monthText(locale, month)} · ${text}`;
  };
  return (
    <form method="get" action={`${localeHref(locale, "/org/rating")}#counted`} className="desk-form">
      <Select
        id="month"
        label={t("ownRating.counted.choose")}
        options={[...months].map(([month, rows]) => ({ value: month, label: label(month, rows) }))}
        value={shown}
      />
      <div className="form-actions">
        <Button variant="plain">{t("ownRating.counted.show")}</Button>
      </div>
    </form>
  );
}
