import { describe, expect, it } from "vitest";
import { networkBudget } from "./network-budget.ts";

const secret = Uint8Array.from({ length: 8 }, (_, at) => at + 1);
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `+86138${from + at}`);
const open = (quota: number, change: { maxNetworks?: number; maxSubjects?: number } = {}) => {
  let now = Date.UTC(2026, 2, 2, 23, 59, 0);
  const policy = { name: "subjects", quota, windowSeconds: 86_400 };
  const budget = networkBudget({ policy, realNow: () => now, secret, ...change });
  const advance = (ms: number) => {
    now += ms;
  };
  return { budget, advance };
};

describe("what a network may ask about in a day", () => {
  it("is counted by different numbers, refuses all or none, and ends with the day (UTC)", () => {
    const { budget, advance } = open(100);
    expect(budget.take("a", numbers(0, 60))).toBe(true);
    expect(budget.take("a", numbers(0, 60))).toBe(true);
    expect(budget.left("a")).toBe(40);
    expect(budget.take("a", numbers(60, 101))).toBe(false);
    expect(budget.left("a")).toBe(40);
    expect(budget.take("a", numbers(60, 100))).toBe(true);
    expect([budget.take("a", numbers(100, 101)), budget.take("a", numbers(0, 100))]).toEqual([false, true]);
    expect(budget.take("b", numbers(100, 101))).toBe(true);
    expect(budget.secondsLeft()).toBe(60);
    advance(60_000);
    expect([budget.left("a"), budget.size.subjects]).toEqual([100, 0]);
    expect(budget.take("a", numbers(100, 200))).toBe(true);
  });

  it("takes bounded memory: whoever asked something new longest ago is forgotten", () => {
    const { budget } = open(10, { maxNetworks: 3, maxSubjects: 12 });
    for (const network of ["a", "b", "c"]) budget.take(network, numbers(0, 1));
    budget.take("a", numbers(1, 2));
    budget.take("d", numbers(0, 1));
    expect(budget.left("b")).toBe(10);
    expect([budget.left("a"), budget.left("d")]).toEqual([8, 9]);
    budget.take("e", numbers(0, 10));
    expect(budget.size.networks).toBeLessThanOrEqual(3);
    expect(budget.size.subjects).toBeLessThanOrEqual(12);
    expect(budget.left("e")).toBe(0);
  });
});
