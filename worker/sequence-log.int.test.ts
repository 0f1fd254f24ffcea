import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type TestContext, testContext } from "#commands/testing/context.ts";
import { appendLeaves } from "#commands/transparency/append-leaves.ts";
import { proveLeaf } from "#commands/transparency/prove-leaf.ts";
import { CHECKPOINT } from "#commands/transparency/tile-store.ts";
import { connect, type Db, inTransaction } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { startSequencing } from "./sequence-log.ts";

let database: TestDatabase;
let context: TestContext;
let worker: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  context = await testContext(database);
  worker = connect(database.url, { role: "mingjian_worker", max: 2 });
});
afterAll(async () => {
  await worker.close();
  await context.close();
  await database.drop();
});

test("the worker begins the log, puts what is appended on it by itself, and stops when told", async () => {
  const stop = startSequencing(context, worker);
  try {
    await vi.waitFor(async () => expect(await context.storage.read(CHECKPOINT)).not.toBeNull(), 10_000);
    const leaf = {
      type: "policy",
      entry: null,
      seq: null,
      record: { a: 1 },
      effective: context.now,
    } as const;
    const [appended] = await inTransaction(context.db.system, (tx) => appendLeaves(tx, [leaf], context.now));
    await vi.waitFor(async () => expect(await proveLeaf(context, appended?.id ?? "")).not.toBeNull(), 10_000);
  } finally {
    await stop();
  }
  expect(await database.owner`select value from portal_state where name = 'log_origin'`).toEqual([
    { value: "mingjian.example/log" },
  ]);
});
