import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { KeyLimits, KeyScopes, KeyState } from "#components/desk/key-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { listAgencyKeys, listKeyDays } from "#db/queries/agency-keys.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDateTime, formatNumber } from "#messages/translate.ts";
import { DeskFrame } from "../../../_desk/desk-frame.tsx";
import { openDesk } from "../../../_desk/open-desk.ts";
import { revoke } from "../actions.ts";
import { weekBefore } from "../week-before.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ locale, t }, { id }] = await Promise.all([pageWords(), params]);
  return pageMetadata({ locale, path: `/desk/keys/${id}`, title: t("apiKeys.one.facts"), isPrivate: true });
}

/** One key: what it may do, what it did day by day, and how it is ended. Another agency's is not there. */
export default async function KeyPage({ params }: Props) {
  const { id } = await params;
  const desk = await openDesk("key.manage", `/desk/keys/${id}`);
  if (!isUuid(id)) notFound();
  const { context, scope, locale, t } = desk;
  const asked = { id, since: weekBefore(context.clock.real()) };
  const [[key], days] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([listAgencyKeys(tx, scope, asked), listKeyDays(tx, scope, asked)]),
  );
  if (!key) notFound();
  return (
    <DeskFrame desk={desk} place="keys">
      <DeskBar title={key.name} />
      <div className="desk-page flow-cards">
        <BackLink href={localeHref(locale, "/desk/keys")}>{t("apiKeys.one.back")}</BackLink>
        <Card title={t("apiKeys.one.facts")} id="facts">
          <DescriptionList
            facts={[
              { term: t("apiKeys.list.state"), value: <KeyState row={key} {...{ locale, t }} /> },
              ...(key.revokedReason === null
                ? []
                : [{ term: t("apiKeys.one.revokedReason"), value: key.revokedReason }]),
              { term: t("apiKeys.list.institution"), value: key.institution ?? t("apiKeys.list.own") },
              {
                term: t("apiKeys.list.scopes"),
                value: <KeyScopes scopes={key.scopes} locale={locale} />,
              },
              { term: t("apiKeys.list.limits"), value: <KeyLimits row={key} {...{ locale, t }} /> },
              { term: t("apiKeys.one.subjects"), value: formatNumber(locale, key.subjectsPerDay) },
              { term: t("apiKeys.list.created"), value: formatDateTime(locale, key.createdAt) },
              {
                term: t("apiKeys.one.prefix"),
                value: <span className="code">{`mj_${key.id.replaceAll("-", "").slice(0, 12)}…`}</span>,
              },
              { term: t("apiKeys.one.id"), value: <span className="code">{key.id}</span> },
            ]}
          />
        </Card>
        <Card title={t("apiKeys.one.days")} id="days">
          <DataTable
            id="day-table"
            caption={t("apiKeys.one.days")}
            isCaptionHidden
            rows={days}
            rowKey={({ day }) => day}
            phone="stack"
            density="dense"
            empty={<EmptyState title={t("apiKeys.one.none")} />}
            columns={[
              { key: "day", header: t("apiKeys.one.day"), isRowHeader: true, cell: ({ day }) => day },
              {
                key: "requests",
                header: t("apiKeys.one.requests"),
                align: "end",
                cell: ({ requests }) => formatNumber(locale, requests),
              },
              {
                key: "items",
                header: t("apiKeys.one.items"),
                align: "end",
                cell: ({ items }) => formatNumber(locale, items),
              },
            ]}
          />
        </Card>
        {key.revokedAt === null && (
          <Card title={t("apiKeys.revoke.open")} id="revoke-card">
            <DeskForm
              id="revoke"
              lead={t("apiKeys.revoke.lead")}
              action={revoke}
              fields={[
                {
                  control: "area",
                  id: "revoke-reason",
                  label: t("apiKeys.revoke.reason"),
                  hint: t("apiKeys.revoke.reasonHint"),
                  rows: 2,
                },
              ]}
              hidden={{ locale, id: key.id }}
              submit={t("apiKeys.revoke.submit")}
              submitVariant="danger"
              words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
            />
          </Card>
        )}
      </div>
    </DeskFrame>
  );
}
