import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiInstance, buildApi } from "#api/app.ts";
import { networkBudget } from "#api/limits/network-budget.ts";
import { openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { expireEntries } from "#commands/registry/expire-entries.ts";
import { publishVersion } from "#commands/registry/publish-version.ts";
import { registerPractitioner } from "#commands/registry/register-practitioner.ts";
import { addOfficer } from "#commands/testing/officers.ts";

const UNKNOWN_ID = "0198a0a0-0000-7000-8000-000000000001";
const QUOTA = 6;
const DAY = 86_400_000;
let portal: TestPortal;
let api: ApiInstance;

beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());
beforeEach(async () => {
  const policy = { name: "subjects", quota: QUOTA, windowSeconds: 86_400 };
  const realNow = () => portal.clock.real().getTime();
  const networks = networkBudget({ policy, realNow, secret: new Uint8Array(8) });
  api = await buildApi(portal.runtime, { limits: { lookups: null, filings: null }, networks });
  return () => api.close();
});

let last = 0;
/** No case is about it, as of what the desk lists by itself. */
const list = (text: string, change: Parameters<TestPortal["list"]>[1] = {}) =>
  portal.list(text, { caseId: null, ...change });
const number = () => `1390004${String(++last).padStart(4, "0")}`;
async function object(about: string, stated?: string, headers: Record<string, string> = {}) {
  const answer = await api.inject({
    method: "POST",
    url: "/api/v1/objections",
    headers,
    payload: {
      about,
      number: stated,
      applicant: "holder",
      ground: "not_mine",
      text: "这个号码今年三月才由我开通，之前的事与我无关。",
      contact: { phone: "13700000001" },
    },
  });
  // What differs from one request to another by its own making.
  const { trace_id: _, ...body } = answer.json();
  return {
    status: answer.statusCode,
    body,
    left: /"subjects";r=(\d+)/.exec(`${answer.headers.ratelimit}`)?.[1],
  };
}
const lookUp = async (text: string) => (await api.inject({ url: `/api/v1/numbers/${text}` })).statusCode;

describe("an objection by the id of an entry about a private number", () => {
  it("is received with the number it is about, written any way", async () => {
    const mine = number();
    const id = await list(mine);
    const filed = await object(id, `+86 ${mine.slice(0, 3)} ${mine.slice(3)}`);
    expect([filed.status, filed.body.entryId]).toEqual([201, id]);
  });

  it("is answered as an unknown entry is without that number, with another's, and once it is over", async () => {
    const [mine, others, over] = [number(), number(), number()];
    const id = await list(mine);
    await list(others);
    const ended = await list(over, { expiresAt: new Date(portal.clock.now().getTime() + DAY) });
    portal.clock.advance(2 * DAY);
    await expireEntries(portal.runtime, portal.database.owner, portal.clock.now());
    const unknown = await object(UNKNOWN_ID, number());
    expect([unknown.status, unknown.body.errors]).toMatchObject([400, [{ code: "not-in-registry" }]]);
    for (const refused of [
      await object(id),
      await object(id, others),
      await object(ended, over),
      await object(over),
      await object(number()),
    ])
      expect({ ...refused.body, status: refused.status }).toEqual({
        ...unknown.body,
        status: unknown.status,
      });
    const [row] = await portal.database.owner`
      select count(*)::int as count from entry_applications where entry_id in (${id}, ${ended})`;
    expect(row?.count).toBe(0);
  });

  it("needs no number where the subject is public anyway, and draws on nothing", async () => {
    const id = await list("4008200001");
    const filed = await object(id);
    expect([filed.status, filed.left]).toEqual([201, undefined]);
    expect((await object("4008200001")).status).toBe(201);
  });

  it("about a practitioner needs pseudonym and licence number together", async () => {
    const context = { ...portal.runtime, actor: null, now: portal.clock.now() };
    const officer = await addOfficer(context, "case_officer", portal.agencyId);
    const licence = "ZJ-CS-2024-000777";
    const { practitionerId, pseudonym } = await registerPractitioner(
      { ...context, actor: officer },
      { licence, name: "李某某", institutionId: "" },
    );
    const now = portal.clock.now();
    const { entryId } = (await portal.runtime.db.system.begin((tx) =>
      publishVersion(
        portal.runtime,
        tx,
        { kind: "practitioner", practitionerId },
        {
          agencyId: portal.agencyId,
          caseId: null,
          decisionId: null,
          kind: "blacklist",
          status: "active",
          tier: "general",
          grounds: ["threats"],
          statement: "经查，该从业人员多次威胁借款人，情况属实。",
          isPublic: false,
          listedAt: now,
          expiresAt: new Date(now.getTime() + 100 * DAY),
          approvals: 2,
        },
        now,
      ),
    )) as { entryId: string };
    expect((await object(entryId, licence)).status).toBe(400);
    expect((await object(entryId, pseudonym)).status).toBe(400);
    const filed = await object(entryId, `${pseudonym} ${licence.toLowerCase()}`);
    expect([filed.status, filed.left]).toEqual([201, String(QUOTA - 3)]);
  });
});

describe("what objections tell about private numbers", () => {
  it("draws on the budget of look-ups and no other, whether listed, unknown or stated with an id", async () => {
    const listed = number();
    const id = await list(listed);
    const [second, third] = [number(), number()];
    expect((await object(listed)).left).toBe("5");
    expect((await object(id, listed)).left).toBe("5");
    expect((await object(second)).left).toBe("4");
    expect((await object(id, third)).left).toBe("3");
    expect(await lookUp(second)).toBe(200);
    for (let at = 0; at < 3; at++) expect(await lookUp(number())).toBe(200);
    const fresh = number();
    const freshId = await list(fresh);
    for (const refused of [
      await object(fresh),
      await object(freshId, fresh),
      await object(UNKNOWN_ID, fresh),
    ])
      expect([refused.status, refused.body.code, refused.left]).toEqual([429, "quota", "0"]);
    expect(await lookUp(fresh)).toBe(429);
    expect((await object(second)).status).toBe(400);
    expect((await object(listed)).status).toBe(201);
  });

  it("costs a mistaken form nothing, and a form sent twice once, with the same receipt", async () => {
    const listed = number();
    await list(listed);
    const wrong = await api.inject({
      method: "POST",
      url: "/api/v1/objections",
      payload: { about: number(), text: "短" },
    });
    expect([wrong.statusCode, wrong.headers.ratelimit]).toEqual([400, undefined]);
    const headers = { "idempotency-key": "objection-of-one-subject" };
    const filed = await object(listed, undefined, headers);
    expect(await object(listed, undefined, headers)).toEqual(filed);
    expect([filed.status, filed.left]).toEqual([201, "5"]);
  });

  it("draws on a key's own budget when it is asked with one", async () => {
    const { token } = await portal.issueKey(["check"], { subjectsPerDay: 1 });
    const headers = { authorization: `Bearer ${token}` };
    expect((await object(number(), undefined, headers)).status).toBe(400);
    expect((await object(number(), undefined, headers)).status).toBe(429);
  });
});
