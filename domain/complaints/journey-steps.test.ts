import fc from "fast-check";
import { describe, expect, it } from "vitest";
import en from "#messages/en/complaints.json" with { type: "json" };
import zh from "#messages/zh-CN/complaints.json" with { type: "json" };
import { COMPLAINT_PROBLEMS } from "./complaint-problems.ts";
import { type JourneyForm, validateStep } from "./journey.ts";
import { JOURNEY_PROBLEMS, type JourneyAnswers, STEP_SLUGS, type StepSlug } from "./journey-answers.ts";
import { STEP_RULES } from "./journey-steps.ts";

/** Sunday 1 February 2026, 14:10 in China. */
const now = new Date("2026-02-01T06:10:00Z");

function problems(slug: StepSlug, form: JourneyForm, answers: JourneyAnswers = {}) {
  const result = validateStep(slug, form, { answers, now });
  return result.ok ? {} : result.problems;
}

describe("a page", () => {
  it.each([
    ["matter", {}, { matter: "choose-one" }],
    ["matter", { matter: "nonsense" }, { matter: "choose-one" }],
    ["number", {}, { numberState: "choose-one" }],
    ["number", { numberState: "shown" }, { numberDisplayed: "number-missing" }],
    ["number", { numberState: "shown", numberDisplayed: "1".repeat(65) }, { numberDisplayed: "too-long" }],
    ["when", {}, { whenDay: "choose-one" }],
    ["when", { whenDay: "another" }, { whenYear: "date-missing" }],
    ["when", { whenDay: "another", whenYear: "2026", whenDate: "1" }, { whenMonth: "date-incomplete" }],
    [
      "when",
      { whenDay: "another", whenYear: "26", whenMonth: "1", whenDate: "1" },
      { whenYear: "date-year-short" },
    ],
    [
      "when",
      { whenDay: "another", whenYear: "2026", whenMonth: "1", whenDate: "32" },
      { whenYear: "date-not-real" },
    ],
    [
      "when",
      { whenDay: "another", whenYear: "2026", whenMonth: "一", whenDate: "2" },
      { whenMonth: "date-not-real" },
    ],
    [
      "when",
      { whenDay: "another", whenYear: "2026", whenMonth: "2", whenDate: "2" },
      { whenYear: "date-in-future" },
    ],
    [
      "when",
      { whenDay: "another", whenYear: "1926", whenMonth: "2", whenDate: "2" },
      { whenYear: "date-too-early" },
    ],
    ["when", { whenDay: "today", whenTime: "不知道" }, { whenTime: "time-format" }],
    ["when", { whenDay: "today", whenTime: "14:21" }, { whenTime: "time-in-future" }],
    ["when", { whenDay: "today", whenPart: "night" }, { whenPart: "time-in-future" }],
    ["when", { whenDay: "today", whenPart: "midnight" }, { whenPart: "choose-known" }],
    ["words", { scriptText: "字".repeat(4001) }, { scriptText: "too-long" }],
    ["contact", { phone: "call me" }, { phone: "phone-format" }],
    ["region", { region: "330106" }, { region: "bad-region" }],
    ["consent", { shareWithInstitution: "contract_no_only" }, { contractNo: "contract-no-missing" }],
    ["consent", { publishNarrative: "maybe" }, { publishNarrative: "choose-known" }],
    ["check", {}, { truthStatement: "truth-statement-required" }],
    ["money", { moneyAmount: "很多" }, { moneyAmount: "amount-format" }],
    ["money", { moneyAmount: "99999999999999" }, { moneyAmount: "amount-format" }],
    ["money", { moneyAmount: "99999999999" }, { moneyAmount: "too-big" }],
    ["harm", { harm: ["S1"] }, { harm: "choose-known" }],
  ] satisfies [StepSlug, JourneyForm, Record<string, string>][])("%s refuses %o", (slug, form, expected) => {
    expect(problems(slug, form, { matter: "collection" })).toEqual(expected);
  });

  it.each([
    ["number", { numberDisplayed: "95588" }, { numberState: "shown", numberDisplayed: "95588" }],
    [
      "number",
      { numberState: "withheld", numberDisplayed: "x" },
      { numberState: "withheld", numberDisplayed: "" },
    ],
    ["when", { whenDay: "today", whenTime: "14:20" }, { whenOn: "2026-02-01" }],
    ["when", { whenDay: "today", whenPart: "afternoon" }, { whenOn: "2026-02-01" }],
    ["when", { whenDay: "yesterday" }, { whenOn: "2026-01-31" }],
    ["when", { whenDay: "unknown" }, { whenOn: "" }],
    [
      "when",
      { whenDay: "another", whenYear: "２０２６", whenMonth: " 1", whenDate: "02" },
      { whenOn: "2026-01-02" },
    ],
    ["words", { scriptText: "" }, { scriptText: "" }],
    ["words", { scriptText: "a\r\nb" }, { scriptText: "a\nb" }],
    ["contact", { phone: "+86 138-0013-8000" }, { phone: "+86 138-0013-8000" }],
    ["harm", {}, { harm: [] }],
    ["harm", { harm: "D3.family" }, { harm: ["D3.family"] }],
    ["wanted", { desired: ["apology", "refund"], csrf: "token" }, { desired: ["apology", "refund"] }],
    ["consent", {}, { shareWithInstitution: "", publishNarrative: "" }],
    ["consent", { shareWithInstitution: "full", contractNo: "A1" }, { contractNo: "" }],
    ["money", { moneyAmount: "1.2万" }, { moneyAmount: "1.2万" }],
  ] satisfies [StepSlug, JourneyForm, JourneyAnswers][])("%s takes %o", (slug, form, expected) => {
    const result = validateStep(slug, form, { answers: { matter: "collection" }, now });
    expect(result).toMatchObject({ ok: true, answers: expected });
    expect(JSON.stringify(result)).not.toContain("csrf");
  });

  it("gives back what was typed when it refuses", () => {
    expect(validateStep("contact", { phone: "call me" }, { answers: {}, now })).toMatchObject({
      ok: false,
      typed: { phone: "call me" },
    });
  });

  it("of any form at all never throws", () => {
    const value = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }), fc.constant(undefined));
    fc.assert(
      fc.property(
        fc.constantFrom(...STEP_SLUGS),
        fc.array(value, { minLength: 8, maxLength: 8 }),
        (slug, values) => {
          const fields = STEP_RULES[slug].fields({ matter: "scam" });
          const form = Object.fromEntries(fields.map(({ name }, index) => [name, values[index]]));
          const result = validateStep(slug, form, { answers: { matter: "scam" }, now });
          if (!result.ok) expect(Object.keys(result.problems).length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe("the words of the journey", () => {
  it("exist for every page, every problem and every interruption", () => {
    expect(Object.keys(zh.journey)).toEqual([...STEP_SLUGS]);
    const codes = [...COMPLAINT_PROBLEMS, ...JOURNEY_PROBLEMS];
    expect(codes.filter((code) => !(code in zh.problems))).toEqual([]);
    const shown = ["money_just_lost", "danger_now"];
    expect(Object.keys(zh.interruptions)).toEqual(shown);
  });

  it("have the same keys in both languages", () => {
    const keys = (value: object): unknown =>
      Object.fromEntries(
        Object.entries(value).map(([key, entry]) => [key, typeof entry === "string" ? "" : keys(entry)]),
      );
    expect(keys(en)).toEqual(keys(zh));
  });

  it("never blame or beg", () => {
    expect(JSON.stringify(en)).not.toMatch(/please|oops|invalid|forbidden/i);
    expect(JSON.stringify(zh)).not.toMatch(/请(?!求)|无效|非法/);
  });
});
