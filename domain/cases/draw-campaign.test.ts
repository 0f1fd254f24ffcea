import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CarryingReport, drawCampaign, TIES_SHOWN, VALUES_SHOWN } from "./draw-campaign.ts";

type Carried = CarryingReport["carried"][number];
const number = (value: string, isCallback = false): Carried => ({ kind: "number", value, isCallback });
const payee = (value: string): Carried => ({ kind: "payee", value, isCallback: false });
const report = (id: string, at: number, ...carried: readonly Carried[]): CarryingReport => ({
  id,
  source: `source of ${id[0]}`,
  at,
  carried,
});

describe("the drawing of a campaign", () => {
  it("counts reports and independent sources, with the first and last time and the newest report", () => {
    const { values, ties, totals } = drawCampaign([
      report("a1", 30, number("1"), payee("p")),
      report("a2", 10, number("1"), number("1")),
      report("b1", 20, payee("p")),
    ]);
    expect(totals).toMatchObject({ number: 1, payee: 1, domain: 0 });
    expect(values).toMatchObject([
      { id: "v1", kind: "number", complaints: 2, sources: 1, firstAt: 10, lastAt: 30, exampleId: "a1" },
      { id: "v2", kind: "payee", complaints: 2, sources: 2, firstAt: 20, lastAt: 30, exampleId: "a1" },
    ]);
    expect(ties).toEqual([{ a: "v1", b: "v2", complaints: 1 }]);
  });

  it("numbers values of a kind by when they were first reported", () => {
    const { values } = drawCampaign([
      report("a", 3, payee("late")),
      report("b", 1, payee("early")),
      report("c", 5, payee("late")),
    ]);
    expect(values.map((value) => [value.value, value.ordinal])).toEqual([
      ["late", 2],
      ["early", 1],
    ]);
  });

  it("calls a number a call-back number only while it never called", () => {
    const back = drawCampaign([report("a", 1, number("1", true)), report("b", 2, number("1", true))]);
    expect(back.values[0]?.isCallback).toBe(true);
    const both = drawCampaign([
      report("a", 1, number("1", true)),
      report("b", 2, number("1"), number("1", true)),
    ]);
    expect(both.values[0]).toMatchObject({ isCallback: false, complaints: 2 });
  });

  it("keeps rare kinds in view when numbers are many, and says how many there are", () => {
    const many = Array.from({ length: 400 }, (_, at) =>
      report(`r${at}`, at, number(`n${at % 200}`), number(`m${at % 190}`)),
    );
    const { values, ties, totals, tiesTotal } = drawCampaign([...many, report("z", 1, payee("one"))]);
    expect(values).toHaveLength(VALUES_SHOWN);
    expect(values.some((value) => value.kind === "payee")).toBe(true);
    expect(totals.number).toBe(390);
    expect(ties.length).toBeLessThanOrEqual(TIES_SHOWN);
    expect(tiesTotal).toBeGreaterThanOrEqual(ties.length);
  });

  it("is the same whatever order the reports came in", () => {
    const reports = fc.array(
      fc.record({
        id: fc.uuid(),
        source: fc.constantFrom("s", "t", "u"),
        at: fc.integer({ min: 0, max: 5 }),
        carried: fc.array(
          fc.record({
            kind: fc.constantFrom("number" as const, "payee" as const),
            value: fc.constantFrom("1", "2", "3"),
            isCallback: fc.boolean(),
          }),
          { maxLength: 4 },
        ),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(reports, (list) => {
        expect(drawCampaign(list.toReversed())).toEqual(drawCampaign(list));
      }),
    );
  });
});
