import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideAct } from "#commands/registry/decide-act.ts";
import { eraseEntries } from "#commands/registry/erase-entries.ts";
import { proposeAct, recordActNotice } from "#commands/registry/propose-act.ts";
import { registerPractitioner } from "#commands/registry/register-practitioner.ts";
import { addOfficer } from "#commands/testing/officers.ts";
import type { Actor } from "#domain/access/actor.ts";
import type { ActInput } from "#domain/registry/entry-act.ts";
import { NOW, openTestPortal, type TestPortal } from "../testing/portal.ts";

const DAY = 86_400_000;
const SERVICE = "4008100001";
const PRIVATE = "13900000007";
const STATEMENT = "经查，该对象用于实施贷款诈骗，现予以公布。";
const REASON = "材料齐全，程序合法，同意";
let portal: TestPortal;
let officer: Actor;
let reviewer: Actor;

beforeAll(async () => {
  portal = await openTestPortal({ limits: { lookups: null, filings: null } });
  const context = { ...portal.runtime, actor: null, now: NOW };
  officer = await addOfficer(context, "case_officer", portal.agencyId);
  reviewer = await addOfficer(context, "reviewer", portal.agencyId);
});
afterAll(() => portal.close());

const get = async (url: string) => {
  const answer = await portal.api.inject({ url });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
};
const post = async (url: string, payload: object, headers: Record<string, string> = {}) => {
  const answer = await portal.api.inject({ method: "POST", url, payload, headers });
  return { status: answer.statusCode, body: answer.json() };
};
/** No case is about it, as of what the desk lists by itself. */
const list = (number: string, change: Parameters<TestPortal["list"]>[1] = {}) =>
  portal.list(number, { caseId: null, ...change });
const as = (actor: Actor) => ({ ...portal.runtime, actor, now: portal.clock.now() });
async function done(input: ActInput): Promise<void> {
  const { entryId, actId } = await proposeAct(as(officer), input);
  await decideAct(as(reviewer), { entryId, actId, verdict: "approve", reason: REASON });
}
const objection = (about: string) => ({
  about,
  applicant: "holder",
  ground: "not_mine",
  text: "这个号码今年三月才由我开通，之前的事与我无关。",
  contact: { phone: "13700000001" },
});

describe("GET /api/v1/entries/{id}", () => {
  it("tells of a public entry in full and of a private number kind, tier and term only", async () => {
    const open = await list(SERVICE);
    const closed = await list(PRIVATE);
    expect((await get(`/api/v1/entries/${open}`)).body).toMatchObject({
      id: open,
      subject: { kind: "number", key: "+864008100001" },
      visibility: "public",
      status: "active",
      grounds: ["fraud"],
      statement: expect.stringContaining("诈骗"),
      authority: { code: "demo-hz" },
      measures: [],
    });
    expect((await get(`/api/v1/entries/${closed}`)).body).toMatchObject({
      subject: { kind: "number", key: null, institutionId: null, name: null },
      visibility: "restricted",
      tier: "general",
      grounds: [],
      statement: null,
      authority: null,
    });
  });

  it("leads from a merged entry to the one that stands for it, whatever is asked of it", async () => {
    const [one, two] = [await list("4008100002"), await list("4008100003")];
    await done({ act: "merge", entryId: one, intoId: two, statement: STATEMENT });
    for (const rest of ["", "/history"]) {
      const answer = await get(`/api/v1/entries/${one}${rest}`);
      expect([answer.status, answer.headers.location]).toEqual([308, `/api/v1/entries/${two}${rest}`]);
      expect(answer.body).toEqual({ id: one, mergedInto: two });
    }
  });

  it("answers 404 for what never was, 400 for what is no id, and 410 for what is over", async () => {
    expect((await get("/api/v1/entries/0198a0a0-0000-7000-8000-000000000001")).status).toBe(404);
    expect((await get("/api/v1/entries/abc")).body.errors).toMatchObject([{ pointer: "/id" }]);
    const id = await list("4008100004");
    await done({ act: "withdraw", entryId: id, ground: "annulled", statement: STATEMENT });
    expect((await get(`/api/v1/entries/${id}`)).body).toMatchObject({ status: 410, code: "gone" });
    await eraseEntries(portal.runtime, portal.database.owner, new Date(NOW.getTime() + 30 * DAY));
    expect((await get(`/api/v1/entries/${id}/history`)).status).toBe(410);
  });
});

