import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "#domain/errors.ts";
import { parseComplaint } from "./complaint-input.ts";
import {
  applicableAnswers,
  firstIncomplete,
  interruptions,
  isComplete,
  type JourneyForm,
  mayOpen,
  nextStep,
  previousStep,
  stepOfProblem,
  stepsOf,
  suggestionsFor,
  toComplaintInput,
  validateStep,
} from "./journey.ts";
import { type JourneyAnswers, STEP_SLUGS, type StepSlug } from "./journey-answers.ts";
import { STEP_RULES } from "./journey-steps.ts";

/** Sunday 1 February 2026, 14:10 in China. */
const now = new Date("2026-02-01T06:10:00Z");

/** Sends pages one after another as a person would, each of them good. */
function walkThrough(
  forms: Partial<Record<StepSlug, JourneyForm>>,
  from: JourneyAnswers = {},
): JourneyAnswers {
  let answers = from;
  for (const slug of STEP_SLUGS) {
    const form = forms[slug];
    if (!form) continue;
    const result = validateStep(slug, form, { answers, now });
    if (!result.ok) throw new Error(`${slug}: ${JSON.stringify(result.problems)}`);
    answers = result.answers;
  }
  return answers;
}

const SMS_REPORT: Partial<Record<StepSlug, JourneyForm>> = {
  matter: { matter: "collection" },
  channel: { channel: "sms" },
  relationship: { relationship: "BORROWER_OVERDUE" },
  number: { numberState: "shown", numberDisplayed: "10690000123456" },
  callback: { callbackNumber: "400-810-1234" },
  when: { whenDay: "yesterday", whenPart: "night" },
  words: { scriptText: "【某某贷】今日不还就通知您家人\r\nt.cn/abc 回T退订" },
  identity: { claimedIdentity: "lender" },
  institution: { institution: "某某贷" },
  loan: { loanProduct: "unknown" },
  harm: { harm: ["D3.family", "D5.violence"] },
  safety: { safety: "no" },
  "told-to-stop": { toldToStop: "yes" },
  "contacted-again": { contactedAgain: "yes" },
  wanted: { desired: ["stop_calls", "none"] },
  region: { region: "330100" },
  "received-on": { receivedOn: "" },
  contact: { phone: "" },
  consent: {},
  check: { truthStatement: "yes" },
};

