import type * as z from "zod";
import { chinaDate, dateOf, minutesOfDay, PARTS_OF_DAY } from "./incident-time.ts";

export type WhenForm = {
  readonly whenDay: string;
  readonly whenYear: string;
  readonly whenMonth: string;
  readonly whenDate: string;
  readonly whenTime: string;
  readonly whenPart: string;
};
type Problem = { readonly field: keyof WhenForm; readonly code: string };

const EARLIEST_YEAR = 1990;
const TOLERANCE_MINUTES = 10;

/**
 * The page "when": a day in words or numbers, then a part of the day or a time. Adds `whenOn`, the date itself, so that
 * "today" keeps its meaning when the form is finished tomorrow; what the chosen day does not need is emptied.
 */
export function whenAnswer(form: z.ZodType<WhenForm>, now: Date) {
  return form.transform((sent, context) => {
    const typed: WhenForm = {
      ...sent,
      ...(sent.whenDay === "another" ? {} : { whenYear: "", whenMonth: "", whenDate: "" }),
      ...(sent.whenDay === "unknown" ? { whenTime: "", whenPart: "" } : {}),
    };
    const day = dayOf(typed, now);
    const problem = "code" in day ? day : timeProblem(typed, day.on, now);
    if (problem) context.addIssue({ code: "custom", path: [problem.field], message: problem.code });
    return { ...typed, whenOn: "on" in day ? day.on : "" };
  });
}

function dayOf(form: WhenForm, now: Date): { readonly on: string } | Problem {
  if (form.whenDay === "unknown") return { on: "" };
  if (form.whenDay === "today") return { on: chinaDate(now) };
  if (form.whenDay === "yesterday") return { on: chinaDate(now, -1) };
  const typed = [form.whenYear, form.whenMonth, form.whenDate].map((part) => part.normalize("NFKC").trim());
  const names = ["whenYear", "whenMonth", "whenDate"] as const;
  if (typed.every((part) => part === "")) return { field: "whenYear", code: "date-missing" };
  const blank = names.find((_, index) => typed[index] === "");
  if (blank) return { field: blank, code: "date-incomplete" };
  const wrong = names.find((_, index) => !/^\d{1,4}$/.test(typed[index] ?? ""));
  if (wrong) return { field: wrong, code: "date-not-real" };
  const [year = 0, month = 0, day = 0] = typed.map(Number);
  if (year < 100) return { field: "whenYear", code: "date-year-short" };
  const on = dateOf(year, month, day);
  if (on === null) return { field: "whenYear", code: "date-not-real" };
  if (on > chinaDate(now)) return { field: "whenYear", code: "date-in-future" };
  return year < EARLIEST_YEAR ? { field: "whenYear", code: "date-too-early" } : { on };
}

function timeProblem(form: WhenForm, on: string, now: Date): Problem | null {
  if (on === "") return null;
  const minutes = form.whenTime.trim() === "" ? null : minutesOfDay(form.whenTime);
  if (form.whenTime.trim() !== "" && minutes === null) return { field: "whenTime", code: "time-format" };
  if (on !== chinaDate(now)) return null;
  const latest = minutesSoFar(now) + TOLERANCE_MINUTES;
  if (minutes !== null) return minutes > latest ? { field: "whenTime", code: "time-in-future" } : null;
  const part = PARTS_OF_DAY.find((entry) => entry.code === form.whenPart);
  return part && part.fromHour * 60 > latest ? { field: "whenPart", code: "time-in-future" } : null;
}

/** Minutes since midnight in China. */
function minutesSoFar(now: Date): number {
  return (now.getUTCHours() * 60 + now.getUTCMinutes() + 8 * 60) % (24 * 60);
}
