import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dueOn } from "./due-on.ts";

describe("the last day of a limit", () => {
  it.each([
    // Sunday 1 February 2026, 14:10 in China.
    ["2026-02-01T06:10:00Z", 7, "working", "2026-02-10"],
    ["2026-02-06T06:10:00Z", 1, "working", "2026-02-09"],
    ["2026-02-01T06:10:00Z", 28, "calendar", "2026-03-01"],
    ["2026-02-01T06:10:00Z", 0, "calendar", "2026-02-01"],
  ] as const)("from %s over %i %s days is %s", (from, days, dayKind, expected) => {
    expect(dueOn({ days, dayKind }, new Date(from))).toBe(expected);
  });

  it("counts from the day in China, not in UTC", () => {
    expect(dueOn({ days: 1, dayKind: "calendar" }, new Date("2026-01-31T16:00:00Z"))).toBe("2026-02-02");
  });

  it("of working days never falls on a weekend and is never before the same number of calendar days", () => {
    const from = fc.date({
      min: new Date("1990-01-01"),
      max: new Date("2100-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(from, fc.integer({ min: 1, max: 60 }), (start, days) => {
        const working = dueOn({ days, dayKind: "working" }, start);
        expect([0, 6]).not.toContain(new Date(`${working}T00:00:00Z`).getUTCDay());
        expect(working >= dueOn({ days, dayKind: "calendar" }, start)).toBe(true);
      }),
    );
  });
});
