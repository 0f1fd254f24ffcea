import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InstitutionInput } from "../bundle.ts";
import { RATING_1 } from "../method.ts";
import { buildInputs } from "./build-inputs.ts";
import { monthIndex, monthName } from "./months.ts";
import type {
  Evidence,
  EvidenceComplaint,
  EvidenceExposure,
  EvidenceInstitution,
  Standing,
} from "./types.ts";

const LAST = "2026-10";
const at = (back: number): string => monthName(monthIndex(LAST) - back);
const dateIn = (month: string, day = 10): Date =>
  new Date(`${month}-${String(day).padStart(2, "0")}T04:00:00Z`);

const institution = (id: string): EvidenceInstitution => ({
  id,
  homeStratum: "all",
  openedIn: null,
  sanctions: { serious: false, revoked: false },
  integrityHold: null,
  previous: { letter: null, ruled: null },
});

function complaint(id: string, back: number, more: Partial<EvidenceComplaint> = {}): EvidenceComplaint {
  const month = more.month ?? at(back);
  return {
    id,
    institutionId: "a",
    principalId: null,
    stratum: null,
    severityClass: 0,
    person: `person of ${id}`,
    standing: "open",
    isVerified: true,
    isTriaged: true,
    clusters: [],
    isReviewed: false,
    ...more,
    month,
    at: more.at ?? dateIn(month),
  };
}

const filing = (
  institutionId: string,
  back: number,
  more: Partial<EvidenceExposure> = {},
): EvidenceExposure => ({
  institutionId,
  stratum: "loans",
  month: at(back),
  accounts: 1000,
  source: "audited_filing",
  filedAt: new Date("2026-10-01T00:00:00Z"),
  ...more,
});
const filings = (id: string): EvidenceExposure[] => Array.from({ length: 48 }, (_, back) => filing(id, back));

const evidence = (more: Partial<Evidence>): Evidence => ({
  month: LAST,
  asOf: new Date("2026-11-05T00:00:00Z"),
  method: RATING_1,
  drift: null,
  institutions: [institution("a"), institution("b")],
  mergers: [],
  complaints: [],
  exposures: [...filings("a"), ...filings("b")],
  handling: [],
  ...more,
});

