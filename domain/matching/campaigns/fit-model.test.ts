import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AgreementCounts,
  fitModel,
  MOST_MOVED,
  modelOf,
  type PatternCount,
  WEIGHT_OF_PRESENT,
} from "./fit-model.ts";
import { HAND_MODEL, isLinkKind, LINK_KINDS, type LinkKind, mapKinds, tiesAlone } from "./link-kinds.ts";

const KINDS = Object.keys(LINK_KINDS).filter(isLinkKind);

/** Gangs that share a payee; half of their pairs share the script's turns as well, as strangers do `byChance` times. */
function gangs({ pairs = 1000, byChance = 0, shared = 200 }): AgreementCounts {
  const both: LinkKind[] = ["payee", "rotating"];
  return {
    pairs: 1_000_000,
    linked: [
      { both, agree: ["payee"], pairs: pairs / 2 },
      { both, agree: ["payee", "rotating"], pairs: pairs / 2 },
      { both, agree: ["rotating"], pairs: byChance },
    ],
    carried: { ...mapKinds(() => 0), payee: 100_000, rotating: 100_000 },
    shared: { ...mapKinds(() => 0), payee: shared, rotating: shared },
  };
}

const kinds = fc.uniqueArray(fc.constantFrom(...KINDS), { maxLength: 5 });
const pattern = fc
  .record({
    both: kinds,
    take: fc.nat(31),
    pairs: fc.oneof(fc.nat(10_000), fc.double({ min: 0.01, max: 1e9, noNaN: true })),
  })
  .map(
    ({ both, take, pairs }): PatternCount => ({
      both,
      agree: both.filter((_, at) => (take >> at) & 1),
      pairs,
    }),
  );
const perKind = fc.array(fc.nat(100_000), { minLength: KINDS.length, maxLength: KINDS.length });
const counts = fc
  .record({
    pairs: fc.nat(1e9),
    linked: fc.array(pattern, { maxLength: 12 }),
    carried: perKind,
    shared: perKind,
  })
  .map(
    ({ pairs, linked, carried, shared }): AgreementCounts => ({
      pairs,
      linked,
      carried: mapKinds((kind) => carried[KINDS.indexOf(kind)] ?? 0),
      shared: mapKinds((kind) => shared[KINDS.indexOf(kind)] ?? 0),
    }),
  );

describe("weights from counted agreement", () => {
  it("a tie that pairs share though all else differs loses bits, the more of them the more", () => {
    const bits = [0, 500, 5000, 50_000].map((byChance) => fitModel(gangs({ byChance })).kinds.rotating.bits);
    expect(bits).toEqual([...bits].sort((a, b) => b - a));
    expect(bits[3]).toBeLessThan((bits[0] ?? 0) - 2);
  });

  it("a tie that pairs of one campaign agree on more often gains bits", () => {
    const bits = [100, 500, 900].map((agreeing) => {
      const { linked, ...rest } = gangs({});
      const [none, both] = linked;
      if (!none || !both) throw new Error("no patterns");
      const own = [
        { ...none, pairs: 1000 - agreeing },
        { ...both, pairs: agreeing },
      ];
      return fitModel({ ...rest, linked: own }).kinds.rotating.bits;
    });
    expect(bits).toEqual([...bits].sort((a, b) => a - b));
  });

  it("nothing moves a kind by more than the bound, few shared things by their share of it, none not at all", () => {
    fc.assert(
      fc.property(counts, (own) => {
        const fit = fitModel(own);
        for (const kind of KINDS) {
          const n = own.shared[kind];
          const moved = Math.abs(fit.kinds[kind].bits - LINK_KINDS[kind].bits);
          expect(moved).toBeLessThanOrEqual((MOST_MOVED * n) / (n + WEIGHT_OF_PRESENT) + 0.006);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("is the same whatever the order of the patterns, and whether like patterns are counted together", () => {
    fc.assert(
      fc.property(counts, (own) => {
        const fit = fitModel(own);
        expect(fitModel({ ...own, linked: own.linked.toReversed() })).toEqual(fit);
        const halved = own.linked.flatMap((one) => [
          { ...one, pairs: one.pairs / 2 },
          { ...one, pairs: one.pairs / 2 },
        ]);
        for (const kind of KINDS)
          expect(fitModel({ ...own, linked: halved }).kinds[kind].bits).toBeCloseTo(fit.kinds[kind].bits, 1);
      }),
      { numRuns: 60 },
    );
  });

  it("without a pair, or with counts that are none, the weights stay as they are", () => {
    const none = mapKinds(() => 0);
    const empty = fitModel({ pairs: 0, linked: [], carried: none, shared: none });
    expect(modelOf("campaign-1", empty)).toEqual(HAND_MODEL);
    const linked = [{ both: ["payee" as const], agree: ["payee" as const], pairs: Number.NaN }];
    expect(modelOf("campaign-1", fitModel({ pairs: 10, linked, carried: none, shared: none }))).toEqual(
      HAND_MODEL,
    );
  });

  it("no fit lets an account, a number, an address or a name stop tying reports", () => {
    for (const kind of KINDS.filter((one) => LINK_KINDS[one].isIdentity))
      expect(LINK_KINDS[kind].bits - MOST_MOVED + HAND_MODEL.prior).toBeGreaterThan(0);
    expect(KINDS.every((kind) => tiesAlone(HAND_MODEL, kind))).toBe(true);
  });
});
