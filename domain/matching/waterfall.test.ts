import { describe, expect, it } from "vitest";
import { differs, readWaterfall } from "./waterfall.ts";

const weights = {
  prior: -9,
  levels: [
    { kind: "payee", bits: 20.1, complaints: 57, label: null },
    { kind: "domain", bits: 17, complaints: 9, label: "zanlobei0.example" },
  ],
  total: 28.1,
  probability: 0.999_999,
};

describe("a stored waterfall", () => {
  it("adds up from the prior to the total, tie by tie", () => {
    const read = readWaterfall(weights);
    expect(read?.steps.map((step) => [step.kind, step.from, step.to])).toEqual([
      ["payee", -9, 11.1],
      ["domain", 11.1, 28.1],
    ]);
    expect(read?.steps.at(-1)?.to).toBe(read?.total);
  });

  it("differs from another when a tie came, went or weighs half a bit otherwise, not when one more report shares it", () => {
    const then = readWaterfall(weights);
    if (!then) throw new Error("no waterfall");
    const [payee, domain] = weights.levels;
    const other = (levels: unknown[], prior = -9) =>
      differs(then, readWaterfall({ ...weights, prior, levels }));
    expect(other(weights.levels)).toBe(false);
    expect(other([{ ...payee, bits: 20, complaints: 60 }, domain])).toBe(false);
    expect(other([{ ...payee, bits: 19.6 }, domain])).toBe(true);
    expect(other([payee])).toBe(true);
    expect(other([payee, { ...domain, kind: "im" }])).toBe(true);
    expect(other(weights.levels, -8)).toBe(true);
    expect(differs(then, null)).toBe(true);
  });

  it("is none where a rule or a person judged, or where a kind is not known any more", () => {
    expect(readWaterfall({})).toBeNull();
    expect(readWaterfall(null)).toBeNull();
    expect(readWaterfall({ ...weights, levels: [] })).toBeNull();
    expect(readWaterfall({ ...weights, levels: [{ kind: "stars", bits: 1, complaints: 1 }] })).toBeNull();
  });
});
