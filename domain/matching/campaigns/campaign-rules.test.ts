import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMON_DOMAINS } from "./common-domains.ts";
import { type GroupKey, isCampaign } from "./is-campaign.ts";
import { isLinkKind, LINK_KINDS, type LinkKind, weigh } from "./link-kinds.ts";
import { signatureCore } from "./signature-core.ts";

const key = (kind: LinkKind, reports = 2): GroupKey => ({ kind, reports });
const KINDS = Object.keys(LINK_KINDS).filter(isLinkKind);
const ties = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), complaints: fc.integer({ min: 1, max: 100_000 }) }),
  { minLength: 1, maxLength: 12 },
);

describe("what is a campaign", () => {
  it("a lone number is a caller, whatever else its reports share", () => {
    expect(isCampaign(500, [key("number", 500), key("payee", 400), key("domain", 300)])).toBe(false);
  });
  it("two numbers that an account holds together are one, and two that nothing does are not", () => {
    expect(isCampaign(3, [key("number"), key("number"), key("payee")])).toBe(true);
    expect(isCampaign(9, [key("number"), key("number"), key("payee", 1)])).toBe(false);
  });
  it("numbers that only take turns must be three", () => {
    expect(isCampaign(9, [key("number"), key("number"), key("rotating", 9)])).toBe(false);
    expect(isCampaign(9, [key("number"), key("number"), key("number"), key("rotating", 9)])).toBe(true);
  });
  it("where nobody called, two accounts or addresses must appear together", () => {
    expect(isCampaign(4, [key("domain", 4)])).toBe(false);
    expect(isCampaign(4, [key("domain", 4), key("payee", 2)])).toBe(true);
  });
  it("two reports are never one", () => {
    expect(isCampaign(2, [key("number"), key("number"), key("payee")])).toBe(false);
  });
  it("a key more never undoes a campaign of several numbers", () => {
    const keys = fc.array(
      fc.record({ kind: fc.constantFrom(...KINDS), reports: fc.integer({ min: 1, max: 50 }) }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(keys, fc.constantFrom(...KINDS), (own, kind) => {
        const numbers = own.filter((one) => one.kind === "number").length;
        fc.pre(numbers > 1 && isCampaign(10, own));
        expect(isCampaign(10, [...own, key(kind)])).toBe(true);
      }),
    );
  });
});

describe("how much ties say", () => {
  it("each kind counts once, the strongest names the rule, and the order says nothing", () => {
    fc.assert(
      fc.property(ties, (own) => {
        const found = weigh(own);
        expect(new Set(found?.levels.map((level) => level.kind)).size).toBe(found?.levels.length);
        expect(found?.rule).toBe(found?.levels[0]?.kind);
        expect(weigh(own.toReversed())).toEqual(found);
      }),
    );
  });
  it("one tie more never weighs less, and a rarer one never less than a common one", () => {
    fc.assert(
      fc.property(
        ties,
        fc.constantFrom(...KINDS),
        fc.integer({ min: 1, max: 5000 }),
        (own, kind, complaints) => {
          const total = weigh(own)?.total ?? 0;
          expect(weigh([...own, { kind, complaints }])?.total ?? 0).toBeGreaterThanOrEqual(total);
          const [rare, common] = [complaints, complaints * 2].map(
            (n) => weigh([{ kind, complaints: n }])?.total ?? 0,
          );
          expect(rare ?? 0).toBeGreaterThanOrEqual(common ?? 0);
        },
      ),
    );
  });
  it("any tie makes it likelier than chance once it is an account, and nothing says nothing", () => {
    expect(weigh([{ kind: "payee", complaints: 3 }])?.probability).toBeGreaterThan(0.999);
    expect(weigh([])).toBeNull();
  });
});

describe("what ties nobody together", () => {
  it.each(["客服通知", "温馨提示", "【官方客服】", "贷款服务中心", "袋款审核", "银行", "短信通知"])(
    "%s is no name",
    (signature) => expect(signatureCore(signature)).toBeNull(),
  );
  it("a name is the same however it sounds, is bracketed or what general word stands beside it", () => {
    const cores = ["【速安花】", "速安花客服", "速按花", "S速安花通知".slice(1)].map(signatureCore);
    expect(new Set(cores)).toEqual(new Set([cores[0]]));
    expect(cores[0]).not.toBeNull();
  });
  it("platforms and short links are common, an address of one's own is not", () => {
    for (const domain of ["t.cn", "qq.com", "alipay.com", "wa.me"])
      expect(COMMON_DOMAINS.has(domain)).toBe(true);
    expect(COMMON_DOMAINS.has("suanhua-vip.example")).toBe(false);
  });
  it("any text is read without an error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 12 }), (text) => {
        const core = signatureCore(text);
        expect(core === null || core.length >= 4).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
