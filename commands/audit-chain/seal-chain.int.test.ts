import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { audit } from "../audit.ts";
import { sealChain, verifyChain } from "./seal-chain.ts";

let database: TestDatabase;
let worker: Db;
const now = new Date("2026-03-02T04:00:00Z");
beforeAll(async () => {
  database = await createTestDatabase();
  worker = connect(database.url, { role: "mingjian_worker", max: 4 });
});
afterAll(async () => {
  await worker.close();
  await database.drop();
});

const write = (count: number) =>
  audit(
    database.db.system,
    ...Array.from({ length: count }, (_, at) => ({
      at: now,
      actor: { kind: "system" as const, id: null },
      agencyId: null,
      action: "test.written",
      subject: { kind: "test", id: randomUUID() },
      detail: { at, nested: { b: 1, a: [1, 2] } },
    })),
  );

async function tamper<T>(sql: string, check: () => Promise<T>): Promise<T> {
  await database.owner.unsafe(sql);
  return check();
}

describe("audit chain", () => {
  test("seals every event once, also when several sealers run at the same moment", async () => {
    await write(300);
    const sealed = await Promise.all(Array.from({ length: 4 }, () => sealChain(worker.system, "audit", now)));
    await sealChain(worker.system, "audit", now);
    expect(sealed.reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(await verifyChain(worker.system, "audit")).toEqual({ sealed: 300, problem: null });
    expect(await sealChain(worker.system, "audit", now)).toBe(0);
  });

  test("goes on where it was", async () => {
    await write(7);
    expect(await sealChain(worker.system, "audit", now)).toBe(7);
    expect(await verifyChain(worker.system, "audit")).toEqual({ sealed: 307, problem: null });
  });

  test("the application itself can neither seal nor rewrite", async () => {
    await write(1);
    await expect(sealChain(database.db.system, "audit", now)).rejects.toMatchObject({ code: "42501" });
    await expect(database.db.system`update audit_events set action = 'x'`).rejects.toMatchObject({
      code: "42501",
    });
    await expect(database.db.system`delete from access_events`).rejects.toMatchObject({ code: "42501" });
    await expect(worker.system`update chain_seals set sealed_at = now()`).rejects.toMatchObject({
      code: "42501",
    });
  });

  test("names the first event that was changed, removed, or whose seal was rewritten by the owner", async () => {
    const at = (seq: number) => `(select event_id from chain_seals where stream = 'audit' and seq = ${seq})`;
    const verify = () => verifyChain(worker.system, "audit");
    expect(
      await tamper(`update audit_events set detail = '{"at":999}' where id = ${at(200)}`, verify),
    ).toMatchObject({ problem: { seq: "200", what: "event-changed" } });
    expect(await tamper(`delete from audit_events where id = ${at(120)}`, verify)).toMatchObject({
      problem: { seq: "120", what: "event-missing" },
    });
    expect(
      await tamper(
        "update chain_seals set event_hash = sha256('x') where stream = 'audit' and seq = 5",
        verify,
      ),
    ).toMatchObject({ problem: { seq: "5", what: "seal-broken" } });
    expect(await tamper("delete from chain_seals where stream = 'audit' and seq = 2", verify)).toMatchObject({
      problem: { seq: "3", what: "seal-broken" },
    });
  });
});
