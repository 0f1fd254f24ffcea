import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readObjectionSurge } from "#db/queries/objection-surge.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Actor, authorize } from "#domain/access/actor.ts";
import { addDays } from "#domain/cases/decision.ts";
import type { ActInput } from "#domain/registry/entry-act.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "../testing/officers.ts";
import { decideTogether, proposeTogether } from "./answer-together.ts";
import { decideAct } from "./decide-act.ts";
import { followApplication } from "./follow-application.ts";
import { liftMissed } from "./lift-missed.ts";
import { openApplication } from "./open-application.ts";
import { proposeAct } from "./propose-act.ts";
import { publishVersion } from "./publish-version.ts";

let database: TestDatabase;
let portal: TestContext;
let agencyId: string;
let officer: Actor;
let reviewer: Actor;
let supervisor: Actor;
let stranger: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  agencyId = await firstAgency(portal);
  const elsewhere = await addAgency(portal, "SOUTH", ["44"], portal.now);
  officer = await addOfficer(portal, "case_officer", agencyId);
  reviewer = await addOfficer(portal, "reviewer", agencyId);
  supervisor = await addOfficer(portal, "supervisor", agencyId);
  stranger = await addOfficer(portal, "supervisor", elsewhere);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

let last = 0;
const ANSWER = "经核查，所反映的情况与事实不符，现答复如下，请您知悉。";
const REASON = "材料齐全，程序合法，同意";
const HOLDER = "这个号码今年三月才由我开通，之前的事与我无关。";

async function listed(): Promise<{ entryId: string; number: string }> {
  const number = `1390002${String(++last).padStart(4, "0")}`;
  const key = `+86${number}`;
  const index = portal.keys.blindIndex("number", key);
  await database.owner`insert into number_keys (number_index, key_version, country, kind, visibility, key_sealed, epoch, created_at)
    values (${index}, 1, 'CN', 'mobile', 'restricted', ${Buffer.from("x")}, 1, ${portal.now})`;
  const { entryId } = (await portal.db.system.begin((tx) =>
    publishVersion(
      portal,
      tx,
      { kind: "number", index, key, numberKind: "mobile", country: "CN" },
      {
        agencyId,
        caseId: null,
        decisionId: null,
        kind: "blacklist",
        status: "active",
        tier: "general",
        grounds: ["fraud"],
        statement: "经查，该号码用于实施贷款诈骗，情况属实。",
        isPublic: false,
        listedAt: portal.now,
        expiresAt: addDays(portal.now, 180),
        approvals: 2,
      },
      portal.now,
    ),
  )) as { entryId: string };
  return { entryId, number };
}

const object = (about: string, text: string, days: number) =>
  openApplication(as(portal, null, days), {
    body: {
      kind: "objection",
      about,
      applicant: "holder",
      ground: "not_mine",
      text,
      contact: { phone: "13700000001" },
    },
    idempotencyKey: null,
  });
const answerTo = (entryId: string, applicationId: string) =>
  ({
    act: "answer",
    entryId,
    applicationId,
    outcome: "rejected",
    statement: ANSWER,
    tier: "",
    endsOn: "",
  }) as const;
const causes = async (entryId: string) =>
  (
    await database.owner<
      { cause: string }[]
    >`select cause from registry_versions where entry_id = ${entryId} order by version`
  ).map(({ cause }) => cause);
const surge = (actor: Actor, days: number) => {
  const context = as(portal, actor, days);
  const scope = authorize(context.actor, "case.read");
  return portal.db.scoped(scope.agencyId, (tx) => readObjectionSurge(tx, scope, context.now));
};

describe("many objections to one entry", () => {
  it("mark it once, are each on the log, and are answered together with the first", async () => {
    const { entryId, number } = await listed();
    const first = await object(number, "纯属捏造，请立即移出名录。", 0);
    const second = await object(number, HOLDER, 1);
    expect(second.answerBy > first.answerBy).toBe(true);
    expect(await causes(entryId)).toEqual(["listed", "objection-opened"]);
    const [logged] = await database.owner`
      select count(*)::int as count from log_records where entry_id = ${entryId} and type = 'objection'`;
    expect(logged?.count).toBe(2);
    await expect(proposeAct(as(portal, officer, 2), answerTo(entryId, second.id))).rejects.toMatchObject({
      reason: "answer-the-first",
    });
    const { actId } = await proposeAct(as(portal, officer, 2), answerTo(entryId, first.id));
    await decideAct(as(portal, reviewer, 3), { entryId, actId, verdict: "approve", reason: REASON });
    for (const { receipt } of [first, second])
      expect(await followApplication(portal, receipt)).toMatchObject({ status: "rejected", answer: ANSWER });
    expect((await causes(entryId)).at(-1)).toBe("objection-rejected");
  });

  it("that came after the answer was written stay open, with their own clock", async () => {
    const { entryId, number } = await listed();
    const first = await object(number, "纯属捏造，请立即移出名录。", 0);
    const { actId } = await proposeAct(as(portal, officer, 2), answerTo(entryId, first.id));
    const later = await object(number, HOLDER, 3);
    const last = await object(number, `${HOLDER}请核实。`, 4);
    await decideAct(as(portal, reviewer, 5), { entryId, actId, verdict: "approve", reason: REASON });
    expect((await followApplication(portal, later.receipt)).status).toBe("open");
    const [row] = await database.owner`
      select status from registry_versions where entry_id = ${entryId} order by version desc limit 1`;
    expect(row?.status).toBe("under_appeal");
    const next = await proposeAct(as(portal, officer, 6), answerTo(entryId, later.id));
    await decideAct(as(portal, reviewer, 6), { ...next, verdict: "approve", reason: REASON });
    expect((await followApplication(portal, last.receipt)).status).toBe("rejected");
    expect((await causes(entryId)).at(-1)).toBe("objection-rejected");
  });

  it("nobody answers lift the entry at the first one's deadline, as one would", async () => {
    const { entryId, number } = await listed();
    const first = await object(number, "纯属捏造，请立即移出名录。", 0);
    const second = await object(number, HOLDER, 5);
    await liftMissed(portal, portal.db.system, addDays(new Date(`${first.answerBy}T16:00:00Z`), 0));
    expect((await causes(entryId)).at(-1)).toBe("deadline-missed");
    expect((await followApplication(portal, second.receipt)).status).toBe("moot");
  });
});

describe("a crowd of objections to many entries", () => {
  it("that say the same is shown to its agency and answered by two people in one act, one by one on the log", async () => {
    const entries = await Promise.all(Array.from({ length: 4 }, listed));
    const other = await listed();
    const receipts: string[] = [];
    for (const [at, { number }] of entries.entries())
      receipts.push(
        (await object(number, `号码 ${number} 被错误列入，第 ${at} 次反映，请移出！`, 30)).receipt,
      );
    const holder = await object(other.number, HOLDER, 30);
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
