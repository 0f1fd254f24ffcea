import { expect, test } from "vitest";
import { detectorScore, pairScore } from "./cases-truth-scores.ts";

const labels = (entries: Record<string, string>) =>
  new Map(Object.entries(entries).map(([id, own]) => [id, own.split(" ")]));

test("pairs are counted once, however many labels they share", () => {
  const truth = labels({ a: "1 2", b: "1 2", c: "1", d: "3" });
  expect(pairScore(truth, truth)).toEqual({ precision: 1, recall: 1, f1: 1, pairs: 3 });
  const found = labels({ a: "x", b: "x", d: "x" });
  expect(pairScore(truth, found)).toMatchObject({ precision: 1 / 3, recall: 1 / 3 });
});

test("nothing found where something is planted is a recall of nought", () => {
  expect(pairScore(labels({ a: "1", b: "1" }), new Map())).toMatchObject({ precision: 0, recall: 0, f1: 0 });
});

test("a pattern is found by half of its reports, and a finding is right by more than half of its own", () => {
  const planted = [
    { id: "p", sourceIds: ["a", "b", "c", "d"] },
    { id: "q", sourceIds: ["e", "f"] },
  ];
  const score = detectorScore(planted, [{ reports: ["a", "b", "x"] }, { reports: ["y", "z", "c", "d"] }]);
  expect(score).toMatchObject({ recall: 0.5, precision: 0.5, missed: ["q"], wrong: [1] });
  expect(score).toMatchObject({ reportRecall: 4 / 6, reportPrecision: 4 / 7 });
});
