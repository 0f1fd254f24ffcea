import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findModel } from "#db/queries/models.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { HAND_MODEL, LINK_KINDS } from "#domain/matching/campaigns/link-kinds.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { fileAndMatch, listMemberships, partitionOf, type Told } from "../testing/match-scene.ts";
import { addOfficer, as, firstAgency } from "../testing/officers.ts";
import { adoptModel, keepModel } from "./keep-model.ts";
import { rematch } from "./rematch.ts";
import { isEmptyDiff } from "./rematch-diff.ts";
import { fitCandidate } from "./rematch-fit.ts";

const NOW = new Date("2026-11-01T04:00:00Z");
const DAY_MS = 86_400_000;
const say = () => {};

let database: TestDatabase;
let portal: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database, { now: NOW });
  await fileAndMatch(portal, [...gang("a", 6), ...gang("b", 6)]);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

/** Reports of a gang with a payee of its own and three numbers; the first two name a chat account that every gang uses. */
function gang(name: string, size: number): Told[] {
  const own = name.charCodeAt(0);
  return Array.from(
    { length: size },
    (_, at): Told => ({
      id: `${name}${at}`,
      reporter: `${name}-${at}`,
      at: new Date(NOW.getTime() - (20 - at) * DAY_MS),
      numbers: [`1380${own}0${String(at % 3).padStart(4, "0")}`.slice(0, 11)],
      body: { claimed: { payeeAccount: `62220000${own}`, ...(at < 2 ? { imAccount: "kefu-8888" } : {}) } },
    }),
  );
}

const run = (apply: boolean, model?: string) =>
  rematch(portal, portal.db.system, { apply, now: portal.now, say, ...(model ? { model } : {}) });
const campaigns = async () => partitionOf(await listMemberships(database), "campaign");
const TOGETHER = ["a0 a1 a2 a3 a4 a5 b0 b1 b2 b3 b4 b5"];
const APART = ["a0 a1 a2 a3 a4 a5", "b0 b1 b2 b3 b4 b5"];
/** A version that lets chat accounts tie nobody by themselves. */
const DOUBTFUL = { ...HAND_MODEL, version: "campaign-9", bits: { ...HAND_MODEL.bits, im: 8, payee: 20.5 } };

describe("a fit of the weights", () => {
  it("is kept as a candidate with what it was fitted from, once for the same reports, and judges nothing", async () => {
    const fit = await fitCandidate(portal.db.system, { now: NOW, say });
    expect(fit).toMatchObject({ model: "campaign-2", inForce: "campaign-1", isNew: true });
    expect(fit.figures.reports).toBe(12);
    expect(fit.kinds.payee.shared).toBe(2);
    expect(fit.kinds.domain.bits).toBe(LINK_KINDS.domain.bits);
    // Few things are shared: little moves.
    for (const { bits, inForce } of Object.values(fit.kinds))
      expect(Math.abs(bits - inForce)).toBeLessThan(1);
    const again = await fitCandidate(portal.db.system, { now: new Date(NOW.getTime() + DAY_MS), say });
    expect(again).toMatchObject({ model: "campaign-2", isNew: false });
    expect(again.kinds).toEqual(fit.kinds);
    const rows = await database.owner`select version, parameters from match_models order by version`;
    expect(rows.map((row) => row.version)).toEqual(["campaign-1", "campaign-2"]);
    expect(rows[1]?.parameters).toMatchObject({ fit: { figures: fit.figures, weightOfPresent: 30 } });
    expect((await findModel(portal.db.system, "campaign-2"))?.bits.payee).toBe(fit.kinds.payee.bits);
    await portal.models.refresh();
    expect(portal.models.inForce()).toEqual(HAND_MODEL);
    await expect(portal.db.system`update match_models set parameters = '{}'`).rejects.toThrow(/permission/);
  });
});

describe("another version of the model", () => {
  it("is shown as a difference before it takes effect, and cannot be applied while it is not in force", async () => {
    await keepModel(portal.db.system, DOUBTFUL, {}, NOW);
    expect(await campaigns()).toEqual(TOGETHER);
    const shown = await run(false, "campaign-9");
    expect(shown).toMatchObject({ model: "campaign-9", inForce: "campaign-1", applied: false });
    expect(shown.weights).toEqual([
      { kind: "payee", inForce: 21, asked: 20.5 },
      { kind: "im", inForce: 20, asked: 8 },
    ]);
    expect(shown.diff).toMatchObject({ opens: [{ reports: 6 }], splits: [{ parts: [6, 6] }] });
    expect(await campaigns()).toEqual(TOGETHER);
    expect(isEmptyDiff((await run(false)).diff)).toBe(true);
    await expect(run(true, "campaign-9")).rejects.toMatchObject({
      code: "conflict",
      reason: "model-not-adopted",
    });
    await expect(run(false, "campaign-77")).rejects.toMatchObject({ code: "not-found" });
  });

  it("is put in force by a supervisor alone, once, with a row in the audit trail", async () => {
    const agency = await firstAgency(portal);
    const officer = await addOfficer(portal, "case_officer", agency);
    const supervisor = await addOfficer(portal, "supervisor", agency);
    for (const actor of [null, officer])
      await expect(adoptModel(as(portal, actor), "campaign-9")).rejects.toMatchObject({
        code: actor ? "forbidden" : "not-signed-in",
      });
    await expect(adoptModel(as(portal, supervisor), "campaign-77")).rejects.toMatchObject({
      code: "not-found",
    });
    await portal.models.refresh();
    expect(portal.models.inForce().version).toBe("campaign-1");
    await adoptModel(as(portal, supervisor), "campaign-9");
    await adoptModel(as(portal, supervisor), "campaign-9");
    await portal.models.refresh();
    expect(portal.models.inForce()).toEqual(DOUBTFUL);
    const rows =
      await database.owner`select actor_id, detail from audit_events where action = 'model.adopted'`;
    expect(rows).toEqual([
      { actor_id: supervisor.id, detail: { version: "campaign-9", before: "campaign-1" } },
    ]);
  });

  it("judges what comes from then on, and what was there once it is scored anew; old judgements keep their version", async () => {
    const applied = await run(true);
    expect(applied).toMatchObject({ model: "campaign-9", diff: { splits: [{ parts: [6, 6] }] } });
    expect(await campaigns()).toEqual(APART);
    expect(isEmptyDiff((await run(false)).diff)).toBe(true);
    await fileAndMatch(portal, gang("c", 4));
    expect(await campaigns()).toEqual([...APART, "c0 c1 c2 c3"]);
    const rows = await database.owner`
      select distinct j.model_version, j.weights -> 'levels' -> 0 ->> 'bits' as bits from case_judgements j
      join cases c on c.id = j.case_id and c.kind = 'campaign' where j.verdict = 'join' and j.weights -> 'levels' -> 0 ->> 'kind' = 'payee'
      order by 1`;
    expect(rows).toEqual([
      { model_version: "campaign-1", bits: "21" },
      { model_version: "campaign-9", bits: "20.5" },
    ]);
  });
});
