import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { makeActor } from "#domain/access/actor.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { createAccount } from "./create-account.ts";
import { findActor, revokeSession, signIn } from "./sign-in.ts";
import { totpCode } from "./totp.ts";

let database: TestDatabase;
let context: TestContext;
let agencyId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  context = await testContext(database);
  agencyId = context.register.agencies()[0]?.id ?? "";
});
afterAll(async () => {
  await context.close();
  await database.drop();
});

let people = 0;
async function person() {
  people += 1;
  const account = {
    email: `Officer${people}@Example.test`,
    name: "王一",
    role: "case_officer" as const,
    agencyId,
    institutionId: null,
    password: "a long enough password",
  };
  const { id, totpSecret } = await createAccount(context, account);
  const give = (change: Partial<{ password: string; totp: string; network: string | null }> = {}) =>
    signIn(context, {
      email: account.email,
      password: account.password,
      totp: totpCode(totpSecret, context.clock.real()),
      network: null,
      ...change,
    });
  return { id, email: account.email, give };
}

describe("sign-in", () => {
  test("opens a session for the right password and code, whatever the case of the address", async () => {
    const { id, give } = await person();
    const { sessionId, accountId } = await give();
    expect(accountId).toBe(id);
    expect(await findActor(context, sessionId)).toMatchObject({ id, role: "case_officer", agencyId });
  });

  test("refuses a wrong password, a wrong code, an unknown and a disabled account with one and the same answer", async () => {
    const { id, give } = await person();
    const refused = { code: "unauthenticated", reason: "sign-in-failed" };
    await expect(give({ password: "wrong" })).rejects.toMatchObject(refused);
    await expect(give({ totp: "000000" })).rejects.toMatchObject(refused);
    await expect(
      signIn(context, { email: "nobody@example.test", password: "x", totp: "123456", network: null }),
    ).rejects.toMatchObject(refused);
    await database.owner`update accounts set disabled_at = now() where id = ${id}`;
    await expect(give()).rejects.toMatchObject(refused);
  });

  test("takes each one-time code once, also when it is used twice at the same moment", async () => {
    const { give } = await person();
    const both = await Promise.allSettled([give(), give()]);
    expect(both.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(give()).rejects.toMatchObject({ reason: "sign-in-failed" });
  });

  test("slows guessing down and lets the owner in again after the wait", async () => {
    const { give } = await person();
    for (let attempt = 0; attempt < 6; attempt++) await give({ password: "wrong" }).catch(() => {});
    await expect(give()).rejects.toMatchObject({ code: "quota", reason: "sign-in-too-often" });
    context.clock.advance(16 * 60_000);
    await expect(give()).resolves.toHaveProperty("sessionId");
  });
});

describe("sessions", () => {
  test("end at once when revoked, and by themselves after twelve hours", async () => {
    const { id, give } = await person();
    const first = (await give()).sessionId;
    const actor = await findActor(context, first);
    if (!actor) throw new Error("no session");
    await revokeSession(context, actor, first);
    expect(await findActor(context, first)).toBeNull();
    context.clock.advance(60_000);
    const second = (await give()).sessionId;
    expect(await findActor(context, second)).toMatchObject({ id });
    context.clock.advance(12 * 3_600_000);
    expect(await findActor(context, second)).toBeNull();
  });

  test("of somebody else are not there at all, unless a supervisor of the agency asks", async () => {
    const { give } = await person();
    context.clock.advance(60_000);
    const { sessionId, accountId } = await give();
    const colleague = {
      id: "018f0000-0000-7000-8000-000000000001",
      name: "x",
      agencyId,
      institutionId: null,
      sessionId: "",
    };
    await expect(
      revokeSession(context, makeActor({ ...colleague, role: "case_officer" }), sessionId),
    ).rejects.toMatchObject({ code: "not-found" });
    await expect(
      revokeSession(
        context,
        makeActor({ ...colleague, role: "supervisor", agencyId: "018f0000-0000-7000-8000-0000000000ff" }),
        sessionId,
      ),
    ).rejects.toMatchObject({ code: "not-found" });
    expect(await findActor(context, sessionId)).toMatchObject({ id: accountId });
    await revokeSession(context, makeActor({ ...colleague, role: "supervisor" }), sessionId);
    expect(await findActor(context, sessionId)).toBeNull();
  });
});
