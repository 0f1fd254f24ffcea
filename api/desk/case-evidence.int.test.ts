import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cookieName } from "#adapters/session-token.ts";
import { type ApiInstance, buildApi } from "#api/app.ts";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { campaignScene } from "#commands/testing/campaign-scene.ts";
import { type TestContext, testContext } from "#commands/testing/context.ts";
import { addAgency, addOfficer, firstAgency } from "#commands/testing/officers.ts";
import { explainMembership, findEvidencePath } from "#db/queries/case-evidence.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Actor, authorize } from "#domain/access/actor.ts";
import { membershipAnswer, pathAnswer } from "./schemas.ts";

const NOBODY = "0198a0a0-0000-7000-8000-000000000001";
const PRIVATE = "+8613900000011";
const WEIGHTS = {
  prior: -9,
  levels: [
    { kind: "payee", bits: 20.1, complaints: 2, label: null },
    { kind: "domain", bits: 9.5, complaints: 40, label: null },
  ],
  total: 20.6,
  probability: 0.9999994,
};

let database: TestDatabase;
let portal: TestContext;
let api: ApiInstance;
let officer: Actor;
let stranger: Actor;
let campaign: string;
let reports: readonly string[];
let outside: string;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  const agencyId = await firstAgency(portal);
  officer = await addOfficer(portal, "auditor", agencyId);
  stranger = await addOfficer(portal, "supervisor", await addAgency(portal, "SOUTH", ["44"], portal.now));
  const scene = campaignScene(portal, database);
  const placed = await scene.report([
    { reporter: "a", payee: "6222-secret", daysAgo: 20 },
    { reporter: "b", payee: "6222-secret", numbers: [PRIVATE], daysAgo: 15 },
    { reporter: "c", numbers: [PRIVATE], domain: "zanlobei0.example", daysAgo: 9 },
    { reporter: "d", im: "alone", daysAgo: 8 },
    { reporter: "e", im: "elsewhere", daysAgo: 7 },
  ]);
  campaign = await scene.open({ kind: "campaign", agencyId, members: placed.slice(0, 4), weights: WEIGHTS });
  reports = placed.map((report) => report.id);
  outside = reports[4] ?? "";
  api = await buildApi(portal, { port: 4321 });
});
afterAll(async () => {
  await api.close();
  await portal.close();
  await database.drop();
});

const NAME = "__Host-mj-session-4321";
const cookieOf = async (sessionId: string, secret = portal.keys.sessionSecret) =>
  `theme=dark; ${NAME}=${await encode({ token: { sid: sessionId }, secret })}; other=1`;

const evidenceAt = (caseId: string, complaintId: string) =>
  `/api/desk/cases/${caseId}/members/${complaintId}/evidence`;
const pathAt = (caseId: string, from: string, to: string) =>
  `/api/desk/cases/${caseId}/path?from=${from}&to=${to}`;

async function ask(url: string, actor: Actor | null, headers: Record<string, string> = {}) {
  const cookie = actor ? { cookie: await cookieOf(actor.sessionId) } : {};
  return api.inject({ url, headers: { ...cookie, "sec-fetch-site": "same-origin", ...headers } });
}

describe("GET /api/desk/cases/{id}/members/{complaintId}/evidence", () => {
  it("answers what the page shows: the stored judgement and its waterfall, kept by nobody", async () => {
    const [first = ""] = reports;
    const answer = await ask(evidenceAt(campaign, first), officer);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["cache-control"]).toBe("private, no-store");
    expect(answer.headers["cross-origin-resource-policy"]).toBe("same-origin");
    expect(answer.headers["ratelimit-policy"]).toMatch(/^"desk"/);
    expect(membershipAnswer.parse(answer.json())).toEqual(answer.json());
    const scope = authorize(officer, "case.read");
    const shown = await portal.db.scoped(scope.agencyId, (tx) =>
      explainMembership(tx, scope, campaign, { complaintId: first, sealed: sealedKeys(portal.keys) }),
    );
    expect(answer.json()).toEqual(shown);
    expect(answer.json().waterfall).toMatchObject({
      prior: -9,
      total: 20.6,
      steps: [
        { kind: "payee", bits: 20.1, complaints: 2, from: -9, to: 11.1 },
        { kind: "domain", bits: 9.5, complaints: 40, from: 11.1, to: 20.6 },
      ],
    });
    expect(answer.json().judgement.modelVersion).toBe("test-1");
  });

  it("says which id is none", async () => {
    const answer = await ask(evidenceAt("not-an-id", reports[0] ?? ""), officer);
    expect([answer.statusCode, answer.json().code]).toEqual([400, "invalid-request"]);
    expect(answer.json().errors.map((field: { pointer: string }) => field.pointer)).toEqual(["/id"]);
  });

  it("does not know another agency's case from one that does not exist, nor a report that is not in the case", async () => {
    const [first = ""] = reports;
    const foreign = await ask(evidenceAt(campaign, first), stranger);
    const missing = await ask(evidenceAt(NOBODY, first), stranger);
    const absent = await ask(evidenceAt(campaign, outside), officer);
    expect([foreign.statusCode, missing.statusCode, absent.statusCode]).toEqual([404, 404, 404]);
    expect(foreign.body).toBe(missing.body);
    expect(foreign.body).not.toContain("payee");
  });
});

