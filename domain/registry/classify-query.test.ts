import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyQuery, QUERY_LIMIT } from "./classify-query.ts";

const factsOf = (text: string) => {
  const read = classifyQuery(text);
  if (!read.ok) throw new Error(`${text}: ${read.problem}`);
  return read.facts;
};
const problemOf = (text: string) => {
  const read = classifyQuery(text);
  return read.ok ? null : read.problem;
};

describe("what is asked about", () => {
  it.each([
    ["95588", "cn:95588"],
    ["138 0013 8000", "+8613800138000"],
    ["１３８００１３８０００", "+8613800138000"],
    ["来电号码：0571-88123456", "+8657188123456"],
    ["一三八零零一三八零零零", "+8613800138000"],
    ["tel:+86-138-0013-8000", "+8613800138000"],
    ["cn:95588", "cn:95588"],
    ["+8695588", "spoof:+8695588"],
    ["10690000123456", "sms:10690000123456"],
    ["95588是诈骗吗", "cn:95588"],
    ["110", "cn:110"],
  ])("%s is the number %s", (text, key) => {
    expect(factsOf(text)).toEqual({
      shape: "number",
      numbers: [key],
      extension: null,
      signature: null,
      hosts: [],
      name: null,
    });
  });

  it("keeps what stands behind the base of a number", () => {
    expect(factsOf("95013 1234 5678").extension).not.toBeNull();
    expect(factsOf("400-810-1234 转 8").extension).toBe("8");
  });

  it.each([
    "安禾消费金融股份有限公司",
    "安禾消金",
    "360借条",
    "Alder & Finch Credit Corporation, N.A.",
    "中国银行（香港）",
  ])("%s is a name", (text) => {
    expect(factsOf(text)).toMatchObject({ shape: "name", name: text, numbers: [] });
  });

  it.each([
    ["https://wx.abc.com.cn/p?id=1380013", ["wx.abc.com.cn"]],
    ["t.cn/A6x8", ["t.cn"]],
    ["HXXPS://Evil.top/q", ["evil.top"]],
  ])("%s is a link of which only the host is kept", (text, hosts) => {
    expect(factsOf(text)).toMatchObject({ shape: "link", hosts, name: null });
  });

  it.each(["【云渡银行】", " [云渡银行] "])("%s is a signature", (text) => {
    expect(factsOf(text)).toMatchObject({ shape: "signature", signature: "云渡银行" });
  });

  it("takes a whole message apart", () => {
    expect(
      factsOf(
        "【云渡银行】您的额度50000元已到账，登录 http://yd-loan.top/q?u=9 或致电 400-810-1234，回T退订",
      ),
    ).toEqual({
      shape: "message",
      numbers: ["+864008101234"],
      extension: null,
      signature: "云渡银行",
      hosts: ["yd-loan.top"],
      name: null,
    });
  });

  it.each([
    ["安禾消费金融 400-810-1234 让我还钱", ["+864008101234"]],
    ["13800138000、95588 都给我打过电话说要还款", ["+8613800138000", "cn:95588"]],
    ["13800138000 95588", ["+8613800138000", "cn:95588"]],
    ["他说我欠钱，不还就上门。", []],
  ])("%s is a message with the numbers %j", (text, numbers) => {
    expect(factsOf(text)).toMatchObject({ shape: "message", numbers });
  });

  it.each([
    ["", "nothing"],
    ["  \n", "nothing"],
    ["【】！？", "nothing"],
    ["138****8000", "masked"],
    ["88123456", "area-needed"],
    ["138001380", "too-short"],
  ])("%j cannot be looked up: %s", (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it("is not read beyond the limit", () => {
    expect(problemOf("字".repeat(QUERY_LIMIT + 1))).toBe("text-too-long");
    expect(problemOf(`${"字".repeat(QUERY_LIMIT - 5)}95588`)).toBeNull();
  });

  it("never holds more than a few short pieces of a text, and never fails", () => {
    const units = fc.array(fc.nat(0xffff), { maxLength: 80 }).map((list) => String.fromCharCode(...list));
    const words = fc
      .array(
        fc.constantFrom(
          "【",
          "】",
          "138",
          "0013",
          "8000",
          "95588",
          " ",
          "http://",
          "a.top",
          "贷款",
          "，",
          "/x?u=1",
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(units, words), (text) => {
        const read = classifyQuery(text);
        if (!read.ok) return;
        const { numbers, hosts, name, signature } = read.facts;
        expect(numbers.length).toBeLessThanOrEqual(10);
        expect(hosts.length).toBeLessThanOrEqual(10);
        expect(hosts.every((host) => !/[/?]/.test(host))).toBe(true);
        expect((name ?? "").length).toBeLessThanOrEqual(60);
        expect((signature ?? "").length).toBeLessThanOrEqual(40);
      }),
    );
  });
});
