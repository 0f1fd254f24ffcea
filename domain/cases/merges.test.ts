import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  apartPairs,
  chooseSurvivor,
  type MergeRow,
  mergeState,
  mergeStep,
  openSuggestions,
  survivorOf,
} from "./merges.ts";

const row = (n: number, change: Partial<MergeRow>): MergeRow => ({
  id: String(n).padStart(6, "0"),
  caseId: "a",
  intoCaseId: "b",
  verdict: "merge",
  byKind: "person",
  byId: "p",
  ...change,
});
const CASES = ["a", "b", "c", "d", "e"];
const histories = fc
  .array(
    fc.record({
      caseId: fc.constantFrom(...CASES),
      intoCaseId: fc.constantFrom(...CASES),
      verdict: fc.constantFrom<MergeRow["verdict"]>("merge", "merge", "undo", "suggest", "refuse"),
      byKind: fc.constantFrom<MergeRow["byKind"]>("rule", "model", "person"),
    }),
    { maxLength: 40 },
  )
  .map((steps) => steps.map((step, n) => row(n, step)));

describe("what is merged now", () => {
  it("follows from the rows, in whatever order they are read", () => {
    fc.assert(
      fc.property(
        histories.chain((rows) =>
          fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
        ),
        ([rows, shuffled]) => {
          expect([...mergeState(shuffled)]).toEqual([...mergeState(rows)]);
        },
      ),
    );
  });

  it("never goes in a circle: every case has one survivor, which is not merged", () => {
    fc.assert(
      fc.property(histories, (rows) => {
        const state = mergeState(rows);
        for (const id of CASES) expect(state.has(survivorOf(state, id))).toBe(false);
      }),
    );
  });

  it("is as it was before once every merge since then is taken back, in any order", () => {
    fc.assert(
      fc.property(histories, histories, fc.infiniteStream(fc.nat()), (before, after, dice) => {
        const start = mergeState(before);
        const grown = [
          ...before,
          ...after.map((one, n) =>
            row(100 + n, { ...one, id: `0001${String(n).padStart(2, "0")}`, verdict: "merge" }),
          ),
        ];
        const added = [...mergeState(grown).values()].filter((one) => !start.has(one.caseId));
        const undone = added
          .map((one) => ({ one, at: dice.next().value ?? 0 }))
          .sort((x, y) => x.at - y.at)
          .map(({ one }, n) =>
            row(200 + n, { ...one, id: `0002${String(n).padStart(2, "0")}`, verdict: "undo" }),
          );
        const ids = (state: ReturnType<typeof mergeState>) => [...state.values()].map((one) => one.id).sort();
        expect(ids(mergeState([...grown, ...undone]))).toEqual(ids(start));
      }),
    );
  });

  it("is the same for one group whether or not the rows of other groups are read with it", () => {
    // Rows as commands write them: only cases that stand for themselves are merged.
    fc.assert(
      fc.property(histories, (steps) => {
        const rows: MergeRow[] = [];
        for (const step of steps) {
          const state = mergeState(rows);
          const [from, into] = [survivorOf(state, step.caseId), survivorOf(state, step.intoCaseId)];
          const undone = state.get(step.caseId);
          if (step.verdict === "undo" && undone) rows.push({ ...step, intoCaseId: undone.intoCaseId });
          else if (step.verdict === "merge" && from !== into)
            rows.push({ ...step, caseId: from, intoCaseId: into });
        }
        const whole = mergeState(rows);
        for (const survivor of CASES) {
          const group = CASES.filter((id) => survivorOf(whole, id) === survivor);
          const own = mergeState(rows.filter((one) => group.includes(one.caseId)));
          for (const id of group) expect(own.get(id)).toEqual(whole.get(id));
        }
      }),
    );
  });
});

describe("suggestions and refusals", () => {
  it("a suggestion is open until somebody answers it", () => {
    const suggested = row(1, { verdict: "suggest", byKind: "model" });
    expect(openSuggestions([suggested])).toEqual([suggested]);
    for (const verdict of ["merge", "refuse", "undo"] as const)
      expect(openSuggestions([row(2, { verdict, caseId: "b", intoCaseId: "a" }), suggested])).toEqual([]);
    expect(
      openSuggestions([suggested, row(2, { verdict: "refuse" }), row(3, { verdict: "suggest" })]),
    ).toHaveLength(1);
  });

  it("what a person keeps apart stays apart until a person merges it, whatever the machine says after", () => {
    const refused = [row(1, { verdict: "refuse" }), row(2, { byKind: "model" })];
    expect(apartPairs(refused)).toEqual([["a", "b"]]);
    expect(apartPairs([row(1, { byKind: "model" }), row(2, { verdict: "undo" })])).toEqual([["a", "b"]]);
    expect(apartPairs([...refused, row(3, {})])).toEqual([]);
    expect(apartPairs([...refused, row(3, { verdict: "suggest", byKind: "model" })])).toEqual([]);
  });
});

describe("who survives and who may merge", () => {
  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  it("a decided case survives, else the older, else the smaller id", () => {
    const old = { id: "b", openedAt: at(1), isProtected: false };
    const same = { id: "a", openedAt: at(1), isProtected: false };
    const listed = { id: "c", openedAt: at(9), isProtected: true };
    expect(chooseSurvivor([old, listed]).id).toBe("c");
    expect(chooseSurvivor([{ ...listed, isProtected: false }, old]).id).toBe("b");
    expect(chooseSurvivor([old, same]).id).toBe("a");
  });

  it("where something was decided, one person suggests and another confirms; the machine never merges", () => {
    const step = (byKind: MergeRow["byKind"], suggestedBy: string[], hasProtected = true) =>
      mergeStep({ byKind, byId: byKind === "person" ? "me" : null, hasProtected, suggestedBy });
    expect(step("model", [])).toBe("suggest");
    expect(step("model", ["you"])).toBe("suggest");
    expect(step("person", [])).toBe("suggest");
    expect(step("person", ["me"])).toBe("suggest");
    expect(step("person", ["you"])).toBe("merge");
    expect(step("person", [], false)).toBe("merge");
    expect(step("rule", [], false)).toBe("merge");
  });
});
