import { describe, expect, it } from "vitest";
import { INSTITUTION_REASONS, type InstitutionFacts, institutionVerdict } from "./institution-verdict.ts";
import type { EntryFacts } from "./verdict.ts";

const NOW = new Date("2026-03-01T00:00:00Z");
const DAY = 86_400_000;
const entry = (change: Partial<EntryFacts> = {}): EntryFacts => ({
  id: "0198a0a0-0000-7000-8000-000000000001",
  kind: "blacklist",
  status: "active",
  tier: "general",
  grounds: ["unlicensed_lending"],
  isPublic: true,
  listedAt: new Date(NOW.getTime() - DAY),
  expiresAt: new Date(NOW.getTime() + DAY),
  agencyId: "0198a0a0-0000-7000-8000-0000000000aa",
  ...change,
});
const licensed = { status: "registered", licences: [{ status: "valid", expiresOn: "2026-03-01" }] } as const;
const bare = { status: "registered", licences: [] } as const;
const lapsed = { status: "registered", licences: [{ status: "valid", expiresOn: "2026-02-28" }] } as const;
const gone = { status: "deregistered", licences: [{ status: "valid", expiresOn: null }] } as const;

type Row = [name: string, facts: InstitutionFacts, verdict: string, advice: string, reasons: string[]];
const none = { entry: null, hasCandidates: false };
const TABLE: Row[] = [
  [
    "registered and licensed",
    { institution: licensed, ...none },
    "official",
    "label",
    ["registered", "licence-valid"],
  ],
  [
    "registered, no licence on file",
    { institution: bare, ...none },
    "unknown",
    "none",
    ["registered", "no-valid-licence"],
  ],
  [
    "a licence that ended yesterday",
    { institution: lapsed, ...none },
    "unknown",
    "none",
    ["registered", "no-valid-licence"],
  ],
  [
    "no longer registered",
    { institution: gone, ...none },
    "unknown",
    "none",
    ["deregistered", "licence-valid"],
  ],
  ["a name in no register", { institution: null, ...none }, "unknown", "none", ["not-in-register"]],
  [
    "a name of several",
    { institution: null, entry: null, hasCandidates: true },
    "unknown",
    "none",
    ["several-possible"],
  ],
  [
    "blacklisted, licence or not",
    { institution: licensed, entry: entry(), hasCandidates: false },
    "listed",
    "block",
    ["blacklist-in-force", "registered", "licence-valid"],
  ],
  [
    "a minor listing under objection",
    { institution: bare, entry: entry({ tier: "minor", status: "under_appeal" }), hasCandidates: false },
    "listed",
    "warn",
    ["blacklist-in-force", "under-objection", "registered", "no-valid-licence"],
  ],
  [
    "warned about",
    { institution: bare, entry: entry({ kind: "warning" }), hasCandidates: false },
    "warning",
    "warn",
    ["warning-in-force", "registered", "no-valid-licence"],
  ],
  [
    "a credit note",
    { institution: licensed, entry: entry({ kind: "credit_note" }), hasCandidates: false },
    "official",
    "label",
    ["credit-note-in-force", "registered", "licence-valid"],
  ],
  [
    "a listing whose term is over",
    { institution: licensed, entry: entry({ expiresAt: NOW }), hasCandidates: false },
    "official",
    "label",
    ["registered", "licence-valid"],
  ],
];

describe("institution verdict", () => {
  it.each(TABLE)("%s", (_name, facts, verdict, advice, reasons) => {
    const got = institutionVerdict(facts, NOW);
    expect([got.verdict, got.listed, got.advice, got.reasons]).toEqual([
      verdict,
      verdict === "listed",
      advice,
      reasons,
    ]);
    for (const reason of got.reasons) expect(INSTITUTION_REASONS).toHaveProperty(reason);
  });
});
