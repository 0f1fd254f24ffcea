import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import { institutionName } from "../look-up/institution-name.ts";
import { DataTable } from "../ui/data-table.tsx";
import { DescriptionList } from "../ui/description-list.tsx";
import { Details } from "../ui/details.tsx";
import type { Institution, Relation, Words } from "./institution-types.ts";

/** The legal name stands in the heading. */
const NAME_KINDS = ["english", "short", "brand", "app", "alias", "former"] as const;

export function Names({ t, names }: Words & { names: Institution["names"] }) {
  const kinds = NAME_KINDS.filter((kind) => names.some((name) => name.kind === kind));
  if (kinds.length === 0) return null;
  return (
    <section className="section">
      <h2>{t("institution.names.title")}</h2>
      <DescriptionList
        facts={kinds.map((kind) => ({
          term: t(`institution.names.${kind}`),
          value: names
            .filter((name) => name.kind === kind)
            .map(({ name }) => name)
            .join(t("common.separator")),
        }))}
      />
    </section>
  );
}

const SCOPES = ["collection", "marketing", "legal"] as const;

type Props = Words & { side: "agents" | "principals"; relations: readonly Relation[]; on: string };

/** Who works for whom; what has ended is folded away. */
export function Relations({ locale, t, side, relations, on }: Props) {
  if (relations.length === 0) return null;
  const isCurrent = ({ until }: Relation) => until === null || until >= on;
  const ended = relations.filter((relation) => !isCurrent(relation));
  const current = relations.filter(isCurrent);
  return (
    <section className="section flow">
      <h2>{t(`institution.relations.${side}Title`)}</h2>
      <p className="muted">{t("institution.relations.lead")}</p>
      {current.length > 0 && <Table locale={locale} t={t} id={side} relations={current} />}
      {ended.length > 0 && (
        <Details summary={t("institution.relations.more")}>
          <Table locale={locale} t={t} id={`${side}-ended`} relations={ended} />
        </Details>
      )}
    </section>
  );
}

function Table({ locale, t, id, relations }: Words & { id: string; relations: readonly Relation[] }) {
  return (
    <DataTable
      id={id}
      caption={t("institution.relations.caption")}
      isCaptionHidden
      phone="stack"
      rows={relations}
      rowKey={({ institutionId, scope, since }) => `${institutionId} ${scope} ${since}`}
      columns={[
        {
          key: "name",
          header: t("institution.relations.name"),
          isRowHeader: true,
          cell: (row) => (
            <a href={localeHref(locale, `/institutions/${row.institutionId}`)}>
              {institutionName(locale, row)}
            </a>
          ),
        },
        {
          key: "rating",
          header: t("institution.relations.rating"),
          cell: ({ rating }) =>
            rating === null ? t("institution.relations.away") : t(`rating.word.${rating}`),
        },
        {
          key: "scope",
          header: t("institution.relations.scope"),
          cell: ({ scope }) => {
            const known = SCOPES.find((name) => name === scope);
            return known ? t(`institution.relations.${known}`) : scope;
          },
        },
        {
          key: "period",
          header: t("institution.relations.period"),
          cell: (row) => periodOf({ locale, t }, row),
        },
      ]}
    />
  );
}

function periodOf({ locale, t }: Words, { since, until }: Relation): string {
  const from = since && formatDate(locale, since);
  const to = until && formatDate(locale, until);
  if (from && to) return t("common.dateRange", { from, to });
  if (from) return t("institution.relations.since", { from });
  return to ? t("institution.relations.until", { to }) : t("institution.relations.open");
}
