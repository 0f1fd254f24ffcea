import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findOperators, type ScriptReport } from "./find-operators.ts";

const DAY_MS = 86_400_000;
const report = (
  id: string,
  days: number,
  callers: readonly string[],
  more: Partial<ScriptReport> = {},
): ScriptReport => ({
  id,
  at: days * DAY_MS,
  callers,
  blocks: callers.map(() => ""),
  claimed: null,
  identities: [],
  ...more,
});
/** One number reported three times on days of its own. */
const life = (number: string, from: number, days = 3, more: Partial<ScriptReport> = {}) =>
  [0, 1, 2].map((at) => report(`${number}-${at}`, from + (at * days) / 2, [number], more));

describe("who stands behind one script", () => {
  it("the same words alone join nobody", () => {
    expect(
      findOperators([report("a", 1, ["n1"]), report("b", 200, ["n2"]), report("c", 400, ["n3"])]),
    ).toEqual([]);
  });

  it("one institution claimed with it again and again is one act, until six quiet weeks", () => {
    const claim = { claimed: "bank" };
    const found = findOperators([
      report("a", 1, ["n1"], claim),
      report("b", 20, ["n2"], claim),
      report("c", 100, ["n3"], claim),
      report("d", 120, ["n4"], claim),
    ]);
    expect(found).toEqual([
      { kind: "claim-script", reports: ["a", "b"] },
      { kind: "claim-script", reports: ["c", "d"] },
    ]);
  });

  it("three numbers of one block in three days are one operator's; neighbours months later are not", () => {
    const block = (id: string, days: number, number: string) => report(id, days, [number], { blocks: ["b"] });
    const burnt = [block("a", 1, "n1"), block("b", 2, "n2"), block("c", 3, "n3")];
    expect(findOperators(burnt)).toEqual([{ kind: "number-block", reports: ["a", "b", "c"] }]);
    expect(findOperators([block("a", 1, "n1"), block("b", 60, "n2"), block("c", 120, "n3")])).toEqual([]);
  });

  it("bursts that claim different institutions are different operators", () => {
    const burst = (name: string, days: number, claimed: string) =>
      ["1", "2", "3"].map((n) => report(`${name}${n}`, days, [`${name}${n}`], { blocks: [name], claimed }));
    const blocks = findOperators([...burst("a", 1, "x"), ...burst("b", 5, "y")]).filter(
      ({ kind }) => kind === "number-block",
    );
    expect(blocks).toHaveLength(2);
  });

  it("numbers that take turns are one operator's; one that goes on beside them all is not", () => {
    const turns = ["n1", "n2", "n3", "n4"].flatMap((number, at) => life(number, at * 5, 4));
    const beside = Array.from({ length: 12 }, (_, at) => report(`z${at}`, at * 2, ["z"]));
    const [chain, ...more] = findOperators([...turns, ...beside]);
    expect(more).toEqual([]);
    expect(chain?.kind).toBe("rotating");
    expect(chain?.reports.some((id) => id.startsWith("z"))).toBe(false);
    expect(chain?.reports).toHaveLength(12);
  });

  it("a number known by an account of its own takes no turns with strangers", () => {
    const turns = ["n1", "n2", "n3"].flatMap((number, at) =>
      life(number, at * 5, 4, { identities: [`payee-${number}`] }),
    );
    expect(findOperators(turns)).toEqual([]);
  });

  const anything = fc.array(
    fc.record({
      days: fc.integer({ min: 0, max: 120 }),
      caller: fc.integer({ min: 0, max: 9 }),
      block: fc.constantFrom("", "b1", "b2"),
      claimed: fc.constantFrom(null, "x", "y"),
      identity: fc.constantFrom(null, "p1", "p2"),
    }),
    { maxLength: 50 },
  );
  const reportsOf = (rows: typeof anything extends fc.Arbitrary<infer T> ? T : never) =>
    rows.map(({ days, caller, block, claimed, identity }, at) =>
      report(`r${String(at).padStart(2, "0")}`, days + (at * at) / 7919, [`n${caller}`], {
        blocks: [block],
        claimed,
        identities: identity ? [identity] : [],
      }),
    );

  it("whatever order reports come in, the operators are the same, of two known reports at least, and sorted", () => {
    fc.assert(
      fc.property(anything, (rows) => {
        const reports = reportsOf(rows);
        const found = findOperators(reports);
        expect(findOperators(reports.toReversed())).toEqual(found);
        const known = new Set(reports.map(({ id }) => id));
        for (const { reports: own } of found) {
          expect(own.length).toBeGreaterThan(1);
          expect([...own]).toEqual([...new Set(own)].sort());
          expect(own.every((id) => known.has(id))).toBe(true);
        }
      }),
    );
  });

  it("which institution a register happened to number first makes no difference", () => {
    fc.assert(
      fc.property(anything, (rows) => {
        const swapped = rows.map((row) => ({
          ...row,
          claimed: row.claimed === "x" ? ("y" as const) : row.claimed === "y" ? ("x" as const) : null,
        }));
        const sets = (all: ReturnType<typeof findOperators>) =>
          all.map(({ kind, reports }) => `${kind} ${reports.join(" ")}`).sort();
        expect(sets(findOperators(reportsOf(swapped)))).toEqual(sets(findOperators(reportsOf(rows))));
      }),
    );
  });
});
