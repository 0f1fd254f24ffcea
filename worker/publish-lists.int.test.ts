import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishVersion } from "#commands/registry/publish-version.ts";
import { type TestContext, testContext } from "#commands/testing/context.ts";
import { connect, type Db } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { listPublisher } from "./publish-lists.ts";

const SECOND = 1_000;
const HOUR = 3_600_000;
let database: TestDatabase;
let context: TestContext;
let worker: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  context = await testContext(database);
  worker = connect(database.url, { role: "mingjian_worker", max: 4 });
});
afterAll(async () => {
  await worker.close();
  await context.close();
  await database.drop();
});

const statements = async () => {
  const [row] = await database.owner<{ count: number; version: number }[]>`
    select count(*)::int as count, max(version)::int as version from list_statements where list = 'domains'`;
  return [row?.count, row?.version];
};
let serial = 0;
async function listDomain(): Promise<void> {
  serial += 1;
  const now = context.clock.now();
  const [agency] = await database.owner<{ id: string }[]>`select id from agencies limit 1`;
  await context.db.system.begin((tx) =>
    publishVersion(
      context,
      tx,
      { kind: "domain", key: `loan-${serial}.example` },
      {
        agencyId: agency?.id ?? "",
        caseId: null,
        decisionId: null,
        kind: "blacklist",
        status: "active",
        tier: "general",
        grounds: ["fraud"],
        statement: "测试用的虚构网址。",
        isPublic: true,
        listedAt: now,
        expiresAt: new Date(now.getTime() + 100 * 24 * HOUR),
      },
      now,
    ),
  );
}

describe("the publisher of lists", () => {
  test("waits until changes have settled, and half a minute at most", async () => {
    const look = listPublisher({ ...context, db: worker });
    const lookAfter = async (ms: number) => {
      context.clock.advance(ms);
      await look();
      return statements();
    };
    // Nothing was published yet, so all that is there is news.
    await look();
    expect(await lookAfter(3 * SECOND)).toEqual([1, 1]);
    await listDomain();
    expect(await lookAfter(SECOND)).toEqual([1, 1]);
    await listDomain();
    expect(await lookAfter(2 * SECOND)).toEqual([1, 1]);
    expect(await lookAfter(3 * SECOND)).toEqual([2, 2]);
    for (let at = 0; at < 14; at++) {
      await listDomain();
      expect(await lookAfter(2 * SECOND)).toEqual([2, 2]);
    }
    for (let at = 0; at < 2; at++) {
      await listDomain();
      await lookAfter(2 * SECOND);
    }
    expect(await statements()).toEqual([3, 3]);
  });

  test("states the lists anew each day though nothing changed", async () => {
    const look = listPublisher({ ...context, db: worker });
    for (let at = 0; at < 3; at++) {
      context.clock.advance(5 * SECOND);
      await look();
    }
    const [before = 0, version] = await statements();
    context.clock.advance(2 * HOUR);
    await look();
    expect(await statements()).toEqual([before, version]);
    context.clock.advance(22 * HOUR);
    await look();
    expect(await statements()).toEqual([before + 1, version]);
  });
});
