import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainPair, groupCorpus, groupTranscripts, transcriptCorpus } from "./group-transcripts.ts";

const WARRANTY =
  "Hello, this is Dana from the roadside plan office. The cover on your car ends this month and we sent two letters about it. Press 1 to keep the cover or press 2 to be taken off our list. Thank you.";
const CARD =
  "This is the rate desk of your card account. You now qualify for a lower interest rate on every balance. Press 1 to speak to the enrolment team before the offer closes. Goodbye.";
const PARCEL =
  "您好,这里是海燕速递,您有一份包裹两次派送无人签收,即将退回。了解详情请按9,由人工客服为您服务。";
const LOAN = "您好,这里是青禾信贷客服,您的备用金额度已经提升到二十万元,利息低放款快,需要办理请按1转专员。";

const together = (texts: readonly string[]): boolean => new Set(groupTranscripts(texts)).size === 1;

/** Which positions are together, whatever the numbers. */
function partition(groups: ArrayLike<number>, order: readonly number[]): string {
  const members = new Map<number, number[]>();
  for (const [at, position] of order.entries()) {
    const group = groups[at] ?? -1;
    members.set(group, [...(members.get(group) ?? []), position]);
  }
  return JSON.stringify([...members.values()].map((group) => group.toSorted((a, b) => a - b)).sort());
}

describe("groupTranscripts", () => {
  it("numbers groups from 0 in order of first appearance", () => {
    expect([...groupTranscripts([CARD, WARRANTY, CARD, PARCEL, WARRANTY])]).toEqual([0, 1, 0, 2, 1]);
  });

  it("finds a recording that was cut at the beginning, and one that loops", () => {
    const background = [CARD, PARCEL, LOAN];
    const cut = WARRANTY.slice(WARRANTY.indexOf("The cover"));
    for (const other of [cut, `${WARRANTY} ${WARRANTY}`, `${cut} ${WARRANTY}`])
      expect([...groupTranscripts([WARRANTY, other, ...background])].slice(0, 3)).toEqual([0, 0, 1]);
  });

  it("does not mind another call-back number, case, marks or spoken figures", () => {
    const call = (number: string): string => `${CARD} Or call us back at ${number} from 8 am to 5 pm.`;
    expect(together([call("888-604-0734"), call("833-769-1634")])).toBe(true);
    const plain = WARRANTY.toLowerCase().replace(/[.,]/g, "").replace("press 1", "press one");
    expect([...groupTranscripts([WARRANTY, plain, CARD])]).toEqual([0, 0, 1]);
  });

  it("keeps apart two scripts that only share what every call says", () => {
    const ending = " Press 1 to speak with a representative. Thank you and have a great day.";
    const groups = groupTranscripts([WARRANTY + ending, WARRANTY + ending, CARD + ending, CARD + ending]);
    expect([...groups]).toEqual([0, 0, 1, 1]);
  });

  it("works on Chinese, in either set of characters", () => {
    const cut = PARCEL.slice(PARCEL.indexOf("您有"));
    const traditional =
      "您好,這裡是海燕速遞,您有一份包裹兩次派送無人簽收,即將退回。了解詳情請按9,由人工客服為您服務。";
    const groups = groupTranscripts([PARCEL, LOAN, cut, traditional, `${LOAN}${LOAN}`, CARD]);
    expect([...groups]).toEqual([0, 1, 0, 0, 1, 2]);
  });

  it("puts equal texts together, and texts without words each alone", () => {
    expect([...groupTranscripts(["", CARD, "", CARD, "..."])]).toEqual([0, 1, 2, 1, 3]);
    expect([...groupTranscripts([])]).toEqual([]);
  });

  it("gives the same partition for any order of the records", () => {
    const words = fc.constantFrom(..."press 1 now for your loan card rate office today thank you".split(" "));
    const text = fc.oneof(
      fc.array(words, { maxLength: 14 }).map((list) => list.join(" ")),
      fc
        .tuple(fc.constantFrom(WARRANTY, CARD, PARCEL, LOAN), fc.nat(60), fc.nat(60))
        .map(([script, from, cut]) => script.slice(from, script.length - cut)),
    );
    const shuffledTexts = fc
      .array(text, { maxLength: 24 })
      .chain((texts) =>
        fc.tuple(
          fc.constant(texts),
          fc.shuffledSubarray([...texts.keys()], { minLength: texts.length, maxLength: texts.length }),
        ),
      );
    fc.assert(
      fc.property(shuffledTexts, ([texts, order]) => {
        const shuffled = groupTranscripts(order.map((at) => texts[at] ?? ""));
        expect(partition(shuffled, order)).toBe(partition(groupTranscripts(texts), [...texts.keys()]));
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});

describe("explainPair", () => {
  const corpus = transcriptCorpus([WARRANTY, WARRANTY.slice(60), CARD, ""]);

  it("gives a score that is the sum of its evidence, the same both ways", () => {
    const { score, evidence } = explainPair(corpus, 0, 1);
    expect(score).toBeCloseTo(
      evidence.reduce((sum, { weight, similarity }) => sum + weight * similarity, 0),
      12,
    );
    expect(explainPair(corpus, 1, 0)).toEqual(explainPair(corpus, 0, 1));
  });

  it("says that a fragment lies within the other text, and names the rarest runs they share", () => {
    const [words] = explainPair(corpus, 0, 1).evidence;
    expect(words?.containment).toBeGreaterThan(0.95);
    expect(words?.similarity).toBeLessThan(words?.containment ?? 0);
    expect(words?.rarestShared).toHaveLength(5);
  });

  it("scores a text with itself 1 and with silence 0", () => {
    expect(explainPair(corpus, 0, 0).score).toBeCloseTo(1, 12);
    expect(explainPair(corpus, 0, 3).score).toBe(0);
  });

  it("agrees with the grouping about two single texts", () => {
    const pair = transcriptCorpus([WARRANTY, WARRANTY.slice(100)]);
    const { score } = explainPair(pair, 0, 1);
    const { model } = pair;
    const grouped = (loneShare: number): number =>
      new Set(groupCorpus({ ...pair, model: { ...model, loneShare } })).size;
    expect(grouped(score / model.groupThreshold - 0.01)).toBe(1);
    expect(grouped(score / model.groupThreshold + 0.01)).toBe(2);
  });
});
