import { pick } from "#components/desk/case-words.ts";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { AgencyEntryRow } from "#db/queries/agency-entries.ts";
import { REGISTRY_KINDS, SUBJECT_KINDS, VERSION_STATUSES } from "#domain/registry/entry.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import type { Desk } from "../../_desk/open-desk.ts";

type Props = { desk: Desk; rows: readonly AgencyEntryRow[] };

/** Every entry of the agency: also those that no case is about, and those that ended. */
export function EntriesCard({ desk: { locale, t }, rows }: Props) {
  return (
    <Card title={t("entry.entries.title")} id="entries">
      <p className="muted small">{t("entry.entries.count", { count: rows.length })}</p>
      <DataTable
        id="entry-table"
        caption={t("entry.entries.title")}
        isCaptionHidden
        phone="stack"
        rows={rows}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t("entry.entries.empty")} />}
        columns={[
          {
            key: "subject",
            header: t("entry.field.subjectKind"),
            isRowHeader: true,
            cell: (row) => (
              <>
                <a href={localeHref(locale, `/desk/registry/${row.id}`)}>{row.subject}</a>{" "}
                <span className="muted">{pick(locale, SUBJECT_KINDS[row.subjectKind])}</span>
              </>
            ),
          },
          {
            key: "kind",
            header: t("entry.entries.list"),
            cell: (row) => pick(locale, REGISTRY_KINDS[row.kind]),
          },
          {
            key: "status",
            header: t("entry.acts.state"),
            cell: (row) => pick(locale, VERSION_STATUSES[row.status]),
          },
          {
            key: "listed",
            header: t("entry.entries.listed"),
            cell: (row) => formatDate(locale, row.listedAt),
          },
          { key: "ends", header: t("entry.entries.ends"), cell: (row) => formatDate(locale, row.endsAt) },
        ]}
      />
    </Card>
  );
}
