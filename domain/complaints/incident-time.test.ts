import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atOf, chinaDate, dateOf, incidentSpan, minutesOfDay, PARTS_OF_DAY } from "./incident-time.ts";
import { codesOf } from "./label.ts";
import { fenOf, isWithin, textLength } from "./reported-text.ts";

describe("a date in China", () => {
  it("turns at midnight there, wherever the server stands", () => {
    expect(chinaDate(new Date("2026-02-01T15:59:59Z"))).toBe("2026-02-01");
    expect(chinaDate(new Date("2026-02-01T16:00:00Z"))).toBe("2026-02-02");
    expect(chinaDate(new Date("2026-02-28T16:00:00Z"), -1)).toBe("2026-02-28");
  });

  it.each([
    [2026, 2, 28, "2026-02-28"],
    [2024, 2, 29, "2024-02-29"],
    [2026, 2, 29, null],
    [2026, 13, 1, null],
    [2026, 0, 1, null],
    [26, 2, 1, null],
  ])("%i-%i-%i is %s", (year, month, day, expected) => {
    expect(dateOf(year, month, day)).toBe(expected);
  });
});

describe("a time of day", () => {
  it.each([
    ["14:05", 845],
    ["１４：０５", 845],
    ["1405", 845],
    ["0005", 5],
    ["9:5", 545],
    ["14点", 840],
    ["下午2点05分", 845],
    ["下午 2:05", 845],
    ["晚上9点半", 1290],
    ["中午12点", 720],
    ["中午1点", 780],
    ["凌晨12点", 0],
    ["早上8时", 480],
    ["2:05 pm", 845],
    ["12:00 AM", 0],
    ["12pm", 720],
    ["22:00", 1320],
    ["25:00", null],
    ["14:60", null],
    ["14", null],
    ["晚上12点", null],
    ["晚上1点", null],
    ["大概下午", null],
    ["", null],
  ])("%s is %s minutes", (text, expected) => {
    expect(minutesOfDay(text)).toBe(expected);
  });
});

describe("an incident's time", () => {
  it("says no more than is known", () => {
    expect(atOf({ on: "2026-02-01", minutes: 845, part: "evening" })).toEqual({
      at: "2026-02-01T14:05:00+08:00",
      atPrecision: "exact",
    });
    expect(atOf({ on: "2026-02-01", minutes: null, part: "evening" })).toEqual({
      at: "2026-02-01T18:00:00+08:00",
      atPrecision: "part_of_day",
    });
    expect(atOf({ on: "2026-02-01", minutes: null, part: null })).toEqual({
      at: "2026-02-01T00:00:00+08:00",
      atPrecision: "day",
    });
  });

  it("spans the part of the day or the day that was meant", () => {
    const hours = (at: string, atPrecision: "exact" | "part_of_day" | "day") => {
      const span = incidentSpan({ at, atPrecision });
      return span ? [span.from.toISOString(), span.to.toISOString()] : null;
    };
    expect(hours("2026-02-01T22:00:00+08:00", "part_of_day")).toEqual([
      "2026-02-01T14:00:00.000Z",
      "2026-02-01T16:00:00.000Z",
    ]);
    expect(hours("2026-02-01T00:00:00+08:00", "day")).toEqual([
      "2026-01-31T16:00:00.000Z",
      "2026-02-01T16:00:00.000Z",
    ]);
    expect(hours("2026-02-01T06:05:00.000Z", "exact")).toEqual([
      "2026-02-01T06:05:00.000Z",
      "2026-02-01T06:06:00.000Z",
    ]);
    expect(incidentSpan({ at: null, atPrecision: null })).toBeNull();
  });

  it("survives from answer to span: the part named is the part found", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...codesOf(PARTS_OF_DAY)),
        fc.integer({ min: 0, max: 20_000 }),
        (part, day) => {
          const on = new Date(day * 86_400_000).toISOString().slice(0, 10);
          const span = incidentSpan(atOf({ on, minutes: null, part }));
          const entry = PARTS_OF_DAY.find((candidate) => candidate.code === part);
          expect(Number(span?.to) - Number(span?.from)).toBe(
            ((entry?.toHour ?? 0) - (entry?.fromHour ?? 0)) * 3_600_000,
          );
          expect(span?.from && chinaDate(span.from)).toBe(on);
        },
      ),
    );
  });

  it("in a part of the day is wholly by night or wholly by day (22:00 to 8:00)", () => {
    for (const { fromHour, toHour, code } of PARTS_OF_DAY) {
      expect(toHour <= 8 || fromHour >= 22 || (fromHour >= 8 && toHour <= 22), code).toBe(true);
    }
    expect(PARTS_OF_DAY.map(({ fromHour }) => fromHour).slice(1)).toEqual(
      PARTS_OF_DAY.map(({ toHour }) => toHour).slice(0, -1),
    );
  });
});

describe("an amount", () => {
  it.each([
    ["3000", 300_000],
    ["3,000.50", 300_050],
    ["¥ 3000", 300_000],
    ["３０００元", 300_000],
    ["1.2万", 1_200_000],
    ["0", 0],
    ["299.9", 29_990],
    ["0.005", null],
    ["三千", null],
    ["-5", null],
    ["3000美元", null],
    ["1e5", null],
    ["", null],
  ])("%s is %s fen", (text, expected) => {
    expect(fenOf(text)).toBe(expected);
  });

  it("of whole fen is never rounded", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(99), (yuan, fen) => {
        expect(fenOf(`${yuan}.${String(fen).padStart(2, "0")}`)).toBe(yuan * 100 + fen);
      }),
    );
  });
});

describe("a text's length", () => {
  it("counts characters, not halves of them", () => {
    expect(textLength("贷😀𠮷")).toBe(3);
    expect(isWithin("😀😀", 2)).toBe(true);
    expect(isWithin("😀😀😀", 2)).toBe(false);
    expect(isWithin("x".repeat(1_000_000), 4000)).toBe(false);
  });
});
