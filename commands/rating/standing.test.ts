import { describe, expect, it } from "vitest";
import { handlingOf, standingOf } from "./standing.ts";

const ASKED = new Date("2026-02-01T02:00:00Z");
/** The last day of fifteen is the sixteenth, in China. */
const DUE = new Date("2026-02-16T16:00:00Z");
const BASE = {
  status: "with_institution",
  reason: null,
  outcome: null,
  askedAt: ASKED,
  answeredAt: null,
  closedAt: null,
  reopenedAt: null,
  isDecided: false,
  isImpersonation: false,
  review: null,
} as const;

describe("the standing of a complaint", () => {
  it.each([
    ["silence before the last day is over", BASE, new Date(DUE.getTime() - 1), "open"],
    ["silence from then on", BASE, DUE, "unrebutted"],
    ["an answer, however late", { ...BASE, status: "answered", answeredAt: DUE }, DUE, "open"],
    ["relief", { ...BASE, status: "closed", outcome: "relief_monetary" }, DUE, "upheld"],
    ["a sanction", { ...BASE, status: "closed", outcome: "upheld_sanction" }, DUE, "upheld"],
    ["an explanation", { ...BASE, status: "closed", outcome: "explained" }, DUE, "rejected"],
    ["closed on silence", { ...BASE, status: "closed", outcome: "no_answer_in_time" }, DUE, "unrebutted"],
    [
      "mediation without a settlement",
      { ...BASE, status: "closed", outcome: "mediation_ended" },
      DUE,
      "open",
    ],
    ["withdrawn", { ...BASE, status: "not_accepted", reason: "withdrawn" }, DUE, "withdrawn"],
    ["a repeat", { ...BASE, status: "not_accepted", reason: "repeat_report_consolidated" }, DUE, "duplicate"],
    ["made up", { ...BASE, status: "not_accepted", reason: "fabricated" }, DUE, "rejected"],
    ["a listing that covers it", { ...BASE, isDecided: true }, DUE, "upheld"],
    [
      "its own outcome before the listing",
      { ...BASE, status: "closed", outcome: "not_upheld", isDecided: true },
      DUE,
      "rejected",
    ],
    ["somebody faked the institution", { ...BASE, isImpersonation: true }, DUE, "not_customer_spoof"],
    ["dismissed by reviewers", { ...BASE, review: "dismissed" }, DUE, "not_customer_spoof"],
    [
      "upheld by itself, whatever it was dismissed with",
      { ...BASE, review: "dismissed", status: "closed", outcome: "upheld_sanction" },
      DUE,
      "upheld",
    ],
    [
      "dismissed and rejected: no complaint that the institution was found right in",
      { ...BASE, review: "dismissed", status: "closed", outcome: "not_upheld" },
      DUE,
      "not_customer_spoof",
    ],
  ] as const)("%s", (_name, complaint, asOf, expected) => {
    expect(standingOf(complaint, asOf)).toBe(expected);
  });
});

describe("how an institution dealt with what it was asked", () => {
  const closed = { answeredAt: new Date("2026-02-10T02:00:00Z"), closedAt: DUE, outcome: "relief_monetary" };
  it.each([
    ["never asked", { ...BASE, askedAt: null }, DUE, null],
    ["may still answer", BASE, new Date(DUE.getTime() - 1), null],
    ["silent", BASE, DUE, "1 0 0 0 0"],
    ["answered, not looked at yet", { ...BASE, answeredAt: closed.answeredAt }, DUE, "1 1 0 0 0"],
    ["answered late and disputed", { ...BASE, answeredAt: DUE, reopenedAt: DUE }, DUE, "1 0 1 0 0"],
    ["answered and over", { ...BASE, ...closed }, DUE, "1 1 1 1 0"],
    [
      "opened again after it was over",
      { ...BASE, ...closed, reopenedAt: new Date(DUE.getTime() + 1) },
      DUE,
      "1 1 1 1 1",
    ],
    ["closed for silence", { ...BASE, closedAt: DUE, outcome: "no_answer_in_time" }, DUE, "1 0 0 0 0"],
  ] as const)("%s", (_name, complaint, asOf, expected) => {
    const handled = handlingOf(complaint, asOf);
    const { asked, inTime, answered, resolved, reopened } = handled ?? {};
    expect(handled && [asked, inTime, answered, resolved, reopened].join(" ")).toBe(expected);
  });
});
