import net from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "#adapters/log.ts";
import { memoryStorage } from "#adapters/storage.ts";
import { issueApiKey } from "#commands/api-keys/issue-api-key.ts";
import { openRuntime } from "#commands/open-runtime.ts";
import type { Runtime } from "#commands/runtime.ts";
import { clearLogStopped, recordLogStopped } from "#commands/transparency/log-stopped.ts";
import { insertRows } from "#db/rows.ts";
import { createTestDatabase } from "#db/testing/database.ts";
import { openGate } from "#db/testing/gate.ts";
import { BODY_LIMIT, buildApi } from "./app.ts";
import { openTestPortal, type TestPortal } from "./testing/portal.ts";
import { COMPLAINT_EXAMPLE } from "./v1/complaints.ts";
import { meAnswer, problem, readiness } from "./v1/schemas.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal({ trustedProxies: ["127.0.0.1"] });
});
afterAll(() => portal.close());
/** Every test calls from a network of its own, so that one does not use up another's quota. */
let network = 0;
const from = (extra: Record<string, string> = {}) => ({
  "x-forwarded-for": `203.0.113.${network}`,
  ...extra,
});
afterEach(() => {
  network += 1;
});

describe("problems", () => {
  it("are in Chinese unless the reader prefers English", async () => {
    const title = async (language?: string) => {
      const answer = await portal.api.inject({
        url: "/api/v1/numbers/x",
        headers: from(language ? { "accept-language": language } : {}),
      });
      expect(answer.headers.vary).toBe("accept-language");
      return [answer.headers["content-language"], answer.json().title];
    };
    const zh = ["zh-CN", "这不是一个完整的号码"];
    const en = ["en", "This is not a whole number"];
    expect(await title()).toEqual(zh);
    expect(await title("fr")).toEqual(zh);
    expect(await title("zh-TW,en;q=0.8")).toEqual(zh);
    expect(await title("en-GB,en;q=0.9,zh;q=0.5")).toEqual(en);
    expect(await title("de, en;q=0.3")).toEqual(en);
    expect(await title(";;;=,q=x")).toEqual(zh);
  });

  const post = (payload: string, type: string | null = "application/json") =>
    portal.api.inject({
      method: "POST",
      url: "/api/v1/numbers",
      payload,
      headers: from(type ? { "content-type": type } : {}),
    });

  it.each([
    ["JSON that breaks off", () => post('{"number":'), 400, "invalid-request"],
    ["an empty body", () => post(""), 400, "invalid-request"],
    [
      "a body that reaches for prototypes",
      () => post('{"number":"1","__proto__":{"x":1}}'),
      400,
      "invalid-request",
    ],
    ["a form", () => post("number=138", "application/x-www-form-urlencoded"), 415, "unsupported-media-type"],
    ["plain text", () => post("138", "text/plain"), 415, "unsupported-media-type"],
    ["no content type", () => post('{"number":"138"}', null), 415, "unsupported-media-type"],
    ["a body over the limit", () => post(`{"number":"${"1".repeat(BODY_LIMIT)}"}`), 413, "payload-too-large"],
    [
      "an unknown address",
      () => portal.api.inject({ url: "/api/v1/nothing", headers: from() }),
      404,
      "not-found",
    ],
    [
      "a method nobody takes",
      () => portal.api.inject({ method: "DELETE", url: "/api/v1/numbers/1" }),
      404,
      "not-found",
    ],
    [
      "an address that cannot be decoded",
      () => portal.api.inject({ url: "/api/v1/numbers/%E0%A4%A" }),
      400,
      "invalid-request",
    ],
  ])("%s is one of them", async (_name, ask, status, code) => {
    const answer = await ask();
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(problem.strict().safeParse(answer.json()).error).toBeUndefined();
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    expect(answer.json().type).toBe(`https://mingjian.example/errors/${code}`);
  });

  it("tell nothing of an unforeseen failure but that it happened, and the log no number", async () => {
    const { registry } = portal.runtime;
    const broken = {
      ...registry,
      lookUp: () => {
        throw new Error("secret 13800138000");
      },
    };
    const api = await buildApi({ ...portal.runtime, registry: { ...broken, isReady: true } });
    const answer = await api.inject({ url: "/api/v1/numbers/13800138000" });
    await api.close();
    expect([answer.statusCode, answer.json().code]).toEqual([500, "internal-error"]);
    expect(answer.body).not.toMatch(/secret|13800138000/);
    const lines = portal.logged.join("");
    expect(lines).toContain('"route":"/api/v1/numbers/:number"');
    expect(lines).not.toMatch(/secret|13800138000/);
  });
});

