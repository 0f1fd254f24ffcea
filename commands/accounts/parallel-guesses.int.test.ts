import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { firstAgency } from "../testing/officers.ts";
import { createAccount } from "./create-account.ts";
import { signIn } from "./sign-in.ts";

let database: TestDatabase;
let portal: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

describe("signing in", () => {
  test("guesses sent at the same moment are slowed down like guesses one after the other", async () => {
    const email = "officer@desk.example";
    const agencyId = await firstAgency(portal);
    const account = { email, name: "甲", role: "triage", agencyId, institutionId: null } as const;
    await createAccount(portal, { ...account, password: "a long enough password" });
    const guess = (password: string) =>
      signIn(portal, { email, password, totp: "000000", network: null }).catch((error: Error) => error);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => guess(`wrong ${at}`)));
    const verified = answers.filter((answer) => "reason" in answer && answer.reason === "sign-in-failed");
    expect(verified.length).toBeLessThanOrEqual(5);
  });
});
