import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOCK_PRESETS } from "#domain/clocks/presets.ts";
import { AppError } from "#domain/errors.ts";
import { codesOf } from "./label.ts";
import { eventsFrom, STATUS_RULES, type StatusEvent, type StepDetails, transition } from "./status.ts";
import { STATUSES, type Status, statusWords } from "./statuses.ts";

const officer: StepDetails = { by: "officer" };
const everything: Omit<StepDetails, "by"> = {
  reasonCode: "out_of_scope",
  outcome: "explained",
  note: "为什么",
  reviewerIds: ["a", "b"],
};

function refusal(step: () => unknown): AppError {
  try {
    step();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("the step was taken");
}

describe("a complaint's status", () => {
  it("goes the whole way from draft to closed and opens again", () => {
    const way: readonly [StatusEvent, StepDetails, Status][] = [
      ["submit", { by: "reporter" }, "submitted"],
      ["start_screening", { by: "system" }, "screening"],
      ["ask_info", { ...officer, note: "哪一天？" }, "needs_info"],
      ["give_info", { by: "reporter" }, "screening"],
      ["accept", officer, "accepted"],
      ["link_to_case", { by: "system" }, "linked_to_case"],
      ["ask_institution", officer, "with_institution"],
      ["record_answer", { by: "system" }, "answered"],
      ["ask_filer", officer, "filer_review"],
      ["accept_answer", { by: "reporter", outcome: "relief_monetary" }, "closed"],
      ["reopen", { by: "reporter", note: "又打来了" }, "reopened"],
      ["start_screening", officer, "screening"],
      ["refer_out", { ...officer, note: "12378" }, "referred_out"],
      ["return_referral", { by: "system" }, "screening"],
      ["decline", { ...officer, reasonCode: "not_enough_facts" }, "not_accepted"],
      ["reopen", { by: "reporter", note: "有新证据" }, "reopened"],
    ];
    let status: Status = "draft";
    for (const [event, details, expected] of way) {
      status = transition(status, event, details);
      expect(status, event).toBe(expected);
    }
  });

  it("changes by no event that its table does not have", () => {
    const statuses = fc.constantFrom(...codesOf(STATUSES));
    const events = fc.constantFrom(...new Set(STATUS_RULES.map((rule) => rule.event)));
    fc.assert(
      fc.property(statuses, events, fc.constantFrom("system", "officer", "reporter"), (from, event, by) => {
        const isOffered = eventsFrom(from, by).includes(event);
        if (isOffered) expect(codesOf(STATUSES)).toContain(transition(from, event, { by, ...everything }));
        else
          expect(["conflict", "forbidden"]).toContain(
            refusal(() => transition(from, event, { by, ...everything })).code,
          );
      }),
    );
  });

  it("leads to one place only for each event", () => {
    for (const { code } of STATUSES) {
      const events = STATUS_RULES.filter((rule) => (rule.from as readonly Status[]).includes(code)).map(
        (rule) => rule.event,
      );
      expect(new Set(events).size, code).toBe(events.length);
    }
  });

  it("can be reached, and left unless it ends the matter", () => {
    for (const { code, isFinal } of STATUSES) {
      if (code !== "draft")
        expect(
          STATUS_RULES.some((rule) => rule.to === code),
          code,
        ).toBe(true);
      expect(
        STATUS_RULES.some((rule) => (rule.from as readonly Status[]).includes(code)),
        code,
      ).toBe(true);
      if (isFinal) expect(eventsFrom(code, "system")).toEqual([]);
    }
  });
});

describe("a step", () => {
  it("that the status does not allow is a conflict", () => {
    expect(refusal(() => transition("submitted", "accept", officer))).toMatchObject({
      code: "conflict",
      reason: "no-such-step",
    });
  });

  it("that is someone else's to take is forbidden", () => {
    expect(refusal(() => transition("screening", "accept", { by: "reporter" }))).toMatchObject({
      code: "forbidden",
      reason: "not-your-step",
    });
    expect(refusal(() => transition("screening", "decline", { by: "system", ...everything })).code).toBe(
      "forbidden",
    );
  });

  it.each([
    ["decline", "screening", {}, "/reasonCode", "required"],
    ["decline", "screening", { reasonCode: "withdrawn" }, "/reasonCode", "reporter-only"],
    ["decline", "screening", { reasonCode: "fabricated" }, "/reviewerIds", "second-reviewer"],
    [
      "decline",
      "screening",
      { reasonCode: "fabricated", reviewerIds: ["a", "a"] },
      "/reviewerIds",
      "second-reviewer",
    ],
    ["ask_info", "screening", {}, "/note", "required"],
    ["ask_info", "screening", { note: "  " }, "/note", "required"],
    ["refer_out", "accepted", {}, "/note", "required"],
    ["close", "answered", {}, "/outcome", "required"],
    ["close", "answered", { outcome: "duplicate_of" }, "/duplicateOf", "required"],
    ["unlink_from_case", "linked_to_case", {}, "/note", "required"],
  ] satisfies [StatusEvent, Status, Omit<StepDetails, "by">, string, string][])(
    "%s from %s needs its reason (%o)",
    (event, from, details, pointer, code) => {
      const error = refusal(() => transition(from, event, { by: "officer", ...details }));
      expect(error.code).toBe("invalid-request");
      expect(error.fields).toEqual([{ pointer, code }]);
    },
  );

  it("calling a report made up takes two different reviewers", () => {
    const details: StepDetails = { by: "officer", reasonCode: "fabricated", reviewerIds: ["a", "b"] };
    expect(transition("screening", "decline", details)).toBe("not_accepted");
  });

  it("of withdrawal is the reporter's at any open time", () => {
    for (const { code, isFinal } of STATUSES) {
      const mayWithdraw = eventsFrom(code, "reporter").includes("withdraw");
      expect(mayWithdraw, code).toBe(!isFinal && code !== "draft");
    }
  });
});

describe("the follow-up page", () => {
  it("can say what happened and what comes next in every status, and by when", () => {
    const clocks: readonly string[] = CLOCK_PRESETS.map((preset) => preset.name);
    for (const { code } of STATUSES) {
      const words = statusWords(code);
      for (const text of [words.happened, words.next]) {
        expect(text.zh, code).toMatch(/。$/);
        expect(text.en, code).toMatch(/[.]$/);
        expect(text.en, code).not.toMatch(/please|oops|invalid/i);
        expect(text.zh, code).not.toMatch(/请|无效/);
      }
      if (words.byWhen !== null) expect(clocks).toContain(words.byWhen);
    }
  });

  it("lets time stand still only while the reporter is being asked", () => {
    expect(STATUSES.filter((status) => status.pausesClocks).map((status) => status.code)).toEqual([
      "needs_info",
    ]);
  });
});
