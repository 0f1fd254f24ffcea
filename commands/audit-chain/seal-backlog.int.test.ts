import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { sealChain } from "./seal-chain.ts";

let database: TestDatabase;
let worker: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  worker = connect(database.url, { role: "mingjian_worker", max: 2 });
});
afterAll(async () => {
  await worker.close();
  await database.drop();
});

describe("the audit chain", () => {
  test("takes in a backlog of any size and age: an import of an hour, a worker that was away", async () => {
    const now = new Date("2026-03-02T04:00:00Z");
    const id = (now.getTime() - 3_600_000).toString(16).padStart(12, "0");
    await database.owner`
      insert into audit_events (id, at, actor_kind, action, subject_kind, detail)
      select (${id} || '70008000' || lpad(to_hex(i), 12, '0'))::uuid, ${now}, 'system', 'test', 'test', '{}' from generate_series(1, 5001) i`;
    let sealed = 0;
    for (let look = 0; look < 3; look++) sealed += await sealChain(worker.system, "audit", now);
    expect(sealed).toBe(5001);
  });
});
