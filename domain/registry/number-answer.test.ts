import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUCKETS, bucketOf } from "../cases/score.ts";
import {
  type AnswerParts,
  bucketPlace,
  numberFields,
  type ReadNumber,
  rangeAt,
  rfc3339,
} from "./number-answer.ts";
import { type EntryFacts, type RegistryFacts, verdictOf } from "./verdict.ts";

const NOW = new Date("2026-03-01T00:00:00Z");
const number = (visibility: "public" | "restricted" | "none"): ReadNumber => ({
  kind: "mobile",
  flags: [],
  visibility,
  isProtected: false,
  key: "+8613800138000",
  extension: null,
  display: "138 0013 8000",
  region: null,
  carrier: null,
});
const anyEntry: fc.Arbitrary<EntryFacts> = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom("blacklist", "warning", "credit_note"),
  status: fc.constantFrom("active", "under_appeal", "expired"),
  tier: fc.constantFrom("minor", "general", "serious"),
  grounds: fc.constant(["fraud" as const]),
  isPublic: fc.boolean(),
  listedAt: fc.constant(NOW),
  expiresAt: fc.constantFrom(NOW, new Date(NOW.getTime() + 1)),
  agencyId: fc.uuid(),
});
const anyFacts: fc.Arbitrary<RegistryFacts> = fc.record({
  entry: fc.option(anyEntry),
  officialOf: fc.constant(null),
  reports: fc.option(
    fc.record({
      fifthLastAt: fc.constantFrom(null, NOW, new Date(0)),
      sourcesBucket: fc.integer({ min: -1, max: 9 }),
      sources30dBucket: fc.integer({ min: -1, max: 9 }),
    }),
  ),
});
const authority = { code: "a", nameZh: "某监管局", nameEn: "A Bureau" };
const parts = (facts: RegistryFacts, visibility: "public" | "restricted" | "none"): AnswerParts => ({
  number: number(visibility),
  facts,
  verdict: verdictOf(number(visibility), facts, NOW),
  official: null,
  authority,
});

describe("number answer", () => {
  it("shows of a restricted number no counts, no grounds and no names, whatever is known", () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom("restricted" as const, "none" as const), (facts, visibility) => {
        const answer = numberFields(parts(facts, visibility));
        if (answer.visibility === "public") return;
        expect([
          answer.reports,
          answer.official,
          answer.entry?.grounds ?? [],
          answer.entry?.authority ?? null,
        ]).toEqual([null, null, [], null]);
      }),
    );
  });

  it("shows counts only while five sources have reported within 30 days", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const answer = numberFields(parts(facts, "public"));
        if (answer.reports) expect(facts.reports?.fifthLastAt).toEqual(NOW);
        if (answer.verdict === "unknown" && !answer.entry) expect(answer.reports).toBeNull();
      }),
    );
  });

  it("gives counts the ranges of the score's buckets", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), (count) => {
        expect(rangeAt(bucketPlace(count))).toEqual(bucketOf(count));
      }),
    );
    expect(rangeAt(BUCKETS.length)).toBeNull();
  });

  it("writes times as toISOString does", () => {
    const years = {
      min: new Date("0000-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    };
    fc.assert(
      fc.property(fc.date(years), fc.boolean(), (date, whole) => {
        const at = whole ? new Date(Math.floor(date.getTime() / 1000) * 1000) : date;
        expect(rfc3339(at)).toBe(at.toISOString());
      }),
    );
  });

  it("says who decided about a public number", () => {
    const entry: EntryFacts = {
      id: "0198a0a0-0000-7000-8000-000000000001",
      kind: "blacklist",
      status: "active",
      tier: "serious",
      grounds: ["threats"],
      isPublic: true,
      listedAt: NOW,
      expiresAt: new Date(NOW.getTime() + 1),
      agencyId: "x",
    };
    expect(numberFields(parts({ entry, officialOf: null, reports: null }, "restricted"))).toMatchObject({
      visibility: "public",
      verdict: "listed",
      entry: { grounds: ["threats"], authority },
    });
  });
});
