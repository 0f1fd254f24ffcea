import type { CampaignFile, CampaignTie, CampaignValue } from "#domain/cases/campaign-file.ts";
import { CASE_STATES } from "#domain/cases/case-state.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, formatDay, formatNumber, type Translate } from "#messages/translate.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Details } from "../ui/details.tsx";
import { Masked, NumberText } from "../ui/number-text.tsx";
import { Tag } from "../ui/tag.tsx";
import { valueWords } from "./campaign-words.ts";
import { pick } from "./case-words.ts";

type Locals = { locale: Locale; t: Translate };
type Props = Locals & { campaign: CampaignFile };

/** Rows that are open at once; the rest is one click away. */
const FIRST = 12;

/** Every value the picture shows, most reports first, with its own case. What is sealed leads to a report that names it. */
export function CampaignValues({ campaign: { values }, locale, t }: Props) {
  const columns = valueColumns({ locale, t });
  const table = (id: string, rows: readonly CampaignValue[]) => (
    <DataTable
      id={id}
      caption={t("campaign.values.caption")}
      isCaptionHidden
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      phone="stack"
      density="dense"
      empty={<p className="muted">{t("campaign.graph.none")}</p>}
    />
  );
  return (
    <>
      {table("campaign-values", values.slice(0, FIRST))}
      {values.length > FIRST && (
        <Details summary={t("campaign.values.show", { count: values.length - FIRST })}>
          {table("campaign-values-all", values.slice(FIRST))}
        </Details>
      )}
    </>
  );
}

function valueColumns({ locale, t }: Locals): Column<CampaignValue>[] {
  return [
    {
      key: "value",
      header: t("campaign.values.value"),
      isRowHeader: true,
      cell: (row) => <Value value={row} locale={locale} t={t} />,
    },
    { key: "kind", header: t("campaign.values.kind"), cell: (row) => t(`campaign.kind.${row.kind}`) },
    {
      key: "complaints",
      header: t("campaign.values.complaints"),
      align: "end",
      cell: (row) => formatNumber(locale, row.complaints),
    },
    {
      key: "sources",
      header: t("campaign.values.sources"),
      align: "end",
      cell: (row) => formatNumber(locale, row.sources),
    },
    {
      key: "seen",
      header: t("campaign.values.seen"),
      cell: (row) => <span className="nowrap">{seenWords(locale, row)}</span>,
    },
    {
      key: "case",
      header: t("campaign.values.case"),
      cell: (row) => <OwnCase value={row} locale={locale} t={t} />,
    },
  ];
}

/** From when to when; the second year only where it is another one. */
function seenWords(locale: Locale, { firstAt, lastAt }: CampaignValue): string {
  const [first, last] = [formatDate(locale, firstAt), formatDate(locale, lastAt)];
  if (first === last) return first;
  const year = (text: string) => /\d{4}/.exec(text)?.[0];
  return `${first} – ${year(first) === year(last) ? formatDay(locale, lastAt) : last}`;
}

function Value({ value, locale, t }: Locals & { value: CampaignValue }) {
  const words = valueWords(t, locale, value);
  const notes = [
    value.isCallback && t("campaign.values.callback"),
    value.institution?.isProvisional && t("desk.subject.provisional"),
  ].filter(Boolean);
  return (
    <div>
      {value.kind === "number" && value.groups ? (
        value.isMasked ? (
          <Masked text={words} label={t("desk.subject.masked", { ends: words.split(/•+/).join(" … ") })} />
        ) : (
          <NumberText groups={value.groups} />
        )
      ) : (
        words
      )}
      {notes.length > 0 && <span className="under">{notes.join(t("common.separator"))}</span>}
      {!value.groups && !value.institution && (
        <a
          className="under"
          href={localeHref(locale, `/desk/complaints/${value.exampleId}`)}
          aria-label={t("campaign.values.openFor", { label: words })}
        >
          {t("campaign.values.open")}
        </a>
      )}
    </div>
  );
}

function OwnCase({ value, locale, t }: Locals & { value: CampaignValue }) {
  if (value.kind !== "number" && value.kind !== "institution") return <span className="muted">–</span>;
  const listed = value.listedAs !== null && <Tag tone="listed">{t("campaign.values.listed")}</Tag>;
  return (
    <div>
      {value.case ? (
        <a href={localeHref(locale, `/desk/cases/${value.case.id}`)}>{value.case.reference}</a>
      ) : (
        <span className="muted">{t("campaign.values.noCase")}</span>
      )}{" "}
      {listed}
      {value.case && <span className="under">{pick(locale, CASE_STATES[value.case.state])}</span>}
    </div>
  );
}

/** The lines of the picture as a table. */
export function CampaignTies({ campaign: { values, ties }, locale, t }: Props) {
  if (ties.length === 0) return null;
  const words = new Map(
    values.map((value) => [
      value.id,
      value.groups || value.institution
        ? `${t(`campaign.kind.${value.kind}`)} ${valueWords(t, locale, value)}`
        : valueWords(t, locale, value),
    ]),
  );
  const columns: Column<CampaignTie>[] = [
    {
      key: "a",
      header: t("campaign.ties.a"),
      isRowHeader: true,
      cell: (row) => words.get(row.a),
    },
    { key: "b", header: t("campaign.ties.b"), cell: (row) => words.get(row.b) },
    {
      key: "complaints",
      header: t("campaign.ties.complaints"),
      align: "end",
      cell: (row) => formatNumber(locale, row.complaints),
    },
  ];
  return (
    <Details summary={t("campaign.ties.open")}>
      <DataTable
        id="campaign-ties"
        caption={t("campaign.ties.caption")}
        isCaptionHidden
        columns={columns}
        rows={ties}
        rowKey={(row) => `${row.a} ${row.b}`}
        phone="scroll"
        density="dense"
      />
    </Details>
  );
}
