import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { listAgencySessions, listOwnSessions } from "#commands/accounts/list-sessions.ts";
import { pick } from "#components/desk/case-words.ts";
import { permissionKey } from "#components/desk/permission-key.ts";
import { SessionTable } from "#components/desk/session-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { ROLES } from "#domain/access/permissions.ts";
import { DeskFrame } from "../../_desk/desk-frame.tsx";
import { DoneNotice } from "../../_desk/done-notice.tsx";
import { openDesk } from "../../_desk/open-desk.ts";
import { revoke } from "./actions.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/desk/account", title: t("desk.account.title"), isPrivate: true });
}

export default async function AccountPage({ searchParams }: Props) {
  const { done } = await searchParams;
  const desk = await openDesk("case.read", "/desk/account");
  const { context, actor, locale, t } = desk;
  const maySupervise = actor.permissions.has("session.revoke");
  const [own, others] = await Promise.all([
    listOwnSessions(context),
    maySupervise ? listAgencySessions(context) : null,
  ]);
  const may = [...actor.permissions].map((permission) => t(`desk.permission.${permissionKey(permission)}`));
  return (
    <DeskFrame desk={desk} place="account">
      <DeskBar title={t("desk.account.title")} />
      <div className="desk-page flow-cards">
        <DoneNotice desk={desk} done={done} />
        <Card>
          <DescriptionList
            facts={[
              { term: t("desk.account.facts.name"), value: actor.name },
              { term: t("desk.account.facts.role"), value: pick(locale, ROLES[actor.role]) },
              { term: t("desk.account.facts.may"), value: may.join(t("common.separator")) },
            ]}
          />
        </Card>
        <Card title={t("desk.account.mine")} id="own-sessions">
          <p className="muted small">{t("desk.account.mineNote")}</p>
          <SessionTable id="own-table" sessions={own} action={revoke} locale={locale} t={t} />
        </Card>
        {others && (
          <Card title={t("desk.account.agency")} id="agency-sessions">
            {others.length > 0 ? (
              <SessionTable
                id="agency-table"
                sessions={others}
                isNamed
                action={revoke}
                locale={locale}
                t={t}
              />
            ) : (
              <p className="muted">{t("desk.account.agencyEmpty")}</p>
            )}
          </Card>
        )}
      </div>
    </DeskFrame>
  );
}
