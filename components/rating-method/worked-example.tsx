import { SEVERITY_CLASSES } from "#domain/rating/bundle.ts";
import { rate } from "#domain/rating/rate.ts";
import { published } from "#domain/rating/significant.ts";
import { WORKED_EXAMPLE } from "#domain/rating/worked-example.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { DataTable } from "../ui/data-table.tsx";

type Words = { locale: Locale; t: Translate };

/** Six digits say more than anybody reads in a table; four can be checked. */
const short = (value: number): string => String(Number(value.toPrecision(4)));
const triple = (values: readonly number[]): string => values.map(short).join(" · ");

/** The method at work, computed as the page is made. */
export function WorkedExample({ locale, t }: Words) {
  const { population, results } = rate(WORKED_EXAMPLE);
  const inputs = new Map(WORKED_EXAMPLE.institutions.map((input) => [input.id, input.strata[0]]));
  const separator = locale === "en" ? "; " : "；";
  return (
    <>
      <p>{t("ratingMethod.example.lead")}</p>
      <div className="example-table">
        <DataTable
          id="worked-example"
          caption={t("ratingMethod.example.caption")}
          density="dense"
          rows={results}
          rowKey={({ id }) => id}
          columns={[
            { key: "id", header: t("ratingMethod.example.id"), isRowHeader: true, cell: ({ id }) => id },
            {
              key: "size",
              header: t("ratingMethod.example.size"),
              align: "end",
              cell: ({ id }) => short(inputs.get(id)?.exposure.base ?? 0),
            },
            {
              key: "observed",
              header: t("ratingMethod.example.observed"),
              align: "end",
              cell: ({ id }) => (
                <span className="nowrap">{triple(inputs.get(id)?.complaints.base ?? [])}</span>
              ),
            },
            {
              key: "expected",
              header: t("ratingMethod.example.expected"),
              align: "end",
              cell: ({ harm }) => (
                <span className="nowrap">
                  {harm ? triple(harm.classes.map(({ expected }) => expected)) : "–"}
                </span>
              ),
            },
            {
              key: "mean",
              header: t("ratingMethod.example.mean"),
              align: "end",
              cell: ({ harm }) => (
                <span className="nowrap">{harm ? triple(harm.classes.map(({ mean }) => mean)) : "–"}</span>
              ),
            },
          ]}
        />
      </div>
      <DataTable
        id="worked-results"
        caption={t("ratingMethod.example.results")}
        phone="stack"
        density="dense"
        rows={results}
        rowKey={({ id }) => id}
        columns={[
          { key: "id", header: t("ratingMethod.example.id"), isRowHeader: true, cell: ({ id }) => id },
          {
            key: "ratio",
            header: t("ratingMethod.example.ratio"),
            align: "end",
            cell: ({ harm }) => (harm ? short(harm.estimate.ratio) : "–"),
          },
          {
            key: "interval",
            header: t("ratingMethod.example.interval"),
            align: "end",
            cell: ({ harm }) =>
              harm ? (
                <span className="nowrap">
                  {short(harm.estimate.low)}–{short(harm.estimate.high)}
                </span>
              ) : (
                "–"
              ),
          },
          {
            key: "letter",
            header: t("ratingMethod.example.letter"),
            cell: ({ letter }) => (letter ? <b>{letter}</b> : t("ratingMethod.example.none")),
          },
          {
            key: "why",
            header: t("ratingMethod.example.why"),
            cell: ({ steps, reasons }) =>
              [
                ...steps.map(({ step, letter }) => `${t(`rating.stepName.${step}`)} → ${letter}`),
                ...reasons.map((reason) => t(`rating.why.${reason}`)),
              ].join(separator),
          },
        ]}
      />

      <p>
        {t("ratingMethod.example.population", {
          alpha: population.alpha.join(", "),
          drift: String(population.drift),
          pairs: population.driftPairs,
          dispersion: String(population.overDispersion),
          rankability: String(population.rankability),
        })}
      </p>
      <ByHand t={t} result={results[0]} />
    </>
  );
}

function ByHand({
  t,
  result,
}: Pick<Words, "t"> & { result: ReturnType<typeof rate>["results"][number] | undefined }) {
  const harm = result?.harm;
  if (!harm) return null;
  const { weights } = WORKED_EXAMPLE.method;
  const parts = SEVERITY_CLASSES.map((_, c) => ({
    a: published((weights[c] ?? 0) * (harm.classes[c]?.expected ?? 0)),
    mean: harm.classes[c]?.mean ?? 0,
  }));
  return (
    <>
      <p>
        {t("ratingMethod.example.hand", {
          id: result.id,
          a: parts.map(({ a }) => a).join(", "),
          total: String(published(parts.reduce((sum, { a }) => sum + a, 0))),
          products: parts.map(({ a, mean }) => `${a} × ${mean}`).join(" + "),
          ratio: String(harm.estimate.ratio),
        })}
      </p>
      <p>
        {t("ratingMethod.example.gamma", {
          shape: String(harm.estimate.shape),
          rate: String(harm.estimate.rate),
          low: String(harm.estimate.low),
          high: String(harm.estimate.high),
        })}
      </p>
    </>
  );
}
