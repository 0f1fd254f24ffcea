import { expect, it } from "vitest";
import { monthName } from "./months.ts";
import { findPraiseJumps } from "./praise.ts";
import type { EvidenceHandling } from "./types.ts";

const months = (resolved: readonly number[]): EvidenceHandling[] =>
  resolved.map((count, i) => ({
    institutionId: "a",
    month: monthName(24_300 + i),
    asked: 40,
    inTime: 40,
    answered: 40,
    resolved: count,
    reopened: 0,
  }));

it("proposes to look where nearly all are suddenly content, and nowhere else", () => {
  const usual = [20, 18, 22, 21, 19, 20];
  expect(findPraiseJumps(months([...usual, 23, 17, 24]))).toEqual([]);
  const [jump, ...others] = findPraiseJumps(months([...usual, 40, 20]));
  expect(others).toEqual([]);
  expect(jump).toMatchObject({ month: monthName(24_306), resolved: 40 });
});
