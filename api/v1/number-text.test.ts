import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NumberFields } from "#domain/registry/number-answer.ts";
import { numberText } from "./number-text.ts";

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom('"', "\\", "\u2028", "浙江杭州", "\ud800"),
);
const range = fc.record({ from: fc.nat(), to: fc.option(fc.nat()) });
const anyFields = fc.record({
  canonical: anyText,
  kind: fc.constantFrom("mobile", "fixed"),
  flags: fc.subarray(["mvno", "trunk0", "ip_prefix"]),
  extension: fc.option(anyText),
  display: anyText,
  region: fc.option(fc.record({ code: anyText, zh: anyText, en: anyText })),
  carrier: fc.option(anyText),
  visibility: fc.constantFrom("public", "restricted"),
  verdict: fc.constantFrom("listed", "unknown"),
  listed: fc.boolean(),
  advice: fc.constantFrom("block", "none"),
  reasons: fc.subarray(["blacklist-in-force", "restricted", "spoof-suspect"]),
  entry: fc.option(
    fc.record({
      id: fc.uuid(),
      kind: fc.constantFrom("blacklist", "warning"),
      status: fc.constantFrom("active", "under_appeal"),
      tier: fc.constantFrom("minor", "serious"),
      grounds: fc.subarray(["fraud", "threats"]),
      listedAt: fc.constant("2026-02-01T00:00:00.000Z"),
      expiresAt: fc.constant("2026-05-01T00:00:00.000Z"),
      authority: fc.option(fc.record({ code: anyText, nameZh: anyText, nameEn: anyText })),
    }),
  ),
  official: fc.option(
    fc.record({ institutionId: fc.uuid(), name: anyText, englishName: fc.option(anyText) }),
  ),
  reports: fc.option(fc.record({ bucket: anyText, interval: range, lastMonth: range })),
}) as fc.Arbitrary<NumberFields>;

describe("number text", () => {
  it("is what JSON.stringify writes, whatever the parts hold", () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        expect(`{${numberText(fields)}}`).toBe(JSON.stringify(fields));
      }),
      { numRuns: 500 },
    );
  });
});
