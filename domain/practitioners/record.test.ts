import { describe, expect, it } from "vitest";
import { toldRecord, withheld } from "./disclosure.ts";
import { type ConductItem, counts, isTold, monthsWorked, repairRefusal, termEnd } from "./record.ts";

const NOW = new Date("2026-03-02T04:00:00Z");
const item = (change: Partial<ConductItem> = {}): ConductItem => ({
  id: "1",
  kind: "decided_case",
  state: "recorded",
  fromOn: "2025-01-01",
  untilOn: "2025-01-31",
  source: "agency_decision",
  institution: null,
  outcome: "upheld",
  conduct: "threats",
  measure: null,
  challenge: null,
  endedReason: null,
  ...change,
});

describe("the record of a practitioner", () => {
  it("is told for five years after the last day, in China, and no longer; for ever while it goes on", () => {
    const end = new Date("2026-02-28T16:00:00Z");
    expect(termEnd("2021-02-28")).toEqual(end);
    const told = (at: Date) => isTold(item({ untilOn: "2021-02-28" }), at);
    expect([told(new Date(end.getTime() - 1)), told(end)]).toEqual([true, false]);
    expect(isTold(item({ kind: "employer", outcome: null, fromOn: "1999-01-01", untilOn: null }), NOW)).toBe(
      true,
    );
  });

  it("tells nothing that is proposed, refused or taken off, and counts nothing in dispute", () => {
    for (const state of ["proposed", "refused", "ended"] as const)
      expect(isTold(item({ state }), NOW)).toBe(false);
    expect(
      [null, "repair", "objection"].map((challenge) => counts(item({ challenge: challenge as null }), NOW)),
    ).toEqual([true, true, false]);
    expect(counts(item({ kind: "training", outcome: null }), NOW)).toBe(false);
  });

  it("counts months of work once where employments overlap, and only of the last five years", () => {
    const job = (fromOn: string, untilOn: string | null) =>
      item({ kind: "employer", outcome: null, fromOn, untilOn });
    expect(monthsWorked([job("2025-03-02", null)], NOW)).toBe(12);
    expect(monthsWorked([job("2025-03-02", null), job("2024-12-15", "2025-06-30")], NOW)).toBe(14);
    expect(monthsWorked([job("2001-01-01", null)], NOW)).toBe(60);
    expect(
      monthsWorked([job("2001-01-01", "2019-12-31"), { ...job("2025-01-01", null), state: "ended" }], NOW),
    ).toBe(0);
  });

  it("lets upheld conduct be repaired three months after it ended, and nothing else", () => {
    expect(repairRefusal(item({ untilOn: "2025-12-01" }), NOW)).toBeNull();
    expect(repairRefusal(item({ untilOn: "2025-12-05" }), NOW)).toBe("too-early");
    expect(repairRefusal(item({ outcome: "not_upheld" }), NOW)).toBe("not-negative");
    expect(repairRefusal(item({ kind: "training", outcome: null }), NOW)).toBe("not-negative");
  });

  it("is told to an employer without employers, cases and words; for other purposes or keys not at all", () => {
    const grade = {
      status: "not_graded",
      reasons: ["too_few_cases"],
      decided: 2,
      upheld: 1,
      months: 12,
    } as const;
    const told = toldRecord(
      [
        item({ challenge: "objection" }),
        item({ outcome: "not_upheld" }),
        item({ kind: "employer", outcome: null, conduct: null }),
        item({ kind: "training", outcome: null, conduct: null }),
        item({ state: "ended" }),
      ],
      grade,
      NOW,
    );
    expect(told.items.map(({ kind, isDisputed }) => [kind, isDisputed])).toEqual([
      ["decided_case", true],
      ["training", false],
    ]);
    expect(Object.keys(told.items[0] ?? {}).sort()).toEqual(
      ["conduct", "from", "isDisputed", "kind", "measure", "source", "until"].sort(),
    );
    expect([
      withheld("employment", true),
      withheld("employment", false),
      withheld("complaint-handling", true),
    ]).toEqual([null, "scope", "purpose"]);
  });
});
