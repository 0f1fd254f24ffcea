import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ReportKey, shortestEvidencePath } from "./evidence-path.ts";

const carries = (complaintId: string, ...keys: readonly string[]): ReportKey[] =>
  keys.map((key) => ({ complaintId, key, bits: key.startsWith("payee") ? 21 : 12 }));

describe("the shortest chain of evidence", () => {
  it("names the key two reports share", () => {
    const carried = [...carries("a", "payee"), ...carries("b", "payee", "number")];
    expect(shortestEvidencePath(carried, "a", "b")).toEqual([{ from: "a", to: "b", key: "payee" }]);
  });

  it("goes through a third report where two share nothing", () => {
    const carried = [...carries("a", "payee"), ...carries("b", "payee", "number"), ...carries("c", "number")];
    expect(shortestEvidencePath(carried, "a", "c")).toEqual([
      { from: "a", to: "b", key: "payee" },
      { from: "b", to: "c", key: "number" },
    ]);
  });

  it("prefers the stronger of two ties that are as short", () => {
    const carried = [...carries("a", "number", "payee"), ...carries("b", "number", "payee")];
    expect(shortestEvidencePath(carried, "a", "b")?.map((step) => step.key)).toEqual(["payee"]);
  });

  it("is empty from a report to itself, and null where nothing ties or a report is unknown", () => {
    const carried = [...carries("a", "x"), ...carries("b", "y")];
    expect(shortestEvidencePath(carried, "a", "a")).toEqual([]);
    expect(shortestEvidencePath(carried, "a", "b")).toBeNull();
    expect(shortestEvidencePath(carried, "a", "gone")).toBeNull();
  });

  const rows = fc.array(
    fc.record({
      complaintId: fc.constantFrom("a", "b", "c", "d", "e", "f"),
      key: fc.constantFrom("k", "l", "m", "n", "o"),
      bits: fc.constant(10),
    }),
    { maxLength: 16 },
  );

  it("is a chain of shared keys, as long as the distance that widening circles find", () => {
    fc.assert(
      fc.property(rows, (carried) => {
        const path = shortestEvidencePath(carried, "a", "b");
        expect(path?.length ?? null).toBe(distance(carried, "a", "b"));
        for (const [at, step] of (path ?? []).entries()) {
          expect(step.from).toBe(at === 0 ? "a" : path?.[at - 1]?.to);
          for (const end of [step.from, step.to])
            expect(carried.some((row) => row.complaintId === end && row.key === step.key)).toBe(true);
        }
        if (path) expect(path.at(-1)?.to).toBe("b");
      }),
    );
  });

  it("does not depend on the order of what it reads", () => {
    fc.assert(
      fc.property(
        rows.chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
          ),
        ),
        ([list, shuffled]) => {
          expect(shortestEvidencePath(shuffled, "a", "b")).toEqual(shortestEvidencePath(list, "a", "b"));
        },
      ),
    );
  });
});

function distance(carried: readonly ReportKey[], from: string, to: string): number | null {
  if (!carried.some((row) => row.complaintId === from) || !carried.some((row) => row.complaintId === to))
    return null;
  let circle = new Set([from]);
  for (let steps = 1; steps <= 10; steps++) {
    const keys = new Set(carried.filter((row) => circle.has(row.complaintId)).map((row) => row.key));
    circle = new Set([
      ...circle,
      ...carried.filter((row) => keys.has(row.key)).map((row) => row.complaintId),
    ]);
    if (circle.has(to)) return steps;
  }
  return null;
}
