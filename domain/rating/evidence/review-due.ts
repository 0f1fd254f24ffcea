import { dueOn, endOfDay } from "../../clocks/due-on.ts";

/** Days that people have to look at what is held back. Then it is told as overdue; it is not released or dismissed. */
const REVIEW_DAYS = 90;

/** When what was held at `foundAt` is overdue: the end of the ninetieth day after it, in China. */
export const reviewDueBy = (foundAt: Date): Date =>
  endOfDay(dueOn({ days: REVIEW_DAYS, dayKind: "calendar" }, foundAt));

/** How many bins of each institution have waited too long. */
export function countOverdue(
  waiting: readonly { readonly institutionId: string; readonly foundAt: Date }[],
  now: Date,
): ReadonlyMap<string, number> {
  const overdue = waiting.filter(({ foundAt }) => now >= reviewDueBy(foundAt));
  const own = Map.groupBy(overdue, ({ institutionId }) => institutionId);
  return new Map([...own].map(([id, bins]) => [id, bins.length]));
}
