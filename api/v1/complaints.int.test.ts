import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { COMPLAINT_EXAMPLE } from "./complaints.ts";
import { receiptAnswer } from "./schemas.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const file = (payload: unknown, headers: Record<string, string> = {}) =>
  portal.api.inject({ method: "POST", url: "/api/v1/complaints", payload: payload as object, headers });
const count = async () => Number((await portal.database.owner`select count(*) from complaints`)[0]?.count);

describe("POST /api/v1/complaints", () => {
  it("stores the documented example and answers with a receipt", async () => {
    const answer = await file(COMPLAINT_EXAMPLE);
    expect(answer.statusCode).toBe(201);
    expect(receiptAnswer.strict().safeParse(answer.json()).error).toBeUndefined();
    expect(await count()).toBe(1);
  });

  it("needs no more than matter, channel, relationship, the statement and something to go on", async () => {
    const { matter, channel, relationship } = COMPLAINT_EXAMPLE;
    const answer = await file({ matter, channel, relationship, truthStatement: true, scriptText: "还钱" });
    expect(answer.statusCode).toBe(201);
  });

  it("gives the same answer to a replay, and refuses another body under the same key", async () => {
    const before = await count();
    const headers = { "idempotency-key": "replay-1" };
    const first = await file(COMPLAINT_EXAMPLE, headers);
    const second = await file(COMPLAINT_EXAMPLE, headers);
    expect([second.statusCode, second.json()]).toEqual([201, first.json()]);
    const other = await file({ ...COMPLAINT_EXAMPLE, scriptText: "别的话" }, headers);
    expect([other.statusCode, other.json().code]).toEqual([422, "idempotency-conflict"]);
    expect(await count()).toBe(before + 1);
  });

  it("names every problem at once and stores nothing", async () => {
    const before = await count();
    const answer = await file({
      matter: "nonsense",
      channel: "voice_call",
      whatever: 1,
      incidents: [{ at: "yesterday" }],
    });
    expect([answer.statusCode, answer.json().code]).toEqual([400, "invalid-request"]);
    const { errors } = answer.json() as { errors: { pointer: string; code: string; message: string }[] };
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
      "/incidents/0/at bad-time",
      "/matter unknown-code",
      "/relationship required",
      "/truthStatement truth-statement-required",
      "/whatever unknown-field",
    ]);
    for (const { message } of errors) expect(message).toMatch(/\p{Script=Han}/u);
    expect(await count()).toBe(before);
  });

  it.each(["", "x".repeat(201)])("refuses an idempotency key of a wrong length (case %#)", async (key) => {
    const answer = await file(COMPLAINT_EXAMPLE, { "idempotency-key": key });
    expect([answer.statusCode, answer.json().errors[0].pointer]).toEqual([400, "/headers/idempotency-key"]);
  });

  it("files for an organisation with a key that may", async () => {
    const intake = await portal.issueKey(["intake"]);
    const answer = await file(COMPLAINT_EXAMPLE, { authorization: `Bearer ${intake.token}` });
    expect(answer.statusCode).toBe(201);
    const [row] = await portal.database.owner`select source from complaints where id = ${answer.json().id}`;
    expect(row?.source).toBe(`organisation:${intake.id}`);
    const check = await portal.issueKey(["check"]);
    const refused = await file(COMPLAINT_EXAMPLE, { authorization: `Bearer ${check.token}` });
    expect([refused.statusCode, refused.json().code]).toEqual([403, "scope"]);
  });

  it("stops a flood from one network and says when it may go on", async () => {
    const headers = { "x-forwarded-for": "198.51.100.7" };
    for (;;) {
      const answer = await file({ bad: true }, headers);
      if (answer.statusCode === 400) continue;
      expect(answer.statusCode).toBe(429);
      expect(answer.json()).toMatchObject({ code: "quota" });
      expect(Number(answer.headers["retry-after"])).toBe(3600);
      expect(answer.headers["ratelimit-policy"]).toBe('"filings";q=60;w=3600');
      break;
    }
    portal.clock.advance(3_600_000);
    expect((await file(COMPLAINT_EXAMPLE)).statusCode).toBe(201);
  });
});
