import { describe, expect, it } from "vitest";
import { readWaterfall } from "./waterfall.ts";

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

  it("is none where a rule or a person judged, or where a kind is not known any more", () => {
    expect(readWaterfall({})).toBeNull();
    expect(readWaterfall(null)).toBeNull();
    expect(readWaterfall({ ...weights, levels: [] })).toBeNull();
    expect(readWaterfall({ ...weights, levels: [{ kind: "stars", bits: 1, complaints: 1 }] })).toBeNull();
  });
});
