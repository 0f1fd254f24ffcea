import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAccount } from "#commands/accounts/create-account.ts";
import { QUIET_DAYS } from "#commands/cases/close-quiet-cases.ts";
import { submitComplaint } from "#commands/complaints/submit-complaint.ts";
import { issueEmergencyWarning } from "#commands/decisions/issue-emergency-warning.ts";
import { saveInstitutions } from "#commands/institutions/save-institutions.ts";
import { expireEntries } from "#commands/registry/expire-entries.ts";
import { type TestContext, testContext } from "#commands/testing/context.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { makeActor } from "#domain/access/actor.ts";
import { closeQuietCasesJob } from "./close-quiet-cases.ts";
import { pruneJob } from "./prune.ts";
import { publishRatingsJob } from "./publish-ratings.ts";
import { refreshNumberReportsJob } from "./refresh-number-reports.ts";

const DAY = 86_400_000;
let database: TestDatabase;
let context: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  context = await testContext(database);
});
afterAll(async () => {
  await context.close();
  await database.drop();
});

let reporters = 0;
async function report(number: string, times = 1): Promise<string> {
  for (let i = 0; i < times; i++) {
    reporters += 1;
    await submitComplaint(
      { ...context, now: context.clock.now() },
      {
        idempotencyKey: null,
        origin: { kind: "anonymous", network: null },
        body: {
          matter: "collection",
          channel: "voice_call",
          relationship: "CONTACT_LISTED",
          truthStatement: true,
          incidents: [
            {
              numberDisplayed: number,
              receivedOn: `139${String(reporters).padStart(8, "0")}`,
              receiver: "self",
            },
          ],
        },
      },
    );
  }
  const index = context.keys.blindIndex("number", `+86${number}`);
  const [row] = await database.owner<
    { case_id: string }[]
  >`select case_id from number_keys where number_index = ${index}`;
  if (!row) throw new Error("no case");
  return row.case_id;
}
const one = async (query: Promise<readonly Record<string, unknown>[]>) => (await query)[0];

describe("jobs", () => {
  test("an emergency warning nobody confirmed lapses after 72 hours, once, however many workers look", async () => {
    const caseId = await report("16300000001");
    const agencyId = context.register.agencies()[0]?.id ?? "";
    const { id } = await createAccount(context, {
      email: "a@example.test",
      name: "甲",
      role: "case_officer",
      agencyId,
      institutionId: null,
      password: "a long enough password",
    });
    const actor = makeActor({
      id,
      name: "甲",
      role: "case_officer",
      agencyId,
      institutionId: null,
      sessionId: "",
    });
    await issueEmergencyWarning(
      { ...context, actor, now: context.clock.now() },
      {
        caseId,
        grounds: ["fraud"],
        statement: "正在冒充银行客服要求转账，请勿转账。请立即挂断并联系银行核实。",
      },
    );
    context.clock.advance(3 * DAY - 1);
    expect(await expireEntries(context, context.db.system, context.clock.now())).toBe(0);
    context.clock.advance(1);
    const ended = await Promise.all(
      [1, 2, 3].map(() => expireEntries(context, context.db.system, context.clock.now())),
    );
    expect(ended.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(
      await database.owner`select version, kind, status from registry_versions order by version`,
    ).toEqual([
      { version: 1, kind: "warning", status: "active" },
      { version: 2, kind: "warning", status: "lapsed" },
    ]);
    expect(await one(database.owner`select state from decisions`)).toEqual({ state: "lapsed" });
  });

  test("counts of thirty days fall by the passing of time", async () => {
    await report("16300000002", 5);
    const index = context.keys.blindIndex("number", "+8616300000002");
    expect(
      await one(
        database.owner`select source_count, sources_30d from number_reports where number_index = ${index}`,
      ),
    ).toEqual({ source_count: 5, sources_30d: 5 });
    context.clock.advance(31 * DAY);
    await refreshNumberReportsJob(context);
    expect(
      await one(
        database.owner`select source_count, sources_30d from number_reports where number_index = ${index}`,
      ),
    ).toEqual({ source_count: 5, sources_30d: 0 });
  });

  test("a quiet case with few sources closes, one with many stays, and a new report reopens the closed one", async () => {
    const quiet = await report("16300000003");
    const busy = await report("16300000004", 5);
    context.clock.advance((QUIET_DAYS + 1) * DAY);
    await closeQuietCasesJob(context);
    const state = async (id: string) =>
      (await one(database.owner`select state from cases where id = ${id}`))?.state;
    expect([await state(quiet), await state(busy)]).toEqual(["closed", "triage"]);
    await report("16300000003");
    expect(await state(quiet)).toBe("triage");
  });

  test("ratings of the month before are published from its fifth day on, once; with nobody to rate nothing is", async () => {
    const months = () =>
      database.owner`select to_char(month, 'YYYY-MM') as month from rating_batches order by month`;
    const night = (text: string) =>
      context.clock.advance(new Date(text).getTime() - context.clock.now().getTime());
    night("2027-02-04T10:23:00Z");
    await publishRatingsJob(context);
    expect(await months()).toEqual([]);
    await saveInstitutions(context, {
      records: [
        {
          code: "J-1",
          legalName: "按月消费金融有限公司",
          class: "consumer_finance",
          exposures: [{ month: "2026-12-01", accounts: 1000, source: "audited_filing" }],
        },
      ],
      source: "test",
      actor: { kind: "system", id: null },
      now: context.clock.now(),
    });
    for (const text of ["2027-02-04T10:23:00Z", "2027-02-04T18:23:00Z", "2027-02-05T18:23:00Z"]) {
      night(text);
      await publishRatingsJob(context);
    }
    // At half past two on the fifth in China, January is due; before that it was December.
    expect(await months()).toEqual([{ month: "2026-12" }, { month: "2027-01" }]);
  });

  test("old drafts, idempotency keys and sign-in failures go, young ones stay", async () => {
    const now = context.clock.real();
    const old = new Date(now.getTime() - 8 * DAY);
    for (const [name, at] of [
      ["old", old],
      ["new", now],
    ] as const) {
      await database.owner`insert into complaint_drafts (cookie_hash, answers_sealed, key_version, updated_at) values (${Buffer.from(name)}, ${Buffer.from("x")}, 1, ${at})`;
      await database.owner`insert into idempotency_keys (key, request_hash, answer_sealed, key_version, created_at) values (${Buffer.from(name)}, ${Buffer.from("x")}, ${Buffer.from("x")}, 1, ${at})`;
      await database.owner`insert into sign_in_throttles (key, failures, last_at) values (${Buffer.from(name)}, 1, ${at})`;
    }
    await pruneJob(context);
    for (const table of ["complaint_drafts", "idempotency_keys", "sign_in_throttles"]) {
      expect([table, await one(database.owner.unsafe(`select count(*)::int as n from ${table}`))]).toEqual([
        table,
        { n: 1 },
      ]);
    }
  });
});
