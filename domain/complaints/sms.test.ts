import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSms, registrableDomain } from "./sms.ts";

/** UTF-16 units of any kind, halves of characters included. */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 80 }).map((units) => String.fromCharCode(...units));

describe("a pasted message", () => {
  it.each([
    ["【某某普惠】额度5000元已到账", "某某普惠"],
    ["额度已到账【某某普惠】", "某某普惠"],
    [" ［某某贷］24小时放款", "某某贷"],
    ["[Loan Co] approved", "Loan Co"],
    ["您的【账户】有变动", null],
    ["【】您好", null],
    ["没有签名", null],
    ["", null],
  ])("%s is signed %s", (text, expected) => {
    expect(parseSms(text).signature).toBe(expected);
  });

  it.each([
    ["点击 t.cn/A6x8 提现", ["t.cn/A6x8"]],
    ["点http://wx.abc.com.cn/p?id=1领取", ["http://wx.abc.com.cn/p?id=1"]],
    ["登录www。abc。com查询", ["www.abc.com"]],
    ["ＷＷＷ．ＡＢＣ．ＣＯＭ", ["WWW.ABC.COM"]],
    ["hxxps://evil.top/q。", ["https://evil.top/q"]],
    ["http://a.cn/x，http://a.cn/x", ["http://a.cn/x"]],
    ["see https://a.example.com/b.", ["https://a.example.com/b"]],
    ["年化3.6%起，20.5万", []],
    ["发邮件到 a@b.com", []],
    ["发邮件到 a.com@b.com", []],
    ["http://evil.top./q", ["http://evil.top./q"]],
    ["登录еxample-xj.cn", ["еxample-xj.cn"]],
    ["登录пexample-xj.cn", ["пexample-xj.cn"]],
    ["https://аpple.com/x", ["https://аpple.com/x"]],
    ["看https://例子.中国/x吧", ["https://例子.中国/x"]],
    ["https://t.cn请点击。", ["https://t.cn"]],
    ["第3.5节", []],
  ])("%s has the links %j", (text, expected) => {
    expect(parseSms(text).urls).toEqual(expected);
  });

  it.each([
    ["还款提醒，回T退订", "回T退订"],
    ["拒收请回复R", "拒收请回复R"],
    ["详情咨询。退订回TD", "退订回TD"],
    ["reply STOP to unsubscribe", "reply STOP to unsubscribe"],
    ["回复1查看额度", null],
  ])("%s offers to opt out by: %s", (text, expected) => {
    expect(parseSms(text).optOut).toBe(expected);
  });

  it.each([
    ["详询13800138000或400-810-1234", ["13800138000", "4008101234"]],
    ["电话 138 0013 8000，客服95588", ["13800138000", "95588"]],
    ["请联系010-88889999", ["01088889999"]],
    ["来自10690000123456", ["10690000123456"]],
    ["欠款12345元", []],
    ["验证码 123456", []],
    ["单号 1380013800012345", []],
    ["点 t.cn/13800138000", []],
  ])("%s names the numbers %j", (text, expected) => {
    expect(parseSms(text).numbers).toEqual(expected);
  });

  it("of any text at all is read without failing, in time that grows with its length only", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(parseSms(text).urls.every((url) => url !== "")).toBe(true);
      }),
    );
    for (const unit of ["a.", "a-", "1", "1 ", "【", "回", "http://", "138-", "0"])
      parseSms(unit.repeat(4000 / unit.length));
    for (const unit of ["a", "a.", "aж"]) parseSms(`http://${unit.repeat(60_000 / unit.length)}中.`);
  });
});

const linkLike = fc
  .array(
    fc.constantFrom(
      "http://",
      "a",
      "b1",
      ".",
      "com",
      "cn",
      "bj",
      "-",
      "例",
      "@",
      ":",
      "80",
      "/",
      "[",
      "%",
      "?",
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(""));

describe("the registered name of a link", () => {
  it.each([
    ["https://a.b.example.com.cn/x?y#z", "example.com.cn"],
    ["t.cn/abc", "t.cn"],
    ["http://www.example.cn", "example.cn"],
    ["x.example.bj.cn", "example.bj.cn"],
    ["HTTP://WWW.EXAMPLE.COM.:8080/", "example.com"],
    ["loan.example.co.uk", "example.co.uk"],
    ["hxxp://evil.top/q", "evil.top"],
    ["user@evil.top/login", "evil.top"],
    ["例子.中国", "xn--fsqu00a.xn--fiqs8s"],
    ["http://198.51.100.7/x", "198.51.100.7"],
    ["http://[2001:db8::1]/", "[2001:db8::1]"],
    ["com.cn", null],
    ["localhost", null],
    ["not a link", null],
    ["a..b.com", null],
    [`${"a.".repeat(126)}com`, null],
    ["", null],
  ])("%s is %s", (url, expected) => {
    expect(registrableDomain(url)).toBe(expected);
  });

  it("of any text is a name or null, and a name is its own", () => {
    fc.assert(
      fc.property(fc.oneof(linkLike, fc.string({ maxLength: 60 })), (url) => {
        const domain = registrableDomain(url);
        if (domain !== null) expect(registrableDomain(domain)).toBe(domain);
      }),
    );
  });
});
