import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashSecret } from "#adapters/keys.ts";
import { type AgencyKeyRow, listAgencyKeys, listKeyDays } from "#db/queries/agency-keys.ts";
import { findApiKeys } from "#db/queries/api-keys.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Actor, authorize } from "#domain/access/actor.ts";
import type { ApiKeyInput } from "#domain/access/api-key.ts";
import { saveInstitutions } from "../institutions/save-institutions.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "../testing/officers.ts";
import { issueAgencyKey, issueApiKey } from "./issue-api-key.ts";
import { revokeApiKey } from "./revoke-api-key.ts";

let database: TestDatabase;
let portal: TestContext;
let supervisor: Actor;
let officer: Actor;
let stranger: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  const agencyId = await firstAgency(portal);
  const elsewhere = await addAgency(portal, "SOUTH", ["44"], portal.now);
  supervisor = await addOfficer(portal, "supervisor", agencyId);
  officer = await addOfficer(portal, "case_officer", agencyId);
  stranger = await addOfficer(portal, "supervisor", elsewhere);
  const records = [{ code: "X-1", legalName: "示例小额贷款有限公司", class: "micro_loan" } as const];
  const actor = { kind: "system", id: null } as const;
  await saveInstitutions(portal, { records, source: "test", actor, now: portal.now });
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

const asked = (change: Partial<ApiKeyInput> = {}): ApiKeyInput => ({
  id: uuidv7(),
  name: "示例小贷反欺诈系统",
  institution: "X-1",
  scopes: ["check", "oprf"],
  perMinute: "600",
  itemsPerDay: "100000",
  ...change,
});
const since = "2026-03-01";
const seen = (actor: Actor, id: string | null = null): Promise<readonly AgencyKeyRow[]> => {
  const scope = authorize(actor, "key.manage");
  return portal.db.scoped(scope.agencyId, (tx) => listAgencyKeys(tx, scope, { since, id }));
};
const stored = async (token: string) =>
  (await findApiKeys(portal.db.system, { hashes: [hashSecret(token)], day: since }))[0];
const trail = (id: string) =>
  database.owner`select action, actor_id, agency_id from audit_events where subject_id = ${id} order by id`;

describe("an API key", () => {
  it("is issued by a supervisor for an institution, known by its hash alone, and on the audit trail", async () => {
    const { id, token } = await issueAgencyKey(as(portal, supervisor), asked());
    expect(await stored(token)).toMatchObject({ id, scopes: ["check", "oprf"], perMinute: 600 });
    expect(await seen(supervisor, id)).toMatchObject([
      { name: "示例小贷反欺诈系统", institution: "示例小额贷款有限公司", requests: 0, revokedAt: null },
    ]);
    expect(await trail(id)).toMatchObject([
      { action: "api_key.issued", actor_id: supervisor.id, agency_id: supervisor.agencyId },
    ]);
    const dump = JSON.stringify(
      await database.owner`select k, h, a from api_keys k, api_key_hashes h, audit_events a`,
    );
    expect(dump).not.toContain(token.split(".")[1]);
  });

  it("sent twice is one key, and what is amiss is named field by field", async () => {
    const once = asked();
    await issueAgencyKey(as(portal, supervisor), once);
    await expect(issueAgencyKey(as(portal, supervisor), once)).rejects.toMatchObject({
      reason: "key-issued-already",
    });
    const wrong = asked({ name: "", scopes: [], perMinute: "1e9", itemsPerDay: "many" });
    await expect(issueAgencyKey(as(portal, supervisor), wrong)).rejects.toMatchObject({
      fields: [
        { pointer: "/name", code: "say-the-key-name" },
        { pointer: "/scopes", code: "choose-scopes" },
        { pointer: "/perMinute", code: "choose-limit" },
        { pointer: "/itemsPerDay", code: "choose-limit" },
      ],
    });
    const unknown = asked({ institution: "X-9" });
    await expect(issueAgencyKey(as(portal, supervisor), unknown)).rejects.toMatchObject({
      fields: [{ pointer: "/institution", code: "say-a-known-institution" }],
    });
    expect(await seen(supervisor, unknown.id)).toEqual([]);
  });

  it("is nobody's business but its agency's supervisor's: others are refused and see nothing, and it stays", async () => {
    const { id, token } = await issueAgencyKey(as(portal, supervisor), asked());
    await expect(issueAgencyKey(as(portal, officer), asked())).rejects.toMatchObject({ code: "forbidden" });
    await expect(issueAgencyKey(as(portal, null), asked())).rejects.toMatchObject({ code: "not-signed-in" });
    const reason = "合作已经结束";
    await expect(revokeApiKey(as(portal, officer), { id, reason })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(revokeApiKey(as(portal, stranger), { id, reason })).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await seen(stranger)).toEqual([]);
    // Nor by a query that forgets to ask whose it is.
    const { agencyId } = authorize(stranger, "key.manage");
    const ended = await portal.db.scoped(
      agencyId,
      (tx) => tx`update api_keys set revoked_at = ${portal.now} where id = ${id} returning id`,
    );
    expect(ended).toHaveLength(0);
    expect((await stored(token))?.isRevoked).toBe(false);
  });

  it("is revoked once with its reason, and shown behind those in use", async () => {
    const { id, token } = await issueAgencyKey(as(portal, supervisor), asked({ institution: "" }));
    await expect(revokeApiKey(as(portal, supervisor, 1), { id, reason: "" })).rejects.toMatchObject({
      fields: [{ pointer: "/reason", code: "reason-too-short" }],
    });
    await revokeApiKey(as(portal, supervisor, 1), { id, reason: "合作已经结束" });
    await revokeApiKey(as(portal, supervisor, 2), { id, reason: "再撤一次" });
    expect((await stored(token))?.isRevoked).toBe(true);
    expect((await seen(supervisor)).at(-1)).toMatchObject({
      id,
      institution: null,
      revokedAt: "2026-03-03T04:00:00.000Z",
      revokedReason: "合作已经结束",
    });
    expect((await trail(id)).map(({ action }) => action)).toEqual(["api_key.issued", "api_key.revoked"]);
  });

  it("made by the portal itself is the default agency's, with its use counted from the day asked about", async () => {
    const { id } = await issueApiKey(
      { db: portal.db, now: portal.now, actor: null },
      { name: "k", institutionId: null, scopes: ["check"], perMinute: 1, itemsPerDay: 1 },
    );
    await database.owner`insert into api_usage (api_key_id, day, requests, items)
      values (${id}, '2026-02-28', 5, 50), (${id}, '2026-03-01', 2, 20), (${id}, '2026-03-02', 1, 10)`;
    expect(await seen(supervisor, id)).toMatchObject([{ requests: 3, items: 30 }]);
    const scope = authorize(supervisor, "key.manage");
    const other = authorize(stranger, "key.manage");
    const days = (whose: typeof scope) =>
      portal.db.scoped(whose.agencyId, (tx) => listKeyDays(tx, whose, { since, id }));
    expect(await days(scope)).toEqual([
      { day: "2026-03-02", requests: 1, items: 10 },
      { day: "2026-03-01", requests: 2, items: 20 },
    ]);
    expect(await days(other)).toEqual([]);
  });
});
