import { describe, expect, test } from "vitest";
import { permissionsOf } from "#domain/access/permissions.ts";
import { assertMayPropose, EMERGENCY_HOURS, RESPONSE_WINDOW_DAYS } from "#domain/cases/decision.ts";
import { generateDemo } from "./demo-complaints.ts";
import { type DemoDecision, type DemoOutcome, demoDecisions } from "./demo-decisions.ts";
import { DEMO_AGENCIES, DEMO_OFFICERS } from "./demo-people.ts";
import { DAY_MS, HOUR_MS, parseUntil } from "./demo-time.ts";

const UNTIL = "2026-11-20";
const END = parseUntil(UNTIL);
const demo = generateDemo({ seed: 1, until: UNTIL });
const decisions = demoDecisions(demo, UNTIL);
const at = (time: string | null | undefined): number => (time ? Date.parse(time) : Number.NaN);
const count = (list: readonly DemoDecision[], outcome: DemoOutcome): number =>
  list.filter((decision) => decision.outcome === outcome).length;

describe("demoDecisions", () => {
  test.each([1, 2, 3])(
    "seed %i: 13 in force, 3 in their window, 2 awaiting a second person, 1 taken back, 1 emergency",
    (seed) => {
      const list = demoDecisions(generateDemo({ seed, until: UNTIL }), UNTIL);
      expect(count(list, "published")).toBe(13);
      expect(count(list, "in_window")).toBe(3);
      expect(count(list, "awaiting_approval")).toBe(2);
      expect(count(list, "delisted")).toBe(1);
      expect(count(list, "emergency")).toBe(1);
    },
  );

  test("listings in force cover 95, 400, 106 and mobile numbers and two institutions", () => {
    const keys = decisions
      .filter(({ outcome }) => outcome === "published")
      .map(({ subject }) => (subject.kind === "number" ? subject.key : subject.code));
    for (const start of ["cn:95", "+864004", "sms:106", "+861", "DEMO-I"]) {
      expect(keys.filter((key) => key.startsWith(start)).length).toBeGreaterThanOrEqual(2);
    }
    expect(new Set(keys).size).toBe(keys.length);
    expect(decisions.some(({ findsCommercialUse }) => findsCommercialUse)).toBe(true);
  });

  test("proposer and approver are two officers of the case's agency who hold the permission", () => {
    for (const { agency, proposer, approver, outcome } of decisions) {
      const [first, second] = [proposer, approver].map((email) =>
        DEMO_OFFICERS.find((officer) => officer.email === email),
      );
      expect(first?.agency).toBe(agency);
      expect(second?.agency).toBe(agency);
      expect(proposer).not.toBe(approver);
      expect(
        permissionsOf(first?.role ?? "auditor").has(
          outcome === "emergency" ? "decision.emergency" : "decision.propose",
        ),
      ).toBe(true);
      expect(permissionsOf(second?.role ?? "auditor").has("decision.approve")).toBe(true);
    }
    expect(new Set(decisions.map(({ agency }) => agency)).size).toBe(DEMO_AGENCIES.length);
  });

  test("each may be proposed: grounds, tier, term and reasons are those the rules ask for", () => {
    const subject = {
      isProtected: false,
      hasOpenDecision: false,
      isListed: false,
      isCaller: true,
      isProvisional: false,
    };
    for (const { grounds, tier, termDays, statement, decidedReason, delisting } of decisions) {
      expect(() =>
        assertMayPropose({ kind: "list", grounds: [...grounds], tier, termDays }, subject),
      ).not.toThrow();
      expect(statement.length).toBeGreaterThanOrEqual(20);
      if (decidedReason) expect(decidedReason.length).toBeGreaterThanOrEqual(10);
      if (delisting) expect(delisting.statement.length).toBeGreaterThanOrEqual(20);
    }
  });

  test("nothing is proposed on fewer than five independent sources", () => {
    for (const { subject, proposedAt } of decisions) {
      const reports = demo.complaints.filter(({ sourceId, receivedAt }) => {
        const callers = demo.truth.callerOf[sourceId] ?? [];
        const isAbout =
          subject.kind === "number"
            ? callers.some(({ key }) => key === subject.key)
            : demo.truth.lenderOf[sourceId] === subject.code;
        return isAbout && at(receivedAt) < at(proposedAt);
      });
      expect(new Set(reports.map(({ reporter }) => reporter)).size).toBeGreaterThanOrEqual(5);
    }
  });

  test("notice comes after the proposal and a decision only after the response window; nothing lies in the future", () => {
    for (const { outcome, proposedAt, notice, decidedAt, delisting } of decisions) {
      expect(at(proposedAt)).toBeLessThan(END);
      if (outcome === "emergency") {
        expect(notice).toBeNull();
        expect(END - at(proposedAt)).toBeLessThan(EMERGENCY_HOURS * HOUR_MS);
        continue;
      }
      const windowEndsAt = at(notice?.at) + RESPONSE_WINDOW_DAYS * DAY_MS;
      expect(at(notice?.at)).toBeGreaterThan(at(proposedAt));
      expect(at(notice?.at)).toBeLessThan(END);
      if (outcome === "in_window") expect(windowEndsAt).toBeGreaterThan(END);
      if (outcome === "awaiting_approval") expect(windowEndsAt).toBeLessThan(END);
      expect(decidedAt !== null).toBe(outcome === "published" || outcome === "delisted");
      if (decidedAt) {
        expect(at(decidedAt)).toBeGreaterThanOrEqual(windowEndsAt);
        expect(at(decidedAt)).toBeLessThan(END);
      }
      if (delisting) {
        expect(at(delisting.proposedAt)).toBeGreaterThan(at(decidedAt));
        expect(at(delisting.decidedAt)).toBeGreaterThan(at(delisting.proposedAt));
        expect(at(delisting.decidedAt)).toBeLessThan(END);
      }
    }
  });

  test("what is in force has not expired, and what was taken back had not either", () => {
    for (const { outcome, decidedAt, termDays, delisting } of decisions) {
      if (outcome === "published") expect(at(decidedAt) + termDays * DAY_MS).toBeGreaterThan(END);
      if (delisting) expect(at(decidedAt) + termDays * DAY_MS).toBeGreaterThan(at(delisting.decidedAt));
    }
  });

  test("a notice names whom it was served on, or why nobody could be reached", () => {
    for (const { notice } of decisions) {
      if (!notice) continue;
      if (notice.method === "no_reachable_holder")
        expect(notice.unservedReason.length).toBeGreaterThanOrEqual(10);
      else expect(notice.addressee.length).toBeGreaterThan(0);
    }
  });
});
