import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertRows } from "#db/rows.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Gate, openGate } from "#db/testing/gate.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { saveInstitutions } from "../institutions/save-institutions.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { describeNumber } from "./describe-number.ts";
import { recentListings } from "./list-recent-listings.ts";
import { lookUpQuery } from "./look-up-query.ts";
import { type NewVersion, publishVersion } from "./publish-version.ts";
import { openQuery } from "./query-token.ts";
import { readQuery } from "./read-query.ts";
import type { RegistrySubject } from "./subject.ts";

const NOW = new Date("2026-03-02T04:00:00Z");
const DAY_MS = 86_400_000;
const days = (count: number) => new Date(NOW.getTime() + count * DAY_MS);
const MOBILE = "13800138000";
const COMMERCIAL = "13900139000";
let database: TestDatabase;
let gate: Gate;
let portal: TestContext;
let lender = "";

beforeAll(async () => {
  database = await createTestDatabase();
  gate = await openGate(database.url);
  portal = await testContext({ ...database, url: gate.url }, { now: NOW });
  const ids = await saveInstitutions(portal, {
    records: [
      {
        code: "X-1",
        legalName: "示例消费金融有限公司",
        class: "consumer_finance",
        region: "330100",
        names: [{ name: "示例消金", kind: "short" }],
        contacts: [
          { kind: "number", value: "95599" },
          { kind: "sms_signature", value: "示例消金" },
          { kind: "sms_signature", value: "示例闪借" },
          { kind: "domain", value: "example-xj.cn" },
          { kind: "app", value: "cn.example.xj" },
        ],
      },
      { code: "X-2", legalName: "样板小额贷款有限公司", class: "micro_loan", region: "330100" },
    ],
    source: "test",
    actor: { kind: "system", id: null },
    now: NOW,
  });
  lender = ids.get("X-1") ?? "";
  await list("400-810-1234");
  await list("400-810-9999", { status: "withdrawn" });
  await list("400-810-8888", { status: "repaired" });
  await list("400-810-7777", { listedAt: days(-40), expiresAt: days(-3) });
  await list("4008106666", { status: "under_appeal" });
  await list(MOBILE);
  await list("13700137000", { status: "withdrawn" });
  await list(COMMERCIAL, { isPublic: true, listedAt: days(-2) });
  await publish({ kind: "domain", key: "xj-fast.top" });
  await publish({ kind: "domain", key: "xn--xample-xj-f0h.cn" }, { kind: "warning" });
  await publish({ kind: "domain", key: "xj-over.top" }, { expiresAt: days(-1) });
  await publish({ kind: "sms_signature", key: "速易vip" }, { status: "under_appeal" });
  await publish({ kind: "sms_signature", key: "示例闪借" });
  await publish({ kind: "app", key: "com.fast.kredit" }, { kind: "credit_note" });
  await publish({ kind: "app", key: "com.fast.loan" });
  await report("400-810-1234", 23);
  await report(MOBILE, 23);
  await Promise.all([portal.registry.refresh(), portal.register.refresh()]);
});
afterAll(async () => {
  await portal.close();
  await gate.close();
  await database.drop();
});

