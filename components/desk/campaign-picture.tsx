import { type CampaignFile, VALUE_KINDS, type ValueKind } from "#domain/cases/campaign-file.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatNumber, type Translate } from "#messages/translate.ts";
import { CampaignGraph } from "./campaign-graph.tsx";
import { valueWords } from "./campaign-words.ts";

type Props = { campaign: CampaignFile; locale: Locale; t: Translate };

/** The graph with its key; what was left out is said, not only left out. */
export function CampaignPicture({ campaign, locale, t }: Props) {
  const { values, ties, tiesTotal, totals } = campaign;
  const labels = new Map(values.map((value) => [value.id, valueWords(t, locale, value)]));
  const label = (id: string) => labels.get(id) ?? "";
  const total = VALUE_KINDS.reduce((sum, kind) => sum + totals[kind], 0);
  const number = (value: number) => formatNumber(locale, value);
  return (
    <figure className="campaign-figure">
      <CampaignGraph
        nodes={values.map((value) => ({
          id: value.id,
          kind: value.kind,
          label: label(value.id),
          tip: t("campaign.graph.tooltip", {
            label: `${t(`campaign.kind.${value.kind}`)} ${label(value.id)}`,
            count: value.complaints,
          }),
          complaints: value.complaints,
          isListed: value.listedAs !== null,
          href: value.case ? localeHref(locale, `/desk/cases/${value.case.id}`) : null,
        }))}
        ties={ties.map((tie) => ({
          ...tie,
          tip: t("campaign.graph.tie", { a: label(tie.a), b: label(tie.b), count: tie.complaints }),
        }))}
        words={{
          zoomIn: t("campaign.graph.zoomIn"),
          zoomOut: t("campaign.graph.zoomOut"),
          reset: t("campaign.graph.reset"),
        }}
      />
      <figcaption>
        <ul className="campaign-key">
          {VALUE_KINDS.filter((kind) => totals[kind] > 0).map((kind) => (
            <li key={kind}>
              <Shape kind={kind} />
              {t(`campaign.kind.${kind}`)} {number(totals[kind])}
            </li>
          ))}
          {values.some((value) => value.listedAs !== null) && (
            <li>
              <Shape kind="number" isListed />
              {t("campaign.values.listed")}
            </li>
          )}
        </ul>
        <p className="muted small">
          {t("campaign.graph.name", { values: number(values.length), ties: number(ties.length) })}{" "}
          {t("campaign.graph.note")}
          {values.length < total && (
            <> {t("campaign.graph.left", { shown: number(values.length), total: number(total) })}</>
          )}
          {ties.length < tiesTotal && (
            <> {t("campaign.graph.leftTies", { shown: number(ties.length), total: number(tiesTotal) })}</>
          )}
        </p>
      </figcaption>
    </figure>
  );
}

/** The same marks as in the graph. */
function Shape({ kind, isListed }: { kind: ValueKind; isListed?: boolean }) {
  return (
    <svg
      className="campaign-mark"
      data-kind={isListed ? "listed" : kind}
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      {kind === "number" || kind === "institution" ? (
        <circle cx="6" cy="6" r="4.5" />
      ) : kind === "payee" || kind === "im" ? (
        <path d="M6 1 11 6 6 11 1 6z" />
      ) : kind === "script" ? (
        <path d="M6 1.5 11 10.5H1z" />
      ) : (
        <rect x="1.5" y="1.5" width="9" height="9" />
      )}
    </svg>
  );
}
