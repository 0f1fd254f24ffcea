import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import { AREA_CODES, areaLength, findAreaCode } from "./area-codes.ts";
import { isMobile, mobileCarrier } from "./mobile-prefixes.ts";
import { normaliseNumber } from "./normalise-number.ts";

describe("the Chinese plan as libphonenumber has it", () => {
  it("agrees on every area code and length of a landline", () => {
    const prefixes = ["10", ...Array.from({ length: 10 }, (_, at) => `2${at}`)].concat(
      Array.from({ length: 700 }, (_, at) => String(300 + at)).filter(
        (area) => area !== "400" && area !== "800",
      ),
    );
    const differing = prefixes.flatMap((area) =>
      ["2345678", "23456789"]
        .map((subscriber) => area + subscriber)
        .filter((national) => {
          const theirs = parsePhoneNumberFromString(`+86${national}`);
          const isTheirs =
            theirs?.isValid() === true &&
            theirs.nationalNumber === national &&
            theirs.getType() === "FIXED_LINE";
          return isTheirs !== (normaliseNumber(`0${national}`).kind === "fixed");
        }),
    );
    expect(differing).toEqual([]);
  });

  it("knows the carrier of every mobile prefix it calls valid, but for 1610", () => {
    const prefixes = Array.from({ length: 700 }, (_, at) => String(1300 + at));
    const unknown = prefixes.filter((prefix) => {
      const number = `${prefix}2345678`;
      return parsePhoneNumberFromString(`+86${number}`)?.isValid() === true && mobileCarrier(number) === null;
    });
    expect(unknown).toEqual(["1610"]);
    expect(prefixes.every((prefix) => isMobile(`${prefix}2345678`))).toBe(true);
  });

  it("names the city of an area code, or the province where cities share it", () => {
    expect(findAreaCode("571")?.region).toEqual({ code: "330100", zh: "浙江杭州", en: "Hangzhou, Zhejiang" });
    expect(findAreaCode("731")?.region.code).toBe("430000");
    expect(findAreaCode("26")).toBeNull();
    expect(new Set(AREA_CODES.map(({ area }) => area)).size).toBe(AREA_CODES.length);
    for (const { area, region } of AREA_CODES) {
      expect(areaLength(area)).toBe(area.length);
      expect(region.code).toMatch(/^[1-6]\d{3}00$/);
    }
  });

  it.each([
    ["13800138000", "mobile"],
    ["13491234567", "telecom"],
    ["13400000000", "mobile"],
    ["16712345678", "unicom"],
    ["17041234567", "unicom"],
    ["17031234567", "mobile"],
    ["17001234567", "telecom"],
    ["19212345678", "broadcast"],
    ["15412345678", null],
    ["10086", "mobile"],
    ["10010", "unicom"],
    ["10000", "telecom"],
    ["10099", "broadcast"],
    ["0571-10010", "unicom"],
    ["10655123456", "unicom"],
    ["10690000123456", null],
  ])("gives %s to the carrier it was assigned to: %s", (number, carrier) => {
    expect(normaliseNumber(number).carrier).toBe(carrier);
  });
});
