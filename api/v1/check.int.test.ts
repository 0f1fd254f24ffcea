import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NOW, openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { revokeApiKey } from "#commands/api-keys/revoke-api-key.ts";
import { addOfficer } from "#commands/testing/officers.ts";
import { checkAnswer } from "./check-schemas.ts";

let portal: TestPortal;
let token: string;

beforeAll(async () => {
  portal = await openTestPortal();
  await portal.list("9501234");
  await portal.list("13800138000");
  await portal.listInstitution();
  ({ token } = await portal.issueKey(["check"], { perMinute: 10_000 }));
});
afterAll(() => portal.close());

const check = (payload: unknown, headers: Record<string, string> = {}) =>
  portal.api.inject({
    method: "POST",
    url: "/api/v1/check",
    payload: payload as object,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
const one = async (kind: string, value: unknown, headers: Record<string, string> = {}) =>
  (await check({ items: [{ ref: 1, kind, value }] }, headers)).json().results[0];

describe("POST /api/v1/check", () => {
  it("answers every item in order; a bad one fails nothing but itself", async () => {
    const answer = await check({
      items: [
        { ref: "a", kind: "number", value: "9501234" },
        { ref: "b", kind: "number", value: "not a number" },
        { ref: "c", kind: "fax", value: "1" },
        { ref: "d", kind: "institution" },
        null,
        { ref: { x: 1 }, kind: "number", value: "110" },
        { ref: 7, kind: "number", value: "13800138000", later: "ignored" },
      ],
    });
    expect(answer.statusCode).toBe(200);
    const body = answer.json();
    expect(checkAnswer.strict().safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({ asOf: NOW.toISOString(), listVersion: 3 });
    expect(body.results).toMatchObject([
      { ref: "a", verdict: "listed", canonical: "cn:95012", entry: { grounds: ["fraud"] } },
      {
        ref: "b",
        problem: {
          code: "invalid-number",
          status: 400,
          errors: [{ pointer: "/value", code: "not-a-number" }],
        },
      },
      {
        ref: "c",
        problem: { code: "invalid-request", errors: [{ pointer: "/kind", code: "unknown-code" }] },
      },
      { ref: "d", problem: { errors: [{ pointer: "/value", code: "required" }] } },
      { ref: null, problem: { errors: [{ pointer: "", code: "wrong-type" }] } },
      { ref: null, problem: { errors: [{ pointer: "/ref", code: "wrong-type" }] } },
      {
        ref: 7,
        verdict: "listed",
        visibility: "restricted",
        reports: null,
        entry: { grounds: [], authority: null },
      },
    ]);
  });

  it("gives references back as they came, in any script", async () => {
    const refs = ["第 1 条 😀", 'a"b\\', "", 7, -1.5, null];
    const answer = await check({
      items: refs.map((ref) => ({ ref, kind: "number", value: "0571-88123456" })),
    });
    expect(answer.body).toMatch(/^[\x20-\x7e]*$/);
    expect(answer.json().results.map((one: { ref: unknown }) => one.ref)).toEqual(refs);
    expect(answer.json().results[0].official.name).toBe("示例消费金融有限公司");
  });

  it("gives the same answer about a number as the single look-up", async () => {
    const {
      input: _input,
      asOf: _asOf,
      listVersion: _listVersion,
      ...single
    } = (await portal.api.inject({ url: "/api/v1/numbers/9501234" })).json();
    const { ref: _ref, ...batch } = await one("number", "9501234");
    expect(batch).toEqual(single);
  });

  it("tells a registered institution from one nobody knows and from one that is listed", async () => {
    expect(await one("institution", "示例消金")).toMatchObject({
      verdict: "official",
      listed: false,
      reasons: ["registered", "licence-valid"],
      institution: { id: portal.institutionId, code: "X-1", name: "示例消费金融有限公司" },
      candidates: [],
    });
    expect(await one("institution", "示例小额贷款有限公司")).toMatchObject({
      verdict: "listed",
      listed: true,
      advice: "block",
    });
    expect(await one("institution", "无名金融")).toMatchObject({
      verdict: "unknown",
      institution: null,
      reasons: ["not-in-register"],
    });
  });

  it("knows official links by their domain and nothing by their looks", async () => {
    for (const url of ["https://example-xj.cn/a?b=c", "m.example-xj.cn", "HTTP://WWW.EXAMPLE-XJ.CN:8443/"]) {
      expect(await one("url", url)).toMatchObject({ verdict: "official", institution: { code: "X-1" } });
    }
    for (const url of ["https://example-xj.cn.evil.test/", "https://notexample-xj.cn/", "example-xj.com"]) {
      expect(await one("url", url)).toMatchObject({ verdict: "unknown", institution: null });
    }
    expect(await one("url", "no link")).toMatchObject({
      problem: { code: "invalid-request", errors: [{ code: "not-a-link" }] },
    });
  });

  it("knows a registered signature, with or without its brackets", async () => {
    expect(await one("sms_signature", "【示例消金】")).toMatchObject({ verdict: "official" });
    expect(await one("sms_signature", "示例消金")).toMatchObject({ verdict: "official" });
    expect(await one("sms_signature", "【示例消金服务】")).toMatchObject({ verdict: "unknown" });
  });

  it("tells of a listed link, signature or app why, by which entry, and whose it is by the register", async () => {
    await portal.listName({ kind: "domain", key: "xj-fast.top" });
    await portal.listName({ kind: "sms_signature", key: "速易vip" }, { kind: "warning" });
    await portal.listName({ kind: "app", key: "com.fast.loan" }, { tier: "minor" });
    const entry = { grounds: ["fraud"], status: "active", authority: { code: "demo-hz" } };
    for (const value of ["https://m.xj-fast.top/a", "XJ-FAST.TOP.", "ｘｊ－ｆａｓｔ．ｔｏｐ"])
      expect(await one("url", value)).toMatchObject({
        verdict: "listed",
        listed: true,
        advice: "block",
        reasons: ["blacklist-in-force"],
        entry,
        institution: null,
      });
    for (const value of ["https://xj-fast.top.evil.test", "хj-fast.top"])
      expect(await one("url", value)).toMatchObject({ verdict: "unknown", entry: null });
    expect(await one("sms_signature", "［速易ＶＩＰ］")).toMatchObject({
      verdict: "warning",
      advice: "warn",
      entry,
    });
    expect(await one("app", "Com.Fast.Loan")).toMatchObject({ verdict: "listed", advice: "warn", entry });
    expect(await one("app", "com.fast.loan2")).toMatchObject({ verdict: "unknown", entry: null });
    expect(await one("url", "https://example-xj.cn")).toMatchObject({ verdict: "official", entry: null });
  });

  it("answers about a practitioner only for a stated purpose", async () => {
    expect(await one("practitioner", "张某")).toMatchObject({
      problem: { code: "purpose-required", status: 403 },
    });
    expect(await one("practitioner", "张某", { purpose: "curiosity" })).toMatchObject({
      problem: { code: "purpose-required" },
    });
    expect(await one("practitioner", "张某", { purpose: "employment" })).toMatchObject({
      verdict: "unknown",
      institution: null,
    });
  });

  it("takes 500 items and refuses 501 without counting them", async () => {
    const items = (count: number) =>
      Array.from({ length: count }, () => ({ kind: "number", value: "95588" }));
    const before = (await check({ items: [] })).headers.ratelimit;
    const refused = await check({ items: items(501) });
    expect([refused.statusCode, refused.json().code]).toEqual([413, "batch-too-large"]);
    const full = await check({ items: items(500) });
    expect(full.json().results).toHaveLength(500);
    const left = (header: unknown) => Number(/"daily";r=(\d+)/.exec(String(header))?.[1]);
    expect(left(before) - left(full.headers.ratelimit)).toBe(500);
  });

  it.each([
    [{}, "/items", "required"],
    [{ items: "x" }, "/items", "wrong-type"],
    [[], "/items", "required"],
  ])("names what has to be mended (case %#)", async (payload, pointer, code) => {
    const answer = await check(payload);
    expect([answer.statusCode, answer.json().errors[0].pointer, answer.json().errors[0].code]).toEqual([
      400,
      pointer,
      code,
    ]);
  });

  it("wants a key, that exists, that may check, that is not revoked", async () => {
    const bare = await portal.api.inject({ method: "POST", url: "/api/v1/check", payload: { items: [] } });
    expect([bare.statusCode, bare.json().code, bare.headers["www-authenticate"]]).toEqual([
      401,
      "unauthenticated",
      'Bearer realm="mingjian"',
    ]);
    const unknown = await check({ items: [] }, { authorization: `${`Bearer ${token}`.slice(0, -3)}AAA` });
    expect([unknown.statusCode, unknown.json().code]).toEqual([401, "unauthenticated"]);
    const basic = await check({ items: [] }, { authorization: "Basic eDp5" });
    expect(basic.statusCode).toBe(401);
    const intake = await portal.issueKey(["intake"]);
    const other = await check({ items: [] }, { authorization: `Bearer ${intake.token}` });
    expect([other.statusCode, other.json().code]).toEqual([403, "scope"]);
  });

  it("refuses a revoked key within five seconds", async () => {
    const key = await portal.issueKey(["check"]);
    const headers = { authorization: `Bearer ${key.token}` };
    expect((await check({ items: [] }, headers)).statusCode).toBe(200);
    const context = { ...portal.runtime, actor: null, now: NOW };
    const actor = await addOfficer(context, "supervisor", portal.agencyId);
    await revokeApiKey({ ...context, actor }, { id: key.id, reason: "密钥外泄" });
    portal.clock.advance(5_001);
    const refused = await check({ items: [] }, headers);
    expect([refused.statusCode, refused.json().code]).toEqual([401, "key-revoked"]);
  });

  it("stores no token", async () => {
    const dump = JSON.stringify(
      await portal.database.owner`select * from api_keys, api_key_hashes, audit_events`,
    );
    expect(dump).not.toContain(token.split(".")[1]);
  });
});