describe("GET /api/desk/cases/{id}/path", () => {
  it("answers the chain the page shows; what is private stays masked", async () => {
    const [first = "", second = "", third = ""] = reports;
    const answer = await ask(pathAt(campaign, first, third), officer);
    expect(answer.statusCode).toBe(200);
    expect(pathAnswer.parse(answer.json())).toEqual(answer.json());
    const scope = authorize(officer, "case.read");
    const shown = await portal.db.scoped(scope.agencyId, (tx) =>
      findEvidencePath(tx, scope, campaign, { from: first, to: third, sealed: sealedKeys(portal.keys) }),
    );
    expect(answer.json()).toEqual(shown);
    expect(answer.json()).toEqual({
      kind: "path",
      to: third,
      steps: [
        { from: first, to: second, kind: "payee", label: null, complaints: 2 },
        { from: second, to: third, kind: "number", label: expect.stringContaining("•"), complaints: 2 },
      ],
    });
    expect(answer.body).not.toContain(PRIVATE.slice(-8));
  });

  it("says so when nothing ties two reports of one case, and when both are the same", async () => {
    const [first = "", , , loose = ""] = reports;
    expect((await ask(pathAt(campaign, first, loose), officer)).json()).toEqual({ kind: "none", to: loose });
    expect((await ask(pathAt(campaign, first, first), officer)).json()).toEqual({
      kind: "path",
      to: first,
      steps: [],
    });
  });

  it("takes whole ids only", async () => {
    const [first = "", second = ""] = reports;
    const answer = await ask(pathAt(campaign, first, second.slice(-8)), officer);
    expect([answer.statusCode, answer.json().errors[0]?.pointer]).toEqual([400, "/to"]);
    expect((await ask(`/api/desk/cases/${campaign}/path?from=${first}`, officer)).statusCode).toBe(400);
  });

  it("is not there for another agency, nor from or to a report outside the case", async () => {
    const [first = "", second = ""] = reports;
    for (const [url, actor] of [
      [pathAt(campaign, first, second), stranger],
      [pathAt(campaign, outside, first), officer],
      [pathAt(campaign, first, outside), officer],
      [pathAt(campaign, outside, outside), officer],
    ] as const) {
      const answer = await ask(url, actor);
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 404, "not-found"]);
    }
  });
});

describe("the desk's session at the API", () => {
  const urls = () => {
    const [first = "", second = ""] = reports;
    return [evidenceAt(campaign, first), pathAt(campaign, first, second)];
  };

  it("is asked of everybody: no cookie, a forged one, another portal's and one of an unknown session are 401", async () => {
    const strangers = [
      "",
      `${NAME}=forged`,
      await cookieOf(officer.sessionId, "another portal's secret"),
      await cookieOf(NOBODY),
      (await cookieOf(officer.sessionId)).replaceAll("4321", "4322"),
    ];
    for (const url of urls())
      for (const cookie of strangers) {
        const answer = await ask(url, null, cookie ? { cookie } : {});
        expect([answer.statusCode, answer.json().code]).toEqual([401, "not-signed-in"]);
        expect(answer.headers["cache-control"]).toBe("private, no-store");
      }
  });

  it("ends here when it ends at the pages: signed out, after twelve hours, or with the account", async () => {
    const agencyId = officer.agencyId ?? "";
    const endings = [
      (one: Actor) => database.owner`update sessions set revoked_at = now() where id = ${one.sessionId}`,
      (one: Actor) =>
        database.owner`update sessions set expires_at = ${portal.clock.real()} where id = ${one.sessionId}`,
      (one: Actor) => database.owner`update accounts set disabled_at = now() where id = ${one.id}`,
    ];
    for (const end of endings) {
      const one = await addOfficer(portal, "case_officer", agencyId);
      const [url = ""] = urls();
      expect((await ask(url, one)).statusCode).toBe(200);
      await end(one);
      expect((await ask(url, one)).statusCode).toBe(401);
    }
  });

  it("opens nothing to a member of an institution", async () => {
    const member = await addOfficer(portal, "lender", officer.agencyId ?? "");
    for (const url of urls()) {
      const answer = await ask(url, member);
      expect([answer.statusCode, answer.json().code]).toEqual([403, "forbidden"]);
    }
  });

  it("is not lent to another site, a neighbouring one or an older browser's foreign page", async () => {
    const refused: Record<string, string>[] = [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site", origin: portal.publicUrl },
    ];
    for (const url of urls()) {
      for (const headers of refused) {
        const answer = await ask(url, officer, headers);
        expect([answer.statusCode, answer.json().code]).toEqual([403, "forbidden"]);
      }
      const cookie = await cookieOf(officer.sessionId);
      const old = (origin: string) => api.inject({ url, headers: { cookie, origin } });
      expect((await old("https://elsewhere.example")).statusCode).toBe(403);
      expect((await old("null")).statusCode).toBe(403);
      expect((await old(portal.publicUrl)).statusCode).toBe(200);
    }
  });

  it("does not open anything with an API key", async () => {
    const answer = await api.inject({ url: urls()[0] ?? "", headers: { authorization: "Bearer mj_x.y" } });
    expect(answer.statusCode).toBe(401);
  });

  it("slows one session down without slowing another", async () => {
    const agencyId = officer.agencyId ?? "";
    const [busy, calm] = [
      await addOfficer(portal, "reviewer", agencyId),
      await addOfficer(portal, "reviewer", agencyId),
    ];
    const url = `/api/desk/cases/x/path?from=x&to=x`;
    const cookie = await cookieOf(busy.sessionId);
    let last = 400;
    for (let asked = 0; asked < 400 && last === 400; asked++)
      last = (await api.inject({ url, headers: { cookie } })).statusCode;
    expect(last).toBe(429);
    expect((await ask(url, calm)).statusCode).toBe(400);
  });

  it("keeps the cookie's name of the pages", () => {
    expect(cookieName("session", { publicUrl: portal.publicUrl, port: 4321 })).toBe(NAME);
    expect(cookieName("session", { publicUrl: "http://localhost:3000", port: 3000 })).toBe("mj-session-3000");
  });
});
