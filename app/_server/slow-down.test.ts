import { describe, expect, it } from "vitest";
import { slowDown } from "./slow-down.ts";

describe("a limit a network", () => {
  it("is reached after so many within the window, and open again after it", () => {
    const limit = slowDown({ limit: 2, minutes: 10 });
    for (const isOver of [false, false, true]) {
      expect(limit.isTooMuch("203.0.113.7", 0)).toBe(isOver);
      limit.count("203.0.113.7", 0);
    }
    expect(limit.isTooMuch("203.0.113.8", 0)).toBe(false);
    expect(limit.isTooMuch("203.0.113.7", 10 * 60_000 - 1)).toBe(true);
    expect(limit.isTooMuch("203.0.113.7", 10 * 60_000)).toBe(false);
  });

  it("never stops anybody whose network is not known", () => {
    const limit = slowDown({ limit: 0, minutes: 1 });
    expect(limit.isTooMuch(null, 0)).toBe(false);
  });

  it("forgets old networks instead of growing without end", () => {
    const limit = slowDown({ limit: 1, minutes: 1 });
    for (let index = 0; index < 45_000; index += 1) limit.count(`n${index}`, index);
    expect(limit.isTooMuch("n44999", 45_000)).toBe(true);
  });
});
