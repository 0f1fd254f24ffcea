import { wordsOf } from "#domain/complaints/label.ts";
import { PROVINCES } from "#domain/complaints/regions.ts";
import { LICENCE_FILTERS, type RegisterPage } from "#domain/institutions/browse-register.ts";
import { INSTITUTION_CLASSES } from "#domain/institutions/classes.ts";
import type { LicenceStanding } from "#domain/institutions/licence-standing.ts";
import { RATING_WORDS, type RatingWord } from "#domain/rating/browse-ratings.ts";
import type { VerdictWord } from "#domain/registry/verdict.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatNumber, type Translate } from "#messages/translate.ts";
import { Select } from "../forms/select.tsx";
import { TextField } from "../forms/text-field.tsx";
import { institutionName } from "../look-up/institution-name.ts";
import { type Freshness, StaleNotice } from "../look-up/stale-notice.tsx";
import { monthText, ratioText, shareText } from "../rating/figures.ts";
import { Button } from "../ui/button.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Details } from "../ui/details.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { FilterForm } from "../ui/filter-form.tsx";
import { Pagination } from "../ui/navigation.tsx";
import { Tag } from "../ui/tag.tsx";

/** What the address says; empty is no filter. */
export type BrowseQuery = {
  readonly text: string;
  readonly class: string;
  readonly region: string;
  readonly licence: string;
  readonly rating: string;
  /** `letter`, or by name. */
  readonly sort: string;
  readonly after: string;
};

export type InstitutionRow = {
  readonly id: string;
  readonly legalName: string;
  readonly englishName: string | null;
  readonly class: string;
  readonly isDeregistered: boolean;
  readonly standing: LicenceStanding;
  readonly numbers: number;
  readonly verdict: VerdictWord;
  readonly rating: ListedRating;
};
/** A letter never stands without its interval. */
export type ListedRating = {
  readonly word: RatingWord;
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
};
/** What the list says about ratings as a whole. */
export type ListRatings =
  | { readonly state: "none" | "away" }
  | {
      readonly state: "known";
      readonly month: string;
      readonly rankability: number;
      readonly mayRank: boolean;
    };

type Words = { locale: Locale; t: Translate };
type Props = Words & {
  query: BrowseQuery;
  page: RegisterPage<InstitutionRow>;
  /** Of all that the filter lets through, how many are on the blacklist or under a warning. */
  listed: number;
  freshness: Freshness;
  ratings: ListRatings;
};

const PATH = "/institutions";

/** The register to browse: filters in the address, a page of rows, where it ends. */
export function InstitutionList({ locale, t, query, page, listed, freshness, ratings }: Props) {
  return (
    <>
      <h1>{t("institutions.heading")}</h1>
      <p className="lead">{t("institutions.lead")}</p>
      <StaleNotice locale={locale} t={t} freshness={freshness} />
      <div className="registry-filters">
        <Filters locale={locale} t={t} query={query} ratings={ratings} />
      </div>
      {page.total > 0 && <p className="list-count muted small">{countWords(t, page, listed, locale)}</p>}
      <RatingLine locale={locale} t={t} query={query} ratings={ratings} />
      <form method="get" action={localeHref(locale, `${PATH}/compare`)} className="compare-form">
        <Rows locale={locale} t={t} rows={page.rows} />
        {page.rows.length > 1 && (
          <div className="compare-act">
            <Button variant="plain">{t("rating.list.compare")}</Button>
            <span className="muted small">{t("rating.list.compareHint")}</span>
          </div>
        )}
      </form>
      <Pagination
        label={t("common.pagination.label")}
        previous={
          page.previous === null
            ? undefined
            : {
                href: addressOf(locale, { ...query, after: page.previous }),
                label: t("common.pagination.previous"),
              }
        }
        next={
          page.next === null
            ? undefined
            : { href: addressOf(locale, { ...query, after: page.next }), label: t("common.pagination.next") }
        }
      />
    </>
  );
}