describe("the journey", () => {
  it("asks only the questions of the channel, the matter and the answers given", () => {
    expect(stepsOf(walkThrough(SMS_REPORT)).join(" ")).toBe(
      "matter channel relationship number when words callback identity institution loan harm safety told-to-stop contacted-again wanted region received-on contact consent check",
    );
    const visit = walkThrough({
      matter: { matter: "collection" },
      channel: { channel: "visit" },
      relationship: { relationship: "CONTACT_LISTED" },
      identity: { claimedIdentity: "none_given" },
    });
    expect(stepsOf(visit).join(" ")).toBe(
      "matter channel relationship when words identity harm told-to-stop wanted region contact consent check",
    );
    const scam = walkThrough({
      matter: { matter: "scam" },
      paid: { paidWhen: "earlier" },
      channel: { channel: "im_wechat" },
      relationship: { relationship: "WITNESS_OR_AGENT" },
    });
    expect(stepsOf(scam).join(" ")).toBe(
      "matter paid channel relationship account when words identity institution harm money payee wanted region receiver contact consent check",
    );
  });

  it("puts what is personal after the story, and consent last and unticked", () => {
    const position = (slug: StepSlug) => STEP_SLUGS.indexOf(slug);
    for (const personal of ["received-on", "contact", "region"] as const) {
      expect(position(personal)).toBeGreaterThan(position("words"));
    }
    expect(STEP_SLUGS.slice(-2)).toEqual(["consent", "check"]);
    const complaint = toComplaintInput(walkThrough(SMS_REPORT));
    expect(complaint.consent).toEqual({ shareWithInstitution: "none", publishNarrative: false });
    expect(complaint.contact).toBeNull();
  });

  it("offers the browser's own number only for the reporter's", () => {
    const withTel = STEP_SLUGS.filter((slug) =>
      STEP_RULES[slug].fields({}).some((field) => field.autocomplete === "tel"),
    );
    expect(withTel).toEqual(["received-on", "contact"]);
  });

  it("starts at the first question and is done after the last", () => {
    expect(previousStep({}, "matter")).toBeNull();
    expect(nextStep({}, "check")).toBe("done");
    expect(firstIncomplete({})).toBe("matter");
  });

  it("is complete when each question asked has an answer, blank ones included", () => {
    const answers = walkThrough(SMS_REPORT);
    expect(isComplete(answers)).toBe(true);
    const { phone: _, ...withoutContact } = answers;
    expect(firstIncomplete(withoutContact)).toBe("contact");
  });

  it("opens a page when it is asked and all before it are answered", () => {
    expect(mayOpen({}, "matter")).toBe(true);
    expect(mayOpen({}, "channel")).toBe(false);
    const answers = walkThrough(SMS_REPORT);
    expect(STEP_SLUGS.filter((slug) => !mayOpen(answers, slug))).toEqual([
      "paid",
      "account",
      "money",
      "payee",
      "receiver",
    ]);
    const { harm: _, ...unfinished } = answers;
    expect(mayOpen(unfinished, "harm")).toBe(true);
    expect(mayOpen(unfinished, "check")).toBe(false);
  });

  it("goes back to what a changed answer opens up", () => {
    const answers = walkThrough({ matter: { matter: "scam" } }, walkThrough(SMS_REPORT));
    expect(firstIncomplete(answers)).toBe("paid");
    const paid = walkThrough({ paid: { paidWhen: "not_paid" } }, answers);
    // Ticked under "collection", these boxes are not offered under "scam".
    expect(firstIncomplete(paid)).toBe("harm");
  });

  it("stays complete when the last relationship is no longer offered only after it is asked again", () => {
    const answers = walkThrough({ matter: { matter: "marketing" } }, walkThrough(SMS_REPORT));
    expect(firstIncomplete(answers)).toBe("relationship");
  });

  it("leaves out answers to questions that are no longer asked", () => {
    const voice = walkThrough(SMS_REPORT);
    const letter = walkThrough({ channel: { channel: "letter" } }, voice);
    expect(applicableAnswers(letter)).not.toHaveProperty("numberDisplayed");
    expect(toComplaintInput(letter).incidents?.[0]?.numberDisplayed).toBeNull();
    expect(toComplaintInput(letter).claimed?.callbackNumber).toBeNull();
  });
});

const anyAnswers: fc.Arbitrary<JourneyAnswers> = fc.record(
  {
    matter: fc.constantFrom(
      "marketing",
      "collection",
      "scam",
      "data_misuse",
      "credit_record",
      "other",
      "nonsense",
    ),
    paidWhen: fc.constantFrom("today", "yesterday", "earlier", "not_paid", "unknown"),
    channel: fc.constantFrom("voice_call", "sms", "im_qq", "visit", "email", "nonsense"),
    relationship: fc.constantFrom("BORROWER_OVERDUE", "WITNESS_OR_AGENT", "NEVER_BORROWED", "nonsense"),
    claimedIdentity: fc.constantFrom("lender", "none_given", "unknown"),
    harm: fc.subarray(["D5.violence", "D7.apr_over_cap", "S1", "M1"]),
    toldToStop: fc.constantFrom("yes", "no", "unknown"),
    truthStatement: fc.constantFrom("yes", ""),
  },
  { requiredKeys: [] },
);

