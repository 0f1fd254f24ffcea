import type { ReactNode } from "react";
import { GROUNDS, TIERS, type Tier } from "#domain/cases/decision.ts";
import {
  BROWSABLE_KINDS,
  BROWSABLE_STATUSES,
  BROWSABLE_SUBJECTS,
  BROWSE_PARAMETERS,
  type BrowseQuery,
  placeText,
} from "#domain/registry/browse-query.ts";
import type { RegistryKind, SubjectKind, VersionStatus } from "#domain/registry/entry.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, formatNumber, type Translate } from "#messages/translate.ts";
import { groundWords, langOf } from "../look-up/number-facts.ts";
import { type Freshness, StaleNotice } from "../look-up/stale-notice.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Pagination } from "../ui/navigation.tsx";
import { Notice } from "../ui/notice.tsx";
import { EntrySubjectText } from "./entry-subject.tsx";
import { EntryTag } from "./entry-tag.tsx";
import { RegistryFilters } from "./registry-filters.tsx";

type AgencyName = { readonly code: string; readonly nameZh: string; readonly nameEn: string };

export type RegistryRow = {
  readonly entryId: string;
  readonly subjectKind: SubjectKind;
  readonly subjectKey: string | null;
  readonly institution: { readonly legalName: string; readonly englishName: string | null } | null;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly grounds: readonly string[];
  readonly authority: AgencyName | null;
  readonly listedAt: string;
};

export type RegistryPage = {
  readonly rows: readonly RegistryRow[];
  readonly total: { readonly value: number; readonly isOver: boolean };
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  readonly freshness: Freshness;
};

type Words = { locale: Locale; t: Translate };
type Props = Words & {
  query: BrowseQuery;
  agencies: readonly AgencyName[];
  page: RegistryPage;
  /** A private number was asked for and taken out of the address. */
  isPrivate: boolean;
};

export const REGISTRY_PATH = "/registry";

/** The registry to browse: filters in the address, a page of rows, where it ends. */
export function RegistryList({ locale, t, query, agencies, page, isPrivate }: Props) {
  const link = (path: string) => (chunks: ReactNode) => <a href={localeHref(locale, path)}>{chunks}</a>;
  return (
    <>
      <h1>{t("registry.title")}</h1>
      <p className="lead">{t("registry.lead")}</p>
      <p className="lead-note">{t.rich("registry.check", { a: link("/check") })}</p>
      <StaleNotice locale={locale} t={t} freshness={page.freshness} />
      {isPrivate && (
        <div className="registry-notice">
          <Notice title={t("registry.private.title")}>
            <p>{t.rich("registry.private.body", { a: link("/check") })}</p>
          </Notice>
        </div>
      )}
      <RegistryFilters
        action={localeHref(locale, REGISTRY_PATH)}
        t={t}
        query={query}
        options={optionsOf(locale, t, agencies)}
        pills={pillsOf(locale, t, query, agencies)}
      />
      {page.total.value > 0 && <p className="list-count muted small">{countWords(locale, t, page.total)}</p>}
      <Rows locale={locale} t={t} rows={page.rows} isFiltered={isFiltered(query)} />
      <Pagination
        label={t("common.pagination.label")}
        previous={pageLink(page.hasPrevious, page.rows[0], (before) => ({
          href: addressOf(locale, { ...query, before, after: "" }),
          label: t("common.pagination.previous"),
        }))}
        next={pageLink(page.hasNext, page.rows.at(-1), (after) => ({
          href: addressOf(locale, { ...query, after, before: "" }),
          label: t("common.pagination.next"),
        }))}
      />
      <ul className="link-row">
        <li>
          <a href={localeHref(locale, "/open-data")}>{t("registry.nearBy.data")}</a>
        </li>
        <li>
          <a href={localeHref(locale, "/transparency")}>{t("registry.nearBy.verify")}</a>
        </li>
      </ul>
    </>
  );
}

function pageLink<T>(
  isThere: boolean,
  row: RegistryRow | undefined,
  to: (place: string) => T,
): T | undefined {
  return isThere && row ? to(placeText(row)) : undefined;
}

function countWords(locale: Locale, t: Translate, { value, isOver }: RegistryPage["total"]): string {
  const count = isOver
    ? t("registry.countOver", { count: formatNumber(locale, value) })
    : t("registry.count", { count: value });
  return `${count}${locale === "en" ? ", " : "，"}${t("registry.newest")}`;
}

