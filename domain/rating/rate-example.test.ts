import { describe, expect, test } from "vitest";
import { type InstitutionInput, type InstitutionResult, NOT_RATED_REASONS } from "./bundle.ts";
import { rate } from "./rate.ts";
import { WORKED_EXAMPLE } from "./worked-example.ts";

const only = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("nothing there");
  return value;
};

describe("what is held back", () => {
  const base = only(WORKED_EXAMPLE.institutions[4]);
  const resultWith = (change: Partial<InstitutionInput>): InstitutionResult =>
    only(
      rate({ ...WORKED_EXAMPLE, institutions: WORKED_EXAMPLE.institutions.with(4, { ...base, ...change }) })
        .results[4],
    );

  test("size unknown, size guessed, and no accounts give no letter and no figures", () => {
    expect(resultWith({ exposureSource: null })).toMatchObject({
      reasons: ["size_unknown"],
      harm: null,
      peers: null,
    });
    expect(resultWith({ exposureSource: "proxy" }).reasons).toEqual(["size_by_proxy_only"]);
    const strata = base.strata.map((part) => ({ ...part, exposure: { base: 0, shorter: 0, longer: 0 } }));
    expect(resultWith({ strata })).toMatchObject({ status: "not_rated", reasons: ["size_unknown"] });
  });

  test("eleven months give no letter, twelve do", () => {
    expect(resultWith({ months: 11 }).reasons).toEqual(["under_twelve_months"]);
    expect(resultWith({ months: 12 })).toMatchObject({ reasons: [], status: "rated", letter: "E" });
  });

  test("an integrity hold hides everything, the uphold rate too", () => {
    expect(resultWith({ integrityHold: "review" })).toMatchObject({
      reasons: ["integrity_hold"],
      harm: null,
      funnel: null,
      handling: null,
      upholdRate: null,
    });
  });

  test("reasons come in their fixed order, all that apply", () => {
    const { reasons } = resultWith({ exposureSource: null, months: 3, integrityHold: "review" });
    expect(reasons).toEqual(["size_unknown", "under_twelve_months", "integrity_hold"]);
    expect(reasons).toEqual(NOT_RATED_REASONS.filter((reason) => reasons.includes(reason)));
  });

  test("a revoked licence is a fact and no letter, and the figures stay", () => {
    const revoked = resultWith({ sanctions: { serious: true, revoked: true } });
    expect(revoked).toMatchObject({ status: "not_licensed", letter: null, ruled: null, steps: [] });
    expect(revoked.harm?.letter).toBe("E");
    expect(resultWith({ sanctions: { serious: false, revoked: true }, months: 2 })).toMatchObject({
      status: "not_licensed",
      harm: null,
    });
  });

  test("a serious sanction ends in E whatever the figures say, and leaves the rules' letter in sight", () => {
    const results = rate(WORKED_EXAMPLE).results;
    expect(results[10]).toMatchObject({
      letter: "E",
      ruled: "C",
      steps: [{}, {}, { step: "sanction", letter: "E" }],
    });
  });

  test("few people keep no D of last month alive", () => {
    const { results } = rate(WORKED_EXAMPLE);
    expect(results[8]).toMatchObject({ letter: "C", harm: { letter: "D" } });
    const held = resultWith({ persons: 9, previous: { letter: "E", ruled: "E" } });
    expect(held.letter).toBe("C");
  });

  test("a letter that hangs on one way of counting is fragile and shown as the milder", () => {
    const strata = base.strata.map((part) => ({
      ...part,
      complaints: { ...part.complaints, withoutCluster: [40, 14, 3] as const },
    }));
    const fragile = resultWith({ strata });
    expect(fragile.isFragile).toBe(true);
    expect(fragile.harm?.letter).toBe("E");
    expect(fragile.ruled).toBe(fragile.sensitivities.find((way) => way.name === "without_cluster")?.letter);
    expect(fragile.steps).toContainEqual({ step: "fragile", letter: fragile.ruled });
  });

  test("the uphold rate needs thirty received and thirty decided, and no letter", () => {
    expect(resultWith({ months: 1, counts: { received: 30, decided: 30, upheld: 10 } }).upholdRate).toBe(
      0.333333,
    );
    expect(resultWith({ counts: { received: 29, decided: 30, upheld: 10 } }).upholdRate).toBeNull();
    expect(resultWith({ counts: { received: 30, decided: 29, upheld: 10 } }).upholdRate).toBeNull();
  });
});

test("nine peers are too few, and a small stratum is compared in the one it lies in", () => {
  const nine = rate({ ...WORKED_EXAMPLE, institutions: WORKED_EXAMPLE.institutions.slice(0, 11) });
  expect(nine.results[0]?.reasons).toEqual(["too_few_peers"]);
  expect(rate(WORKED_EXAMPLE).results[0]?.reasons).toEqual([]);
  const strata = [
    { id: "whole", parent: null },
    { id: "example", parent: "whole" },
    { id: "other", parent: "whole" },
  ];
  const moved = WORKED_EXAMPLE.institutions.map((input, i) =>
    i % 2 === 0 ? input : { ...input, strata: input.strata.map((part) => ({ ...part, stratum: "other" })) },
  );
  const split = rate({ ...WORKED_EXAMPLE, strata, institutions: moved });
  expect(split.results.map((result) => result.peers)).toEqual(
    rate(WORKED_EXAMPLE).results.map((result) => (result.peers === null ? null : "whole")),
  );
  expect(split.results.map((result) => result.letter)).toEqual(
    rate(WORKED_EXAMPLE).results.map((r) => r.letter),
  );
});

test("nobody to compare gives an empty population and no failure", () => {
  const nobody = rate({ ...WORKED_EXAMPLE, institutions: [] });
  expect(nobody.results).toEqual([]);
  expect(nobody.population).toMatchObject({
    rated: 0,
    drift: 0.03,
    driftPairs: 0,
    overDispersion: 1,
    worstTenthFrom: 0,
  });
});

test("an id that comes twice and a stratum that is not listed are refused", () => {
  const [first] = WORKED_EXAMPLE.institutions;
  expect(() => rate({ ...WORKED_EXAMPLE, institutions: [only(first), only(first)] })).toThrow("comes twice");
  expect(() => rate({ ...WORKED_EXAMPLE, strata: [] })).toThrow("is not listed");
  expect(() => rate({ ...WORKED_EXAMPLE, strata: [{ id: "example", parent: "example" }] })).toThrow(
    "lies in itself",
  );
});