describe("from any answers", () => {
  it("forward and back are inverse, and forward always ends", () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        let step: StepSlug | "done" = "matter";
        const seen: StepSlug[] = [];
        while (step !== "done") {
          seen.push(step);
          const next: StepSlug | "done" = nextStep(answers, step);
          if (next !== "done") expect(previousStep(answers, next)).toBe(step);
          step = next;
        }
        expect(seen).toEqual(stepsOf(answers));
      }),
    );
  });

  it("what is complete and true becomes a body that the API takes", () => {
    const forms: Partial<Record<StepSlug, fc.Arbitrary<JourneyForm>>> = {
      number: fc.constantFrom(
        { numberState: "shown", numberDisplayed: "138 0013 8000" },
        { numberState: "withheld" },
        { numberState: "unknown" },
      ),
      when: fc.constantFrom(
        { whenDay: "today" },
        { whenDay: "unknown" },
        { whenDay: "today", whenPart: "morning" },
        { whenDay: "another", whenYear: "2025", whenMonth: "12", whenDate: "31", whenTime: "23:59" },
      ),
      words: fc.constantFrom({ scriptText: "" }, { scriptText: "【某某贷】您好 t.cn/a" }),
    };
    const parts = fc.record({
      number: forms.number ?? fc.constant({}),
      when: forms.when ?? fc.constant({}),
      words: forms.words ?? fc.constant({}),
      picks: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
    });
    fc.assert(
      fc.property(parts, ({ picks, ...given }) => {
        let answers: JourneyAnswers = {};
        let slug = firstIncomplete(answers);
        for (let turn = 0; slug !== null; turn += 1) {
          expect(turn).toBeLessThan(30);
          const page: StepSlug = slug;
          const chosen = STEP_RULES[page].fields(answers).map(({ name, options, kind }) => {
            const option = options[(picks[turn] ?? 0) % Math.max(1, options.length)];
            return [name, kind === "radios" || kind === "checkboxes" ? (option?.code ?? "") : ""] as const;
          });
          const form: JourneyForm =
            page === "number" || page === "when" || page === "words"
              ? given[page]
              : page === "consent"
                ? { publishNarrative: "yes", shareWithInstitution: "full" }
                : Object.fromEntries(chosen);
          answers = walkThrough({ [page]: form }, answers);
          slug = firstIncomplete(answers);
        }
        const input = toComplaintInput({ ...answers, truthStatement: "yes" });
        const parsed = parseComplaint(input, { now });
        expect(parsed.ok).toBe(true);
      }),
    );
  });
});

