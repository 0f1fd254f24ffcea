import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InstitutionInput, InstitutionResult, Letter, PerClass, StratumSums } from "./bundle.ts";
import { RATING_1 } from "./method.ts";
import { rate } from "./rate.ts";

type World = Parameters<typeof rate>[0];

const LETTERS: readonly Letter[] = ["A", "B", "C", "D", "E"];
/** Nothing is hidden because it is small, so that properties are tried where they are hardest. */
const UNGATED = {
  ...RATING_1,
  gates: { ...RATING_1.gates, leastExpected: 0, leastPeers: 1, widestRatio: 1e300 },
};

const perClass = (of: (c: number) => number): PerClass => [of(0), of(1), of(2)];
const only = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("nothing there");
  return value;
};

/** A portfolio's part whose complaints are counted in five ways that hang together. */
const partOf = (stratum: string): fc.Arbitrary<StratumSums> =>
  fc
    .record({
      size: fc.double({ min: -3, max: 3, noNaN: true }),
      counts: fc.tuple(fc.nat(400), fc.nat(60), fc.nat(8)),
      tiny: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      decay: fc.double({ min: 0.3, max: 1, noNaN: true }),
    })
    .map(({ size, counts, tiny, decay }) => {
      const accounts = 10_000 * 2 ** size;
      const base = perClass((c) => (tiny[c] ? (counts[c] ?? 0) % 2 : (counts[c] ?? 0)) * decay);
      return {
        stratum,
        exposure: { base: accounts, shorter: accounts * 0.6, longer: accounts * 1.5 },
        complaints: {
          base,
          shorter: perClass((c) => (base[c] ?? 0) * 0.6),
          longer: perClass((c) => (base[c] ?? 0) * 1.5),
          uniform: perClass((c) => (base[c] ?? 0) * 1.3),
          withoutCluster: perClass((c) => (base[c] ?? 0) * decay),
        },
      };
    });

const institution = fc
  .record({
    strata: fc
      .subarray(["north", "south", "online"], { minLength: 1 })
      .chain((names) => fc.tuple(...names.map(partOf)))
      .map((parts): StratumSums[] => parts),
    newer: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
    persons: fc.integer({ min: 5, max: 40 }),
    inTime: fc.nat(40),
    letter: fc.option(fc.constantFrom(...LETTERS)),
    ruled: fc.option(fc.constantFrom(...LETTERS)),
  })
  .map(({ strata, newer, persons, inTime, letter, ruled }): InstitutionInput => {
    const accounts = strata.reduce((sum, part) => sum + part.exposure.base, 0);
    const counts = perClass((c) => strata.reduce((sum, part) => sum + (part.complaints.base[c] ?? 0), 0));
    return {
      id: "",
      exposureSource: "audited_filing",
      months: 36,
      strata,
      halves: {
        older: { accountMonths: accounts, complaints: perClass((c) => (counts[c] ?? 0) * (1 - newer)) },
        newer: { accountMonths: accounts, complaints: perClass((c) => (counts[c] ?? 0) * newer) },
      },
      persons,
      held: [0, 0, 0],
      counts: { received: 50, decided: 40, upheld: 20 },
      handling: { asked: 40, inTime, answered: inTime, resolved: inTime * 0.8, reopened: 1 },
      sanctions: { serious: false, revoked: false },
      integrityHold: null,
      previous: { letter, ruled },
      cells: [],
    };
  });

const worldOf = (
  size: { readonly minLength: number; readonly maxLength: number },
  leastPeers: number,
): fc.Arbitrary<World> =>
  fc.array(institution, size).map((institutions) => ({
    method: { ...UNGATED, gates: { ...UNGATED.gates, leastPeers } },
    strata: [
      { id: "all", parent: null },
      { id: "land", parent: "all" },
      { id: "north", parent: "land" },
      { id: "south", parent: "land" },
      { id: "online", parent: "all" },
    ],
    institutions: institutions.map((input, i) => ({ ...input, id: `i${String(i).padStart(2, "0")}` })),
  }));
const world = worldOf({ minLength: 3, maxLength: 16 }, 1);

const badness = (letter: Letter | null): number => (letter === null ? 2 : LETTERS.indexOf(letter));

/** Every complaint and every account-month times a factor. */
function scaled(given: World, accounts: number, complaints: number): World {
  const times = <T extends object>(counts: T, factor: number): T =>
    JSON.parse(JSON.stringify(counts), (_, value) => (typeof value === "number" ? value * factor : value));
  return {
    ...given,
    institutions: given.institutions.map((input) => ({
      ...input,
      strata: input.strata.map((part) => ({
        ...part,
        exposure: times(part.exposure, accounts),
        complaints: times(part.complaints, complaints),
      })),
      halves: {
        older: {
          accountMonths: input.halves.older.accountMonths * accounts,
          complaints: times(input.halves.older.complaints, complaints),
        },
        newer: {
          accountMonths: input.halves.newer.accountMonths * accounts,
          complaints: times(input.halves.newer.complaints, complaints),
        },
      },
    })),
  };
}

