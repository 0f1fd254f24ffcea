import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallAnswer } from "#domain/registry/call-answer.ts";
import type { NumberFields } from "#domain/registry/number-answer.ts";
import { callText, type Letters, numberText, quoted } from "./number-text.ts";

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

const anyCall = fc.record({
  canonical: fc.option(anyText),
  action: fc.constantFrom("block", "label", "allow"),
  reason: fc.constantFrom("nothing-known", "blacklist-in-force", "too-short"),
  verdict: fc.constantFrom("listed", "unknown"),
  advice: fc.constantFrom("block", "none"),
  label: fc.option(fc.record({ zh: anyText, en: anyText })),
  redress: fc.option(fc.record({ jcard: anyText, sipStatus: fc.constant(608), callInfo: anyText })),
  cacheSeconds: fc.nat(),
}) as fc.Arbitrary<CallAnswer>;

/** Every character is a byte: read as the client does, it is what JSON.stringify writes, escaped or not. */
function expectSame(text: string, value: unknown, letters: Letters): void {
  const bytes = Buffer.from(text, "latin1");
  expect(bytes.length).toBe(text.length);
  if (letters === "bytes") expect(bytes.toString("utf8")).toBe(JSON.stringify(value));
  else {
    expect(text).toMatch(/^[\0-\x7f]*$/);
    expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
  }
}

describe.each<Letters>(["bytes", "escapes"])("number text in %s", (letters) => {
  it("is what JSON.stringify writes, whatever the parts hold", () => {
    fc.assert(
      fc.property(anyFields, anyCall, anyText, (fields, call, text) => {
        expectSame(`{${numberText(fields, letters)}}`, fields, letters);
        expectSame(`{${callText(call, letters)}}`, call, letters);
        expectSame(quoted(text, letters), text, letters);
      }),
      { numRuns: 500 },
    );
  });
});