describe("the report made of the answers", () => {
  it("says what was answered, and no more", () => {
    const input = toComplaintInput(walkThrough(SMS_REPORT), { language: "en" });
    expect(input).toEqual({
      matter: "collection",
      channel: "sms",
      relationship: "BORROWER_OVERDUE",
      incidents: [
        {
          at: "2026-01-31T22:00:00+08:00",
          atPrecision: "part_of_day",
          numberDisplayed: "10690000123456",
          withheld: false,
          receivedOn: null,
          receiver: "self",
        },
      ],
      scriptText: "【某某贷】今日不还就通知您家人\nt.cn/abc 回T退订",
      claimed: {
        identity: "lender",
        institution: "某某贷",
        callbackNumber: "400-810-1234",
        smsSignature: "某某贷",
        urls: ["t.cn/abc"],
        imAccount: null,
        payeeAccount: null,
        contractNo: null,
      },
      loan: { product: null },
      harm: {
        kinds: ["D3.family", "D5.violence"],
        moneyLostFen: null,
        paidAt: null,
        toldToStop: true,
        contactedAgain: true,
        safetyNow: false,
      },
      desired: ["stop_calls"],
      mode: "anonymous_receipt",
      contact: null,
      region: "330100",
      language: "en",
      consent: { shareWithInstitution: "none", publishNarrative: false },
      truthStatement: true,
    });
    expect(parseComplaint(input, { now }).ok).toBe(true);
  });

  it("keeps the day that was meant when the form is finished the next day", () => {
    const answers = walkThrough(
      { when: { whenDay: "today", whenTime: "下午2点" } },
      { channel: "voice_call", matter: "other" },
    );
    expect(answers.whenOn).toBe("2026-02-01");
  });

  it("has the payment's day and amount of a scam", () => {
    const answers = walkThrough({
      ...SMS_REPORT,
      matter: { matter: "scam" },
      paid: { paidWhen: "today" },
      relationship: { relationship: "NEVER_BORROWED" },
      harm: { harm: ["S1"] },
      safety: undefined,
      money: { moneyAmount: "3,000.50元" },
      payee: { payeeAccount: "6222 0000" },
    });
    const input = toComplaintInput(answers);
    expect(input.harm).toMatchObject({
      moneyLostFen: 300_050,
      paidAt: "2026-02-01T00:00:00+08:00",
      toldToStop: null,
    });
    expect(input.claimed?.payeeAccount).toBe("6222 0000");
    expect(isComplete(answers)).toBe(true);
    const unpaid = walkThrough({ paid: { paidWhen: "not_paid" } }, answers);
    expect(toComplaintInput(unpaid)).toMatchObject({
      harm: { moneyLostFen: 0, paidAt: null },
      claimed: { payeeAccount: null },
    });
  });

  it("does not take brackets in an account of a call for a signature", () => {
    const answers = walkThrough({ ...SMS_REPORT, channel: { channel: "voice_call" } });
    expect(toComplaintInput(answers).claimed?.smsSignature).toBeNull();
  });

  it("is refused without the statement of truth or before the questions are answered", () => {
    const untrue = { ...walkThrough(SMS_REPORT), truthStatement: "" };
    for (const answers of [
      untrue,
      { truthStatement: "yes" },
      { ...untrue, truthStatement: "yes", channel: "pigeon" },
    ]) {
      expect(() => toComplaintInput(answers)).toThrow(AppError);
    }
  });

  it("suggests the institution that signed the message, but never over an answer", () => {
    expect(suggestionsFor("institution", { scriptText: "【某某贷】您好" })).toEqual({
      institution: "某某贷",
    });
    expect(suggestionsFor("institution", { scriptText: "【某某贷】您好", institution: "" })).toEqual({});
    expect(suggestionsFor("number", { scriptText: "【某某贷】您好" })).toEqual({});
  });

  it("suggests the number to call back that stands in the message, not the one that sent it", () => {
    const scriptText = "【某某贷】详询 400-810-1234 或 1069 回T退订";
    expect(suggestionsFor("callback", { scriptText })).toEqual({ callbackNumber: "4008101234" });
    expect(suggestionsFor("callback", { scriptText, numberDisplayed: "400 810 1234" })).toEqual({});
    expect(suggestionsFor("callback", { scriptText, callbackNumber: "" })).toEqual({});
  });
});

describe("what cannot wait", () => {
  it("is shown before the form goes on when money left today or yesterday", () => {
    const shown = interruptions(walkThrough({ matter: { matter: "scam" }, paid: { paidWhen: "today" } }));
    expect(shown.map(({ code, after }) => [code, after])).toEqual([["money_just_lost", "paid"]]);
    expect(shown[0]?.calls.map((call) => call.tel)).toEqual([null, "96110", "110"]);
    expect(interruptions(walkThrough({ matter: { matter: "scam" }, paid: { paidWhen: "earlier" } }))).toEqual(
      [],
    );
  });

  it("is shown when someone is in danger, and not once the question no longer applies", () => {
    const answers = walkThrough({ ...SMS_REPORT, safety: { safety: "yes" } });
    expect(interruptions(answers).map(({ code }) => code)).toEqual(["danger_now"]);
    expect(interruptions(walkThrough({ harm: { harm: [] } }, answers))).toEqual([]);
  });
});

describe("a problem of the whole report", () => {
  it.each([
    ["", "words"],
    ["/incidents/0/numberDisplayed", "number"],
    ["/incidents/0/at", "when"],
    ["/claimed/institution", "institution"],
    ["/harm/paidAt", "paid"],
    ["/truthStatement", "check"],
  ])("at %s is mended on page %s", (pointer, slug) => {
    expect(stepOfProblem({ pointer, code: "x" })).toBe(slug);
  });
});
