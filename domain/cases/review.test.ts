import { describe, expect, it } from "vitest";
import { leaning, readOdds, reviewValue } from "./review.ts";

describe("the review queue", () => {
  const question = { byKind: "model", sources: 3, severityMax: 2, probability: 0.7 } as const;
  it("asks first what moves more people's reports, what is graver, and what the machine knows least", () => {
    const value = reviewValue(question);
    expect(reviewValue({ ...question, sources: 9 })).toBeGreaterThan(value);
    expect(reviewValue({ ...question, severityMax: 4 })).toBeGreaterThan(value);
    expect(reviewValue({ ...question, probability: 0.5 })).toBeGreaterThan(value);
    expect(reviewValue({ ...question, probability: 0.95 })).toBeLessThan(value);
    expect(reviewValue({ ...question, byKind: "person", probability: null })).toBeGreaterThan(value);
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
