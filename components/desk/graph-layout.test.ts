import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutGraph } from "./graph-layout.ts";

const box = { width: 600, height: 400 };
const nodes = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `n${at}`, size: at === 0 ? 1 : 0.2 }));
const star = (count: number) =>
  Array.from({ length: count - 1 }, (_, at) => ({ a: "n0", b: `n${at + 1}`, strength: 0.5 }));

describe("the layout of a graph", () => {
  it("is the same picture every time", () => {
    expect(layoutGraph(nodes(30), star(30), box)).toEqual(layoutGraph(nodes(30), star(30), box));
  });

  it("stays in its box, whatever the graph, and leaves no node without a place", () => {
    const ties = fc.array(
      fc.record({ a: fc.nat(20), b: fc.nat(20), strength: fc.double({ min: 0, max: 1, noNaN: true }) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), ties, (count, list) => {
        const places = layoutGraph(
          nodes(count),
          list.map(({ a, b, strength }) => ({ a: `n${a}`, b: `n${b}`, strength })),
          box,
        );
        expect(places).toHaveLength(count);
        for (const { x, y } of places) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(box.width);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y).toBeLessThanOrEqual(box.height);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("puts a hub among its leaves and keeps all of them apart", () => {
    const places = layoutGraph(nodes(25), star(25), box);
    const [hub, ...leaves] = places;
    const mean = (of: "x" | "y") => leaves.reduce((sum, leaf) => sum + leaf[of], 0) / leaves.length;
    expect(Math.abs((hub?.x ?? 0) - mean("x"))).toBeLessThan(80);
    expect(Math.abs((hub?.y ?? 0) - mean("y"))).toBeLessThan(60);
    const gaps = places.flatMap((a, at) => places.slice(at + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
    expect(Math.min(...gaps)).toBeGreaterThan(12);
  });
});
