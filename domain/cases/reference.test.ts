import fc from "fast-check";
import { expect, test } from "vitest";
import { caseReference } from "./reference.ts";

test("a reference tells kind and year and holds nothing that is misread", () => {
  fc.assert(
    fc.property(fc.uuid({ version: 7 }), (id) => {
      expect(caseReference("caller", id, new Date("2026-05-01"))).toMatch(
        /^C2026-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{4}$/,
      );
    }),
  );
});

test("two ids have two references", () => {
  const at = new Date("2026-05-01");
  expect(caseReference("lender", "018f0000-0000-7000-8000-000000000001", at)).not.toBe(
    caseReference("lender", "018f0000-0000-7000-8000-000000000002", at),
  );
});
