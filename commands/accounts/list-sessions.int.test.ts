import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "../testing/officers.ts";
import { listAgencySessions, listOwnSessions } from "./list-sessions.ts";
import { findActor, revokeSession } from "./sign-in.ts";

let database: TestDatabase;
let portal: TestContext;
let officer: Actor;
let supervisor: Actor;
let stranger: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  const agency = await firstAgency(portal);
  officer = await addOfficer(portal, "case_officer", agency);
  supervisor = await addOfficer(portal, "supervisor", agency);
  stranger = await addOfficer(portal, "supervisor", await addAgency(portal, "SOUTH", ["44"], portal.now));
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

describe("open sessions", () => {
  it("show everyone their own, and a supervisor those of the agency's other officers only", async () => {
    expect(await listOwnSessions(as(portal, officer))).toMatchObject([
      { id: officer.sessionId, isCurrent: true },
    ]);
    const ids = (await listAgencySessions(as(portal, supervisor))).map((session) => session.id);
    expect(ids).toEqual([officer.sessionId]);
    await expect(listAgencySessions(as(portal, officer))).rejects.toMatchObject({ code: "forbidden" });
    await expect(listOwnSessions(as(portal, null))).rejects.toMatchObject({ code: "not-signed-in" });
  });

  it("are not another agency's to end, and end at once when the own supervisor ends them", async () => {
    await expect(revokeSession(portal, stranger, officer.sessionId)).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await findActor(portal, officer.sessionId)).toMatchObject({ id: officer.id });
    await revokeSession(portal, supervisor, officer.sessionId);
    expect(await findActor(portal, officer.sessionId)).toBeNull();
    expect(await listAgencySessions(as(portal, supervisor))).toEqual([]);
  });
});
