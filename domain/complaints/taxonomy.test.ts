import { describe, expect, it } from "vitest";
import { MATTERS } from "./codes.ts";
import { codesOf } from "./label.ts";
import { SEVERITY_OF_HARM, type SeverityFacts, severityClass, severityOf } from "./severity.ts";
import { firstLevel, HARMS_OF_MATTER, harmChoices, TAXONOMY } from "./taxonomy.ts";

const codes: readonly string[] = codesOf(TAXONOMY);

describe("taxonomy", () => {
  it("has the first level of the published scheme", () => {
    const first = TAXONOMY.filter((entry) => entry.parent === null).map((entry) => entry.code);
    expect(first.join(" ")).toBe(
      "M1 M2 M3 M4 M5 M6 M7 M8 M9 D1 D2 D3 D4 D5 D6 D7 S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S12 S13 P1 P2 P3 P4 R1 R2 R3 R4 R5",
    );
  });

  it("puts every item below a heading of its own letter", () => {
    for (const { code, group, parent } of TAXONOMY) {
      expect(code.startsWith(group), code).toBe(true);
      if (parent === null) continue;
      expect(codes, code).toContain(parent);
      expect(code.startsWith(`${parent}.`), code).toBe(true);
    }
  });

  it("finds the heading of an item", () => {
    expect(firstLevel("D3.contacts")).toBe("D3");
    expect(firstLevel("D3")).toBe("D3");
    expect(firstLevel("S10")).toBe("S10");
  });

  it("offers every harm under some matter", () => {
    const offered = new Set(
      codesOf(MATTERS).flatMap((matter) => harmChoices(matter).map((entry) => entry.code)),
    );
    const leaves = TAXONOMY.filter((entry) => !TAXONOMY.some((other) => other.parent === entry.code));
    expect(leaves.filter((leaf) => !offered.has(leaf.code))).toEqual([]);
  });

  it("offers items instead of their heading", () => {
    const offered = harmChoices("collection").map((entry) => entry.code);
    expect(offered).toContain("D3.contacts");
    expect(offered).not.toContain("D3");
    expect(offered).toContain("P1");
  });

  it("names a matter's harms once", () => {
    for (const list of Object.values(HARMS_OF_MATTER)) expect(new Set(list).size).toBe(list.length);
  });
});

const nothing: SeverityFacts["harm"] = {
  kinds: [],
  safetyNow: null,
  moneyLostFen: null,
  paidAt: null,
  contactedAgain: null,
};

describe("severity", () => {
  it("is known for every code", () => {
    expect(Object.keys(SEVERITY_OF_HARM).sort()).toEqual([...codes].sort());
  });

  it.each([
    ["a bare marketing report", "marketing", {}, 1],
    ["a bare scam report", "scam", {}, 3],
    ["night calls", "collection", { kinds: ["D2.outside_hours"] }, 2],
    ["calls to contacts", "collection", { kinds: ["D3.contacts"] }, 3],
    ["false legal papers", "collection", { kinds: ["D4.false_papers"] }, 4],
    ["violence", "collection", { kinds: ["D2.too_frequent", "D5.violence"] }, 5],
    ["danger now, whatever else", "marketing", { safetyNow: true }, 5],
    ["no danger", "marketing", { safetyNow: false }, 1],
    ["called again after a refusal", "marketing", { contactedAgain: true }, 3],
    ["a small loss", "other", { moneyLostFen: 5_000 }, 3],
    ["a loss from ¥3,000", "other", { moneyLostFen: 300_000 }, 4],
    ["a payment of unknown size", "other", { paidAt: "2026-02-01T00:00:00.000Z" }, 3],
    ["nothing lost", "other", { moneyLostFen: 0 }, 1],
    ["ten nuisances", "marketing", { kinds: ["M1", "M2", "M3", "M4", "M5", "M6", "M8", "M9"] }, 2],
  ] satisfies [string, SeverityFacts["matter"], Partial<SeverityFacts["harm"]>, number][])(
    "of %s",
    (_, matter, harm, expected) => {
      expect(severityOf({ matter, harm: { ...nothing, ...harm } }).level).toBe(expected);
    },
  );

  it("gives every reason, gravest first, in one order whatever order they came in", () => {
    const reasons = (kinds: SeverityFacts["harm"]["kinds"]) =>
      severityOf({ matter: "collection", harm: { ...nothing, kinds } }).reasons.map((reason) => reason.code);
    expect(reasons(["D2.too_frequent", "D5.violence", "D3.family"])).toEqual([
      "D5.violence",
      "D3.family",
      "D2.too_frequent",
      "matter",
    ]);
    expect(reasons(["D3.family", "D5.violence", "D2.too_frequent"])).toEqual(
      reasons(["D2.too_frequent", "D5.violence", "D3.family"]),
    );
  });

  it("falls into the three classes that ratings weigh", () => {
    expect(([1, 2, 3, 4, 5] as const).map(severityClass)).toEqual([
      "nuisance",
      "nuisance",
      "harassment",
      "threat_or_fraud",
      "threat_or_fraud",
    ]);
  });
});