function addressOf(locale: Locale, query: BrowseQuery): string {
  const search = new URLSearchParams();
  for (const [name, parameter] of BROWSE_PARAMETERS)
    if (query[name] !== "") search.set(parameter, query[name]);
  return localeHref(locale, search.size > 0 ? `${REGISTRY_PATH}?${search}` : REGISTRY_PATH);
}

const FILTERS = BROWSE_PARAMETERS.map(([name]) => name).filter(
  (name) => name !== "after" && name !== "before",
);
const isFiltered = (query: BrowseQuery): boolean => FILTERS.some((name) => query[name] !== "");

type Choice = { readonly value: string; readonly label: string };
export type FilterOptions = Readonly<
  Record<"kind" | "subject" | "tier" | "ground" | "agency" | "status", readonly Choice[]>
>;

function optionsOf(locale: Locale, t: Translate, agencies: readonly AgencyName[]): FilterOptions {
  const lang = langOf(locale);
  const all = { value: "", label: t("registry.filter.all") };
  const keys = <K extends string>(list: readonly K[], label: (key: K) => string) => [
    all,
    ...list.map((value) => ({ value, label: label(value) })),
  ];
  return {
    kind: keys(BROWSABLE_KINDS, (kind) => t(`registry.kind.${kind}`)),
    subject: keys(BROWSABLE_SUBJECTS, (kind) => t(`registry.subjectKind.${kind}`)),
    tier: keys(Object.keys(TIERS) as Tier[], (tier) => t(`verdict.tier.${tier}`)),
    ground: [all, ...Object.entries(GROUNDS).map(([value, words]) => ({ value, label: words[lang] }))],
    agency: [
      all,
      ...agencies.map(({ code, nameZh, nameEn }) => ({
        value: code,
        label: locale === "en" ? nameEn : nameZh,
      })),
    ],
    status: keys(BROWSABLE_STATUSES, (status) => t(`registry.status.${status}`)),
  };
}

function pillsOf(locale: Locale, t: Translate, query: BrowseQuery, agencies: readonly AgencyName[]) {
  const options = optionsOf(locale, t, agencies);
  const wordsOf = (name: (typeof FILTERS)[number], value: string) => {
    if (name === "text") return value;
    if (name === "since") return formatDate(locale, value);
    return options[name].find((option) => option.value === value)?.label ?? value;
  };
  const items = FILTERS.filter((name) => query[name] !== "").map((name) => {
    const label = `${t(`registry.filter.${name}`)}${locale === "en" ? ": " : "："}${wordsOf(name, query[name])}`;
    return {
      label,
      removeHref: addressOf(locale, { ...query, [name]: "", after: "", before: "" }),
      removeLabel: t("common.filter.remove", { name: label }),
    };
  });
  const clear = { href: localeHref(locale, REGISTRY_PATH), label: t("common.filter.clear") };
  return { title: t("common.filter.active"), items, clear };
}

function Rows({
  locale,
  t,
  rows,
  isFiltered,
}: Words & { rows: readonly RegistryRow[]; isFiltered: boolean }) {
  return (
    <DataTable
      id="registry"
      caption={t("registry.caption")}
      isCaptionHidden
      phone="stack"
      rows={rows}
      rowKey={(row) => row.entryId}
      columns={[
        {
          key: "subject",
          header: t("registry.column.subject"),
          isRowHeader: true,
          cell: (row) => (
            <>
              <a href={localeHref(locale, `${REGISTRY_PATH}/${row.entryId}`)}>
                <EntrySubjectText
                  locale={locale}
                  t={t}
                  subject={{ kind: row.subjectKind, key: row.subjectKey, institution: row.institution }}
                />
              </a>
              <span className="row-note">{t(`registry.subjectKind.${row.subjectKind}`)}</span>
            </>
          ),
        },
        {
          key: "kind",
          header: t("registry.column.kind"),
          cell: (row) => <EntryTag t={t} standing={row} />,
        },
        {
          key: "grounds",
          header: t("registry.column.grounds"),
          cell: (row) => groundWords(locale, t, row.grounds),
        },
        {
          key: "authority",
          header: t("registry.column.authority"),
          cell: ({ authority }) =>
            authority ? (locale === "en" ? authority.nameEn : authority.nameZh) : t("common.unknown"),
        },
        {
          key: "listedAt",
          header: t("registry.column.listedAt"),
          align: "end",
          cell: (row) => <span className="nowrap">{formatDate(locale, row.listedAt)}</span>,
        },
      ]}
      empty={
        <EmptyState title={t(isFiltered ? "registry.empty" : "registry.emptyAll")}>
          <p>{t(isFiltered ? "registry.emptyBody" : "registry.emptyAllBody")}</p>
        </EmptyState>
      }
    />
  );
}
