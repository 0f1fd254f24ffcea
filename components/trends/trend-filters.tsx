import {
  DIMENSION_NAMES,
  DIMENSIONS,
  type Dimension,
  NO_QUERY,
  PERIODS,
  STEPS,
  type TrendQuery,
} from "#domain/trends/trend-query.ts";
import { formatDate } from "#messages/translate.ts";
import { Select } from "../forms/select.tsx";
import { TextField } from "../forms/text-field.tsx";
import { Details } from "../ui/details.tsx";
import { FilterForm } from "../ui/filter-form.tsx";
import { trendsHref, valueName, type Words } from "./trend-words.ts";

type Props = Words & { query: TrendQuery; counted: { readonly from: string; readonly to: string } };

/** Periods are links, so that choosing one needs no button; everything else is one form. All of it is the address. */
export function TrendFilters({ locale, t, query, counted }: Props) {
  const isByDays = query.from !== "" || query.to !== "";
  return (
    <div className="trend-filters">
      <nav aria-label={t("trends.presets")}>
        <ul className="trend-presets">
          {PERIODS.map((period) => (
            <li key={period}>
              <a
                href={trendsHref(locale, { ...query, period, from: "", to: "" })}
                aria-current={!isByDays && query.period === period ? "true" : undefined}
              >
                {t(`trends.period.${period}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <FilterForm
        action={trendsHref(locale, NO_QUERY)}
        heading={t("common.filter.heading")}
        submit={t("trends.filter.apply")}
        hidden={isByDays || query.period === NO_QUERY.period ? {} : { period: query.period }}
        pills={pillsOf({ locale, t }, query)}
      >
        {DIMENSION_NAMES.map((dimension) => (
          <Select
            key={dimension}
            id={dimension}
            label={t(`trends.filter.${dimension}`)}
            value={query[dimension]}
            options={[{ value: "", label: t("trends.filter.all") }, ...valuesOf({ locale, t }, dimension)]}
          />
        ))}
        <Select
          id="by"
          label={t("trends.filter.by")}
          value={query.by}
          options={DIMENSION_NAMES.map((value) => ({ value, label: t(`trends.filter.${value}`) }))}
        />
        <Details summary={t("trends.filter.dates")} isOpen={isByDays || query.step !== ""}>
          <div className="filter-more">
            <TextField
              id="from"
              type="date"
              label={t("trends.filter.from")}
              value={query.from}
              min={counted.from}
              max={counted.to}
            />
            <TextField
              id="to"
              type="date"
              label={t("trends.filter.to")}
              value={query.to}
              min={counted.from}
              max={counted.to}
            />
            <Select
              id="step"
              label={t("trends.filter.step")}
              value={query.step}
              options={[
                { value: "", label: t("trends.filter.auto") },
                ...STEPS.map((value) => ({ value, label: t(`trends.step.${value}`) })),
              ]}
            />
          </div>
        </Details>
      </FilterForm>
    </div>
  );
}

function valuesOf({ locale }: Words, dimension: Dimension) {
  return DIMENSIONS[dimension].map((value: string) => ({
    value,
    label: valueName(locale, dimension, value),
  }));
}

function pillsOf({ locale, t }: Words, query: TrendQuery) {
  const colon = locale === "en" ? ": " : "：";
  const chosen = [
    ...DIMENSION_NAMES.filter((dimension) => query[dimension] !== "").map((dimension) => ({
      label: `${t(`trends.filter.${dimension}`)}${colon}${valueName(locale, dimension, query[dimension])}`,
      without: { ...query, [dimension]: "" },
    })),
    ...(["from", "to"] as const)
      .filter((end) => query[end] !== "")
      .map((end) => ({
        label: `${t(`trends.filter.${end}`)}${colon}${formatDate(locale, query[end])}`,
        without: { ...query, [end]: "" },
      })),
  ];
  return {
    title: t("common.filter.active"),
    items: chosen.map(({ label, without }) => ({
      label,
      removeHref: trendsHref(locale, without),
      removeLabel: t("common.filter.remove", { name: label }),
    })),
    clear: { href: trendsHref(locale, NO_QUERY), label: t("common.filter.clear") },
  };
}