function inputOf(more: Partial<Evidence>, id = "a"): InstitutionInput {
  const found = buildInputs(evidence(more)).institutions.find((input) => input.id === id);
  if (!found) throw new Error(`no input of ${id}`);
  return found;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const inHalves = ({ halves }: InstitutionInput): number =>
  sum([...halves.older.complaints, ...halves.newer.complaints]);
const everySum = (input: InstitutionInput): number[] => [
  ...input.strata.flatMap(({ complaints }) => Object.values(complaints).flat()),
  ...input.halves.older.complaints,
  ...input.halves.newer.complaints,
];

const STANDINGS: readonly Standing[] = ["upheld", "unrebutted", "open", "rejected", "withdrawn", "duplicate"];
const WEIGHT: Partial<Record<Standing, number>> = { upheld: 1, unrebutted: 0.5, open: 0.25 };
const rows = fc
  .array(
    fc.record({
      back: fc.integer({ min: 0, max: 47 }),
      severityClass: fc.constantFrom(0 as const, 1 as const, 2 as const),
      standing: fc.constantFrom(...STANDINGS),
      clusters: fc.subarray(["text 1", "device 2", "network 3"]),
      stratum: fc.constantFrom(null, "loans"),
      institutionId: fc.constantFrom("a", "b"),
      many: fc.constantFrom(1, 1, 1, 40),
    }),
    { maxLength: 25 },
  )
  .map((list) =>
    list.flatMap(({ back, many, ...more }, i) =>
      Array.from({ length: many }, (_, k) => complaint(`c${i}-${k}`, back, more)),
    ),
  );

describe("what a complaint weighs", () => {
  it("counts by what became of it, and only when a verified person stands behind it and it was read", () => {
    const complaints = STANDINGS.map((standing, i) => complaint(`c${i}`, 3, { standing }));
    expect(inHalves(inputOf({ complaints }))).toBeCloseTo(1.75, 12);
    const unread = complaints.map((row) => ({ ...row, isTriaged: false }));
    const unknown = complaints.map((row) => ({ ...row, isVerified: false }));
    expect(inHalves(inputOf({ complaints: unread }))).toBe(0);
    expect(inHalves(inputOf({ complaints: unknown }))).toBe(0);
    expect(inputOf({ complaints: unknown }).counts).toEqual({ received: 5, decided: 2, upheld: 1 });
  });
  it("never counts against an institution whose name somebody else used", () => {
    const spoof = inputOf({ complaints: [complaint("c", 1, { standing: "not_customer_spoof" })] });
    expect([inHalves(spoof), spoof.counts.received]).toEqual([0, 0]);
  });
  it("counts one a person and 180 days, the gravest", () => {
    const person = "p";
    const complaints = [
      complaint("c1", 12, { person }),
      complaint("c2", 10, { person, standing: "upheld", severityClass: 1 }),
      complaint("c3", 9, { person, standing: "unrebutted" }),
      complaint("c4", 2, { person }),
    ];
    expect(inputOf({ complaints }).halves.newer.complaints).toEqual([0.25, 1, 0]);
  });
  it("counts n like reports as the root of n, also where only others connect them", () => {
    const keys = [["x"], ["x", "y"], ["y"], ["y", "z"]];
    const complaints = keys.map((clusters, i) =>
      complaint(`c${i}`, 4 + i, { clusters, standing: "unrebutted" }),
    );
    const input = inputOf({ complaints });
    expect(inHalves(input)).toBeCloseTo(0.5 * 2, 12);
    expect(input.strata[0]?.complaints.withoutCluster).toEqual([0, 0, 0]);
    expect(input.persons).toBe(2);
  });
  it("counts a reviewed complaint whole, however alike", () => {
    const complaints = Array.from({ length: 9 }, (_, i) =>
      complaint(`c${i}`, 4, { clusters: ["x"], standing: "unrebutted", isReviewed: true }),
    );
    expect(inHalves(inputOf({ complaints }))).toBeCloseTo(4.5, 12);
  });
  it("counts what an agent did for a lender for both, once each", () => {
    const complaints = [complaint("c", 2, { institutionId: "b", principalId: "a", standing: "upheld" })];
    expect(["a", "b"].map((id) => inHalves(inputOf({ complaints }, id)))).toEqual([1, 1]);
  });
});

describe("what all inputs have in common", () => {
  it("is the same in whatever order rows come", () => {
    fc.assert(
      fc.property(rows, fc.integer(), (complaints, seed) => {
        const shuffled = complaints.toSorted((x, y) => (x.id + seed < y.id + seed ? 1 : -1));
        expect(buildInputs(evidence({ complaints: shuffled }))).toEqual(
          buildInputs(evidence({ complaints })),
        );
      }),
      { numRuns: 25 },
    );
  });
  it("counts or holds all weight", () => {
    fc.assert(
      fc.property(rows, (complaints) => {
        const free = complaints.map((row) => ({ ...row, clusters: [] }));
        const { institutions } = buildInputs(evidence({ complaints: free }));
        const weight = (id: string): number =>
          sum(
            free
              .filter((row) => row.institutionId === id && monthIndex(row.month) > monthIndex(LAST) - 36)
              .map(({ standing }) => WEIGHT[standing] ?? 0),
          );
        for (const input of institutions)
          expect(inHalves(input) + sum(input.held)).toBeCloseTo(weight(input.id), 8);
      }),
      { numRuns: 25 },
    );
  });
  it("loses nothing by one more upheld complaint of one more person", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 47 }), (complaints, back) => {
        const upheld = complaint("more", back, { standing: "upheld", clusters: ["text 1"] });
        const before = everySum(
          inputOf({ complaints: [...complaints, complaint("zero", 0, { stratum: "loans" })] }),
        );
        const after = everySum(
          inputOf({ complaints: [...complaints, complaint("zero", 0, { stratum: "loans" }), upheld] }),
        );
        for (const [i, value] of before.entries()) expect(after[i]).toBeGreaterThanOrEqual(value - 1e-9);
      }),
      { numRuns: 40 },
    );
  });
  it("gives the successor of a merger all of both from its month on, and nothing before", () => {
    fc.assert(
      fc.property(rows, (complaints) => {
        const free = complaints.map((row) => ({ ...row, clusters: [] }));
        const two = buildInputs(evidence({ complaints: free })).institutions;
        const merged = (month: string) =>
          buildInputs(evidence({ complaints: free, mergers: [{ from: "b", to: "a", month }] })).institutions;
        const total = (list: readonly InstitutionInput[]): number =>
          sum(list.flatMap((input) => [inHalves(input), ...input.held]));
        const [one, ...others] = merged(LAST);
        expect(others).toEqual([]);
        expect(one?.halves.newer.accountMonths).toBe(
          sum(two.map(({ halves }) => halves.newer.accountMonths)),
        );
        expect(total(one ? [one] : [])).toBeCloseTo(total(two), 8);
        expect(merged(monthName(monthIndex(LAST) + 1))).toEqual(two);
      }),
      { numRuns: 15 },
    );
  });
});