function countWords(
  t: Translate,
  { total, before, rows }: RegisterPage<InstitutionRow>,
  listed: number,
  locale: Locale,
): string {
  const count =
    listed > 0
      ? t("institutions.countListed", { count: total, listed })
      : t("institutions.count", { count: total });
  if (rows.length === total || rows.length === 0) return count;
  const range = t("institutions.range", {
    from: formatNumber(locale, before + 1),
    to: formatNumber(locale, before + rows.length),
  });
  return `${count}${locale === "en" ? ", " : "，"}${range}`;
}

const PARAMETERS = [
  ["text", "q"],
  ["class", "class"],
  ["region", "region"],
  ["licence", "licence"],
  ["rating", "rating"],
  ["sort", "sort"],
  ["after", "after"],
] as const;

function addressOf(locale: Locale, query: BrowseQuery): string {
  const search = new URLSearchParams();
  for (const [name, parameter] of PARAMETERS) if (query[name] !== "") search.set(parameter, query[name]);
  return localeHref(locale, search.size > 0 ? `${PATH}?${search}` : PATH);
}

/** The filters of the page, for the table to download. */
function csvAddress(query: BrowseQuery): string {
  const search = new URLSearchParams();
  for (const [name, parameter] of PARAMETERS)
    if (query[name] !== "" && name !== "after" && name !== "sort") search.set(parameter, query[name]);
  return search.size > 0 ? `/api/v1/institutions.csv?${search}` : "/api/v1/institutions.csv";
}

/** Of when the ratings are, how the list may be sorted or why it may not, and the table to download. */
function RatingLine({ locale, t, query, ratings }: Words & { query: BrowseQuery; ratings: ListRatings }) {
  const csv = <a href={csvAddress(query)}>{t("rating.list.csv")}</a>;
  if (ratings.state !== "known") {
    return (
      <p className="muted small rating-line">
        {t(ratings.state === "away" ? "rating.list.away" : "rating.list.noRatings")} {csv}
      </p>
    );
  }
  const { month, mayRank, rankability } = ratings;
  return (
    <p className="muted small rating-line">
      {t("rating.list.asOf", { month: monthText(locale, month) })}{" "}
      {!mayRank && t("rating.list.noOrder", { share: shareText(rankability) })} {csv}
    </p>
  );
}

function Filters({ locale, t, query, ratings }: Words & { query: BrowseQuery; ratings: ListRatings }) {
  const all = { value: "", label: t("institutions.filter.all") };
  const words = (list: readonly { code: string; zh: string; en: string }[]) => [
    all,
    ...list.map(({ code, zh, en }) => ({ value: code, label: locale === "en" ? en : zh })),
  ];
  return (
    <FilterForm
      action={localeHref(locale, PATH)}
      heading={t("common.filter.heading")}
      submit={t("common.filter.apply")}
      pills={{
        title: t("common.filter.active"),
        items: pillsOf(locale, t, query),
        clear: { href: localeHref(locale, PATH), label: t("common.filter.clear") },
      }}
    >
      <TextField
        id="q"
        label={t("institutions.filter.text")}
        value={query.text}
        autoComplete="off"
        spellCheck={false}
      />
      <Select
        id="class"
        label={t("institutions.filter.class")}
        value={query.class}
        options={words(INSTITUTION_CLASSES)}
      />
      <Select
        id="licence"
        label={t("institutions.filter.licence")}
        value={query.licence}
        options={[
          all,
          ...LICENCE_FILTERS.map((value) => ({ value, label: t(`institutions.filter.${value}`) })),
        ]}
      />
      <Select
        id="rating"
        label={t("rating.list.filter")}
        value={query.rating}
        options={[all, ...RATING_WORDS.map((value) => ({ value, label: t(`rating.word.${value}`) }))]}
      />
      <Details summary={t("registry.filter.more")} isOpen={query.region !== "" || query.sort !== ""}>
        <div className="filter-more">
          <Select
            id="region"
            label={t("institutions.filter.region")}
            value={query.region}
            options={words(PROVINCES)}
          />
          {ratings.state === "known" && ratings.mayRank && (
            <Select
              id="sort"
              label={t("rating.list.sort")}
              value={query.sort}
              options={[
                { value: "", label: t("rating.list.byName") },
                { value: "letter", label: t("rating.list.byLetter") },
              ]}
            />
          )}
        </div>
      </Details>
    </FilterForm>
  );
}

