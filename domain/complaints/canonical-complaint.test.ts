import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHANNELS, DESIRED_OUTCOMES, MATTERS } from "./codes.ts";
import { type Complaint, canonicalComplaint, parseComplaint } from "./complaint-input.ts";
import { codesOf } from "./label.ts";
import { RELATIONSHIPS } from "./relationships.ts";
import { TAXONOMY } from "./taxonomy.ts";

const now = new Date("2026-02-01T06:10:00Z");
const withNumber = {
  matter: "collection",
  channel: "voice_call",
  relationship: "CONTACT_LISTED",
  truthStatement: true,
  incidents: [{ numberDisplayed: "13800138000" }],
};

function good(body: unknown): Complaint {
  const parsed = parseComplaint(body, { now });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.complaint;
}

const body = fc.record(
  {
    matter: fc.constantFrom(...codesOf(MATTERS)),
    channel: fc.constantFrom(...codesOf(CHANNELS)),
    relationship: fc.constantFrom(...codesOf(RELATIONSHIPS)),
    truthStatement: fc.constant(true),
    scriptText: fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" }).map((text) => `x${text}`),
    harm: fc.record(
      {
        kinds: fc.array(fc.constantFrom(...codesOf(TAXONOMY)), { maxLength: 6 }),
        moneyLostFen: fc.option(fc.nat()),
      },
      { requiredKeys: [] },
    ),
    desired: fc.array(fc.constantFrom(...codesOf(DESIRED_OUTCOMES)), { maxLength: 5 }),
  },
  { requiredKeys: ["matter", "channel", "relationship", "truthStatement", "scriptText"] },
);

describe("the canonical form", () => {
  it("is the same whatever order fields and sets were written in", () => {
    fc.assert(
      fc.property(body, (sent) => {
        const turned = {
          ...Object.fromEntries(Object.entries(sent).reverse()),
          ...(sent.desired ? { desired: sent.desired.toReversed() } : {}),
          ...(sent.harm ? { harm: { ...sent.harm, kinds: sent.harm.kinds?.toReversed() } } : {}),
        };
        expect(canonicalComplaint(good(turned))).toBe(canonicalComplaint(good(sent)));
      }),
    );
  });

  it("is JSON of the very complaint, and parsing it again changes nothing", () => {
    fc.assert(
      fc.property(body, (sent) => {
        const complaint = good(sent);
        const canonical = canonicalComplaint(complaint);
        expect(JSON.parse(canonical)).toEqual(complaint);
        expect(canonicalComplaint(good(JSON.parse(canonical)))).toBe(canonical);
      }),
    );
  });

  it("differs when anything that was said differs", () => {
    const one = canonicalComplaint(good(withNumber));
    expect(
      canonicalComplaint(good({ ...withNumber, incidents: [{ numberDisplayed: "13800138001" }] })),
    ).not.toBe(one);
    expect(canonicalComplaint(good({ ...withNumber, harm: { toldToStop: false } }))).not.toBe(one);
    expect(canonicalComplaint(good({ ...withNumber, matter: "scam" }))).not.toBe(one);
  });
});