describe("as_of", () => {
  it("answers about a number and its entry as it was at a moment, and never about one to come", async () => {
    const number = "4008100005";
    const before = portal.clock.now().toISOString();
    portal.clock.advance(DAY);
    const id = await list(number, { listedAt: portal.clock.now() });
    const listedAt = portal.clock.now().toISOString();
    portal.clock.advance(DAY);
    expect((await get(`/api/v1/numbers/${number}?as_of=${before}`)).body).toMatchObject({
      verdict: "unknown",
      listed: false,
      asOf: before,
    });
    expect((await get(`/api/v1/numbers/${number}?as_of=${listedAt}`)).body).toMatchObject({
      verdict: "listed",
      asOf: listedAt,
      entry: { id },
    });
    expect((await get(`/api/v1/entries/${id}?as_of=${before}`)).status).toBe(404);
    expect((await get(`/api/v1/entries/${id}/history?as_of=${listedAt}`)).body.versions).toHaveLength(1);
    const later = new Date(portal.clock.now().getTime() + 1000).toISOString();
    for (const url of [`/api/v1/numbers/${number}`, `/api/v1/entries/${id}`]) {
      expect((await get(`${url}?as_of=${later}`)).body.errors).toMatchObject([{ code: "in-the-future" }]);
      expect((await get(`${url}?as_of=yesterday`)).body.errors).toMatchObject([{ code: "bad-time" }]);
    }
  });

  it("is no way round the end of a listing: what was repaired, or listed a private number, is not told", async () => {
    const [service, person] = ["4008100006", "13900000008"];
    const ids = [await list(service, { tier: "minor" }), await list(person, { tier: "minor" })];
    const listedAt = portal.clock.now().toISOString();
    const asked = () =>
      Promise.all(
        [service, person].map(
          async (one) => (await get(`/api/v1/numbers/${one}?as_of=${listedAt}`)).body.verdict,
        ),
      );
    expect(await asked()).toEqual(["listed", "listed"]);
    portal.clock.advance(DAY);
    const repair = { kind: "repair", ground: "put_right", isCorrected: true, hasPromise: true };
    const filed = await post("/api/v1/objections", { ...objection(service), ...repair });
    expect(filed.status).toBe(201);
    const answer = { act: "answer", applicationId: filed.body.id, tier: "", endsOn: "" } as const;
    await done({ ...answer, entryId: ids[0] ?? "", outcome: "granted", statement: STATEMENT });
    await done({ act: "withdraw", entryId: ids[1] ?? "", ground: "corrected", statement: STATEMENT });
    expect(await asked()).toEqual(["unknown", "unknown"]);
    expect((await get(`/api/v1/entries/${ids[0]}?as_of=${listedAt}`)).status).toBe(410);
  });
});

