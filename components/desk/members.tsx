import type { MemberPage, MemberRow } from "#domain/cases/case-file.ts";
import { CHANNELS, MATTERS } from "#domain/complaints/codes.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { STATUSES } from "#domain/complaints/statuses.ts";
import { TAXONOMY } from "#domain/complaints/taxonomy.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDateTime, type Translate } from "#messages/translate.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Pagination } from "../ui/navigation.tsx";
import { judgementWords, severityWords, shortCode } from "./case-words.ts";

type Locals = { locale: Locale; t: Translate };
type Props = Locals & { caseId: string; page: MemberPage; isFirstPage: boolean };

/** The reports a case rests on, and why each belongs to it. */
export function Members({ caseId, page, isFirstPage, locale, t }: Props) {
  const here = localeHref(locale, `/desk/cases/${caseId}`);
  return (
    <>
      <DataTable
        id="members-table"
        caption={t("desk.case.membersCaption")}
        isCaptionHidden
        columns={memberColumns(caseId, { locale, t })}
        rows={page.rows}
        rowKey={(row) => row.complaintId}
        phone="stack"
        density="dense"
        empty={<EmptyState title={t("desk.case.membersEmpty")}>{t("desk.case.membersEmptyBody")}</EmptyState>}
      />
      <Pagination
        label={t("desk.case.membersTitle")}
        previous={isFirstPage ? undefined : { href: `${here}#members`, label: t("desk.case.membersFirst") }}
        next={
          page.next
            ? {
                href: `${here}?members=${encodeURIComponent(page.next)}#members`,
                label: t("desk.case.membersNext"),
              }
            : undefined
        }
      />
    </>
  );
}

function memberColumns(caseId: string, locals: Locals): Column<MemberRow>[] {
  const { locale, t } = locals;
  return [
    {
      key: "complaint",
      header: t("desk.case.member.complaint"),
      isRowHeader: true,
      cell: (row) => <Report row={row} {...locals} />,
    },
    { key: "what", header: t("desk.case.member.matter"), cell: (row) => <What row={row} {...locals} /> },
    {
      key: "severity",
      header: t("desk.case.member.severity"),
      cell: (row) => severityWords(t, row.severity),
    },
    {
      key: "source",
      header: t("desk.case.member.source"),
      cell: (row) =>
        row.sourceReports > 1 ? (
          t("desk.case.member.repeated", { count: row.sourceReports })
        ) : (
          <span className="nowrap">{t("desk.case.member.once")}</span>
        ),
    },
    {
      key: "why",
      header: t("desk.case.member.why"),
      cell: (row) => (
        <a
          href={localeHref(locale, `/desk/cases/${caseId}/members/${row.complaintId}`)}
          aria-label={`${judgementWords(t, row.judgement)}${t("common.separator")}${t("campaign.member.whyFor", { code: shortCode(row.complaintId) })}`}
        >
          {judgementWords(t, row.judgement)}
        </a>
      ),
    },
    {
      key: "status",
      header: t("desk.case.member.status"),
      cell: (row) => <span className="nowrap">{wordsOf(STATUSES, row.status, locale)}</span>,
    },
  ];
}

function Report({ row, locale, t }: Locals & { row: MemberRow }) {
  const code = shortCode(row.complaintId);
  return (
    <div>
      <a
        className="row-link code"
        href={localeHref(locale, `/desk/complaints/${row.complaintId}`)}
        aria-label={t("desk.case.member.open", { code })}
      >
        {code}
      </a>
      <time className="under nowrap" dateTime={row.receivedAt}>
        {formatDateTime(locale, row.receivedAt)}
      </time>
    </div>
  );
}

function What({ row, locale, t }: Locals & { row: MemberRow }) {
  const harms = row.harms.map((code) => wordsOf(TAXONOMY, code, locale)).join(t("common.separator"));
  return (
    <div>
      {harms || wordsOf(MATTERS, row.matter, locale)}
      <span className="under">
        {harms && `${wordsOf(MATTERS, row.matter, locale)}${t("common.separator")}`}
        {wordsOf(CHANNELS, row.channel, locale)}
      </span>
    </div>
  );
}