async function list(number: string, change: Partial<NewVersion> = {}) {
  const { key, kind, country, visibility } = normaliseNumber(number);
  const index = portal.keys.blindIndex("number", key);
  const subject: RegistrySubject = { kind: "number", index, key, numberKind: kind, country };
  await publish(subject, { isPublic: visibility === "public", ...change });
}
async function publish(subject: RegistrySubject, change: Partial<NewVersion> = {}) {
  const [agency] = portal.register.agencies();
  await portal.db.system.begin((tx) =>
    publishVersion(
      portal,
      tx,
      subject,
      {
        agencyId: agency?.id ?? "",
        caseId: uuidv7(),
        decisionId: null,
        kind: "blacklist",
        status: "active",
        tier: "general",
        grounds: ["fraud"],
        statement: "经查，该号码用于实施贷款诈骗。",
        isPublic: true,
        listedAt: days(-10),
        expiresAt: days(80),
        ...change,
      },
      NOW,
    ),
  );
}
async function report(number: string, sources: number) {
  const { key, kind, visibility } = normaliseNumber(number);
  await insertRows(database.owner, "number_reports", [
    {
      number_index: portal.keys.blindIndex("number", key),
      number_kind: kind,
      visibility,
      source_count: sources,
      sources_30d: sources,
      fifth_last_at: days(-1),
      last_at: days(-1),
      updated_at: NOW,
    },
  ]);
}
const pageOf = async (input: string) => {
  const found = await describeNumber(portal, input);
  if (!found.ok) throw new Error(found.reason);
  return found.page;
};
const pathOf = (text: string) => {
  const read = readQuery(portal, text);
  if (!read.ok) throw new Error(read.problem);
  return read.path;
};
const askedBy = (path: string) => openQuery(portal, new URL(path, "http://x").searchParams.get("t") ?? "");
const answerTo = (text: string) => {
  const asked = askedBy(pathOf(text));
  if (asked === null || asked === "expired") throw new Error(String(asked));
  return lookUpQuery(portal, asked);
};

describe("where a query is answered", () => {
  it("is the number's own page when the number is public, by its kind or by a decision", () => {
    expect(pathOf("400-810-1234")).toBe("/numbers/%2B864008101234");
    expect(pathOf("95599")).toBe("/numbers/cn%3A95599");
    expect(pathOf("95013 1234 5678")).toMatch(/^\/numbers\/cn%3A95013\d?\?ext=\d+$/);
    expect(pathOf(COMMERCIAL)).toBe(`/numbers/%2B86${COMMERCIAL}`);
  });

  it("says nothing in its address when the number may be a person's, listed or not", () => {
    for (const number of [MOBILE, "13500135000", "0571-88123456", "+44 20 7946 0958"]) {
      const path = pathOf(number);
      expect(path).toMatch(/^\/check\?t=[\w-]+$/);
      const digits = number.replace(/\D/g, "");
      expect(path).not.toContain(digits.slice(-6));
      expect(Buffer.from(path.slice(9), "base64url").toString("latin1")).not.toContain(digits.slice(-6));
    }
  });

  it("is never the same address twice, so that two askers cannot be told to ask alike", () => {
    expect(pathOf(MOBILE)).not.toBe(pathOf(MOBILE));
  });

  it("is the institution's page when a name means one, and a list to choose from otherwise", () => {
    expect(pathOf("示例消金")).toBe(`/institutions/${lender}`);
    expect(answerTo("示例").name?.candidates.map(({ id }) => id)).toEqual([lender]);
    expect(answerTo("没有这家公司").name).toMatchObject({ institution: null, candidates: [] });
  });

  it("is kept for an hour, and nothing made elsewhere is opened", () => {
    const path = pathOf(MOBILE);
    expect(askedBy(path)).toMatchObject({ shape: "number", numbers: [`+86${MOBILE}`] });
    const later = {
      keys: portal.keys,
      clock: { ...portal.clock, real: () => new Date(NOW.getTime() + 3_600_001) },
    };
    expect(openQuery(later, path.slice(9))).toBe("expired");
    for (const token of ["", "x", `${path.slice(9, -2)}AA`, "A".repeat(10_000)])
      expect(openQuery(portal, token)).toBeNull();
  });

  it("keeps the pieces of a message and not its text", () => {
    const text =
      "【示例消金】王女士，您尾号8831的账户，请登录 http://pay.example-xj.cn/u/wang 或 https://xj-bank.top/a 处理，样板小额贷款有限公司也可，电话 400-810-1234";
    const asked = askedBy(pathOf(text));
    expect(asked).toMatchObject({
      shape: "message",
      signature: "示例消金",
      hosts: ["pay.example-xj.cn", "xj-bank.top"],
      numbers: ["+864008101234"],
    });
    expect(JSON.stringify(asked)).not.toMatch(/王女士|8831|wang/);
  });
});

