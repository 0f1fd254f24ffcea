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
import { listActs, listApplications } from "#db/queries/entry-file.ts";
import { APPLICATION_GROUNDS, APPLICATION_KINDS } from "#domain/registry/application.ts";
import { ENTRY_ACTS } from "#domain/registry/entry-act.ts";
import type { ActRow, ApplicationRow } from "#domain/registry/entry-file.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import { DeskFrame } from "../../_desk/desk-frame.tsx";
import { type Desk, openDesk } from "../../_desk/open-desk.ts";
import { propose, register } from "./actions.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/desk/registry", title: t("entry.title"), isPrivate: true });
}

/** What the subjects of entries ask for, what waits for a second person, and listings that no case is about. */
export default async function RegistryDeskPage({ searchParams }: Props) {
  const { done, pseudonym } = await searchParams;
  const desk = await openDesk("case.read", "/desk/registry");
  const { context, scope, actor, locale, t } = desk;
  const [applications, acts] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([listApplications(tx, scope, null), listActs(tx, scope, null)]),
  );
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
        <Card title={t("entry.applications.title")} id="applications">
          <Applications desk={desk} rows={applications} />
        </Card>
        <Card title={t("entry.acts.title")} id="acts">
          <Acts desk={desk} rows={acts} />
        </Card>
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

function Applications({ desk: { locale, t }, rows }: { desk: Desk; rows: readonly ApplicationRow[] }) {
  return (
    <DataTable
      id="application-table"
      caption={t("entry.applications.title")}
      isCaptionHidden
      phone="stack"
      rows={rows}
      rowKey={(row) => row.id}
      empty={<EmptyState title={t("entry.applications.empty")} />}
      columns={[
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
            row.isMissed ? (
              <b>{t("entry.applications.missed")}</b>
            ) : (
              formatDate(locale, `${row.dueOn}T12:00:00+08:00`)
            ),
        },
      ]}
    />
  );
}

function Acts({ desk: { locale, t }, rows }: { desk: Desk; rows: readonly ActRow[] }) {
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
        { key: "by", header: t("entry.acts.by"), cell: (row) => row.proposedBy.name },
        { key: "at", header: t("entry.acts.at"), cell: (row) => formatDate(locale, row.proposedAt) },
        { key: "state", header: t("entry.acts.state"), cell: (row) => t(`entry.actState.${row.state}`) },
      ]}
    />
  );
}
