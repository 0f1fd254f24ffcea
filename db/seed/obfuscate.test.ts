import { describe, expect, test } from "vitest";
import { foldText } from "#domain/matching/fold-text.ts";
import { coinDomain, coinPayee, luhnDigit, RESERVED_TLDS } from "./demo-names.ts";
import { DISGUISES, disguise } from "./obfuscate.ts";
import { createRandom } from "./random.ts";
import { SMS_SCRIPTS } from "./scripts/sms-scripts.ts";

describe("disguise", () => {
  test("marks, traditional characters and full-width digits fold back to the plain words", () => {
    const random = createRandom(1);
    for (const style of ["none", "marks", "traditional", "full_width"] as const) {
      for (const { text } of SMS_SCRIPTS)
        expect(foldText(disguise(random, style, text))).toBe(foldText(text));
    }
  });

  test("every style but none changes some scripts", () => {
    const random = createRandom(2);
    for (const style of DISGUISES) {
      const changed = SMS_SCRIPTS.filter(({ text }) => disguise(random, style, text) !== text);
      expect(changed.length > 0).toBe(style !== "none");
    }
  });

  test("a link stays as it is, or it would not open", () => {
    const random = createRandom(3);
    const link = "https://a1.zanfeiqu7.example/x12";
    for (const style of DISGUISES) {
      expect(disguise(random, style, `贷款12345元 ${link} 微信`)).toContain(link);
    }
  });
});

describe("made-up accounts and domains", () => {
  test("no card number passes the Luhn check", () => {
    const random = createRandom(4);
    for (let i = 0; i < 300; i++) {
      const payee = coinPayee(random);
      if (payee.includes("@")) expect(payee.endsWith(".example")).toBe(true);
      else expect(Number(payee.at(-1))).not.toBe(luhnDigit(payee.slice(0, -1)));
    }
    // A well-known test number, to know that the check itself is right.
    expect(luhnDigit("411111111111111")).toBe(1);
  });

  test("every domain has a reserved ending", () => {
    const random = createRandom(5);
    for (let i = 0; i < 100; i++) expect(RESERVED_TLDS).toContain(coinDomain(random).split(".").at(-1));
  });
});
