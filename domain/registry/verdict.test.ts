import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VERSION_STATUSES, type VersionStatus } from "./entry.ts";
import {
  ADVICE,
  type EntryFacts,
  NO_FACTS,
  type NumberTraits,
  type RegistryFacts,
  VERDICT_REASONS,
  verdictOf,
} from "./verdict.ts";

const NOW = new Date("2026-03-01T00:00:00Z");
const DAY = 86_400_000;
const ago = (days: number) => new Date(NOW.getTime() - days * DAY);

const mobile: NumberTraits = { kind: "mobile", flags: [], visibility: "restricted", isProtected: false };
const service: NumberTraits = { kind: "95_enterprise", flags: [], visibility: "public", isProtected: false };
const police: NumberTraits = {
  kind: "emergency",
  flags: ["protected"],
  visibility: "public",
  isProtected: true,
};
const spoof: NumberTraits = {
  kind: "spoof",
  flags: ["spoof_suspect", "impersonates_short_code"],
  visibility: "public",
  isProtected: false,
};
const gateway: NumberTraits = {
  kind: "intl_gateway",
  flags: ["spoof_suspect"],
  visibility: "public",
  isProtected: false,
};
const noArea: NumberTraits = {
  kind: "96_province",
  flags: ["area_needed"],
  visibility: "public",
  isProtected: false,
};

const entry = (change: Partial<EntryFacts> = {}): EntryFacts => ({
  id: "0198a0a0-0000-7000-8000-000000000001",
  kind: "blacklist",
  status: "active",
  tier: "general",
  grounds: ["fraud"],
  isPublic: false,
  listedAt: ago(10),
  expiresAt: ago(-80),
  agencyId: "0198a0a0-0000-7000-8000-0000000000aa",
  ...change,
});
const listed = (change: Partial<EntryFacts> = {}): RegistryFacts => ({ ...NO_FACTS, entry: entry(change) });
const official: RegistryFacts = { ...NO_FACTS, officialOf: "0198a0a0-0000-7000-8000-0000000000bb" };
const reports = (fifthDaysAgo: number | null) => ({
  fifthLastAt: fifthDaysAgo === null ? null : ago(fifthDaysAgo),
  sourcesBucket: 3,
  sources30dBucket: 2,
});
const reported = (fifthDaysAgo: number | null): RegistryFacts => ({
  ...NO_FACTS,
  reports: reports(fifthDaysAgo),
});

