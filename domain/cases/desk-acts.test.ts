import { describe, expect, it } from "vitest";
import { permissionsOf, type RoleName } from "../access/permissions.ts";
import type { CaseFile, DecisionView } from "./case-file.ts";
import { deskActs } from "./desk-acts.ts";

const NOW = new Date("2026-03-20T04:00:00Z");
const officer = (role: RoleName, id: string = role) => ({ id, permissions: permissionsOf(role) });

const FILE: CaseFile = {
  id: "case",
  reference: "C2026-00000-0000",
  kind: "caller",
  state: "investigating",
  subject: { kind: "number", groups: ["139", "0000", "0001"], isMasked: false, numberKind: "mobile" },
  openedAt: "2026-03-01T00:00:00.000Z",
  firstReportAt: "2026-03-01T00:00:00.000Z",
  lastReportAt: "2026-03-01T00:00:00.000Z",
  dueAt: "2026-03-16T00:00:00.000Z",
  complaints: 1,
  score: {
    sources: 1,
    sources30d: 1,
    independent: { low: 1, high: 1 },
    likenesses: [],
    weight: 1,
    severityMax: 1,
    spread: 1,
  },
  provinces: [],
  severityReasons: [],
  assignee: null,
  institution: null,
  claims: [],
  decisions: [],
  listing: null,
  isRestricted: true,
  isProtected: false,
  mergedInto: null,
  mergedCases: 0,
};
const decision = (change: Partial<DecisionView>): DecisionView => ({
  id: "decision",
  kind: "list",
  state: "proposed",
  grounds: ["threats"],
  tier: "general",
  termDays: 180,
  findsCommercialUse: false,
  statement: "",
  proposedBy: { id: "case_officer", name: "proposer" },
  proposedAt: "2026-03-19T04:00:00.000Z",
  windowEndsAt: null,
  decidedBy: null,
  decidedAt: null,
  decidedReason: null,
  notice: null,
  ...change,
});
const acts = (change: Partial<CaseFile>, role: RoleName, id?: string) =>
  deskActs({ ...FILE, ...change }, officer(role, id), NOW);
const LISTING = {
  entryId: "0198a0a0-0000-7000-8000-00000000000e",
  kind: "blacklist",
  status: "active",
  tier: "general",
  listedAt: "2026-01-01T00:00:00.000Z",
  expiresAt: "2026-09-01T00:00:00.000Z",
  isInForce: true,
} as const;

describe("a case nobody has proposed anything on", () => {
  it("may be proposed by who proposes, and offers nothing to decide", () => {
    expect(acts({}, "case_officer")).toMatchObject({
      list: "open",
      mayWarn: true,
      mayDelist: false,
      decide: null,
    });
    expect(acts({}, "reviewer")).toMatchObject({ list: null, mayWarn: false, mayAssign: false });
    expect(acts({}, "auditor")).toMatchObject({ list: null, mayAssign: false, mayRecordNotice: false });
  });

  it.each([
    ["protected-number", { isProtected: true }],
    ["case-has-no-subject", { subject: { kind: "none" } }],
    ["case-has-no-subject", { subject: { kind: "campaign", numbers: 3, name: null } }],
    ["already-listed", { listing: LISTING }],
    ["institution-not-identified", { institution: { status: "provisional" } as CaseFile["institution"] }],
  ] as const)("says why it cannot be listed: %s", (why, change) => {
    expect(acts(change, "case_officer")).toMatchObject({ list: why, mayWarn: false });
  });
});

describe("an open proposal", () => {
  it("waits for its notice, then for its window, then for a second person", () => {
    const blocker = (change: Partial<DecisionView>, role: RoleName) =>
      acts({ decisions: [decision(change)] }, role).decide?.blocker;
    const open = { state: "window", windowEndsAt: "2026-03-21T04:00:00.000Z" } as const;
    const over = { state: "window", windowEndsAt: "2026-03-20T04:00:00.000Z" } as const;
    expect(blocker({}, "reviewer")).toBe("notice-first");
    expect(blocker(open, "reviewer")).toBe("window-open");
    expect(blocker(over, "reviewer")).toBeNull();
    expect(blocker(over, "case_officer")).toBe("own");
    expect(blocker(over, "triage")).toBe("role");
    expect(blocker({ kind: "delist" }, "reviewer")).toBeNull();
  });

  it("is never refused or approved by its proposer, whatever the role", () => {
    const own = decision({
      proposedBy: { id: "supervisor", name: "" },
      state: "window",
      windowEndsAt: "2026-03-01T00:00:00.000Z",
    });
    expect(acts({ decisions: [own] }, "supervisor").decide).toMatchObject({
      blocker: "own",
      mayRefuse: false,
    });
    expect(acts({ decisions: [own] }, "reviewer").decide).toMatchObject({ blocker: null, mayRefuse: true });
  });

  it("keeps a second proposal from being begun", () => {
    expect(acts({ decisions: [decision({})] }, "case_officer")).toMatchObject({
      list: "decision-already-open",
      mayWarn: false,
      mayRecordNotice: true,
    });
  });
});

describe("an emergency warning", () => {
  const warning = (change: Partial<DecisionView> = {}) => ({
    decisions: [decision({ kind: "emergency", state: "published", ...change })],
  });

  it("is confirmed by a colleague within 72 hours", () => {
    expect(acts(warning(), "reviewer").confirm).toMatchObject({
      blocker: null,
      lapsesAt: "2026-03-22T04:00:00.000Z",
    });
    expect(acts(warning(), "case_officer").confirm?.blocker).toBe("own");
    expect(acts(warning(), "triage").confirm?.blocker).toBe("role");
    expect(acts(warning(), "case_officer").mayWarn).toBe(false);
  });

  it("offers nothing once it has lapsed or been confirmed", () => {
    expect(acts(warning({ proposedAt: "2026-03-17T04:00:00.000Z" }), "reviewer").confirm).toBeNull();
    expect(acts(warning({ decidedBy: { id: "x", name: "" } }), "reviewer").confirm).toBeNull();
  });

  it("is issued by one officer once: not while an entry is in force, not after one that nobody confirmed", () => {
    const lapsed = warning({ proposedAt: "2026-03-01T04:00:00.000Z" });
    expect(acts(lapsed, "case_officer").mayWarn).toBe(false);
    const confirmed = warning({ decidedBy: { id: "x", name: "" } });
    expect(acts(confirmed, "case_officer").mayWarn).toBe(true);
    const inForce = { ...confirmed, listing: { ...LISTING, kind: "warning" } };
    expect(acts(inForce, "case_officer").mayWarn).toBe(false);
  });
});
