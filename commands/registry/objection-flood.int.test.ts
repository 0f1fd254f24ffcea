import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readObjectionSurge } from "#db/queries/objection-surge.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Actor, authorize } from "#domain/access/actor.ts";
import { addDays } from "#domain/cases/decision.ts";
import type { ActInput } from "#domain/registry/entry-act.ts";
import { ANSWER, answer, type EntryScene, entryScene, REASON } from "../testing/entry-scene.ts";
import { as } from "../testing/officers.ts";
import { decideTogether, proposeTogether } from "./answer-together.ts";
import { decideAct } from "./decide-act.ts";
import { followApplication } from "./follow-application.ts";
import { liftMissed } from "./lift-missed.ts";
import { proposeAct } from "./propose-act.ts";

const HOLDER = "这个号码今年三月才由我开通，之前的事与我无关。";

let database: TestDatabase;
let scene: EntryScene;

beforeAll(async () => {
  database = await createTestDatabase();
  scene = await entryScene(database);
});
afterAll(async () => {
  await scene.portal.close();
  await database.drop();
});

const causes = async (entryId: string) => (await scene.versions(entryId)).map(({ cause }) => cause);
const surge = (actor: Actor, days: number) => {
  const context = as(scene.portal, actor, days);
  const scope = authorize(context.actor, "case.read");
  return scene.portal.db.scoped(scope.agencyId, (tx) => readObjectionSurge(tx, scope, context.now));
};

describe("many objections to one entry", () => {
  it("mark it once, are each on the log, and are answered together with the first", async () => {
    const { portal, officer, reviewer, listed, apply } = scene;
    const { entryId, number } = await listed();
    const first = await apply(number, { text: "纯属捏造，请立即移出名录。" }, 0);
    const second = await apply(number, { text: HOLDER }, 1);
    expect(second.answerBy > first.answerBy).toBe(true);
    expect(await causes(entryId)).toEqual(["listed", "objection-opened"]);
    const [logged] = await database.owner`
      select count(*)::int as count from log_records where entry_id = ${entryId} and type = 'objection'`;
    expect(logged?.count).toBe(2);
    await expect(
      proposeAct(as(portal, officer, 2), answer(entryId, second.id, "rejected")),
    ).rejects.toMatchObject({
      reason: "answer-the-first",
    });
    const { actId } = await proposeAct(as(portal, officer, 2), answer(entryId, first.id, "rejected"));
    await decideAct(as(portal, reviewer, 3), { entryId, actId, verdict: "approve", reason: REASON });
    for (const { receipt } of [first, second])
      expect(await followApplication(portal, receipt)).toMatchObject({ status: "rejected", answer: ANSWER });
    expect((await causes(entryId)).at(-1)).toBe("objection-rejected");
  });

  it("that came after the answer was written stay open, with their own clock", async () => {
    const { portal, officer, reviewer, listed, apply } = scene;
    const { entryId, number } = await listed();
    const first = await apply(number, { text: "纯属捏造，请立即移出名录。" }, 0);
    const { actId } = await proposeAct(as(portal, officer, 2), answer(entryId, first.id, "rejected"));
    const later = await apply(number, { text: HOLDER }, 3);
    const last = await apply(number, { text: `${HOLDER}请核实。` }, 4);
    await decideAct(as(portal, reviewer, 5), { entryId, actId, verdict: "approve", reason: REASON });
    expect((await followApplication(portal, later.receipt)).status).toBe("open");
    const [row] = await database.owner`
      select status from registry_versions where entry_id = ${entryId} order by version desc limit 1`;
    expect(row?.status).toBe("under_appeal");
    const next = await proposeAct(as(portal, officer, 6), answer(entryId, later.id, "rejected"));
    await decideAct(as(portal, reviewer, 6), { ...next, verdict: "approve", reason: REASON });
    expect((await followApplication(portal, last.receipt)).status).toBe("rejected");
    expect((await causes(entryId)).at(-1)).toBe("objection-rejected");
  });

  it("nobody answers lift the entry at the first one's deadline, as one would", async () => {
    const { portal, listed, apply } = scene;
    const { entryId, number } = await listed();
    const first = await apply(number, { text: "纯属捏造，请立即移出名录。" }, 0);
    const second = await apply(number, { text: HOLDER }, 5);
    await liftMissed(portal, portal.db.system, addDays(new Date(`${first.answerBy}T16:00:00Z`), 0));
    expect((await causes(entryId)).at(-1)).toBe("deadline-missed");
    expect((await followApplication(portal, second.receipt)).status).toBe("moot");
  });
});

describe("a crowd of objections to many entries", () => {
  it("that say the same is shown to its agency and answered by two people in one act, one by one on the log", async () => {
    const { portal, officer, reviewer, supervisor, stranger, listed, apply } = scene;
    const entries = await Promise.all(Array.from({ length: 4 }, () => listed()));
    const other = await listed();
    const receipts: string[] = [];
    for (const [at, { number }] of entries.entries())
      receipts.push(
        (await apply(number, { text: `号码 ${number} 被错误列入，第 ${at} 次反映，请移出！` }, 30)).receipt,
      );
    const holder = await apply(other.number, { text: HOLDER }, 30);
    const seen = await surge(officer, 30);
    expect(seen.today).toBe(5);
    expect(seen.groups.map(({ count }) => count)).toEqual([4]);
    expect(await surge(stranger, 30)).toEqual({ today: 0, usual: 0, groups: [], batches: [] });

    const applicationId = seen.groups[0]?.applicationId ?? "";
    const propose = { applicationId, outcome: "rejected", statement: ANSWER } as const;
    await expect(proposeTogether(as(portal, reviewer, 31), propose)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(proposeTogether(as(portal, stranger, 31), propose)).rejects.toMatchObject({
      reason: "nothing-to-answer",
    });
    const { batchId, count } = await proposeTogether(as(portal, supervisor, 31), propose);
    expect(count).toBe(4);
    expect((await surge(officer, 31)).batches).toMatchObject([{ batchId, count: 4, outcome: "rejected" }]);
    const decide = { batchId, verdict: "approve", reason: REASON } as const;
    await expect(decideTogether(as(portal, supervisor, 31), decide)).rejects.toMatchObject({
      reason: "decider-is-proposer",
    });
    await expect(decideTogether(as(portal, stranger, 31), decide)).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await decideTogether(as(portal, reviewer, 31), decide)).toEqual({ count: 4 });
    for (const receipt of receipts)
      expect(await followApplication(portal, receipt)).toMatchObject({ status: "rejected", answer: ANSWER });
    for (const { entryId } of entries)
      expect(await causes(entryId)).toEqual(["listed", "objection-opened", "objection-rejected"]);
    expect((await followApplication(portal, holder.receipt)).status).toBe("open");
  });
});

describe("a proposed block of numbers", () => {
  it.each(["12378", "+8612315", "12110"])(
    "is refused where it is a protected number: %s",
    async (subject) => {
      const { portal, officer } = scene;
      const block: ActInput = {
        act: "list",
        subjectKind: "number_block",
        subject,
        kind: "warning",
        tier: "minor",
        termDays: 30,
        grounds: ["fraud"],
        statement: ANSWER,
      };
      await expect(proposeAct(as(portal, officer), block)).rejects.toMatchObject({
        reason: "protected-number",
      });
    },
  );
});
