import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Answer, answerProbability, BELIEVED, crossValidate, fitAnswers } from "./fit-answers.ts";

const bits = fc.double({ min: -60, max: 60, noNaN: true });
const answer = fc.record({ bits, isSame: fc.boolean() });
const answers = fc.array(answer, { maxLength: 40 });
const logOdds = (p: number) => Math.log2(p / (1 - p));

describe("a chance fitted to people's answers", () => {
  it("rises with the bits, or stays", () => {
    fc.assert(
      fc.property(answers, bits, bits, (own, a, b) => {
        const line = fitAnswers(own);
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(answerProbability(line, high)).toBeGreaterThanOrEqual(answerProbability(line, low));
      }),
    );
  });

  it("is what the bits say before anybody answered, and stays inside nought and one", () => {
    expect(fitAnswers([])).toEqual(BELIEVED);
    expect(answerProbability(BELIEVED, 2)).toBeCloseTo(0.8);
    fc.assert(
      fc.property(answers, fc.double(), (own, any) => {
        const p = answerProbability(fitAnswers([...own, { bits: any, isSame: true }]), 60);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThan(1);
      }),
    );
  });

  it("one answer moves no odds within ten bits by more than a bit and a half", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -10, max: 10, noNaN: true }),
        fc.boolean(),
        bits,
        (asked, isSame, other) => {
          const at = Math.max(-10, Math.min(10, other));
          const line = fitAnswers([{ bits: asked, isSame }]);
          expect(Math.abs(logOdds(answerProbability(line, at)) - at)).toBeLessThan(1.5);
        },
      ),
    );
  });

  it("one more 'not the same' never makes it likelier where it was said", () => {
    fc.assert(
      fc.property(answers, bits, (own, at) => {
        const before = answerProbability(fitAnswers(own), at);
        const after = answerProbability(fitAnswers([...own, { bits: at, isSame: false }]), at);
        expect(after).toBeLessThanOrEqual(before + 1e-6);
      }),
    );
  });

  it("is the same whatever the order of the answers", () => {
    fc.assert(
      fc.property(answers, (own) => {
        expect(fitAnswers(own.toReversed())).toEqual(fitAnswers(own));
        expect(crossValidate(own.toReversed())).toEqual(crossValidate(own));
      }),
    );
  });
});

describe("what a fit is worth on answers it has not seen", () => {
  /** Bits that claim far too much: at 12 bits people say "the same" three times in four. */
  const boastful = (count: number): Answer[] =>
    Array.from({ length: count }, (_, at) => ({ bits: 8 + (at % 5), isSame: at % 4 !== 0 }));

  it("less is lost than by the bits themselves where they claim too much", () => {
    const scores = crossValidate(boastful(40));
    expect(scores?.after.logLoss).toBeLessThan((scores?.before.logLoss ?? 0) / 2);
    expect(scores?.after.brier).toBeLessThan(scores?.before.brier ?? 0);
  });

  it("where the bits are right little is lost by fitting", () => {
    const right = Array.from({ length: 60 }, (_, at) => ({ bits: 2, isSame: at % 5 !== 0 }));
    const scores = crossValidate(right);
    expect((scores?.after.logLoss ?? 1) - (scores?.before.logLoss ?? 0)).toBeLessThan(0.02);
  });

  it("nothing is said of fewer than two answers", () => {
    expect(crossValidate([])).toBeNull();
    expect(crossValidate([{ bits: 3, isSame: true }])).toBeNull();
    expect(
      crossValidate([
        { bits: Number.NaN, isSame: true },
        { bits: 1, isSame: true },
      ]),
    ).toBeNull();
  });
});