describe("limits", () => {
  const look = (headers: Record<string, string>) =>
    portal.api.inject({ url: "/api/v1/numbers/95588", headers });

  it("let a network ask 60 times a minute and say when it may go on", async () => {
    const headers = from();
    const first = await look(headers);
    expect(first.headers).toMatchObject({
      "ratelimit-policy": '"burst";q=60;w=60',
      ratelimit: '"burst";r=59;t=60',
    });
    for (let at = 1; at < 60; at++) expect((await look(headers)).statusCode).toBe(200);
    portal.clock.advance(20_000);
    const refused = await look(headers);
    expect([
      refused.statusCode,
      refused.json().code,
      refused.headers["retry-after"],
      refused.headers.ratelimit,
    ]).toEqual([429, "quota", "40", '"burst";r=0;t=40']);
    expect((await look({ "x-forwarded-for": "198.51.100.200" })).statusCode).toBe(200);
    portal.clock.advance(40_000);
    expect((await look(headers)).statusCode).toBe(200);
  });

  it("count an IPv6 household as one and never believe what a caller adds to X-Forwarded-For", async () => {
    for (let at = 0; at < 60; at++) {
      await look({ "x-forwarded-for": `10.9.9.${at}, 2001:db8:1:1200::${at.toString(16)}` });
    }
    expect((await look({ "x-forwarded-for": "2001:db8:1:12ff::1" })).statusCode).toBe(429);
    expect((await look({ "x-forwarded-for": "2001:db8:1:1300::1" })).statusCode).toBe(200);
  });

  it("count a key by its own quotas: requests a minute, items a day, seen by all processes", async () => {
    const key = await portal.issueKey(["check"], { perMinute: 3, itemsPerDay: 5 });
    const authorization = { authorization: `Bearer ${key.token}` };
    const check = (count: number) =>
      portal.api.inject({
        method: "POST",
        url: "/api/v1/check",
        payload: { items: Array.from({ length: count }, () => ({ kind: "number", value: "95588" })) },
        headers: authorization,
      });
    const first = await check(4);
    expect(first.headers["ratelimit-policy"]).toBe('"burst";q=3;w=60, "daily";q=5;w=86400');
    expect(first.headers.ratelimit).toMatch(/^"burst";r=2;t=60, "daily";r=1;t=\d+$/);
    const tooMany = await check(2);
    expect([tooMany.statusCode, tooMany.json().code]).toEqual([429, "quota"]);
    expect(Number(tooMany.headers["retry-after"])).toBeGreaterThan(60);
    expect((await check(1)).statusCode).toBe(200);
    const burst = await check(0);
    expect([burst.statusCode, burst.headers["retry-after"]]).toEqual([429, "60"]);

    await portal.api.close();
    const other = await buildApi(portal.runtime);
    const me = await other.inject({ url: "/api/v1/me", headers: authorization });
    expect(meAnswer.strict().safeParse(me.json()).error).toBeUndefined();
    expect(me.json()).toMatchObject({
      id: key.id,
      scopes: ["check"],
      perMinute: 3,
      itemsPerDay: 5,
      itemsLeftToday: 0,
    });
    const [usage] = await portal.database
      .owner`select requests, items from api_usage where api_key_id = ${key.id}`;
    expect([Number(usage?.requests), Number(usage?.items)]).toEqual([3, 5]);
    await other.close();
    Object.assign(portal, { api: await buildApi(portal.runtime, { trustedProxies: ["127.0.0.1"] }) });
  });

  it("slow down whoever guesses keys", async () => {
    const guess = (at: number) =>
      portal.api.inject({
        url: "/api/v1/me",
        headers: from({ authorization: `Bearer mj_${at.toString(16).padStart(32, "0")}.${"A".repeat(43)}` }),
      });
    for (let at = 0; at < 120; at++) expect((await guess(at)).statusCode).toBe(401);
    expect((await guess(121)).statusCode).toBe(429);
  });
});

