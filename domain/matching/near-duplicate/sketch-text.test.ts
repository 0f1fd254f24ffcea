import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jaccard } from "./shingles.ts";
import { decodeSketch, encodeSketch, SKETCH_VERSION, sketchText } from "./sketch-text.ts";

const similarity = (a: string, b: string): number => jaccard(sketchText(a).shingles, sketchText(b).shingles);

/** Any code units at all, lone surrogates included, and what the reader treats specially, mixed so that neighbours meet. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
    fc.constantFrom(..."一二三十百万亿元块年月日号点0159olwk.,-/:~_@王李先生女士您好的信 "),
    fc.constantFrom("http://", "www.", ".com", ".cn/", "微信", "qq", "vx", "\ud83d", "\udc00", "😀", "𠀀"),
  ),
  maxLength: 60,
});

const MESSAGES = [
  "您的额度已提升至50000元，请于今天登录http://a.example.com/x1办理，手续简单当天放款，无需抵押，退订回T",
  "专业办理大额信用贷款，上班族有社保即可申请，利息低放款快，加微信同号咨询，最高可贷20万元",
  "您在本平台的借款已经逾期，请在3月5日前处理，否则将联系您的通讯录，客服电话400-123-4567",
];

describe("sketchText", () => {
  it("takes any string and answers with sorted shingles, one signature and as many bands as it needs", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { shingles, signature, bands } = sketchText(text);
        for (let i = 1; i < shingles.length; i++)
          expect(shingles[i] as number).toBeGreaterThan(shingles[i - 1] as number);
        expect(signature.length).toBe(63);
        expect(bands.length).toBe(shingles.length === 0 ? 0 : 21);
      }),
      { numRuns: 2000 },
    );
  });

  it("gives the same sketch whatever was sketched before", () => {
    fc.assert(
      fc.property(anyText, anyText, (text, before) => {
        const first = sketchText(text);
        sketchText(before);
        expect(sketchText(text)).toEqual(first);
      }),
    );
  });

  it("gives equal hashes exactly to texts with equal folds", () => {
    expect(sketchText("微-信ＡＢ").foldedHash).toBe(sketchText("微信ab").foldedHash);
    const hashes = new Set(Array.from({ length: 20_000 }, (_, i) => sketchText(`第${i}条`).foldedHash));
    expect(hashes.size).toBe(20_000);
  });

  it("has no shingles and no bands for a text without words", () => {
    for (const text of ["", "   ", "，。！？", "😀🎉", "\u200b\u0000"]) {
      const { shingles, bands } = sketchText(text);
      expect([shingles.length, bands.length]).toEqual([0, 0]);
    }
    expect(similarity("", "")).toBe(0);
  });

  it("compares short texts as a whole", () => {
    expect(similarity("贷", "贷")).toBe(1);
    expect(similarity("贷款", "贷款！")).toBe(1);
    expect(similarity("贷款", "催收")).toBe(0);
    expect(similarity("ok", "ok.")).toBe(1);
  });

  it("reads 100 kB of anything in bounded time", () => {
    const hostile = [
      "贷款",
      "a-",
      "a_",
      "1_",
      "a.",
      "1 ",
      "ol_",
      "微信,",
      "李先生",
      "万",
      "a\u0301",
      "\ud83d",
      "b.com",
      "http:/",
    ];
    for (const part of hostile) {
      const text = part.repeat(Math.ceil(100_000 / part.length));
      const started = performance.now();
      sketchText(text);
      // Some 50 ms; work that grows with the square would take over 5 s.
      expect(performance.now() - started).toBeLessThan(2000);
    }
  }, 30_000);
});

describe("obfuscated copies", () => {
  it("are the same after marks were put between Han characters", () => {
    const mark = fc.constantFrom("", "", "·", "*", " ", "-", "★", "丨", "\u200b", "，", "❤", ".");
    fc.assert(
      fc.property(
        fc.constantFrom(...MESSAGES),
        fc.array(mark, { minLength: 100, maxLength: 100 }),
        (message, marks) => {
          let i = 0;
          const marked = message.replace(
            /[^\P{Script=Han}万](?=\p{Script=Han})/gu,
            (han) => han + marks[i++ % 100],
          );
          return similarity(message, marked) === 1;
        },
      ),
    );
  });

  it("are the same in full width", () => {
    for (const message of MESSAGES) {
      const wide = message.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
      expect(similarity(message, wide)).toBe(1);
    }
  });

  it("are the same in traditional characters", () => {
    expect(similarity("专业办理贷款，请联系张经理", "專業辦理貸款，請聯繫張經理")).toBe(1);
  });

  it("are the same after homophones were put in", () => {
    expect(similarity("加微信办贷款，借呗花呗都可以", "加薇信办代款，借呗花呗都可以")).toBe(1);
  });

  it("are the same through letters of other alphabets", () => {
    expect(similarity("download our wechat app today", "download our wесhаt арр today")).toBe(1);
  });

  it("are the same with other amounts, numbers, dates, links, accounts and names", () => {
    const fill = (name: string, amount: string, day: string, link: string, phone: string, account: string) =>
      `尊敬的${name}，您的额度为${amount}，请在${day}前登录 ${link} 领取，电话${phone}，加微信 ${account} 咨询`;
    const original = fill("张伟先生", "50000元", "3月5日", "http://a.cn/x", "13800138000", "abc_12345");
    for (const copy of [
      fill("王女士", "8万元", "2026年12月31日15点", "www.b.example.com", "400-123-4567", "qwertyu"),
      fill("欧小明经理", "三十万元", "五月一日", "dwz.cn/Ab?c=1", "1 3 9 0 0 1 3 9 0 0 0", "vx99887766"),
      fill("李小姐", "5OO00元", "3月15号", "https://t.example/y", "+86 138-0013-8000", "zhao888"),
    ])
      expect(similarity(original, copy)).toBe(1);
  });

  it("stay near after one word was changed in a message of forty characters", () => {
    const message = "我公司专业办理各类信用贷款业务手续简单当天放款无需抵押欢迎来电咨询有意者速联系";
    expect(similarity(message, message.replace("简单", "方便"))).toBeGreaterThanOrEqual(0.7);
  });

  it("leave words alone that only look like numbers and names", () => {
    expect(similarity("千万不要一个人去", "万一他一点都不懂")).toBeLessThan(0.2);
    expect(similarity("本公司经理您好", "本公司会计您好")).toBeLessThan(1);
  });
});

describe("bands", () => {
  it("are shared by near copies and hardly ever by strangers", () => {
    const share = (a: string, b: string): boolean => {
      const keys = new Set(sketchText(a).bands);
      return sketchText(b).bands.some((band) => keys.has(band));
    };
    for (const message of MESSAGES) {
      expect(share(message, `${message}谢谢`)).toBe(true);
      for (const other of MESSAGES) if (other !== message) expect(share(message, other)).toBe(false);
    }
  });

  it("agree in each place of the signature as often as the Jaccard says", () => {
    const chars = Array.from({ length: 400 }, (_, i) => String.fromCharCode(0x4e00 + i * 37));
    let [agreed, places, expected] = [0, 0, 0];
    for (let start = 0; start < 300; start += 2) {
      const a = sketchText(chars.slice(start, start + 60).join(""));
      const b = sketchText(chars.slice(start + 10, start + 70).join(""));
      agreed += a.signature.filter((value, i) => value === b.signature[i]).length;
      places += a.signature.length;
      expected += jaccard(a.shingles, b.shingles) / 150;
    }
    expect(Math.abs(agreed / places - expected)).toBeLessThan(0.02);
  });
});

describe("encodeSketch", () => {
  it("comes back as it was from its bytes, wherever they lie in a larger buffer", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { foldedHash, shingles } = sketchText(text);
        const bytes = encodeSketch({ foldedHash, shingles });
        expect(bytes.length).toBe(9 + 4 * shingles.length);
        const within = new Uint8Array(bytes.length + 3);
        within.set(bytes, 3);
        expect(decodeSketch(within.subarray(3))).toEqual({ foldedHash, shingles });
      }),
    );
  });

  it("is refused when cut, of another version or out of order", () => {
    const bytes = encodeSketch(sketchText(MESSAGES[0] ?? ""));
    expect(decodeSketch(bytes.subarray(0, bytes.length - 1))).toBeNull();
    expect(decodeSketch(bytes.with(0, SKETCH_VERSION + 1))).toBeNull();
    expect(decodeSketch(bytes.with(12, 0xff).with(16, 0))).toBeNull();
    expect(decodeSketch(new Uint8Array(0))).toBeNull();
  });

  it("stays byte for byte what it was while the version stays", () => {
    const bytes = encodeSketch(sketchText("【某贷】张三您好，额度5万元，点 a.example.com/b 查看 today"));
    expect(Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")).toMatchInlineSnapshot(
      `"0169292f1831b3598fae6f8e00b782870f705dd125b75a8a2ecd554f3a7dfbe266840133809fbc3482d63c378370f46789ea53de9146b525c6"`,
    );
    expect(sketchText("专业办理贷款").bands[0]).toMatchInlineSnapshot(`6597554845019489336n`);
  });
});