describe("the pieces of a message", () => {
  it("are each answered by what is registered, and by nothing else", () => {
    const answer = answerTo(
      "【示例消金】登录 http://pay.example-xj.cn/u 或 https://xj-bank.top 处理，样板小额贷款有限公司也可，电话 400-810-1234",
    );
    expect(answer.signature?.official?.id).toBe(lender);
    expect(answer.links.map(({ official }) => official?.id ?? null)).toEqual([lender, null]);
    expect(answer.named.map(({ institution }) => institution.legalName)).toEqual(["样板小额贷款有限公司"]);
    expect(answer.numbers.map(({ answer: { verdict } }) => verdict)).toEqual(["listed"]);
  });

  it("tell a registered signature from a name that nobody signs with", () => {
    const answer = answerTo("【示例消费金融】您的额度已到账");
    expect(answer.signature).toMatchObject({ official: null, claimed: { institution: { id: lender } } });
  });

  it("do not take a look-alike for an official domain", () => {
    for (const host of ["example-xj.cn.evil.top", "notexample-xj.cn", "example-xj.com"])
      expect(answerTo(`https://${host}/a`).links).toMatchObject([
        { host, official: null, verdict: "unknown", entry: null },
      ]);
  });
});

describe("a listed name", () => {
  const linkIn = (text: string) => answerTo(text).links[0];

  it.each([
    "http://xj-fast.top",
    "https://wx.m.XJ-FAST.top/u/1?a=b",
    "xj-fast.top.",
    "HXXPS://xj-fast.top./a",
    "ｘｊ－ｆａｓｔ．ｔｏｐ",
    "XJ-FAST。top/a",
    "https://example-xj.cn@xj-fast.top/",
    "【某某】登录xj-fast.top领取",
  ])("is found as a domain and below it, however %s is written", (text) => {
    expect(linkIn(text)).toMatchObject({
      verdict: "listed",
      reasons: ["blacklist-in-force"],
      entry: { kind: "blacklist", grounds: ["fraud"], authority: { code: expect.any(String) } },
    });
  });

  it.each([
    "https://xj-fast.top.evil.top/",
    "notxj-fast.top",
    "xj-fast.com",
    "xj_fast.top",
    "https://хj-fast.top/",
    "https://xj-over.top",
  ])("is not found in its look-alike %s, nor after its term", (text) => {
    expect(linkIn(text)).toMatchObject({ verdict: "unknown", entry: null });
  });

  it("is found as the look-alike of an official site by its punycode, and the official site stays official", () => {
    for (const text of ["https://еxample-xj.cn/a", "登录еxample-xj.cn领", "XN--XAMPLE-XJ-F0H.cn"])
      expect(linkIn(text)).toMatchObject({
        host: "xn--xample-xj-f0h.cn",
        verdict: "warning",
        official: null,
      });
    expect(linkIn("https://example-xj.cn/a")).toMatchObject({
      verdict: "official",
      entry: null,
      official: { id: lender },
    });
  });

  it("is found as a signature in any width and case, and says that it is contested", () => {
    for (const text of ["【速易VIP】", "［速易ｖｉｐ］您的额度已到账", "您的额度已到账【 速易Vip 】"])
      expect(answerTo(text).signature).toMatchObject({
        verdict: "listed",
        reasons: ["blacklist-in-force", "under-objection"],
        entry: { status: "under_appeal" },
      });
    expect(answerTo("【速易VIP贷】").signature).toMatchObject({ verdict: "unknown", entry: null });
  });

  it("tells whose signature it is beside a decision about it, and an official one is official", () => {
    expect(answerTo("【示例闪借】").signature).toMatchObject({
      verdict: "listed",
      official: { id: lender },
      reasons: ["blacklist-in-force", "official-signature"],
    });
    expect(answerTo("【示例消金】").signature).toMatchObject({
      verdict: "official",
      official: { id: lender },
    });
  });

  it("is found as an app by its package name, alone or in a text; names that nobody knows are not kept", () => {
    expect(answerTo("COM.Fast.Loan")).toMatchObject({
      shape: "app",
      links: [],
      apps: [{ name: "com.fast.loan", verdict: "listed" }],
    });
    expect(answerTo("请安装com.fast.kredit领取额度")).toMatchObject({
      shape: "message",
      name: null,
      apps: [{ name: "com.fast.kredit", verdict: "unknown", entry: { kind: "credit_note" } }],
    });
    expect(answerTo("market://details?id=cn.example.xj")).toMatchObject({
      apps: [{ verdict: "official", official: { id: lender } }],
    });
    const asked = askedBy(pathOf("看wang.li.pdf，装com.fast.loan2，加com.fast.loan"));
    expect(asked).toMatchObject({ apps: ["com.fast.loan"] });
    expect(JSON.stringify(asked)).not.toMatch(/wang|loan2/);
  });
});

