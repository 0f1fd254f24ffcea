import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rate } from "./rate.ts";
import { WORKED_EXAMPLE } from "./worked-example.ts";

const METHOD = readFileSync(new URL("../../docs/methods/rating.md", import.meta.url), "utf8");

test("the worked example in the document is what the code computes", () => {
  const { population, results } = rate(WORKED_EXAMPLE);
  const sums = new Map(WORKED_EXAMPLE.institutions.map((input) => [input.id, input.strata[0]]));
  const cells = (values: readonly unknown[]): string => `| ${values.join(" | ")} |`;
  const inputs = [...sums].map(([id, part]) =>
    cells([
      id,
      part?.exposure.base.toPrecision(6),
      ...(part?.complaints.base.map((y) => y.toPrecision(6)) ?? []),
    ]),
  );
  const figures = results.map(({ id, harm, letter, reasons, steps, isFragile }) =>
    harm === null
      ? cells([id, "", "", "", "", "", reasons.join(", ")])
      : cells([
          id,
          harm.classes.map((part) => part.expected).join(" "),
          harm.classes.map((part) => part.mean).join(" "),
          harm.estimate.ratio,
          `${harm.estimate.low}–${harm.estimate.high}`,
          letter,
          steps.map((step) => `${step.step} ${step.letter}`).join(", ") + (isFragile ? ", is fragile" : ""),
        ]),
  );
  const first = results[0]?.harm;
  const last = results[11]?.harm;
  const lines = [
    ...inputs,
    ...figures,
    `alpha ${population.alpha.join(" ")}; drift ${population.drift} from ${population.driftPairs} pairs; over-dispersion ${population.overDispersion}; rankability ${population.rankability}; worst tenth from ${population.worstTenthFrom}; rated ${population.rated}`,
    `01: classes' variances ${first?.classes.map((part) => part.variance).join(" ")}, shape ${first?.estimate.shape}, rate ${first?.estimate.rate}`,
    `12: P(R > 1.5) = ${last?.probability.aboveOneAndHalf}, P(R > 2.5) = ${last?.probability.aboveTwoAndHalf}`,
  ];
  const missing = lines.filter((line) => !METHOD.includes(line));
  expect(missing.join("\n")).toBe("");
});
