import { describe, expect, it } from "vitest";
import { callAnswer } from "./call-answer.ts";
import type { NumberFields } from "./number-answer.ts";
import { redressCard } from "./redress-card.ts";

const URL = "https://mingjian.example";
const ID = "0198a0a0-0000-7000-8000-000000000001";
const fields = (change: Partial<NumberFields> = {}): NumberFields => ({
  canonical: "+8613800138000",
  kind: "mobile",
  flags: [],
  extension: null,
  display: "138 0013 8000",
  region: null,
  carrier: null,
  visibility: "restricted",
  verdict: "unknown",
  listed: false,
  advice: "none",
  reasons: ["restricted"],
  entry: null,
  official: null,
  reports: null,
  ...change,
});
const entry = {
  id: ID,
  kind: "blacklist",
  status: "active",
  tier: "general",
  grounds: [],
  listedAt: "2026-02-01T00:00:00.000Z",
  expiresAt: "2026-08-01T00:00:00.000Z",
  authority: null,
} as const;
const answer = (change: Partial<NumberFields>) => callAnswer({ ok: true, answer: fields(change) }, URL);

describe("the answer while it rings", () => {
  it("blocks what the verdict says to block, and says where to object", () => {
    const blocked = answer({
      verdict: "listed",
      advice: "block",
      reasons: ["blacklist-in-force", "restricted"],
      entry,
    });
    expect(blocked).toMatchObject({ action: "block", reason: "blacklist-in-force" });
    expect(blocked.redress).toEqual({
      jcard: `${URL}/api/v1/redress/${ID}.jcard`,
      sipStatus: 608,
      callInfo: `<${URL}/api/v1/redress/${ID}.jcard>;purpose=jwscard`,
    });
    expect(JSON.stringify(blocked.redress)).not.toContain("138");
  });

  it.each([
    [
      "a minor listing",
      { verdict: "listed", advice: "warn", reasons: ["blacklist-in-force"], entry },
      "label",
    ],
    ["a warning", { verdict: "warning", advice: "warn", reasons: ["warning-in-force"], entry }, "label"],
    ["reports", { verdict: "reported", advice: "label", reasons: ["reported-by-five"] }, "label"],
    ["an official number", { verdict: "official", advice: "label", reasons: ["official-number"] }, "label"],
    ["a forged display", { advice: "warn", reasons: ["spoof-suspect"] }, "label"],
    ["nothing known", {}, "allow"],
  ] as const)("does not block for %s", (_name, change, action) => {
    const got = answer(change as Partial<NumberFields>);
    expect(got.action).toBe(action);
    expect(got.label === null).toBe(action === "allow");
  });

  it("lets through what it cannot read, and says why", () => {
    expect(callAnswer({ ok: false, reason: "masked" }, URL)).toMatchObject({
      canonical: null,
      action: "allow",
      reason: "masked",
      redress: null,
    });
  });

  it("names no reason but that nothing is known, of a private number too", () => {
    expect(answer({}).reason).toBe("nothing-known");
  });
});

describe("the redress card", () => {
  it("is a jCard (RFC 7095) that names the entry and no number", () => {
    const [name, properties] = redressCard(ID, URL) as [string, unknown[][]];
    expect(name).toBe("vcard");
    expect(properties[0]).toEqual(["version", {}, "text", "4.0"]);
    for (const property of properties) expect(property).toHaveLength(4);
    expect(properties.map(([field]) => field)).toEqual(expect.arrayContaining(["fn", "url"]));
    expect(JSON.stringify(properties)).toContain(ID);
  });
});
