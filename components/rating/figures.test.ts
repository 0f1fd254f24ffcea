import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { translator } from "#messages/translate.ts";
import {
  funnelPlace,
  logPlace,
  logTicks,
  nearest,
  peersText,
  ratioText,
  shareText,
  weighedText,
} from "./figures.ts";

describe("figures as people read them", () => {
  it("keep two decimals of a ratio and none that nobody needs", () => {
    expect([0.6183, 1, 9.999, 12.34].map(ratioText)).toEqual(["0.62", "1.00", "10.00", "12.3"]);
    expect([0, 0.25, 9.96, 41.4, 1284].map((count) => weighedText("en", count))).toEqual([
      "0",
      "0.3",
      "10",
      "41",
      "1,284",
    ]);
  });

  it("never call a share certain that is only close to it", () => {
    expect([0, 0.001, 0.38, 0.996, 1].map(shareText)).toEqual(["0%", "<1%", "38%", ">99%", "100%"]);
  });

  it("say in words whom an institution was compared with", () => {
    const words = { locale: "zh-CN" as const, t: translator("zh-CN") };
    expect(peersText(words, "lenders")).toBe("全部放贷机构");
    expect(peersText(words, "bank")).toBe("银行");
    expect(peersText(words, "bank:car")).toBe("银行 · 车贷");
  });
});

describe("the funnel", () => {
  it("is narrower for the large, so that the same ratio is chance for one and none for the other", () => {
    expect(funnelPlace({ ratio: 1.5, precision: 4 }, 1)).toBe("inside");
    expect(funnelPlace({ ratio: 1.5, precision: 20 }, 1)).toBe("above");
    expect(funnelPlace({ ratio: 1.5, precision: 100 }, 1)).toBe("farAbove");
    expect(funnelPlace({ ratio: 1.5, precision: 100 }, 10)).toBe("inside");
    expect(funnelPlace({ ratio: 0.6, precision: 40 }, 1)).toBe("below");
    expect(funnelPlace({ ratio: 0.2, precision: 100 }, 1)).toBe("farBelow");
  });

  it("has few round marks, all within the axis", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e3, noNaN: true }),
        fc.integer({ min: 2, max: 1e4 }),
        (from, times) => {
          const marks = logTicks(from, from * times);
          expect(marks.length).toBeLessThanOrEqual(5);
          for (const mark of marks) {
            const place = logPlace(mark, from, from * times);
            expect(place).toBeGreaterThanOrEqual(0);
            expect(place).toBeLessThanOrEqual(1 + 1e-9);
          }
        },
      ),
    );
  });

  it("is told in a table of the nearest in size where there are many", () => {
    const rows = Array.from({ length: 10 }, (_, i) => i);
    expect(nearest(rows, 0, 4)).toEqual([0, 1, 2, 3]);
    expect(nearest(rows, 5, 4)).toEqual([3, 4, 5, 6]);
    expect(nearest(rows, 9, 4)).toEqual([6, 7, 8, 9]);
    expect(nearest(rows, 3, 40)).toEqual(rows);
  });
});
