import { CASE_STATES } from "#domain/cases/case-state.ts";
import {
  type InboxFilter,
  type InboxRow,
  type InboxSort,
  inboxHref,
  SORT_DIRECTION,
} from "#domain/cases/inbox.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, formatNumber, type Translate } from "#messages/translate.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Label, Tag } from "../ui/tag.tsx";
import { pick, severityWords } from "./case-words.ts";
import { Due } from "./due.tsx";
import { SubjectText } from "./subject-text.tsx";

type Props = { rows: readonly InboxRow[]; filter: InboxFilter; now: Date; locale: Locale; t: Translate };

/** The queue: what it is about, how many independent people, how grave, how long is left. */
export function InboxTable({ rows, filter, now, locale, t }: Props) {
  const sort = (by: InboxSort) =>
    ({
      href: localeHref(locale, inboxHref(filter, { sort: by })),
      state: filter.sort === by ? SORT_DIRECTION[by] : "none",
    }) as const;
  const columns: Column<InboxRow>[] = [
    {
      key: "subject",
      header: t("desk.inbox.subject"),
      isRowHeader: true,
      cell: (row) => (
        <Subject
          row={row}
          isStateShown={filter.state === "open" || filter.state === "second"}
          {...{ locale, t }}
        />
      ),
    },
    {
      key: "sources",
      header: t("desk.inbox.sources"),
      align: "end",
      sort: sort("sources"),
      cell: (row) => (
        <div>
          <b>{formatNumber(locale, row.sources)}</b>
          <span className="under">{t("desk.inbox.recent", { count: row.sources30d })}</span>
        </div>
      ),
    },
    {
      key: "severity",
      header: t("desk.inbox.severity"),
      cell: (row) => (
        <span className="severity" data-severity={row.severityMax}>
          {severityWords(t, row.severityMax)}
        </span>
      ),
    },
    {
      key: "lastReport",
      header: t("desk.inbox.lastReport"),
      sort: sort("newest"),
      cell: (row) => <time dateTime={row.lastReportAt}>{formatDate(locale, row.lastReportAt)}</time>,
    },
    {
      key: "deadline",
      header: t("desk.inbox.deadline"),
      sort: sort("deadline"),
      cell: (row) => <Due state={row.state} dueAt={row.dueAt} {...{ now, locale, t }} />,
    },
    {
      key: "assignee",
      header: t("desk.inbox.assignee"),
      cell: (row) => row.assignee?.name ?? <span className="muted">{t("desk.inbox.nobody")}</span>,
    },
  ];
  return (
    <div className="desk-table">
      <DataTable
        id="inbox"
        caption={t("desk.inbox.caption", { order: t(`desk.inbox.sort.${filter.sort}`) })}
        isCaptionHidden
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        phone="stack"
        density="dense"
      />
    </div>
  );
}

type SubjectProps = { row: InboxRow; isStateShown: boolean; locale: Locale; t: Translate };

function Subject({ row, isStateShown, locale, t }: SubjectProps) {
  const isProvisional = row.subject.kind === "institution" && row.subject.isProvisional;
  return (
    <>
      <a className="row-link" href={localeHref(locale, `/desk/cases/${row.id}`)}>
        <SubjectText subject={row.subject} locale={locale} t={t} />
      </a>
      <span className="under">
        {t(`desk.kind.${row.kind}`)} {row.reference}
        {isStateShown && <Label>{pick(locale, CASE_STATES[row.state])}</Label>}
        {isProvisional && <Tag tone="reported">{t("desk.subject.provisional")}</Tag>}
      </span>
    </>
  );
}
