import { describe, expect, it } from "vitest";
import { applicationFilter, applicationHref, dueDays, readApplicationCursor } from "./application-list.ts";

describe("the address of the applications", () => {
  it("holds the whole filter, and what does not fit shows what waits", () => {
    const filter = applicationFilter.parse({ kind: "appeal", state: "rejected", due: "week", after: "x~y" });
    expect(applicationHref(filter)).toBe("/desk/registry?kind=appeal&state=rejected&due=week#applications");
    expect(applicationHref(filter, { kind: null, state: "open", due: null })).toBe(
      "/desk/registry#applications",
    );
    expect(applicationFilter.parse({ kind: "x", state: "'", due: ["week"] })).toEqual({
      kind: null,
      state: "open",
      due: null,
      after: null,
    });
  });

  it("takes only a place the list wrote itself", () => {
    const id = "0198a0a0-0000-7000-8000-000000000001";
    expect(readApplicationCursor(`2026-03-22~${id}`)).toEqual({ value: "2026-03-22", id });
    for (const text of [
      null,
      id,
      `2026-13-22~${id}`,
      `2026-02-30~${id}`,
      `0000-01-01~${id}`,
      `2026-03-22~${id}'`,
      `~${id}`,
    ])
      expect(readApplicationCursor(text)).toBeNull();
  });
});

describe("days that are due", () => {
  it("are days in China, each in one of three parts", () => {
    const lateEvening = new Date("2026-03-01T16:00:00Z");
    expect(dueDays("overdue", lateEvening)).toEqual({ from: null, to: "2026-03-01" });
    expect(dueDays("week", lateEvening)).toEqual({ from: "2026-03-02", to: "2026-03-08" });
    expect(dueDays("later", lateEvening)).toEqual({ from: "2026-03-09", to: null });
    expect(dueDays(null, lateEvening)).toEqual({ from: null, to: null });
  });
});