function pillsOf(locale: Locale, t: Translate, query: BrowseQuery) {
  const pill = (name: "text" | "class" | "region" | "licence" | "rating", value: string) => {
    const label = `${name === "rating" ? t("rating.list.filter") : t(`institutions.filter.${name}`)}${locale === "en" ? ": " : "："}${value}`;
    return {
      label,
      removeHref: addressOf(locale, { ...query, [name]: "", after: "" }),
      removeLabel: t("common.filter.remove", { name: label }),
    };
  };
  const licence = LICENCE_FILTERS.find((filter) => filter === query.licence);
  const rating = RATING_WORDS.find((word) => word === query.rating);
  return [
    ...(query.text ? [pill("text", query.text)] : []),
    ...(query.class ? [pill("class", wordsOf(INSTITUTION_CLASSES, query.class, locale))] : []),
    ...(query.region ? [pill("region", wordsOf(PROVINCES, query.region, locale))] : []),
    ...(licence ? [pill("licence", t(`institutions.filter.${licence}`))] : []),
    ...(rating ? [pill("rating", t(`rating.word.${rating}`))] : []),
  ];
}

function Rows({ locale, t, rows }: Words & { rows: readonly InstitutionRow[] }) {
  return (
    <DataTable
      id="institutions"
      caption={t("institutions.caption")}
      isCaptionHidden
      phone="stack"
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        {
          key: "name",
          header: t("institutions.name"),
          isRowHeader: true,
          cell: (row) => (
            <>
              <a href={localeHref(locale, `${PATH}/${row.id}`)}>{institutionName(locale, row)}</a>{" "}
              {(row.verdict === "listed" || row.verdict === "warning") && (
                <Tag tone={row.verdict}>{t(`verdict.word.${row.verdict}`)}</Tag>
              )}
            </>
          ),
        },
        {
          key: "class",
          header: t("institutions.class"),
          cell: (row) => wordsOf(INSTITUTION_CLASSES, row.class, locale),
        },
        {
          key: "licence",
          header: t("institutions.licence"),
          cell: (row) =>
            row.isDeregistered ? t("institutions.deregistered") : t(`institutions.standing.${row.standing}`),
        },
        {
          key: "rating",
          header: t("rating.list.column"),
          cell: (row) => <ListedLetter t={t} rating={row.rating} />,
        },
        {
          key: "numbers",
          header: t("institutions.numbers"),
          align: "end",
          cell: (row) => formatNumber(locale, row.numbers),
        },
        {
          key: "choose",
          header: t("rating.list.choose"),
          align: "end",
          cell: (row) => (
            <label className="compare-box">
              <input type="checkbox" name="id" value={row.id} autoComplete="off" />
              <span className="visually-hidden">
                {t("rating.list.chooseOne", { name: institutionName(locale, row) })}
              </span>
            </label>
          ),
        },
      ]}
      empty={
        <EmptyState title={t("institutions.empty")}>
          <p>{t("institutions.emptyBody")}</p>
        </EmptyState>
      }
    />
  );
}

function ListedLetter({ t, rating: { word, ratio, low, high } }: { t: Translate; rating: ListedRating }) {
  if (ratio === null || low === null || high === null) return t(`rating.word.${word}`);
  return (
    <span>
      <b>{t(`rating.word.${word}`)}</b>{" "}
      <span className="muted small nowrap">
        {ratioText(ratio)} ({t("rating.list.interval", { low: ratioText(low), high: ratioText(high) })})
      </span>
    </span>
  );
}