/** Equal but for the rounding of what a figure was made from, and to the letter in the rest. */
function expectAlike(a: unknown, b: unknown): void {
  if (typeof a === "number" && typeof b === "number") {
    expect(Math.abs(a - b)).toBeLessThanOrEqual(2e-5 * Math.max(Math.abs(a), Math.abs(b)) + 1e-7);
  } else if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    expect(Object.keys(a)).toEqual(Object.keys(b));
    const [left, right] = [Object.entries(a), Object.values(b)];
    left.forEach(([key, value], i) => {
      if (key !== "id") expectAlike(value, right[i]);
    });
  } else expect(a).toEqual(b);
}

describe("in any world", () => {
  test("the unit of size is of no account: all accounts times 1024 change no figure", () => {
    fc.assert(
      fc.property(world, (given) => {
        expectAlike(rate(scaled(given, 1024, 1)), rate(given));
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  test("the same sums in another order give the same digits", () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), (given, keys) => {
        const shuffle = <T>(values: readonly T[]): T[] =>
          values
            .map((value) => ({ value, key: only(keys.next().value) }))
            .sort((a, b) => a.key - b.key)
            .map(({ value }) => value);
        const other = {
          ...given,
          strata: shuffle(given.strata),
          institutions: shuffle(given.institutions).map((input) => ({
            ...input,
            strata: shuffle(input.strata),
          })),
        };
        expect(JSON.stringify(rate(other))).toBe(JSON.stringify(rate(given)));
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  test("names are of no account: other ids give the same figures", () => {
    fc.assert(
      fc.property(world, (given) => {
        const renamed = given.institutions.map((input, i) => ({ ...input, id: `z${String(99 - i)}` }));
        const after = rate({ ...given, institutions: renamed });
        expectAlike(after.results.toReversed(), rate(given).results);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  // Among three whose benchmark rests on next to nothing, one complaint makes the others look more alike and the ratio of
  // its own institution lean more on theirs: by parts in ten thousand, and not where ten are compared.
  test.each([
    [
      "never lowers the ratio nor betters a letter among ten peers",
      worldOf({ minLength: 10, maxLength: 16 }, 10),
      0,
    ],
    ["lowers the ratio by a thousandth at most among three", world, 1e-3],
  ])("one more upheld complaint %s", (_, someWorld, slack) => {
    const month = fc.nat(35);
    const weight = fc.constantFrom(0.25, 0.5, 1);
    fc.assert(
      fc.property(someWorld, fc.nat(), fc.constantFrom(0, 1, 2), month, weight, (given, which, c, ago, u) => {
        const i = which % given.institutions.length;
        const more = (counts: PerClass, by: number): PerClass =>
          perClass((k) => (counts[k] ?? 0) + (k === c ? by : 0));
        const own = only(given.institutions[i]);
        const after = withOneMore(own, ago, u, more);
        // The one complaint may also make a fifth pair of halves, and with it another drift for everybody: wider
        // intervals and the same ratios. So letters are compared at the same drift.
        const [before, atSameDrift, now] = [own, { ...after, halves: own.halves }, after].map((input) =>
          only(rate({ ...given, institutions: given.institutions.with(i, input) }).results[i]),
        );
        expectNoBetter(only(atSameDrift), only(before), slack);
        expect(now?.harm?.estimate.ratio).toBe(atSameDrift?.harm?.estimate.ratio);
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });

  test("an institution without any complaint has a ratio under 1 and above 0", () => {
    fc.assert(
      fc.property(world, (given) => {
        const none = perClass(() => 0);
        const first = only(given.institutions[0]);
        const clean: InstitutionInput = {
          ...first,
          strata: first.strata.map((part) => ({
            ...part,
            complaints: { base: none, shorter: none, longer: none, uniform: none, withoutCluster: none },
          })),
        };
        const { harm } = only(rate({ ...given, institutions: given.institutions.with(0, clean) }).results[0]);
        for (const { mean } of only(harm ?? undefined).classes) {
          expect(mean).toBeGreaterThan(0);
          expect(mean).toBeLessThan(1);
        }
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  test("figures are finite, rounded to six digits, and hang together", () => {
    fc.assert(
      fc.property(world, (given) => {
        const { population, results } = rate(given);
        JSON.stringify({ population, results }, (_, value) => {
          if (typeof value === "number") {
            expect(Number.isFinite(value)).toBe(true);
            expect(Number(value.toPrecision(6))).toBe(value);
          }
          return value;
        });
        for (const { harm } of results) {
          const { estimate, probability } = only(harm ?? undefined);
          expect(estimate.low).toBeLessThanOrEqual(estimate.high);
          expect(probability.belowHalf).toBeLessThanOrEqual(probability.belowFourFifths);
          expect(probability.aboveTwoAndHalf).toBeLessThanOrEqual(probability.aboveOneAndHalf);
          expectAlike(estimate.ratio, estimate.shape / estimate.rate);
        }
        const worst = results.reduce((sum, { harm }) => sum + (harm?.probability.worstTenth ?? 0), 0);
        // Where rates leap by half each month nearly all probability lies at nought, and no ratio parts off a tenth.
        if (population.worstTenthFrom > 1e-50) expect(worst / results.length).toBeCloseTo(0.1, 5);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });
});

function withOneMore(
  input: InstitutionInput,
  ago: number,
  u: number,
  more: (counts: PerClass, by: number) => PerClass,
): InstitutionInput {
  const [part, ...rest] = input.strata;
  const { exposure, complaints, stratum } = only(part);
  const by = (halfLifeMonths: number): number => u * 2 ** (-ago / halfLifeMonths);
  const half = ago < 18 ? "newer" : "older";
  return {
    ...input,
    strata: [
      {
        stratum,
        exposure,
        complaints: {
          base: more(complaints.base, by(12)),
          shorter: more(complaints.shorter, by(6)),
          longer: more(complaints.longer, by(24)),
          uniform: more(complaints.uniform, by(12) / u),
          withoutCluster: more(complaints.withoutCluster, by(12)),
        },
      },
      ...rest,
    ],
    halves: {
      ...input.halves,
      [half]: { ...input.halves[half], complaints: more(input.halves[half].complaints, u) },
    },
  };
}

function expectNoBetter(now: InstitutionResult, before: InstitutionResult, slack: number): void {
  const least = (before.harm?.estimate.ratio ?? Number.NaN) * (1 - slack);
  expect(now.harm?.estimate.ratio).toBeGreaterThanOrEqual(least);
  expect(badness(now.harm?.letter ?? null)).toBeGreaterThanOrEqual(badness(before.harm?.letter ?? null));
  expect(badness(now.ruled)).toBeGreaterThanOrEqual(badness(before.ruled));
  expect(badness(now.letter)).toBeGreaterThanOrEqual(badness(before.letter));
}

describe("merged institutions", () => {
  test("sums add, and the merged ratio of each class lies between those of the parts", () => {
    fc.assert(
      fc.property(world, fc.nat(), fc.nat(), (given, one, other) => {
        const many = given.institutions.length;
        const i = one % many;
        const j = (i + 1 + (other % (many - 1))) % many;
        const [a, b] = [only(given.institutions[i]), only(given.institutions[j])];
        // Same benchmark for both and for their sum: the two are left aside and measured against the rest.
        const rest = given.institutions.filter((_, k) => k !== i && k !== j);
        fc.pre(rest.length > 0);
        const inAll = (input: InstitutionInput): readonly StratumSums[] => [
          { ...only(input.strata[0]), stratum: "all" },
        ];
        const flat = rest.map((input) => ({ ...input, strata: inAll(input) }));
        const [left, right] = [only(inAll(a)[0]), only(inAll(b)[0])];
        const add = (x: PerClass, y: PerClass): PerClass => perClass((c) => (x[c] ?? 0) + (y[c] ?? 0));
        const sum: StratumSums = {
          stratum: "all",
          exposure: { ...left.exposure, base: left.exposure.base + right.exposure.base },
          complaints: { ...left.complaints, base: add(left.complaints.base, right.complaints.base) },
        };
        const rawOf = (part: StratumSums): readonly number[] => {
          const mine = { ...a, id: "zz", strata: [part] };
          const { harm } = only(rate({ ...given, institutions: [...flat, mine] }).results.at(-1));
          return only(harm ?? undefined).classes.map(({ observed, expected }) => observed / expected);
        };
        const [l, r, s] = [left, right, sum].map(rawOf);
        // The half complaint of the benchmark is spread over all exposure, so the larger of them expects a little less.
        const others = flat.reduce((whole, input) => whole + only(input.strata[0]).exposure.base, 0);
        const smallest = others + Math.min(left.exposure.base, right.exposure.base);
        const thinner = (others + sum.exposure.base) / smallest;
        s?.forEach((ratio, c) => {
          const least = Math.min(l?.[c] ?? 0, r?.[c] ?? 0);
          const most = Math.max(l?.[c] ?? 0, r?.[c] ?? 0);
          expect(ratio).toBeGreaterThanOrEqual(least * (1 - 1e-5));
          expect(ratio).toBeLessThanOrEqual(most * thinner * (1 + 1e-5));
        });
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });
});
