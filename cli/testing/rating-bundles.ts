import { hash } from "node:crypto";
import type { InstitutionInput, Letter, PerClass, RatingBundle, StratumSums } from "#domain/rating/bundle.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import { rate } from "#domain/rating/rate.ts";

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const nine = (value: number): number => Number(value.toPrecision(9));
const STRATA = [
  { id: "bank", parent: null },
  { id: "bank/card", parent: "bank" },
  { id: "bank/consumer", parent: "bank" },
  { id: "bank/consumer/online", parent: "bank/consumer" },
  { id: "micro", parent: null },
  { id: "micro/city", parent: "micro" },
  { id: "rare", parent: null },
] as const;
const LETTERS = ["A", "B", "C", "D", "E"] as const;

/** Institutions of every kind: several strata, proxies, nothing counted, sanctions, past letters, holds. */
export function institutionsFrom(seed: number, count: number): InstitutionInput[] {
  const random = randomFrom(seed);
  const chance = (p: number): boolean => random() < p;
  /** Mild complaints are common, grave ones rare. */
  const share = (c: number): number => [1, 0.3, 0.03][c] ?? 0;
  const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const between = (low: number, high: number): number =>
    Math.exp(Math.log(low) + random() * Math.log(high / low));
  const classes = (of: (c: number) => number): PerClass => [nine(of(0)), nine(of(1)), nine(of(2))];
  const letter = (): Letter | null => (chance(0.4) ? null : one(LETTERS));
  /** Sizes and rates of one run lie within some orders of magnitude; the next run's elsewhere. */
  const [usual, spread, complained] = [between(1e3, 1e7), between(1.5, 200), between(1e-5, 1e-3)];

  return Array.from({ length: count }, (_, n) => {
    const ratio = chance(0.1) ? between(0.05, 30) : between(0.4, 2.5);
    const isQuiet = chance(0.05);
    const parts = STRATA.filter(({ id }) =>
      chance(id === "rare" ? 0.01 : id === "bank/consumer/online" ? 0.03 : 0.25),
    );
    const strata = (parts.length > 0 ? parts : [one(STRATA)]).map(({ id }): StratumSums => {
      const size = chance(0.04) ? 0 : usual * between(1 / spread, spread);
      // Complaints of a part that has no accounts to tell of count all the same.
      const complainedOf = size === 0 ? usual / spread : size;
      const counted = (factor: number) => {
        const [rare, few] = [one([0, 1, 1]), one([0.2, 1])];
        return classes((c) =>
          isQuiet
            ? 0
            : complainedOf *
              factor *
              complained *
              ratio *
              share(c) *
              (c === 2 ? rare : 1) *
              few *
              (0.7 + 0.6 * random()),
        );
      };
      const base = counted(1);
      return {
        stratum: id,
        exposure: { base: nine(size), shorter: nine(size * 0.55), longer: nine(size * 1.6) },
        complaints: {
          base,
          shorter: classes((c) => (base[c] ?? 0) * (0.5 + 0.1 * random())),
          longer: classes((c) => (base[c] ?? 0) * (1.5 + 0.2 * random())),
          uniform: classes((c) => (base[c] ?? 0) * (1.5 + random())),
          withoutCluster: classes((c) => (base[c] ?? 0) * (chance(0.3) ? 0.4 : 1)),
        },
      };
    });
    const total = strata.reduce((sum, { exposure }) => sum + exposure.base, 0);
    const half = () => {
      const accountMonths = nine(total * between(0.5, 2));
      return {
        accountMonths,
        complaints: classes((c) => accountMonths * complained * ratio * share(c) * between(0.8, 1.25)),
      };
    };
    const asked = chance(0.1) ? 0 : between(1, 2_000);
    const answered = asked * random();
    const decided = Math.floor(between(1, 400));
    return {
      id: `lender-${String(n).padStart(5, "0")}`,
      exposureSource: chance(0.05)
        ? one(["proxy", null] as const)
        : one(["regulator_filing", "audited_filing", "institution_statement"] as const),
      months: chance(0.06) ? Math.floor(random() * 12) : 12 + Math.floor(random() * 25),
      strata: chance(0.02) ? [] : strata,
      halves: { older: half(), newer: half() },
      persons: Math.floor(between(1, 500)),
      held: classes(() => (chance(0.1) ? random() * 100 : 0)),
      counts: { received: Math.floor(between(1, 400)), decided, upheld: Math.floor(decided * random()) },
      handling: {
        asked: nine(asked),
        inTime: nine(asked * (chance(0.2) ? 1 : random() ** 0.2)),
        answered: nine(answered),
        resolved: nine(answered * random() ** 0.5),
        reopened: nine(answered * random() * 0.2),
      },
      sanctions: { serious: chance(0.04), revoked: chance(0.02) },
      integrityHold: chance(0.02) ? "praise that comes in waves" : null,
      previous: { letter: letter(), ruled: letter() },
      cells: [
        { month: "2026-09", accounts: Math.floor(total), complaints: classes(() => 3 * random()) },
        { month: "2026-10", accounts: null, complaints: classes(() => 3 * random()) },
      ],
    };
  });
}

/** A batch of these institutions as the portal rates them. */
export function bundleOf(institutions: readonly InstitutionInput[], method = RATING_1): RatingBundle {
  const inputs = { method, strata: STRATA, institutions };
  const content = {
    v: 1,
    kind: "rating-batch",
    id: "0197a000-0000-7000-8000-000000000001",
    month: "2026-10",
    asOf: "2026-11-05T16:00:00.000Z",
    corrects: null,
    ...inputs,
    ...rate(inputs),
  } as const;
  return sealed(content);
}

/** The same with the digest that belongs to it. */
export function sealed<T>(content: T): T & { readonly digest: string } {
  const { digest: _, ...rest } = { digest: "", ...content };
  return { ...content, digest: hash("sha256", canonical(rest)) };
}

/** RFC 8785, for values without nested surprises. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