describe("the page of a number", () => {
  it("shows a public listing in full", async () => {
    const page = await pageOf("400-810-1234");
    expect(page.answer).toMatchObject({ verdict: "listed", visibility: "public" });
    expect(page.answer.reports?.interval).toEqual({ from: 20, to: 49 });
    expect(page.statement).toContain("贷款诈骗");
    expect(page.history).toHaveLength(1);
  });

  it("shows of a restricted listing the verdict alone", async () => {
    const page = await pageOf(MOBILE);
    expect(page.answer).toMatchObject({ verdict: "listed", visibility: "restricted", reports: null });
    expect(page.answer.entry).toMatchObject({ grounds: [], authority: null });
    expect(page).toMatchObject({ statement: null, history: [], past: null });
  });

  it.each([
    ["400-810-9999", "withdrawn", NOW.toISOString()],
    ["400-810-7777", "expired", days(-3).toISOString()],
  ])("tells that %s was listed once and is not any more: %s", async (number, status, endedAt) => {
    const page = await pageOf(number);
    expect(page.answer.verdict).toBe("unknown");
    expect(page.past).toMatchObject({ status, endedAt, kind: "blacklist" });
  });

  it.each([
    ["400-810-8888", "what was repaired"],
    ["13700137000", "what a person's number was once listed for"],
    ["4008105555", "anything of a number nobody listed"],
  ])("does not tell of %s %s", async (number) => {
    expect((await pageOf(number)).past).toBeNull();
  });

  it("keeps its verdict without the database, says how old it is and what cannot be read", async () => {
    await recentListings(portal);
    await gate.shut();
    await portal.registry.refresh().catch(() => {});
    const startedAt = performance.now();
    const page = await pageOf("400-810-1234");
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    expect(page).toMatchObject({ answer: { verdict: "listed" }, isRecordAway: true, statement: null });
    expect(page.freshness).toMatchObject({ isStale: true, asOf: NOW.toISOString() });
    expect(await recentListings(portal)).not.toBeNull();
    const message = answerTo("【速易VIP】登录 https://m.xj-fast.top 或装 com.fast.loan");
    expect([message.signature, ...message.links, ...message.apps]).toMatchObject([
      { verdict: "listed" },
      { verdict: "listed" },
      { verdict: "listed" },
    ]);
    await gate.open();
    await portal.registry.refresh();
    expect((await pageOf("400-810-1234")).freshness.isStale).toBe(false);
  });
});

describe("what was listed lately", () => {
  it("is in force, public and newest first: no private number, nothing that ended or is contested", async () => {
    const recent = await recentListings(portal);
    expect(new Set(recent?.map(({ numberKey }) => numberKey))).toEqual(
      new Set(["+864008101234", `+86${COMMERCIAL}`]),
    );
  });
});
