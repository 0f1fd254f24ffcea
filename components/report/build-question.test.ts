import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHANNELS, MATTERS } from "#domain/complaints/codes.ts";
import { validateStep } from "#domain/complaints/journey.ts";
import type { JourneyAnswers, StepSlug } from "#domain/complaints/journey-answers.ts";
import { STEP_SLUGS } from "#domain/complaints/journey-answers.ts";
import { STEP_RULES } from "#domain/complaints/journey-steps.ts";
import { codesOf } from "#domain/complaints/label.ts";
import { LOCALES, type Locale } from "#messages/locale.ts";
import { translator } from "#messages/translate.ts";
import { backHref, buildQuestion } from "./build-question.ts";
import { answersSent, controlOf } from "./controls.ts";
import type { Question, QuestionField } from "./question.ts";

const now = new Date("2026-02-01T06:10:00Z");

function ask(
  slug: StepSlug,
  answers: JourneyAnswers,
  {
    problems,
    shown,
    locale = "zh-CN",
  }: { problems?: Record<string, string>; shown?: JourneyAnswers; locale?: Locale } = {},
): Question {
  return buildQuestion({
    ...{ slug, answers, problems, locale },
    shown: shown ?? answers,
    backHref: backHref(locale, { previous: null, isFromCheck: false }),
    isFromCheck: false,
    t: translator(locale),
  });
}

const allFields = (fields: readonly QuestionField[]): readonly QuestionField[] =>
  fields.flatMap((field) => (field.kind === "reveal" ? [field, ...allFields([field.inner])] : [field]));

/** Every id that a page has, the date's three boxes included. */
const idsOf = (question: Question): readonly string[] =>
  allFields(question.fields).flatMap((field) =>
    field.kind === "date" ? [field.id, `${field.id}-month`, `${field.id}-day`] : [field.id],
  );

const pages = STEP_SLUGS.filter((slug) => slug !== "check");
const circumstances = fc.record({
  matter: fc.constantFrom(...codesOf(MATTERS)),
  channel: fc.constantFrom(...codesOf(CHANNELS)),
  locale: fc.constantFrom(...LOCALES),
});

describe("a page of the journey", () => {
  it.each(pages)(
    "%s asks for every answer of its rule, in words of the language, whatever was answered",
    (slug) => {
      fc.assert(
        fc.property(circumstances, ({ matter, channel, locale }) => {
          const answers = { matter, channel };
          const question = ask(slug, answers, { locale });
          const wanted = STEP_RULES[slug].fields(answers).map(({ name }) => controlOf(name).id);
          expect([...idsOf(question)].sort()).toEqual([...wanted].sort());
          const words = JSON.stringify(question);
          expect(words).not.toMatch(/(?:complaints|report|forms)\.[a-z]|undefined/);
          if (locale === "en") expect(words.replace(/【】/g, "")).not.toMatch(/\p{Script=Han}/u);
        }),
        { numRuns: 40 },
      );
    },
  );

  it.each(pages)("%s has one heading: its question, or the page's own", (slug) => {
    const { heading, fields } = ask(slug, { matter: "collection", channel: "sms" });
    const questions = allFields(fields).filter(
      (field) => field.kind !== "checkbox" && field.words.isQuestion,
    );
    expect([heading !== undefined, questions.length]).toEqual(heading === undefined ? [false, 1] : [true, 0]);
  });

  it.each([
    ["matter", {}, ["matter"]],
    ["number", { numberState: "shown" }, ["numberDisplayed"]],
    ["when", { whenDay: "another", whenYear: "2026", whenMonth: "", whenDate: "1" }, ["whenYear-month"]],
    ["when", { whenDay: "today", whenTime: "x" }, ["whenTime"]],
    ["contact", { phone: "x" }, ["phone"]],
    ["consent", { shareWithInstitution: "contract_no_only" }, ["contractNo"]],
  ] satisfies [StepSlug, JourneyAnswers, string[]][])(
    "%s with %o leads from the summary to the field and keeps what was typed",
    (slug, form, ids) => {
      const answers = { matter: "collection", channel: "voice_call" };
      const result = validateStep(slug, form, { answers, now });
      if (result.ok) throw new Error("meant to be refused");
      const question = ask(slug, answers, { problems: result.problems, shown: result.typed });
      expect(Object.keys(question.errors)).toEqual(ids);
      for (const id of ids) expect(idsOf(question)).toContain(id);
      for (const message of Object.values(question.errors))
        expect(JSON.stringify(question.fields)).toContain(message);
      for (const typed of Object.values(form)) expect(JSON.stringify(question.fields)).toContain(typed);
    },
  );

  it("reads a sent form back into the names of answers, without the framework's own fields", () => {
    const data = new FormData();
    for (const [name, value] of [
      ["$ACTION_KEY", "k"],
      ["whenDay", "another"],
      ["whenYear-year", "2026"],
      ["whenYear-month", "2"],
      ["whenYear-day", "1"],
      ["harm", "D1"],
      ["harm", "D2"],
    ] as const)
      data.append(name, value);
    expect(answersSent(data)).toEqual({
      whenDay: "another",
      whenYear: "2026",
      whenMonth: "2",
      whenDate: "1",
      harm: ["D1", "D2"],
    });
  });
});
