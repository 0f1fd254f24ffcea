import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestPortal, type TestPortal } from "../testing/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal({ limits: { lookups: null, filings: null } });
});
afterAll(() => portal.close());

const call = async (number: string, headers: Record<string, string> = {}) => {
  const answer = await portal.api.inject({ url: `/api/v1/call/${encodeURIComponent(number)}`, headers });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
};

describe("GET /api/v1/call/{number}", () => {
  it("blocks a blacklisted number and leads to a card that says where to object", async () => {
    const entryId = await portal.list("952123");
    const { status, body } = await call("952123 0456");
    expect([status, body.action, body.reason, body.canonical]).toEqual([
      200,
      "block",
      "blacklist-in-force",
      "cn:952123",
    ]);
    expect(body.redress.jcard).toBe(`https://mingjian.example/api/v1/redress/${entryId}.jcard`);
    const card = await portal.api.inject({ url: new URL(body.redress.jcard).pathname });
    expect([card.statusCode, card.headers["content-type"], card.json()[0]]).toEqual([
      200,
      "application/vcard+json; charset=utf-8",
      "vcard",
    ]);
    expect(card.body).not.toContain("952123");
  });

  it("says of a private number its verdict and nothing else", async () => {
    await portal.list("13900139000", { grounds: ["threats"] });
    const { body } = await call("139 0013 9000");
    expect([body.action, body.verdict]).toEqual(["block", "listed"]);
    expect(JSON.stringify(body)).not.toMatch(/threats|demo-hz|statement|bucket/);
  });

  it("labels what is not decided, allows what is unknown, and allows what is no number", async () => {
    await portal.report("952777", 6);
    expect((await call("952777")).body).toMatchObject({ action: "label", verdict: "reported" });
    expect((await call("13812345678")).body).toMatchObject({ action: "allow", reason: "nothing-known" });
    expect(await call("anonymous")).toMatchObject({
      status: 200,
      body: { action: "allow", canonical: null },
    });
  });

  it("is counted against a key like any look-up", async () => {
    const { token } = await portal.issueKey(["check"], { subjectsPerDay: 1 });
    const headers = { authorization: `Bearer ${token}` };
    expect((await call("13812345678", headers)).status).toBe(200);
    expect((await call("13812345679", headers)).status).toBe(429);
    expect((await call("13812345678", { authorization: "Bearer wrong" })).status).toBe(401);
  });

  it("knows no card of what is no entry", async () => {
    for (const file of ["x.jcard", "0198a0a0-0000-7000-8000-000000000001", "13800138000.jcard"])
      expect((await portal.api.inject({ url: `/api/v1/redress/${file}` })).statusCode).toBe(404);
  });
});
