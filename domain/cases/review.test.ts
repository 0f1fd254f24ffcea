import { describe, expect, it } from "vitest";
import { BELIEVED, fitAnswers } from "../matching/campaigns/fit-answers.ts";
import { compareQuestions, leaning, readChance, readOdds } from "./review.ts";

describe("the review queue", () => {
  const question = { id: "b", byKind: "model", sources: 3, severityMax: 2, probability: 0.7 } as const;
  const isBefore = (change: object) => compareQuestions({ ...question, ...change }, question) < 0;
  it("asks first what is closest to undecided, then what moves more people's reports and what is graver", () => {
    expect(isBefore({ probability: 0.5, sources: 1, severityMax: 1 })).toBe(true);
    expect(isBefore({ probability: 0.3, sources: 4 })).toBe(true);
    expect(isBefore({ probability: 0.95, sources: 900 })).toBe(false);
    expect(isBefore({ sources: 9 })).toBe(true);
    expect(isBefore({ severityMax: 4 })).toBe(true);
    expect(isBefore({ id: "a" })).toBe(true);
  });

  it("asks before all else what waits for a second person", () => {
    expect(isBefore({ byKind: "person", probability: null, sources: 1, severityMax: 1 })).toBe(true);
    expect(compareQuestions(question, { ...question, byKind: "person" })).toBeGreaterThan(0);
  });

  it("gives the chance that people's answers make of the bits, and how many they were", () => {
    const asked = { total: 3, probability: 0.9 };
    expect(readChance(asked, BELIEVED)).toEqual({ probability: 8 / 9, answers: 0 });
    const learnt = readChance(asked, fitAnswers(Array(6).fill({ bits: 3, isSame: false })));
    expect(learnt?.answers).toBe(6);
    expect(learnt?.probability).toBeLessThan(0.7);
    expect(readChance({ answered: {} }, BELIEVED)).toBeNull();
  });

  it("holds only machines against people's answers", () => {
    expect(leaning("member", "model", 0.8)).toBe("same");
    expect(leaning("member", "model", 0.3)).toBe("apart");
    expect(leaning("merge", "rule", null)).toBe("same");
    expect(leaning("member", "rule", null)).toBeNull();
    expect(leaning("merge", "person", null)).toBeNull();
  });

  it("reads odds from what a model stored, and nothing from anything else", () => {
    expect(readOdds({ total: 3.5, probability: 0.9, levels: [] })).toEqual({ bits: 3.5, probability: 0.9 });
    expect(readOdds(null)).toEqual({ bits: null, probability: null });
    expect(readOdds({ total: "3" })).toEqual({ bits: null, probability: null });
  });
});
