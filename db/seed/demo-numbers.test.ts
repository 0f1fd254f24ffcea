import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { mobileCarrier } from "#domain/numbers/mobile-prefixes.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import {
  CALLER_PREFIXES,
  callCentre95,
  createNumberPool,
  enterprise95,
  isDemoNumber,
  mobileNumber,
  REPORTER_PREFIX,
  sharedCost,
  smsPort,
  spoofed,
  writeNumber,
} from "./demo-numbers.ts";
import { createRandom } from "./random.ts";

describe("demonstration numbers", () => {
  test("mobile prefixes belong to no carrier, here and in libphonenumber", () => {
    for (const prefix of [...CALLER_PREFIXES, REPORTER_PREFIX]) {
      for (let fourth = 0; fourth < 10; fourth++) {
        const digits = `${prefix}${fourth}1234567`;
        expect(mobileCarrier(digits)).toBeNull();
        expect(parsePhoneNumberFromString(`+86${digits}`)?.isValid()).toBe(false);
      }
    }
  });

  test("every kind has the key that the number grammar gives it", () => {
    const numbers = [
      mobileNumber("16312345678"),
      sharedCost("123456"),
      enterprise95("03"),
      callCentre95("51"),
      smsPort("10690000123456"),
      smsPort("106812345678"),
    ];
    for (const number of [...numbers, spoofed(enterprise95("03"))]) {
      expect(normaliseNumber(number.digits).key).toBe(number.key);
    }
    expect(normaliseNumber("16312345678").kind).toBe("mobile");
  });

  test("however a number is written, it folds back to its key and is known as fictional", () => {
    const random = createRandom(1);
    const numbers = [
      mobileNumber("16387654321"),
      sharedCost("765432"),
      callCentre95("77"),
      smsPort("106890001234"),
    ];
    for (let i = 0; i < 400; i++) {
      const number = random.pick(numbers);
      const written = writeNumber(random, number);
      expect(normaliseNumber(written).key, written).toBe(number.key);
      expect(isDemoNumber(written), written).toBe(true);
    }
  });

  test.each(["13800138000", "95588", "4008208820", "10690001234567", "010-88889999", "110", "+16502530000"])(
    "%s, which somebody holds, is no demonstration number",
    (number) => {
      expect(isDemoNumber(number)).toBe(false);
    },
  );

  test("a pool hands out every number once and none that is taken", () => {
    const taken = "16312345678";
    const pool = createNumberPool(createRandom(1), [taken]);
    const block = pool.block();
    const numbers = Array.from({ length: 300 }, () => [
      pool.mobile(),
      pool.mobileIn(block),
      pool.sharedCost(),
      pool.port(),
    ]).flat();
    const digits = numbers.map((number) => number.digits);
    expect(new Set(digits).size).toBe(digits.length);
    expect(digits).not.toContain(taken);
    expect(numbers.every((number) => isDemoNumber(number.digits))).toBe(true);
  });

  test("call-centre bases are never shared: when all are rented out, mobile numbers follow", () => {
    const pool = createNumberPool(createRandom(1), []);
    const numbers = Array.from({ length: 60 }, () => pool.callCentre());
    expect(new Set(numbers.map(({ key }) => key)).size).toBe(60);
    expect(numbers.filter(({ kind }) => kind === "95_callcentre")).toHaveLength(50);
  });
});
