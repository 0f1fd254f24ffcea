import { describe, expect, it } from "vitest";
import { localeHref, withoutLocale } from "./locale.ts";
import {
  formatCount,
  formatDate,
  formatDateTime,
  formatDay,
  formatInterval,
  formatMonth,
  translator,
} from "./translate.ts";

describe("times", () => {
  it("are told in Shanghai, whatever the zone of the machine", () => {
    expect(formatDateTime("zh-CN", "2026-02-01T06:05:00Z")).toBe("2026年2月1日 14:05");
    expect(formatDateTime("en", "2026-02-01T06:05:00Z")).toBe("1 February 2026, 14:05");
    expect(formatDate("zh-CN", "2026-12-31T16:00:00Z")).toBe("2027年1月1日");
    expect(formatDateTime("zh-CN", "2026-12-31T16:00:00Z")).toBe("2027年1月1日 00:00");
  });

  it("keep the day of a plain date", () => {
    expect(formatDate("en", "2026-11-20")).toBe("20 November 2026");
    expect(formatDay("zh-CN", "2026-11-20")).toBe("11月20日");
    expect(formatMonth("zh-CN", "2026-11-20")).toBe("2026年11月");
  });

  it("are refused when they are none", () => {
    expect(() => formatDate("zh-CN", "yesterday")).toThrow(RangeError);
  });
});

describe("counts", () => {
  it("are exact below ten thousand and short above", () => {
    expect(formatCount("zh-CN", 1284)).toBe("1,284");
    expect(formatCount("zh-CN", 12_345)).toBe("1.2万");
    expect(formatCount("en", 12_345)).toBe("12.3K");
  });

  it("show an interval once when its ends meet", () => {
    expect(formatInterval("zh-CN", 38, 52)).toBe("38–52");
    expect(formatInterval("zh-CN", 5, 5)).toBe("5");
  });
});

describe("addresses", () => {
  it("carry a prefix in English only", () => {
    expect(localeHref("zh-CN", "/check")).toBe("/check");
    expect(localeHref("en", "/check")).toBe("/en/check");
    expect(localeHref("en", "/")).toBe("/en");
  });

  it.each([
    ["/en", "/"],
    ["/en/check?a=1", "/check?a=1"],
    ["/en?a=1", "/?a=1"],
    ["/enquiries", "/enquiries"],
    ["/", "/"],
  ])("lose it again: %s", (path, expected) => {
    expect(withoutLocale(path)).toBe(expected);
  });
});

describe("a translator", () => {
  it("is made once a language", () => {
    expect(translator("en")).toBe(translator("en"));
  });

  it("puts values in and counts in the language's own plural", () => {
    expect(translator("en")("common.count.results", { count: 1 })).toBe("1 result");
    expect(translator("zh-CN")("common.count.results", { count: 1 })).toBe("共 1 项");
  });
});
