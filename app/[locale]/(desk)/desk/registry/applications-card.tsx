import { pick } from "#components/desk/case-words.ts";
import { Select } from "#components/forms/select.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterForm, type Pill } from "#components/ui/filter-form.tsx";
import { Pagination } from "#components/ui/navigation.tsx";
import { COUNT_CAP } from "#domain/cases/inbox.ts";
import { APPLICATION_GROUNDS, APPLICATION_KINDS, APPLICATION_STATES } from "#domain/registry/application.ts";
import {
  APPLICATION_DUE,
  APPLICATION_PAGE_SIZE,
  type ApplicationFilter,
  type ApplicationListRow,
  type ApplicationPage,
  applicationHref,
} from "#domain/registry/application-list.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate, formatNumber } from "#messages/translate.ts";
import type { Desk } from "../../_desk/open-desk.ts";

type Props = { desk: Desk; filter: ApplicationFilter; page: ApplicationPage };

/** Objections, appeals, repairs and statements: what waits, or any other part of them; the whole choice is in the address. */
export function ApplicationsCard({ desk, filter, page }: Props) {
  const { locale, t } = desk;
  const isWaiting = filter.state === "open";
  const isCapped = page.total > COUNT_CAP;
  const count = formatNumber(locale, Math.min(page.total, COUNT_CAP));
  const isFiltered = Boolean(filter.kind || filter.due || filter.after || !isWaiting);
  return (
    <Card title={t("entry.applications.title")} id="applications">
      <Filters desk={desk} filter={filter} />
      <p className="muted small" role="status">
        {t(isCapped ? "entry.applications.countCapped" : "entry.applications.count", { count })}
      </p>
      <DataTable
        id="application-table"
        caption={t("entry.applications.title")}
        isCaptionHidden
        phone="stack"
        rows={page.rows}
        rowKey={(row) => row.id}
        empty={
          <EmptyState
            title={t(isFiltered ? "entry.applications.emptyFiltered" : "entry.applications.empty")}
          />
        }
        columns={columnsOf(desk, isWaiting)}
      />
      <Pagination
        label={t("common.pagination.label")}
        previous={
          filter.after
            ? { href: localeHref(locale, applicationHref(filter)), label: t("desk.inbox.first") }
            : undefined
        }
        next={
          page.next
            ? {
                href: localeHref(locale, applicationHref(filter, { after: page.next })),
                label: t("desk.inbox.next", { count: APPLICATION_PAGE_SIZE }),
              }
            : undefined
        }
      />
    </Card>
  );
}

function columnsOf({ locale, t }: Desk, isWaiting: boolean): Column<ApplicationListRow>[] {
  return [
    {
      key: "kind",
      header: t("entry.applications.kind"),
      isRowHeader: true,
      cell: (row) => (
        <a href={localeHref(locale, `/desk/registry/${row.entryId}`)}>
          {pick(locale, APPLICATION_KINDS[row.kind])}
        </a>
      ),
    },
    { key: "subject", header: t("entry.field.subjectKind"), cell: (row) => row.subject },
    {
      key: "ground",
      header: t("entry.field.ground"),
      cell: (row) => pick(locale, APPLICATION_GROUNDS[row.ground as keyof typeof APPLICATION_GROUNDS]),
    },
    {
      key: "received",
      header: t("entry.applications.received"),
      cell: (row) => formatDate(locale, row.receivedAt),
    },
    {
      key: "due",
      header: t("entry.applications.due"),
      cell: (row) =>
        isWaiting && row.isMissed ? (
          <b>{t("entry.applications.missed")}</b>
        ) : (
          formatDate(locale, `${row.dueOn}T12:00:00+08:00`)
        ),
    },
    ...(isWaiting
      ? []
      : [
          {
            key: "state",
            header: t("entry.acts.state"),
            cell: (row: ApplicationListRow) => pick(locale, APPLICATION_STATES[row.state]),
          },
        ]),
  ];
}

function Filters({ desk: { locale, t }, filter }: Pick<Props, "desk" | "filter">) {
  const optionsOf = <K extends string>(of: Readonly<Record<K, { zh: string; en: string }>>) =>
    (Object.keys(of) as K[]).map((value) => ({ value, label: pick(locale, of[value]) }));
  const pill = (label: string, change: Partial<ApplicationFilter>): Pill => ({
    label,
    removeHref: localeHref(locale, applicationHref(filter, change)),
    removeLabel: t("common.filter.remove", { name: label }),
  });
  const stateWords =
    filter.state === "any"
      ? t("entry.applications.anyState")
      : pick(locale, APPLICATION_STATES[filter.state]);
  return (
    <FilterForm
      action={localeHref(locale, "/desk/registry#applications")}
      heading={t("entry.applications.filter")}
      submit={t("common.filter.apply")}
      pills={{
        title: t("common.filter.active"),
        items: [
          ...(filter.kind ? [pill(pick(locale, APPLICATION_KINDS[filter.kind]), { kind: null })] : []),
          ...(filter.state === "open" ? [] : [pill(stateWords, { state: "open" })]),
          ...(filter.due ? [pill(t(`entry.applications.dueIn.${filter.due}`), { due: null })] : []),
        ],
        clear: {
          href: localeHref(locale, applicationHref({ kind: null, state: "open", due: null, after: null })),
          label: t("common.filter.clear"),
        },
      }}
    >
      <Select
        id="kind"
        label={t("entry.applications.kind")}
        value={filter.kind ?? ""}
        options={[{ value: "", label: t("entry.applications.anyKind") }, ...optionsOf(APPLICATION_KINDS)]}
      />
      <Select
        id="state"
        label={t("entry.acts.state")}
        value={filter.state}
        options={[
          ...optionsOf(APPLICATION_STATES),
          { value: "any", label: t("entry.applications.anyState") },
        ]}
      />
      <Select
        id="due"
        label={t("entry.applications.due")}
        value={filter.due ?? ""}
        options={[
          { value: "", label: t("entry.applications.anyDue") },
          ...APPLICATION_DUE.map((value) => ({ value, label: t(`entry.applications.dueIn.${value}`) })),
        ]}
      />
    </FilterForm>
  );
}
