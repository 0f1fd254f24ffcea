import { describe, expect, test } from "vitest";
import { RESPONSE_WINDOW_DAYS, TIERS } from "#domain/cases/decision.ts";
import { applicationInput } from "#domain/registry/application.ts";
import { generateDemo } from "./demo-complaints.ts";
import { demoDecisions } from "./demo-decisions.ts";
import { demoListings, demoLives } from "./demo-lives.ts";
import { DAY_MS } from "./demo-time.ts";

const UNTIL = "2026-11-20";
const decisions = demoDecisions(generateDemo({ seed: 1, until: UNTIL }), UNTIL);
const lives = demoLives(decisions, UNTIL);

describe("what becomes of the demonstration's entries", () => {
  test("an objection, a repair, a joint measure and a statement, each on an entry of its own that is in force", () => {
    expect(lives.map(({ kind }) => kind).sort()).toEqual(["objection", "repair", "sanction", "statement"]);
    expect(new Set(lives.map(({ decision }) => decision.id)).size).toBe(4);
    for (const { decision } of lives) expect(decision.outcome).toBe("published");
  });

  test("applications are such as the public form accepts, and answers come after them", () => {
    for (const life of lives) {
      if (life.kind === "sanction") continue;
      expect(applicationInput.safeParse({ ...life.asked.body, about: "954955" }).success).toBe(true);
      expect(Date.parse(life.asked.at)).toBeGreaterThan(Date.parse(life.decision.decidedAt ?? ""));
      if (life.kind === "repair")
        expect(Date.parse(life.answer.proposedAt)).toBeGreaterThan(Date.parse(life.asked.at));
      if (life.kind === "statement")
        expect(Date.parse(life.attachedAt)).toBeGreaterThan(Date.parse(life.asked.at));
    }
  });

  test("a repair waits for the minimum term of its tier", () => {
    const repair = lives.find(({ kind }) => kind === "repair");
    if (repair?.kind !== "repair") throw new Error("no repair");
    const { tier, decidedAt } = repair.decision;
    const days = (Date.parse(repair.asked.at) - Date.parse(decidedAt ?? "")) / DAY_MS;
    expect(days).toBeGreaterThan(TIERS[tier].minMonths * 31);
  });

  test("listings without a case are decided after their window; one is over, one in force", () => {
    const listings = demoListings(UNTIL);
    for (const { noticeAt, decidedAt, termDays, endedAt } of listings) {
      expect(Date.parse(decidedAt) - Date.parse(noticeAt)).toBeGreaterThanOrEqual(
        RESPONSE_WINDOW_DAYS * DAY_MS,
      );
      const end = Date.parse(decidedAt) + termDays * DAY_MS;
      if (endedAt) expect(Date.parse(endedAt)).toBeGreaterThan(end);
      else expect(end).toBeGreaterThan(Date.parse(UNTIL));
    }
    expect(listings.map(({ endedAt }) => endedAt !== null)).toEqual([true, false]);
  });
});
