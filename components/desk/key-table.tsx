import { API_SCOPES } from "#domain/access/api-key.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, formatNumber, type Translate } from "#messages/translate.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Label, Tag } from "../ui/tag.tsx";
import { pick } from "./case-words.ts";

/** A key as the desk shows it; never its secret. */
export type KeyRow = {
  readonly id: string;
  readonly name: string;
  readonly institution: string | null;
  readonly scopes: readonly (keyof typeof API_SCOPES)[];
  readonly perMinute: number;
  readonly itemsPerDay: number;
  readonly createdAt: string;
  readonly revokedAt: string | null;
  readonly requests: number;
  readonly items: number;
};
type Locals = { locale: Locale; t: Translate };

/** The agency's keys with what they may do and what they did in seven days. */
export function KeyTable({ rows, locale, t }: Locals & { rows: readonly KeyRow[] }) {
  const columns: Column<KeyRow>[] = [
    {
      key: "name",
      header: t("apiKeys.list.name"),
      isRowHeader: true,
      cell: (row) => (
        <>
          <a className="row-link" href={localeHref(locale, `/desk/keys/${row.id}`)}>
            {row.name}
          </a>
          <span className="under">{row.institution ?? t("apiKeys.list.own")}</span>
        </>
      ),
    },
    {
      key: "scopes",
      header: t("apiKeys.list.scopes"),
      cell: (row) => <KeyScopes scopes={row.scopes} locale={locale} />,
    },
    {
      key: "limits",
      header: t("apiKeys.list.limits"),
      cell: (row) => <KeyLimits row={row} locale={locale} t={t} />,
    },
    {
      key: "use",
      header: t("apiKeys.list.use"),
      cell: (row) =>
        row.requests === 0 ? (
          <span className="muted">{t("apiKeys.list.never")}</span>
        ) : (
          <div>
            {t("apiKeys.list.requests", { count: formatNumber(locale, row.requests) })}
            <span className="under">
              {t("apiKeys.list.items", { count: formatNumber(locale, row.items) })}
            </span>
          </div>
        ),
    },
    {
      key: "created",
      header: t("apiKeys.list.created"),
      cell: (row) => <time dateTime={row.createdAt}>{formatDate(locale, row.createdAt)}</time>,
    },
    {
      key: "state",
      header: t("apiKeys.list.state"),
      cell: (row) => <KeyState row={row} locale={locale} t={t} />,
    },
  ];
  return (
    <DataTable
      id="key-table"
      caption={t("apiKeys.list.title")}
      isCaptionHidden
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      phone="stack"
      density="dense"
      empty={<EmptyState title={t("apiKeys.list.empty")} />}
    />
  );
}

export function KeyScopes({ scopes, locale }: { scopes: KeyRow["scopes"]; locale: Locale }) {
  return (
    <span className="key-scopes">
      {scopes.map((scope) => (
        <Label key={scope}>{pick(locale, API_SCOPES[scope])}</Label>
      ))}
    </span>
  );
}

export function KeyLimits({ row, locale, t }: Locals & { row: Pick<KeyRow, "perMinute" | "itemsPerDay"> }) {
  return (
    <div>
      {t("apiKeys.list.perMinute", { count: formatNumber(locale, row.perMinute) })}
      <span className="under">
        {t("apiKeys.list.perDay", { count: formatNumber(locale, row.itemsPerDay) })}
      </span>
    </div>
  );
}

export function KeyState({ row, locale, t }: Locals & { row: Pick<KeyRow, "revokedAt"> }) {
  return row.revokedAt === null ? (
    <Tag tone="official">{t("apiKeys.list.active")}</Tag>
  ) : (
    <Label>{t("apiKeys.list.revoked", { date: formatDate(locale, row.revokedAt) })}</Label>
  );
}
