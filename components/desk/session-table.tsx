import type { Locale } from "#messages/locale.ts";
import { formatDateTime, type Translate } from "#messages/translate.ts";
import { Button } from "../ui/button.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { roleWords } from "./complaint-panels.tsx";

/** An open session as the page shows it. */
type Session = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly openedAt: string;
  readonly expiresAt: string;
  readonly isCurrent: boolean;
};
type Props = {
  id: string;
  sessions: readonly Session[];
  /** Shows whose they are. */
  isNamed?: boolean;
  action: (data: FormData) => Promise<void>;
  locale: Locale;
  t: Translate;
};

/** Open sessions, each with a way to end it at once; the one in use is ended by signing out. */
export function SessionTable({ id, sessions, isNamed, action, locale, t }: Props) {
  const who: Column<Session> = {
    key: "who",
    header: t("desk.account.who"),
    isRowHeader: true,
    cell: (row) => (
      <>
        {row.name}
        <span className="under">{roleWords(locale, row.role)}</span>
      </>
    ),
  };
  const columns: Column<Session>[] = [
    ...(isNamed ? [who] : []),
    { key: "opened", header: t("desk.account.opened"), cell: (row) => formatDateTime(locale, row.openedAt) },
    {
      key: "expires",
      header: t("desk.account.expires"),
      cell: (row) => formatDateTime(locale, row.expiresAt),
    },
    {
      key: "act",
      header: t("desk.account.act"),
      cell: (row) =>
        row.isCurrent ? (
          <span className="muted">{t("desk.account.current")}</span>
        ) : (
          <form action={action}>
            <input type="hidden" name="locale" value={locale} />
            <input type="hidden" name="sessionId" value={row.id} />
            <Button
              variant="plain"
              size="small"
              aria-label={t("desk.account.revokeOf", {
                name: row.name,
                at: formatDateTime(locale, row.openedAt),
              })}
            >
              {t("desk.account.revoke")}
            </Button>
          </form>
        ),
    },
  ];
  return (
    <DataTable
      id={id}
      caption={t("desk.account.caption")}
      isCaptionHidden
      columns={columns}
      rows={sessions}
      rowKey={(row) => row.id}
      phone="stack"
      density="dense"
    />
  );
}
