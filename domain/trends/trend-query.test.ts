import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayName, dayNumber, lastWholeDay } from "./day.ts";
import { NO_QUERY, PERIODS, readTrendQuery, resolvePeriod, STEPS, trendSearch } from "./trend-query.ts";

const COUNTED = { from: "2024-11-05", to: "2026-03-01" };
const asked = (search: Record<string, string>) => resolvePeriod(readTrendQuery(search), COUNTED);

describe("address", () => {
  it("keeps the whole state, and nothing that goes without saying", () => {
    expect(trendSearch(NO_QUERY)).toBe("");
    const search = {
      period: "30d",
      step: "day",
      matter: "scam",
      channel: "sms",
      severity: "nuisance",
      region: "330000",
      by: "region",
    };
    expect(
      readTrendQuery(Object.fromEntries(new URLSearchParams(trendSearch(readTrendQuery(search))))),
    ).toEqual({
      ...NO_QUERY,
      ...search,
    });
  });

  it("asks for nothing with a value that it does not know", () => {
    expect(
      readTrendQuery({
        period: "9y",
        from: "2026-02-30",
        to: "yesterday",
        matter: ["scam", "other"],
        region: "330100",
        by: "person",
      }),
    ).toEqual(NO_QUERY);
  });
});

describe("period", () => {
  it.each([
    [{ period: "30d" }, "2026-01-31", "2026-03-01", 30],
    [{ period: "90d" }, "2025-12-02", "2026-03-01", 90],
    [{ period: "12m" }, "2025-03-02", "2026-03-01", 365],
    [{ period: "all" }, "2024-11-05", "2026-03-01", 482],
    [{ from: "2026-02-01", to: "2026-02-28" }, "2026-02-01", "2026-02-28", 28],
    [{ from: "2026-02-28", to: "2026-02-01" }, "2026-02-01", "2026-02-28", 28],
    [{ from: "2026-02-01" }, "2026-02-01", "2026-03-01", 29],
    [{ from: "2000-01-01", step: "day" }, "2000-01-01", "2026-03-01", 9557],
    [{ from: "2026-02-01", to: "2030-01-01" }, "2026-02-01", "2026-03-01", 29],
  ])("of %j", (search, from, to, days) => {
    expect(asked(search)).toMatchObject({ from, to, days });
  });

  it("ends with the last day in China that is over", () => {
    expect(lastWholeDay(new Date("2026-03-01T15:59:59Z"))).toBe("2026-02-28");
    expect(lastWholeDay(new Date("2026-03-01T16:00:00Z"))).toBe("2026-03-01");
  });

  it("is compared with as many days right before, where all of them were counted", () => {
    expect(asked({ period: "30d" }).previous).toEqual({ from: "2026-01-01", to: "2026-01-30" });
    expect(asked({ period: "all" }).previous).toBeNull();
    expect(asked({ from: "2024-11-06", to: "2024-11-07" }).previous).toBeNull();
  });

  it("is drawn in whole steps, few enough to read, next to each other and within it", () => {
    const day = fc.integer({ min: dayNumber("2024-01-01"), max: dayNumber("2026-03-01") }).map(dayName);
    fc.assert(
      fc.property(
        day,
        day,
        fc.constantFrom("", ...STEPS),
        fc.constantFrom(...PERIODS),
        (from, to, step, period) => {
          const found = resolvePeriod(
            { ...NO_QUERY, from, to, step, period },
            { ...COUNTED, from: "2024-01-01" },
          );
          expect(found.steps.length).toBeLessThanOrEqual(120);
          for (const [i, one] of found.steps.entries()) {
            expect(one.from >= found.from && one.from <= one.to && one.to <= found.to).toBe(true);
            const before = found.steps[i - 1];
            if (before) expect(dayNumber(one.from)).toBe(dayNumber(before.to) + 1);
          }
          if (found.days >= 2) expect(found.steps.length).toBeGreaterThanOrEqual(2);
        },
      ),
    );
  });
});