describe("accounts", () => {
  it("takes the best source of a month, of one source the newest known at the cutoff, and tells the worst used", () => {
    const exposures = [
      filing("a", 0, { source: "institution_statement", accounts: 9 }),
      filing("a", 1, { accounts: 5, filedAt: new Date("2026-10-02T00:00:00Z") }),
      filing("a", 1, { accounts: 4 }),
      filing("a", 1, { accounts: 3, filedAt: new Date("2026-11-06T00:00:00Z") }),
      filing("a", 1, { accounts: 2, source: "proxy" }),
    ];
    const input = inputOf({ exposures });
    expect(input.exposureSource).toBe("institution_statement");
    expect([input.months, input.halves.newer.accountMonths]).toEqual([2, 14]);
  });
  it("fills months that were not filed with the month before, and does not call them known", () => {
    const input = inputOf({ exposures: [filing("a", 11), filing("a", 5, { accounts: 10 })] });
    expect([input.months, input.halves.newer.accountMonths]).toEqual([2, 6 * 1000 + 6 * 10]);
  });
  it("are those of one filing: a total does not stay beside the products it was split into, nor one given up", () => {
    const half = (back: number, stratum: string) => filing("a", back, { stratum, accounts: 500 });
    const split = [filing("a", 11), half(5, "loans:card"), half(5, "loans:cash"), half(2, "loans:cash")];
    const input = inputOf({ exposures: split });
    expect(input.halves.newer.accountMonths).toBe(6 * 1000 + 3 * 1000 + 3 * 500);
    const opened = { ...institution("a"), openedIn: at(40) };
    const joined = [half(11, "loans:card"), half(11, "loans:cash"), filing("a", 5)];
    expect(inputOf({ exposures: joined, institutions: [opened] }).halves.newer.accountMonths).toBe(18 * 1000);
  });
  it("is a proxy only where there is nothing else", () => {
    expect(inputOf({ exposures: [filing("a", 0, { source: "proxy" })] }).exposureSource).toBe("proxy");
    expect(inputOf({ exposures: [] }).exposureSource).toBeNull();
  });
});

describe("months told", () => {
  it("tells none below ten people, and none that could be had by subtraction", () => {
    const inMonth = (back: number, count: number): EvidenceComplaint[] =>
      Array.from({ length: count }, (_, i) => complaint(`c${back}-${i}`, back, { standing: "upheld" }));
    const told = (complaints: EvidenceComplaint[]) => inputOf({ complaints }).cells.map(({ month }) => month);
    expect(told([...inMonth(5, 10), ...inMonth(4, 12)])).toEqual([at(5), at(4)]);
    expect(told([...inMonth(5, 10), ...inMonth(4, 12), ...inMonth(3, 9)])).toEqual([at(4)]);
    expect(told([...inMonth(5, 10), ...inMonth(4, 9), ...inMonth(3, 9)])).toEqual([at(5)]);
  });
});
