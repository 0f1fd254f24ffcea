import type { Metadata } from "next";
import { uuidv7 } from "uuidv7";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { issueFields } from "#components/desk/key-fields.ts";
import { KeyTable } from "#components/desk/key-table.tsx";
import { RevealForm } from "#components/desk/reveal-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { listAgencyKeys } from "#db/queries/agency-keys.ts";
import { DeskFrame } from "../../_desk/desk-frame.tsx";
import { DoneNotice } from "../../_desk/done-notice.tsx";
import { openDesk } from "../../_desk/open-desk.ts";
import { issue } from "./actions.ts";
import { weekBefore } from "./week-before.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/desk/keys", title: t("apiKeys.title"), isPrivate: true });
}

/** The agency's API keys: what each may do and did, and a form that issues one. */
export default async function KeysPage({ searchParams }: Props) {
  const { done } = await searchParams;
  const desk = await openDesk("key.manage", "/desk/keys");
  const { context, scope, locale, t } = desk;
  const since = weekBefore(context.clock.real());
  const rows = await context.db.scoped(scope.agencyId, (tx) => listAgencyKeys(tx, scope, { since }));
  const active = rows.filter(({ revokedAt }) => revokedAt === null).length;
  return (
    <DeskFrame desk={desk} place="keys">
      <DeskBar title={t("apiKeys.title")} count={t("apiKeys.list.count", { count: rows.length, active })}>
        <a href="#issue">{t("apiKeys.issue.open")}</a>
      </DeskBar>
      <div className="desk-page flow-cards">
        <DoneNotice desk={desk} done={done} />
        <p className="muted">{t("apiKeys.lead")}</p>
        <Card title={t("apiKeys.list.title")} id="keys">
          <KeyTable rows={rows} locale={locale} t={t} />
        </Card>
        <Card title={t("apiKeys.issue.open")} id="issue">
          <RevealForm
            id="key"
            action={issue}
            fields={issueFields(locale, t)}
            // Sent again, by a second press or a reload, it is the same key.
            hidden={{ locale, once: uuidv7() }}
            words={{
              errorTitle: t("forms.errorTitle"),
              errorPrefix: t("forms.errorPrefix"),
              submit: t("apiKeys.issue.submit"),
              lead: t("apiKeys.issue.lead"),
              opened: t("apiKeys.issue.done"),
              openedBody: t("apiKeys.issue.doneBody"),
            }}
          />
        </Card>
      </div>
    </DeskFrame>
  );
}
