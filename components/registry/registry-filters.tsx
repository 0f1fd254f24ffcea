import type { BrowseQuery } from "#domain/registry/browse-query.ts";
import type { Translate } from "#messages/translate.ts";
import { Select } from "../forms/select.tsx";
import { TextField } from "../forms/text-field.tsx";
import { Details } from "../ui/details.tsx";
import { FilterForm, type Pill } from "../ui/filter-form.tsx";
import type { FilterOptions } from "./registry-list.tsx";

type Props = {
  action: string;
  t: Translate;
  query: BrowseQuery;
  options: FilterOptions;
  pills: { title: string; items: readonly Pill[]; clear: { href: string; label: string } };
};

const MORE = ["subject", "tier", "ground", "agency", "status"] as const;

/** What most people look for first, the rest folded away until one of it is in use. */
export function RegistryFilters({ action, t, query, options, pills }: Props) {
  return (
    <div className="registry-filters">
      <FilterForm
        action={action}
        heading={t("common.filter.heading")}
        submit={t("common.filter.apply")}
        pills={pills}
      >
        <TextField
          id="q"
          label={t("registry.filter.text")}
          hint={t("registry.searchWhat")}
          value={query.text}
          autoComplete="off"
          spellCheck={false}
        />
        <Select id="list" label={t("registry.filter.kind")} value={query.kind} options={options.kind} />
        <Details
          summary={t("registry.filter.more")}
          isOpen={query.since !== "" || MORE.some((name) => query[name] !== "")}
        >
          <div className="filter-more">
            {MORE.map((name) => (
              <Select
                key={name}
                id={name}
                label={t(`registry.filter.${name}`)}
                value={query[name]}
                options={options[name]}
              />
            ))}
            <TextField id="since" type="date" label={t("registry.filter.since")} value={query.since} />
          </div>
        </Details>
      </FilterForm>
    </div>
  );
}