describe("POST /api/v1/objections", () => {
  it("marks the entry, gives one receipt for one key, and is followed with it", async () => {
    const number = "13900000009";
    const id = await list(number);
    const headers = { "idempotency-key": "objection-1" };
    const filed = await post("/api/v1/objections", objection(number), headers);
    expect(filed).toMatchObject({ status: 201, body: { entryId: id, kind: "objection", status: "open" } });
    expect(await post("/api/v1/objections", objection(number), headers)).toEqual(filed);
    const other = await post("/api/v1/objections", { ...objection(number), ground: "other" }, headers);
    expect(other.body).toMatchObject({ status: 422, code: "idempotency-conflict" });
    expect((await get(`/api/v1/entries/${id}`)).body).toMatchObject({ status: "under_appeal" });
    const followed = await post("/api/v1/objections/status", { receipt: filed.body.receipt });
    expect(followed.body).toMatchObject({ status: "open", answerBy: filed.body.answerBy, answer: null });
    const stored = JSON.stringify(
      await portal.database.owner`select * from entry_applications where entry_id = ${id}`,
    );
    expect(stored).not.toContain("13700000001");
  });

  it("names every field that has to be mended, and keeps no one waiting for what cannot be", async () => {
    const none = await post("/api/v1/objections", { about: "", applicant: "x", contact: {} });
    expect(none.body.errors.map((one: { pointer: string }) => one.pointer).sort()).toEqual([
      "/about",
      "/applicant",
      "/contact",
      "/ground",
      "/text",
    ]);
    const unknown = await post("/api/v1/objections", objection("13900000099"));
    expect(unknown.body.errors).toMatchObject([{ pointer: "/about", code: "not-in-registry" }]);
    const number = "13900000010";
    await list(number);
    const appeal = await post("/api/v1/objections", { ...objection(number), kind: "appeal" });
    expect(appeal.body).toMatchObject({ status: 409, code: "conflict" });
    expect((await post("/api/v1/objections/status", { receipt: "MJ-1" })).status).toBe(404);
  });
});

describe("POST /api/v1/check of kind practitioner", () => {
  const LICENCE = "ZJ-CS-2024-000123";
  const ask = async (token: string, value: string, purpose?: string) => {
    const answer = await portal.api.inject({
      method: "POST",
      url: "/api/v1/check",
      headers: { authorization: `Bearer ${token}`, ...(purpose ? { purpose } : {}) },
      payload: { items: [{ ref: 1, kind: "practitioner", value }] },
    });
    return answer.json().results[0];
  };

  it("answers an exact question with a stated purpose, stores it, and shows the entry nowhere else", async () => {
    const { pseudonym } = await registerPractitioner(as(officer), {
      licence: LICENCE,
      name: "李某某",
      institutionId: portal.institutionId,
    });
    const { entryId, actId } = await proposeAct(as(officer), {
      act: "list",
      subjectKind: "practitioner",
      subject: LICENCE,
      kind: "blacklist",
      tier: "general",
      termDays: 180,
      grounds: ["threats"],
      statement: STATEMENT,
    });
    const notice = { entryId, actId, method: "letter", addressee: "本人", unservedReason: "" } as const;
    await recordActNotice(as(officer), notice);
    portal.clock.advance(11 * DAY);
    await decideAct(as(reviewer), { entryId, actId, verdict: "approve", reason: REASON });

    const { token, id: keyId } = await portal.issueKey(["check"]);
    expect(await ask(token, LICENCE)).toMatchObject({ problem: { code: "purpose-required" } });
    for (const value of [LICENCE, pseudonym, ` ${LICENCE.toLowerCase()} `]) {
      expect(await ask(token, value, "employment")).toMatchObject({
        verdict: "listed",
        listed: true,
        advice: "block",
      });
    }
    const answer = JSON.stringify(await ask(token, LICENCE, "employment"));
    expect(answer).not.toMatch(/threats|李|诈骗/);
    expect(await ask(token, "ZJ-CS-2024-999999", "employment")).toMatchObject({ verdict: "unknown" });

    const log = await portal.database.owner`
      select purpose, verdict, api_key_id from practitioner_queries where practitioner_id is not null order by id`;
    expect(log).toHaveLength(4);
    expect(log[0]).toEqual({ purpose: "employment", verdict: "listed", api_key_id: keyId });
    expect((await get(`/api/v1/entries/${entryId}`)).status).toBe(404);
    const [row] = await portal.database.owner`select * from practitioners`;
    expect(JSON.stringify(row)).not.toContain(LICENCE);
  });
});
