import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NOW, openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { numberAnswer, numberRecord, problem } from "./schemas.ts";

const LISTED_SERVICE = "9501234";
const LISTED_MOBILE = "13800138000";
const FOUND_COMMERCIAL = "13900139000";
const REPORTED = "952100";
const REPORTED_MOBILE = "13700137000";
let portal: TestPortal;

beforeAll(async () => {
  portal = await openTestPortal({ limits: { lookups: null, filings: null } });
  await portal.list(LISTED_SERVICE);
  await portal.list(LISTED_MOBILE);
  await portal.list(FOUND_COMMERCIAL, { isPublic: true, kind: "warning" });
  await portal.report(REPORTED, 12);
  await portal.report(REPORTED_MOBILE, 60);
});
afterAll(() => portal.close());

const get = (number: string, headers: Record<string, string> = {}) =>
  portal.api.inject({ url: `/api/v1/numbers/${encodeURIComponent(number)}`, headers });
const post = (payload: unknown, headers: Record<string, string> = {}) =>
  portal.api.inject({ method: "POST", url: "/api/v1/numbers", payload: payload as object, headers });

describe("GET and POST /api/v1/numbers", () => {
  it("answers a public listing with entry, grounds and authority", async () => {
    const answer = await get(LISTED_SERVICE);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      input: LISTED_SERVICE,
      canonical: "cn:95012",
      verdict: "listed",
      listed: true,
      advice: "block",
      visibility: "public",
      entry: {
        kind: "blacklist",
        tier: "general",
        grounds: ["fraud"],
        listedAt: "2026-02-20T04:00:00.000Z",
        expiresAt: "2026-05-21T04:00:00.000Z",
        authority: { code: "demo-hz", nameZh: "示例市监管局" },
      },
      reports: null,
      listVersion: 3,
    });
  });

  it("gives verdict and advice about a private number, and no counts, grounds or names", async () => {
    const listed = (await get(LISTED_MOBILE)).json();
    expect(listed).toMatchObject({
      verdict: "listed",
      advice: "block",
      visibility: "restricted",
      official: null,
      reports: null,
    });
    expect(listed.entry).toMatchObject({ kind: "blacklist", grounds: [], authority: null });
    const reported = (await get(REPORTED_MOBILE)).json();
    expect(reported).toMatchObject({ verdict: "reported", advice: "label", entry: null, reports: null });
    expect(JSON.stringify([listed, reported])).not.toContain("诈骗");
  });

  it("shows a private number in full once a decision found it in commercial use", async () => {
    expect((await get(FOUND_COMMERCIAL)).json()).toMatchObject({
      verdict: "warning",
      visibility: "public",
      entry: { grounds: ["fraud"], authority: { code: "demo-hz" } },
    });
  });

  it("gives counts of a public number as ranges only", async () => {
    expect((await get(REPORTED)).json().reports).toEqual({
      bucket: "10-19",
      interval: { from: 10, to: 19 },
      lastMonth: { from: 10, to: 19 },
    });
  });

  it("names the institution whose official number it is, a landline too", async () => {
    for (const number of ["95599", "0571-88123456"]) {
      expect((await get(number)).json()).toMatchObject({
        verdict: "official",
        visibility: "public",
        official: {
          institutionId: portal.institutionId,
          name: "示例消费金融有限公司",
          englishName: "Example Consumer Finance",
        },
      });
    }
  });

  it("takes protected numbers for what they are", async () => {
    expect((await get("110")).json()).toMatchObject({ verdict: "official", reasons: ["public-service"] });
  });

  it("gives the same answer however the number is written and asked for", async () => {
    const ways = ["+86 138-0013-8000", "１３８００１３８０００", "0086 13800138000", "138 0013 8000"];
    const { input: _input, ...wanted } = (await get(LISTED_MOBILE)).json();
    for (const way of ways) {
      const { input, flags: _flags, ...got } = (await post({ number: way })).json();
      expect(input).toBe(way);
      expect(got).toEqual(Object.fromEntries(Object.entries(wanted).filter(([name]) => name !== "flags")));
    }
    expect((await get("+86 138-0013-8000")).json().canonical).toBe("+8613800138000");
  });

  it("says 200 and unknown of a number nobody has spoken of", async () => {
    const answer = await get("13600136000");
    expect([answer.statusCode, answer.json().verdict, answer.json().listed]).toEqual([200, "unknown", false]);
  });

  it("answers as its description says", async () => {
    for (const number of [
      LISTED_SERVICE,
      LISTED_MOBILE,
      REPORTED,
      "95599",
      "110",
      "+85291234567",
      "88889999",
    ]) {
      const answer = (await get(number)).json();
      expect(numberAnswer.strict().safeParse(answer).error).toBeUndefined();
    }
  });

  it("keeps answers out of caches and carries the headers that guard a browser", async () => {
    expect((await get("95599")).headers).toMatchObject({
      "cache-control": "private, no-store",
      "content-type": "application/json; charset=utf-8",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "strict-transport-security": "max-age=31536000; includeSubDomains",
    });
  });

  it.each([
    ["hello", "not-a-number"],
    ["138****8000", "masked"],
    ["12", "too-short"],
  ])("says why %s is no number", async (number, reason) => {
    const answer = await post({ number });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    const body = answer.json();
    expect(problem.strict().safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      type: "https://mingjian.example/errors/invalid-number",
      code: "invalid-number",
      status: 400,
      errors: [{ pointer: "/number", code: reason }],
    });
    expect(body.detail).toBe(body.errors[0].message);
  });

  it.each([
    [{}, "/number", "required"],
    [{ number: 138 }, "/number", "wrong-type"],
    [{ number: "" }, "/number", "required"],
    [{ number: "1".repeat(501) }, "/number", "too-long"],
    [[], "", "wrong-type"],
  ])("names what has to be mended (case %#)", async (payload, pointer, code) => {
    const answer = await post(payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toEqual([{ pointer, code, message: expect.stringMatching(/\S/) }]);
  });

  it("ignores fields it does not know", async () => {
    expect((await post({ number: "95599", later: true })).statusCode).toBe(200);
  });

  it("forgets a listing when its term is over, before any job has run", async () => {
    await portal.list("9501299", { expiresAt: new Date(NOW.getTime() + 1000) });
    expect((await get("9501299")).json().verdict).toBe("listed");
    portal.clock.advance(1000);
    expect((await get("9501299")).json()).toMatchObject({ verdict: "unknown", entry: null });
    portal.clock.advance(-1000);
  });

  it("follows a withdrawal", async () => {
    await portal.list("9503333");
    await portal.list("9503333", { status: "withdrawn" });
    expect((await get("9503333")).json()).toMatchObject({ verdict: "unknown", entry: null });
  });
});

describe("GET /api/v1/numbers/{number}/record", () => {
  const record = (number: string) => portal.api.inject({ url: `/api/v1/numbers/${number}/record` });

  it("adds the statement and every version of a public listing in force", async () => {
    await portal.list("9504444", { kind: "warning", statement: "紧急警示。" });
    await portal.list("9504444", { statement: "经查属实。" });
    const answer = await record("9504444");
    expect(answer.statusCode).toBe(200);
    expect(numberRecord.strict().safeParse(answer.json()).error).toBeUndefined();
    expect(answer.json()).toMatchObject({
      answer: { verdict: "listed" },
      statement: "经查属实。",
      history: [
        { version: 2, kind: "blacklist" },
        { version: 1, kind: "warning" },
      ],
    });
  });

  it("has neither for a private number, nor for what is over", async () => {
    expect((await record(LISTED_MOBILE)).json()).toMatchObject({ statement: null, history: [] });
    await portal.list("9505555");
    await portal.list("9505555", { status: "repaired" });
    expect((await record("9505555")).json()).toMatchObject({
      statement: null,
      history: [],
      answer: { entry: null },
    });
  });
});
