import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appKey, appKeysIn, signatureKey } from "./subject-keys.ts";

describe("a signature's key", () => {
  it.each([
    "【安禾Loan】",
    "安禾loan",
    " [ 安禾LOAN ] ",
    "［安禾ＬＯＡＮ］",
    "【 安禾Loan 】",
    "安\u200b禾Loan",
  ])("of %j is that of the name in it", (written) => expect(signatureKey(written)).toBe("安禾loan"));

  it("of a text that is mostly spaces takes time with its length only", () => {
    expect(signatureKey(`【x${" ".repeat(200_000)}x】`)).toHaveLength(200_002);
  });

  it("is the same with brackets and without, in any width and case", () => {
    const letters = fc.string({
      unit: fc.constantFrom("安", "禾", "a", "Z", "1", "-", "&"),
      minLength: 1,
      maxLength: 20,
    });
    const wide = (text: string) =>
      text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(letters, (text) => {
        for (const written of [`【${text}】`, wide(text), text.toUpperCase(), `[ ${wide(text)} ]`])
          expect(signatureKey(written)).toBe(signatureKey(text));
      }),
    );
  });
});

describe("an app's key", () => {
  it.each([
    ["Com.Fast.Loan", "com.fast.loan"],
    ["ｃｏｍ．fast．loan２", "com.fast.loan2"],
    [" com.fast_loan.app-x ", "com.fast_loan.app-x"],
    ["fastloan", null],
    ["com..loan", null],
    ["1com.loan", null],
    ["速贷.com", null],
  ])("of %j is %j", (written, key) => expect(appKey(written)).toBe(key));

  it.each([
    ["请安装com.fast.loan领取", ["com.fast.loan"]],
    ["market://details?id=com.fast.loan", ["com.fast.loan"]],
    ["装 COM.FAST.LOAN，或 com.b.c。", ["com.fast.loan", "com.b.c"]],
    ["my-com.fast.loan", []],
    ["xcom.fast.loan", ["xcom.fast.loan"]],
    ["вcom.fast.loan", []],
    ["me@com.fast.loan", []],
    ["com.fast.loan@x", []],
    ["https://a.top/com.fast.loan", []],
  ])("in %j is read whole or not at all", (text, names) => expect(appKeysIn(text)).toEqual(names));

  it("is read in time that grows with the text's length only", () => {
    for (const unit of ["a.", "a", "a-", "."]) appKeysIn(unit.repeat(20_000));
  });
});
