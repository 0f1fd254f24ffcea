import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addUpCounts, type CaseCount, type ConductGrade, gradeConduct } from "./grade.ts";

/** Peers of one kind: 12 people with 10 cases each, `share` of them upheld. */
const peersOf = (employerKind: string, upheld: number): CaseCount[] =>
  Array.from({ length: 12 }, (_, i) => ({
    person: `${employerKind}${i}`,
    employerKind,
    decided: 10,
    upheld,
  }));
const PEERS = peersOf("collection_agency", 4);
const own = (decided: number, upheld: number): CaseCount => ({
  person: "own",
  employerKind: "collection_agency",
  decided,
  upheld,
});
const gradeOf = (decided: number, upheld: number, peers: readonly CaseCount[] = PEERS, months = 24) =>
  gradeConduct(addUpCounts([...peers, own(decided, upheld)]), "own", months);
const reasonsOf = (grade: ConductGrade) => (grade.status === "not_graded" ? grade.reasons : []);
const ORDER = ["better", "no_difference", "worse"];
const wordOf = (grade: ConductGrade) => (grade.status === "graded" ? ORDER.indexOf(grade.word) : Number.NaN);

describe("the grade of a practitioner's conduct", () => {
  it.each([
    [9, 9, 24, PEERS, ["too_few_cases"]],
    [10, 4, 11, PEERS, ["too_short"]],
    [0, 0, 0, PEERS, ["too_few_cases", "too_short"]],
    [10, 4, 24, PEERS.slice(0, 9), ["too_few_peers"]],
    [10, 4, 24, peersOf("bank", 4), ["too_few_peers"]],
    [10, 4, 12, PEERS, []],
  ])(
    "with %i cases, %i upheld and %i months is given or says why not",
    (decided, upheld, months, peers, reasons) => {
      expect(reasonsOf(gradeOf(decided, upheld, peers, months))).toEqual(reasons);
    },
  );

  it("says so only with enough evidence: ten of ten is worse than peers, five of ten and four of ten are no difference", () => {
    expect(
      [
        [4, 10],
        [5, 10],
        [20, 20],
        [0, 40],
      ].map(([upheld = 0, decided = 0]) => ORDER[wordOf(gradeOf(decided, upheld))]),
    ).toEqual(["no_difference", "no_difference", "worse", "better"]);
  });

  it("compares a person with each kind of employer the person worked at, by where the cases were", () => {
    const all = [...PEERS, ...peersOf("bank", 2), own(5, 2), { ...own(15, 3), employerKind: "bank" }];
    expect(gradeConduct(addUpCounts(all), "own", 24)).toMatchObject({
      status: "graded",
      peers: 0.25,
      decided: 20,
      upheld: 5,
    });
  });

  const cases = fc
    .tuple(fc.integer({ min: 10, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([decided, share]) => ({ decided, upheld: Math.round(decided * share) }));
  const world = fc
    .array(
      fc.record({
        decided: fc.integer({ min: 3, max: 30 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      {
        minLength: 10,
        maxLength: 20,
      },
    )
    .map((people) =>
      people.map(({ decided, share }, i) => ({
        person: `p${i}`,
        employerKind: "collection_agency",
        decided,
        upheld: Math.round(decided * share),
      })),
    );

  it("is never better for one more upheld case, nor worse for one more rejected case, whatever the others have", () => {
    fc.assert(
      fc.property(world, cases, (peers, { decided, upheld }) => {
        const before = gradeOf(decided, upheld, peers);
        const graded = [before, gradeOf(decided + 1, upheld + 1, peers), gradeOf(decided + 1, upheld, peers)];
        const [base, worse, better] = graded.map((grade) => (grade.status === "graded" ? grade : null));
        if (!base || !worse || !better) return;
        const near = 1e-6;
        expect(worse.share).toBeGreaterThanOrEqual(base.share - near);
        expect(worse.low).toBeGreaterThanOrEqual(base.low - near);
        expect(better.high).toBeLessThanOrEqual(base.high + near);
        expect(wordOf(worse)).toBeGreaterThanOrEqual(wordOf(base));
        expect(wordOf(better)).toBeLessThanOrEqual(wordOf(base));
      }),
      { numRuns: 40 },
    );
  });

  it("has its share within its interval, does not depend on the order of people, and calls nobody worse who has peers' share", () => {
    fc.assert(
      fc.property(world, cases, (peers, { decided, upheld }) => {
        const grade = gradeOf(decided, upheld, peers);
        const turned = addUpCounts([own(decided, upheld), ...[...peers].reverse()]);
        expect(gradeConduct(turned, "own", 24)).toEqual(grade);
        if (grade.status !== "graded") return;
        expect(grade.low).toBeLessThan(grade.share);
        expect(grade.high).toBeGreaterThan(grade.share);
        if (upheld / decided <= grade.peers) expect(grade.word).not.toBe("worse");
        if (upheld / decided >= grade.peers) expect(grade.word).not.toBe("better");
      }),
      { numRuns: 40 },
    );
  });
});
