import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type TestContext, testContext } from "#commands/testing/context.ts";
import { appendLeaves } from "#commands/transparency/append-leaves.ts";
import { logStoppedAt } from "#commands/transparency/log-stopped.ts";
import { proveLeaf } from "#commands/transparency/prove-leaf.ts";
import { CHECKPOINT, LAST_SIGNED } from "#commands/transparency/tile-store.ts";
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
  // What the portal goes by is on the log from the start, and is not said again while it stays the same.
  const again = startSequencing(context, worker);
  await again();
  expect(
    await database.owner`select count(*)::int as n from log_records where type = 'policy' and record like '%"rules"%'`,
  ).toEqual([{ n: 1 }]);
  expect(await database.owner`select value from portal_state where name = 'log_origin'`).toEqual([
    { value: "mingjian.example/log" },
  ]);
});

test("a log that would contradict itself is said to be stopped until it goes on", async () => {
  const kept = await context.storage.read(LAST_SIGNED);
  const note = kept?.toString("utf8") ?? "";
  const other = note.replace("mingjian.example/log", "other.example/log");
  await context.storage.write(LAST_SIGNED, Buffer.from(other));
  const stop = startSequencing(context, worker);
  try {
    await vi.waitFor(async () => expect(await logStoppedAt(context.db.system)).not.toBeNull(), 10_000);
  } finally {
    await stop();
  }
  await context.storage.write(LAST_SIGNED, Buffer.from(note));
  const again = startSequencing(context, worker);
  try {
    await vi.waitFor(async () => expect(await logStoppedAt(context.db.system)).toBeNull(), 10_000);
  } finally {
    await again();
  }
});
