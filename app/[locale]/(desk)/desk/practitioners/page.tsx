import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { listWaitingRecords } from "#db/queries/practitioner-record.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import { DeskFrame } from "../../_desk/desk-frame.tsx";
import { openDesk } from "../../_desk/open-desk.ts";
import { find } from "./actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: "/desk/practitioners",
    title: t("practitioner.desk.title"),
    isPrivate: true,
  });
}

/** What waits about practitioners, and the way to one of them; there is no list of people. */
export default async function PractitionersPage() {
  const desk = await openDesk("case.read", "/desk/practitioners");
  const { context, scope, locale, t } = desk;
  const waiting = await context.db.scoped(scope.agencyId, listWaitingRecords);
  return (
    <DeskFrame desk={desk} place="registry">
      <DeskBar title={t("practitioner.desk.title")} />
      <div className="desk-page case-page">
        <BackLink href={localeHref(locale, "/desk/registry")}>{t("entry.back")}</BackLink>
        <Card title={t("practitioner.desk.find")} id="find-card">
          <DeskForm
            id="find"
            lead={t("practitioner.desk.lead")}
            action={find}
            fields={[
              { control: "text", id: "find-query", label: t("practitioner.desk.query"), width: "half" },
            ]}
            hidden={{ locale }}
            submit={t("practitioner.desk.findSubmit")}
            words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
          />
        </Card>
        <Card title={t("practitioner.desk.waiting")} id="waiting">
          <DataTable
            id="waiting-table"
            caption={t("practitioner.desk.waiting")}
            isCaptionHidden
            phone="stack"
            rows={waiting}
            rowKey={(row) => `${row.practitionerId} ${row.what} ${row.since}`}
            empty={<EmptyState title={t("practitioner.desk.waitingEmpty")} />}
            columns={[
              {
                key: "what",
                header: t("practitioner.desk.what"),
                isRowHeader: true,
                cell: (row) => (
                  <a href={localeHref(locale, `/desk/practitioners/${row.practitionerId}`)}>
                    {t(`practitioner.desk.${row.what}`)}
                  </a>
                ),
              },
              { key: "who", header: t("practitioner.desk.who"), cell: (row) => row.pseudonym },
              {
                key: "since",
                header: t("practitioner.desk.since"),
                cell: (row) => formatDate(locale, row.since),
              },
              {
                key: "due",
                header: t("practitioner.desk.due"),
                cell: (row) => (row.dueOn ? formatDate(locale, row.dueOn) : ""),
              },
            ]}
          />
        </Card>
      </div>
    </DeskFrame>
  );
}
