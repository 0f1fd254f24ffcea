import { describe, expect, it } from "vitest";
import { type SubjectFacts, subjectVerdict } from "./subject-verdict.ts";
import type { EntryFacts } from "./verdict.ts";

const NOW = new Date("2026-03-02T04:00:00Z");
const entry = (change: Partial<EntryFacts> = {}): EntryFacts => ({
  id: "e",
  agencyId: "a",
  kind: "blacklist",
  status: "active",
  tier: "general",
  grounds: ["fraud"],
  isPublic: true,
  listedAt: new Date("2026-02-01T00:00:00Z"),
  expiresAt: new Date("2026-06-01T00:00:00Z"),
  ...change,
});
const about = (facts: Partial<SubjectFacts>) => {
  const { entry: _entry, ...told } = subjectVerdict(
    { kind: "sms_signature", entry: null, isOfficial: false, ...facts },
    NOW,
  );
  return told;
};

describe("the verdict about a name", () => {
  it.each<[string, Partial<SubjectFacts>, string, string, string[]]>([
    ["nobody knows", {}, "unknown", "none", ["not-in-register"]],
    ["an institution registered", { isOfficial: true }, "official", "label", ["official-signature"]],
    ["that is listed", { entry: entry() }, "listed", "block", ["blacklist-in-force"]],
    [
      "with a minor listing",
      { kind: "app", entry: entry({ tier: "minor" }) },
      "listed",
      "warn",
      ["blacklist-in-force"],
    ],
    [
      "listed, under objection, and registered by an institution",
      { kind: "domain", entry: entry({ status: "under_appeal" }), isOfficial: true },
      "listed",
      "block",
      ["blacklist-in-force", "under-objection", "official-domain"],
    ],
    ["under a warning", { entry: entry({ kind: "warning" }) }, "warning", "warn", ["warning-in-force"]],
    [
      "with a credit note",
      { entry: entry({ kind: "credit_note" }) },
      "unknown",
      "label",
      ["credit-note-in-force"],
    ],
    [
      "made official by a decision",
      { kind: "app", entry: entry({ kind: "official" }) },
      "official",
      "label",
      ["official-app"],
    ],
    [
      "whose listing has run out",
      { entry: entry({ expiresAt: NOW }) },
      "unknown",
      "none",
      ["not-in-register"],
    ],
    [
      "whose listing was repaired",
      { entry: entry({ status: "repaired" }), isOfficial: true },
      "official",
      "label",
      ["official-signature"],
    ],
  ])("%s", (_name, facts, verdict, advice, reasons) => {
    expect(about(facts)).toEqual({ verdict, advice, reasons, listed: verdict === "listed" });
  });
});
