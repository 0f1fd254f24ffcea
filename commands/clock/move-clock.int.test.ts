import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "#adapters/clock.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import type { Context } from "../context.ts";
import { loadClockOffset } from "../open-runtime.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addOfficer, firstAgency } from "../testing/officers.ts";
import { moveClock } from "./move-clock.ts";

let database: TestDatabase;
let portal: TestContext;
let officer: Actor;
const DAY_MS = 86_400_000;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  officer = await addOfficer(portal, "triage", await firstAgency(portal));
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

/** A demonstration with a clock that runs, as a process has it. */
const demonstration = (change: Partial<Context> = {}): Context => ({
  ...portal,
  clock: systemClock(),
  isDemo: true,
  actor: officer,
  ...change,
});
const stored = async () =>
  Number(
    (await database.owner`select value from portal_state where name = 'clock_offset_ms'`)[0]?.value ?? 0,
  );

describe("the portal's clock", () => {
  it("stands where it is outside a demonstration, for strangers, and for anything but whole days forward", async () => {
    await expect(moveClock(demonstration({ isDemo: false }), { days: 1 })).rejects.toMatchObject({
      code: "forbidden",
      reason: "demo-only",
    });
    await expect(moveClock(demonstration({ actor: null }), { days: 1 })).rejects.toMatchObject({
      code: "not-signed-in",
    });
    for (const days of [0, -1, 1.5, 367, Number.NaN]) {
      await expect(moveClock(demonstration(), { days }), String(days)).rejects.toMatchObject({
        code: "invalid-request",
      });
    }
    expect(await stored()).toBe(0);
  });

  it("adds up, is the same for every process, and is on record", async () => {
    const first = demonstration();
    const second = demonstration();
    await Promise.all([moveClock(first, { days: 1 }), moveClock(second, { days: 11 })]);
    expect(await stored()).toBe(12 * DAY_MS);
    await loadClockOffset(first);
    expect(first.clock.offsetMs()).toBe(12 * DAY_MS);
    expect(first.clock.now().getTime() - first.clock.real().getTime()).toBeGreaterThanOrEqual(
      12 * DAY_MS - 5,
    );
    const audited = await database.owner`select detail from audit_events where action = 'clock.moved'`;
    expect(audited.map((row) => row.detail.days).sort()).toEqual([1, 11]);
  });
});
