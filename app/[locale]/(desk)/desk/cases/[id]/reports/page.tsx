import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { uuidv7 } from "uuidv7";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { restoreFields, sortFields } from "#components/desk/merge-fields.ts";
import { Card } from "#components/ui/card.tsx";
import { BackLink, Pagination } from "#components/ui/navigation.tsx";
import { listCaseMembers } from "#db/queries/case-file.ts";
import { findCaseHead, listPartedReports } from "#db/queries/merges.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { localeHref } from "#messages/locale.ts";
import { DeskFrame } from "../../../../_desk/desk-frame.tsx";
import { DoneNotice } from "../../../../_desk/done-notice.tsx";
import { openDesk } from "../../../../_desk/open-desk.ts";
import { restore, sortReports } from "../merge-actions.ts";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ id }, { locale, t }] = await Promise.all([params, pageWords()]);
  return pageMetadata({
    locale,
    path: `/desk/cases/${id}/reports`,
    title: t("merge.reports.link"),
    isPrivate: true,
  });
}

/** Reports of one case to take out or to move into a case of their own, and those taken out, to put back. */
export default async function SortReportsPage({ params, searchParams }: Props) {
  const [{ id }, { after, done }] = await Promise.all([params, searchParams]);
  const desk = await openDesk("case.merge", `/desk/cases/${id}/reports`);
  const { context, scope, locale, t } = desk;
  if (!isUuid(id)) notFound();
  const cursor = typeof after === "string" ? after : null;
  const [head, members, parted] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([
      findCaseHead(tx, scope, id),
      listCaseMembers(tx, scope, id, cursor),
      listPartedReports(tx, scope, id),
    ]),
  );
  if (!head) notFound();
  const here = localeHref(locale, `/desk/cases/${id}/reports`);
  const words = { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") };
  return (
    <DeskFrame desk={desk} place={null}>
      <div className="desk-page case-page">
        <BackLink href={localeHref(locale, `/desk/cases/${id}`)}>
          {t("merge.preview.back", { reference: head.reference })}
        </BackLink>
        <DoneNotice desk={desk} done={done} />
        <h1>{t("merge.reports.title", { reference: head.reference })}</h1>
        <p className="muted">{t("merge.reports.lead")}</p>
        <Card title={t("merge.reports.choose")} id="sort-title">
          {members.rows.length === 0 ? (
            <p className="muted">{t("merge.reports.none")}</p>
          ) : (
            <DeskForm
              id="sort"
              action={sortReports}
              fields={sortFields({ locale, t }, members.rows, { maySplit: head.kind !== "caller" })}
              hidden={{ locale, caseId: id, actionId: uuidv7() }}
              submit={t("merge.reports.submit")}
              words={words}
            />
          )}
          <Pagination
            label={t("merge.reports.choose")}
            previous={cursor ? { href: here, label: t("merge.reports.newest") } : undefined}
            next={
              members.next
                ? {
                    href: `${here}?after=${encodeURIComponent(members.next)}`,
                    label: t("merge.reports.older"),
                  }
                : undefined
            }
          />
        </Card>
        {parted.length > 0 && (
          <Card title={t("merge.reports.partedTitle")} id="parted">
            <DeskForm
              id="restore"
              action={restore}
              fields={restoreFields({ locale, t }, parted)}
              hidden={{ locale, caseId: id }}
              submit={t("merge.reports.back")}
              submitVariant="plain"
              words={words}
            />
          </Card>
        )}
      </div>
    </DeskFrame>
  );
}
