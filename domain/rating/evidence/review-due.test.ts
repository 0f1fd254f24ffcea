import { expect, it } from "vitest";
import { countOverdue, reviewDueBy } from "./review-due.ts";

it("is overdue once the ninetieth day is over in China, not a millisecond before, and for who waits only", () => {
  // Late on 5 March in UTC is the sixth in China.
  const foundAt = new Date("2026-03-05T17:00:00Z");
  const due = reviewDueBy(foundAt);
  expect(due.toISOString()).toBe("2026-06-04T16:00:00.000Z");
  const waiting = [
    { institutionId: "a", foundAt },
    { institutionId: "a", foundAt },
    { institutionId: "b", foundAt: new Date(foundAt.getTime() + 86_400_000) },
  ];
  expect(countOverdue(waiting, new Date(due.getTime() - 1))).toEqual(new Map());
  expect(countOverdue(waiting, due)).toEqual(new Map([["a", 2]]));
});
