import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { pick } from "#components/desk/case-words.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { listFields, practitionerFields } from "#components/desk/entry-fields.ts";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { type AgencyEntryRow, listAgencyEntries } from "#db/queries/agency-entries.ts";
import { listApplicationPage } from "#db/queries/application-list.ts";
import { listActs } from "#db/queries/entry-file.ts";
import { readObjectionSurge } from "#db/queries/objection-surge.ts";
import { applicationFilter, applicationHref } from "#domain/registry/application-list.ts";
import { ENTRY_ACTS } from "#domain/registry/entry-act.ts";
import type { ActRow } from "#domain/registry/entry-file.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import { DeskFrame } from "../../_desk/desk-frame.tsx";
import { type Desk, openDesk } from "../../_desk/open-desk.ts";
import { propose, register } from "./actions.ts";
import { ApplicationsCard } from "./applications-card.tsx";
import { EntriesCard } from "./entries-card.tsx";
import { SurgeCard } from "./surge-card.tsx";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/desk/registry", title: t("entry.title"), isPrivate: true });
}

/** What the subjects of entries ask for, what waits for a second person, and listings that no case is about. */
export default async function RegistryDeskPage({ searchParams }: Props) {
  const params = await searchParams;
  const { done, pseudonym } = params;
  const filter = applicationFilter.parse(params);
  const desk = await openDesk("case.read", applicationHref(filter));
  const { context, scope, actor, locale, t } = desk;
  const open = (entryId: string, sealed: Uint8Array) =>
    context.keys.openWithMaster({ table: "registry_entries", column: "key", row: entryId }, sealed);
  const [applications, acts, surge, entries] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([
      listApplicationPage(tx, scope, filter, { now: desk.now, open }),
      listActs(tx, scope, null),
      readObjectionSurge(tx, scope, desk.now),
      listAgencyEntries(tx, scope, open),
    ]),
  );
  const subjects = new Map(entries.map((entry) => [entry.id, entry]));
  const words = { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") };
  return (
    <DeskFrame desk={desk} place="registry">
      <DeskBar title={t("entry.title")} />
      <div className="desk-page case-page">
        {done === "registered" && typeof pseudonym === "string" && (
          <Notice
            kind="success"
            title={t("entry.done.registered", { pseudonym: pseudonym.slice(0, 20) })}
            isLive
          />
        )}
        {(done === "together" || done === "togetherDecided") && (
          <Notice kind="success" title={t(`entry.said.${done}`)} isLive />
        )}
        <SurgeCard desk={desk} surge={surge} />
        <ApplicationsCard desk={desk} filter={filter} page={applications} />
        <Card title={t("entry.acts.title")} id="acts">
          <Acts desk={desk} rows={acts} subjects={subjects} />
        </Card>
        <EntriesCard desk={desk} rows={entries} />
        <p>
          <a href={localeHref(locale, "/desk/practitioners")}>{t("practitioner.desk.link")}</a>
        </p>
        {actor.permissions.has("decision.propose") && (
          <Card title={t("entry.list.title")} id="list-card">
            <DeskForm
              id="list"
              fold={t("entry.list.open")}
              lead={t("entry.list.lead")}
              action={propose}
              fields={listFields({ locale, t })}
              hidden={{ locale, act: "list", form: "list" }}
              submit={t("entry.list.submit")}
              words={words}
            />
            <DeskForm
              id="practitioner"
              fold={t("entry.practitioner.open")}
              lead={t("entry.practitioner.lead")}
              action={register}
              fields={practitionerFields(t)}
              hidden={{ locale }}
              submit={t("entry.practitioner.submit")}
              words={words}
            />
          </Card>
        )}
      </div>
    </DeskFrame>
  );
}

type Subjects = ReadonlyMap<string, AgencyEntryRow>;
type Waiting<T> = { desk: Desk; rows: readonly T[]; subjects: Subjects };

/** What a row is about; a proposed listing has no entry yet and names its subject itself. */
function subjectColumn<T extends { readonly entryId: string }>(
  { t }: Desk,
  subjects: Subjects,
  own?: (row: T) => unknown,
) {
  return {
    key: "subject",
    header: t("entry.field.subjectKind"),
    cell: (row: T) => {
      const named = own?.(row);
      return subjects.get(row.entryId)?.subject ?? (typeof named === "string" ? named : "");
    },
  };
}

function Acts({ desk, rows, subjects }: Waiting<ActRow>) {
  const { locale, t } = desk;
  return (
    <DataTable
      id="act-table"
      caption={t("entry.acts.title")}
      isCaptionHidden
      phone="stack"
      rows={rows}
      rowKey={(row) => row.id}
      empty={<EmptyState title={t("entry.acts.empty")} />}
      columns={[
        {
          key: "act",
          header: t("entry.acts.act"),
          isRowHeader: true,
          cell: (row) => (
            <a href={localeHref(locale, `/desk/registry/${row.entryId}`)}>
              {pick(locale, ENTRY_ACTS[row.act])}
            </a>
          ),
        },
        subjectColumn<ActRow>(desk, subjects, ({ payload }) => payload.subject),
        { key: "by", header: t("entry.acts.by"), cell: (row) => row.proposedBy.name },
        { key: "at", header: t("entry.acts.at"), cell: (row) => formatDate(locale, row.proposedAt) },
        { key: "state", header: t("entry.acts.state"), cell: (row) => t(`entry.actState.${row.state}`) },
      ]}
    />
  );
}