describe("a real connection", () => {
  it("answers pipelined look-ups, a filing and a body sent in pieces", async () => {
    await portal.api.listen({ port: 0, host: "127.0.0.1" });
    const address = portal.api.server.address() as net.AddressInfo;
    const origin = `http://127.0.0.1:${address.port}`;
    const found = await fetch(`${origin}/api/v1/numbers/95599`);
    expect([found.status, (await found.json()).verdict]).toEqual([200, "official"]);
    const filed = await fetch(`${origin}/api/v1/complaints`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(COMPLAINT_EXAMPLE),
    });
    expect(filed.status).toBe(201);

    const socket = net.connect(address.port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    const request = "GET /api/v1/numbers/95599 HTTP/1.1\r\nhost: x\r\n\r\n";
    const body = JSON.stringify({ number: "138 0013 8000" });
    socket.write(request + request);
    socket.write(
      `POST /api/v1/numbers HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    socket.write(body.slice(5));
    await new Promise((resolve) => socket.on("close", resolve));
    expect(received.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
    expect(received).toContain('"canonical":"+8613800138000"');
  });
});

describe("without its database", () => {
  it("answers look-ups and known keys from memory, refuses filings, and says so at /readyz", async () => {
    const database = await createTestDatabase();
    const gate = await openGate(database.url);
    const runtime = openRuntime({
      databaseUrl: gate.url,
      keys: portal.runtime.keys,
      clock: portal.clock,
      log: createLog("silent"),
      storage: memoryStorage(),
      isDemo: false,
      publicUrl: "http://localhost:3000",
      maxConnections: 2,
    });
    await insertRows(database.owner, "agencies", [
      {
        id: portal.agencyId,
        code: "a",
        name_zh: "甲",
        name_en: "A",
        region_prefixes: [],
        is_default: true,
        created_at: portal.clock.now(),
      },
    ]);
    await Promise.all([runtime.registry.refresh(), runtime.register.refresh()]);
    const api = await buildApi(runtime);
    const key = await issueApiKey(
      { db: database.db, now: portal.clock.now(), actor: null },
      { name: "k", institutionId: null, scopes: ["check"], perMinute: 100, itemsPerDay: 100 },
    );
    const check = () =>
      api.inject({
        method: "POST",
        url: "/api/v1/check",
        payload: { items: [{ kind: "number", value: "95588" }] },
        headers: { authorization: `Bearer ${key.token}` },
      });
    expect((await check()).statusCode).toBe(200);
    expect((await api.inject({ url: "/readyz" })).statusCode).toBe(200);

    await gate.shut();
    portal.clock.advance(10_000);
    expect((await api.inject({ url: "/livez" })).json()).toEqual({ status: "alive" });
    expect((await api.inject({ url: "/api/v1/numbers/95588" })).statusCode).toBe(200);
    expect((await check()).statusCode).toBe(200);
    const filing = await api.inject({
      method: "POST",
      url: "/api/v1/complaints",
      payload: COMPLAINT_EXAMPLE,
    });
    expect([filing.statusCode, filing.json().code, filing.headers["retry-after"]]).toEqual([
      503,
      "unavailable",
      "5",
    ]);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const ready = await api.inject({ url: "/readyz" });
    expect(ready.statusCode).toBe(503);
    expect(readiness.safeParse(ready.json()).error).toBeUndefined();
    expect(ready.json()).toMatchObject({
      status: "not-ready",
      reasons: expect.arrayContaining(["database-unreachable"]),
      parts: { registry: { ok: true } },
    });

    await api.close();
    await runtime.close();
    await gate.close();
    await database.drop();
  });

  it("says what has stopped or is out of date, and stays in service for the rest", async () => {
    const { system } = portal.runtime.db;
    const read = async (runtime: Runtime) => {
      const api = await buildApi(runtime);
      const answer = await api.inject({ url: "/readyz" });
      await api.close();
      expect(readiness.safeParse(answer.json()).error).toBeUndefined();
      return [answer.statusCode, answer.json().status, answer.json().reasons];
    };
    const stale = { ...portal.runtime.registry, isFresh: false };
    expect(await read({ ...portal.runtime, registry: stale })).toEqual([200, "degraded", ["look-ups-stale"]]);
    await recordLogStopped(system, portal.clock.now());
    expect(await read(portal.runtime)).toEqual([200, "degraded", ["log-stopped"]]);
    await clearLogStopped(system, portal.clock.now());
    expect(await read(portal.runtime)).toEqual([200, "ready", []]);
  });

  it("says it is not ready instead of knowing nothing, until the registry was loaded once", async () => {
    const runtime = { ...portal.runtime, registry: { ...portal.runtime.registry, isReady: false } };
    const api = await buildApi(runtime, { worker: () => ({ ok: false, reason: "queue-stalled" }) });
    const answer = await api.inject({ url: "/api/v1/numbers/95588" });
    expect([answer.statusCode, answer.json().code]).toEqual([503, "unavailable"]);
    const ready = await api.inject({ url: "/readyz" });
    expect([ready.statusCode, ready.json().reasons]).toEqual([503, ["registry-loading", "queue-stalled"]]);
    await api.close();
  });
});
