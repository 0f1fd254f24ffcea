import { describe, expect, test } from "vitest";
import {
  addDays,
  assertMayPropose,
  confirmEmergency,
  type DecisionFacts,
  decide,
  EMERGENCY_HOURS,
  noticeInput,
  openWindow,
  proposeInput,
  RESPONSE_WINDOW_DAYS,
} from "./decision.ts";

const start = new Date("2026-03-01T08:00:00Z");
const proposed: DecisionFacts = {
  kind: "list",
  state: "proposed",
  proposedBy: "ann",
  proposedAt: start,
  windowEndsAt: null,
  termDays: 180,
};
const inWindow: DecisionFacts = {
  ...proposed,
  state: "window",
  windowEndsAt: addDays(start, RESPONSE_WINDOW_DAYS),
};
const subject = {
  isProtected: false,
  hasOpenDecision: false,
  isListed: false,
  isCaller: true,
  isProvisional: false,
};
const proposal = { kind: "list", tier: "general", termDays: 180, grounds: ["threats"] } as const;

describe("proposing", () => {
  test("a listing needs grounds and a term its tier allows", () => {
    expect(() => assertMayPropose(proposal, subject)).not.toThrow();
    expect(() => assertMayPropose({ ...proposal, grounds: [] }, subject)).toThrow("choose-grounds");
    expect(() => assertMayPropose({ ...proposal, termDays: 366 }, subject)).toThrow("term-outside-tier");
    expect(() => assertMayPropose({ ...proposal, tier: "serious", termDays: 30 }, subject)).toThrow(
      "term-outside-tier",
    );
  });

  test.each([
    [{ isProtected: true }, "protected-number"],
    [{ hasOpenDecision: true }, "decision-already-open"],
    [{ isListed: true }, "already-listed"],
    [{ isProvisional: true }, "institution-not-identified"],
  ])("is refused where %j", (facts, reason) => {
    expect(() => assertMayPropose(proposal, { ...subject, ...facts })).toThrow(reason);
  });

  test("a delisting needs a listing", () => {
    expect(() => assertMayPropose({ ...proposal, kind: "delist", grounds: [] }, subject)).toThrow(
      "not-listed",
    );
    expect(() =>
      assertMayPropose({ ...proposal, kind: "delist", grounds: [] }, { ...subject, isListed: true }),
    ).not.toThrow();
  });

  test("asks for a public statement of at least twenty characters", () => {
    const input = {
      caseId: "018f0000-0000-7000-8000-000000000001",
      kind: "list",
      grounds: ["threats"],
      tier: "minor",
      termDays: "60",
      findsCommercialUse: false,
      statement: "太短",
    };
    expect(proposeInput.safeParse(input).error?.issues.map((issue) => issue.message)).toEqual([
      "statement-too-short",
    ]);
    expect(
      proposeInput.parse({ ...input, statement: "多名举报人提供了内容一致的威胁录音，来电人拒绝停止联系。" })
        .termDays,
    ).toBe(60);
  });
});

describe("notice", () => {
  test("opens a window of ten days, once", () => {
    expect(openWindow(proposed, start)).toEqual({
      state: "window",
      windowEndsAt: new Date("2026-03-11T08:00:00Z"),
    });
    expect(() => openWindow(inWindow, start)).toThrow("notice-already-recorded");
    expect(() => openWindow({ ...proposed, kind: "delist" }, start)).toThrow("no-notice-needed");
  });

  test("names who was served, or why nobody can be", () => {
    const base = {
      caseId: "018f0000-0000-7000-8000-000000000001",
      decisionId: "018f0000-0000-7000-8000-000000000002",
      addressee: "",
      unservedReason: "",
    };
    const codes = (method: string) =>
      noticeInput.safeParse({ ...base, method }).error?.issues.map((issue) => issue.message);
    expect(codes("sms")).toEqual(["say-who-was-served"]);
    expect(codes("no_reachable_holder")).toEqual(["say-why-unreachable"]);
  });
});

describe("deciding", () => {
  const end = addDays(start, RESPONSE_WINDOW_DAYS);

  test("publishes when a second person approves after the window", () => {
    expect(decide(inWindow, "approve", "bo", end)).toEqual({ state: "published" });
  });
  test("refuses the proposer, whatever the verdict", () => {
    expect(() => decide(inWindow, "approve", "ann", end)).toThrow("decider-is-proposer");
    expect(() => decide(inWindow, "refuse", "ann", end)).toThrow("decider-is-proposer");
  });
  test("refuses one millisecond before the window ends, and without any notice", () => {
    expect(() => decide(inWindow, "approve", "bo", new Date(end.getTime() - 1))).toThrow("window-open");
    expect(() => decide(proposed, "approve", "bo", end)).toThrow("notice-first");
  });
  test("may refuse the proposal at any time, and nothing twice", () => {
    expect(decide(proposed, "refuse", "bo", start)).toEqual({ state: "refused" });
    expect(() => decide({ ...inWindow, state: "published" }, "approve", "bo", end)).toThrow(
      "decision-already-made",
    );
  });
  test("a delisting needs the second person but no window", () => {
    expect(decide({ ...proposed, kind: "delist" }, "approve", "bo", start)).toEqual({ state: "published" });
    expect(() => decide({ ...proposed, kind: "delist" }, "approve", "ann", start)).toThrow(
      "decider-is-proposer",
    );
  });
});

describe("emergency warning", () => {
  const emergency: DecisionFacts = { ...proposed, kind: "emergency", state: "published" };
  const lapse = new Date(start.getTime() + EMERGENCY_HOURS * 3_600_000);

  test("is confirmed by a second person within 72 hours, for thirty days", () => {
    const at = new Date(lapse.getTime() - 1);
    expect(confirmEmergency(emergency, "bo", at)).toEqual({ expiresAt: addDays(at, 30) });
  });
  test("not by the one who issued it, and not after it lapsed", () => {
    expect(() => confirmEmergency(emergency, "ann", start)).toThrow("decider-is-proposer");
    expect(() => confirmEmergency(emergency, "bo", lapse)).toThrow("emergency-lapsed");
    expect(() => confirmEmergency(inWindow, "bo", start)).toThrow("no-emergency-in-force");
  });
});