type Row = [
  name: string,
  number: NumberTraits,
  facts: RegistryFacts,
  verdict: string,
  advice: string,
  reasons: string[],
];
const TABLE: Row[] = [
  ["nothing about a service number", service, NO_FACTS, "unknown", "none", []],
  ["nothing about a private number", mobile, NO_FACTS, "unknown", "none", ["restricted"]],
  ["a blacklisted service number", service, listed(), "listed", "block", ["blacklist-in-force"]],
  ["a blacklisted private number", mobile, listed(), "listed", "block", ["blacklist-in-force", "restricted"]],
  ["found in commercial use", mobile, listed({ isPublic: true }), "listed", "block", ["blacklist-in-force"]],
  ["a minor listing warns", service, listed({ tier: "minor" }), "listed", "warn", ["blacklist-in-force"]],
  [
    "a serious listing blocks",
    service,
    listed({ tier: "serious" }),
    "listed",
    "block",
    ["blacklist-in-force"],
  ],
  [
    "a listing under objection stays in force",
    service,
    listed({ status: "under_appeal" }),
    "listed",
    "block",
    ["blacklist-in-force", "under-objection"],
  ],
  ["a warning", service, listed({ kind: "warning" }), "warning", "warn", ["warning-in-force"]],
  [
    "a credit note lists nothing",
    service,
    listed({ kind: "credit_note" }),
    "unknown",
    "label",
    ["credit-note-in-force"],
  ],
  ["a term that ends now is over", service, listed({ expiresAt: NOW }), "unknown", "none", []],
  ["a term that ended and no job has run", service, listed({ expiresAt: ago(1) }), "unknown", "none", []],
  ["an official number", mobile, official, "official", "label", ["official-number"]],
  ["an official entry", service, listed({ kind: "official" }), "official", "label", ["official-number"]],
  [
    "a decision goes before the register",
    service,
    { ...official, entry: entry() },
    "listed",
    "block",
    ["blacklist-in-force", "official-number"],
  ],
  [
    "reports do not take an official number down: it may be forged",
    service,
    { ...official, reports: reports(1) },
    "official",
    "label",
    ["official-number", "reported-by-five"],
  ],
  ["five sources within 30 days", service, reported(29), "reported", "label", ["reported-by-five"]],
  ["the fifth source exactly 30 days ago", service, reported(30), "reported", "label", ["reported-by-five"]],
  ["the fifth source 31 days ago", service, reported(31), "unknown", "none", []],
  ["four sources", service, reported(null), "unknown", "none", []],
  [
    "reports of a private number",
    mobile,
    reported(1),
    "reported",
    "label",
    ["reported-by-five", "restricted"],
  ],
  [
    "an ended listing leaves the reports",
    service,
    { ...reported(1), entry: entry({ expiresAt: ago(1) }) },
    "reported",
    "label",
    ["reported-by-five"],
  ],
  ["a short code dressed as foreign", spoof, NO_FACTS, "unknown", "warn", ["short-code-dressed-as-foreign"]],
  [
    "a spoofed display with reports",
    spoof,
    reported(1),
    "reported",
    "warn",
    ["reported-by-five", "short-code-dressed-as-foreign"],
  ],
  [
    "a spoofed display that two people listed",
    spoof,
    listed(),
    "listed",
    "block",
    ["blacklist-in-force", "short-code-dressed-as-foreign"],
  ],
  ["a forged gateway display", gateway, NO_FACTS, "unknown", "warn", ["spoof-suspect"]],
  ["a number without its area", noArea, NO_FACTS, "unknown", "none", ["area-needed"]],
  ["a protected number", police, NO_FACTS, "official", "label", ["public-service"]],
  [
    "a protected number whatever is stored",
    police,
    { ...reported(1), entry: entry() },
    "official",
    "label",
    ["public-service"],
  ],
];

describe("verdict", () => {
  it.each(TABLE)("%s", (_name, number, facts, verdict, advice, reasons) => {
    const got = verdictOf(number, facts, NOW);
    expect([got.verdict, got.advice, got.reasons]).toEqual([verdict, advice, reasons]);
    expect(got.listed).toBe(verdict === "listed");
  });

  it.each((Object.keys(VERSION_STATUSES) as VersionStatus[]).filter((s) => !VERSION_STATUSES[s].inForce))(
    "a listing that is %s is not in force",
    (status) => {
      expect(verdictOf(service, listed({ status }), NOW)).toMatchObject({ verdict: "unknown", entry: null });
    },
  );

  it("only an in-force blacklist decision lists, whatever else is true", () => {
    const facts = fc.record({
      entry: fc.option(
        fc
          .record({
            kind: fc.constantFrom("blacklist", "warning", "credit_note", "official"),
            status: fc.constantFrom(...(Object.keys(VERSION_STATUSES) as VersionStatus[])),
            tier: fc.constantFrom("minor", "general", "serious"),
            isPublic: fc.boolean(),
            days: fc.integer({ min: -100, max: 100 }),
          })
          .map(({ days, ...rest }) => entry({ ...(rest as Partial<EntryFacts>), expiresAt: ago(days) })),
      ),
      officialOf: fc.option(fc.uuid()),
      reports: fc.option(fc.option(fc.integer({ min: 0, max: 60 })).map(reports)),
    });
    const number = fc.constantFrom(mobile, service, police, spoof, gateway, noArea);
    fc.assert(
      fc.property(number, facts, (traits, known) => {
        const got = verdictOf(traits, known, NOW);
        const decided = known.entry;
        const inForce =
          decided?.kind === "blacklist" &&
          VERSION_STATUSES[decided.status].inForce &&
          decided.expiresAt > NOW;
        expect(got.listed).toBe(inForce && !traits.isProtected);
        expect(got.advice === "block").toBe(got.listed && decided?.tier !== "minor");
        expect(ADVICE).toContain(got.advice);
        for (const reason of got.reasons) expect(VERDICT_REASONS).toHaveProperty(reason);
      }),
    );
  });
});
