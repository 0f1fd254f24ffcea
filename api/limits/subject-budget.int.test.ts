import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseKeyRing } from "#adapters/keys.ts";
import { buildApi } from "#api/app.ts";
import { networkBudget } from "#api/limits/network-budget.ts";
import { openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { meAnswer } from "#api/v1/schemas.ts";

let portal: TestPortal;
beforeAll(async () => {
  // Keys of every run: two of a hundred numbers share a bit of the sketch once in fifty rings, and count as one.
  const masters = { "1": Buffer.alloc(32, 7).toString("base64") };
  portal = await openTestPortal({}, { keys: parseKeyRing(JSON.stringify({ current: 1, masters })) });
});
afterAll(() => portal.close());

const number = (at: number) => `138${String(at).padStart(8, "0")}`;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => number(from + at));
const checkWith =
  (token: string, api = portal.api) =>
  (numbers: readonly string[]) =>
    api.inject({
      method: "POST",
      url: "/api/v1/check",
      headers: { authorization: `Bearer ${token}` },
      payload: { items: numbers.map((value) => ({ kind: "number", value })) },
    });

describe("the budget of different numbers", () => {
  it("stops a walk, says until when, and lets what was asked be asked again", async () => {
    const { token } = await portal.issueKey(["check"], { subjectsPerDay: 100 });
    const check = checkWith(token);
    const first = await check(range(0, 60));
    expect(first.statusCode).toBe(200);
    expect(first.headers["ratelimit-policy"]).toContain('"subjects";q=100;w=86400');
    expect(first.headers.ratelimit).toMatch(/"subjects";r=40;t=\d+$/);
    expect((await check(range(50, 100))).statusCode).toBe(200);
    const refused = await check(range(100, 110));
    expect([refused.statusCode, refused.json().code]).toEqual([429, "quota"]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(60);
    expect(refused.headers.ratelimit).toContain('"subjects";r=0;');
    expect((await check(range(0, 100))).statusCode).toBe(200);
    const authorization = { authorization: `Bearer ${token}` };
    const single = (text: string) =>
      portal.api.inject({ url: `/api/v1/numbers/${encodeURIComponent(text)}`, headers: authorization });
    expect((await single("+86 138 0000 0099")).statusCode).toBe(200);
    expect((await single(number(100))).statusCode).toBe(429);
    expect((await single("no number")).statusCode).toBe(400);
    const me = await portal.api.inject({ url: "/api/v1/me", headers: authorization });
    expect(meAnswer.strict().parse(me.json())).toMatchObject({ subjectsPerDay: 100, subjectsLeftToday: 0 });
    portal.clock.advance(86_400_000);
    expect((await check(range(100, 200))).statusCode).toBe(200);
  });

  it("counts nothing of a batch that it refuses", async () => {
    const { token } = await portal.issueKey(["check"], { subjectsPerDay: 50 });
    const check = checkWith(token);
    expect((await check(range(0, 51))).statusCode).toBe(429);
    expect((await check(range(0, 50))).statusCode).toBe(200);
  });

  it("is not refilled by a restart, and is one for all processes", async () => {
    const { id, token } = await portal.issueKey(["check"], { subjectsPerDay: 100 });
    const one = await buildApi(portal.runtime);
    const other = await buildApi(portal.runtime);
    expect((await checkWith(token, one)(range(0, 50))).statusCode).toBe(200);
    expect((await checkWith(token, other)(range(50, 100))).statusCode).toBe(200);
    await Promise.all([one.close(), other.close()]);
    const again = await buildApi(portal.runtime);
    expect((await checkWith(token, again)(range(100, 101))).statusCode).toBe(429);
    expect((await checkWith(token, again)(range(0, 100))).statusCode).toBe(200);
    await again.close();
    const [row] = await portal.database.owner`
      select bit_count(bits)::int as set, length(bits) as bits from api_subjects where api_key_id = ${id}`;
    expect(row).toEqual({ set: 100, bits: 262_144 });
  });
});

describe("the budget of a network without a key", () => {
  const ask = (url: string, from = "192.0.2.10") =>
    portal.api.inject({ url, remoteAddress: from, headers: { "accept-language": "en" } });

  it("stops a walk through private numbers on every route, says until when, and spares what is public", async () => {
    const policy = { name: "subjects", quota: 3, windowSeconds: 86_400 };
    const realNow = () => portal.clock.real().getTime();
    const networks = networkBudget({ policy, realNow, secret: new Uint8Array(8) });
    const limits = { lookups: null, filings: null };
    const api = await buildApi(portal.runtime, { limits, networks });
    const get = (url: string, remoteAddress = "192.0.2.10") => api.inject({ url, remoteAddress });
    const first = await get(`/api/v1/numbers/${number(0)}`);
    expect(first.headers["ratelimit-policy"]).toBe('"subjects";q=3;w=86400');
    expect(first.headers.ratelimit).toMatch(/^"subjects";r=2;t=\d+$/);
    const post = { method: "POST", url: "/api/v1/numbers", remoteAddress: "192.0.2.10" } as const;
    expect((await api.inject({ ...post, payload: { number: number(1) } })).statusCode).toBe(200);
    expect((await get(`/api/v1/call/${number(2)}`)).statusCode).toBe(200);
    for (const url of [
      `/api/v1/numbers/${number(3)}`,
      `/api/v1/numbers/${number(3)}/record`,
      `/api/v1/numbers/${number(3)}?as_of=2026-03-01T00:00:00Z`,
      `/api/v1/call/${number(3)}`,
    ]) {
      const refused = await get(url);
      expect([url, refused.statusCode, refused.json().code]).toEqual([url, 429, "quota"]);
      expect(Number(refused.headers["retry-after"])).toBeGreaterThan(60);
      expect(refused.headers.ratelimit).toContain('"subjects";r=0;');
      expect(refused.body).not.toContain(number(3));
    }
    expect((await get(`/api/v1/numbers/${number(0)}`)).statusCode).toBe(200);
    expect((await get("/api/v1/numbers/95588")).statusCode).toBe(200);
    expect((await get(`/api/v1/numbers/${number(3)}`, "192.0.2.11")).statusCode).toBe(200);
    await api.close();
  });

  it("is on by default, beside the limit of a minute", async () => {
    const answer = await ask(`/api/v1/numbers/${number(0)}`);
    expect(answer.headers["ratelimit-policy"]).toBe('"burst";q=60;w=60, "subjects";q=500;w=86400');
  });
});
