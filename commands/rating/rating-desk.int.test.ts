import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestContext, testContext } from "#commands/testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "#commands/testing/officers.ts";
import { type RatingScene, ratingScene } from "#commands/testing/rating-scene.ts";
import { connect } from "#db/client.ts";
import { listIntegrityHolds } from "#db/queries/integrity-holds.ts";
import { listFindings } from "#db/queries/rating-findings.ts";
import { listStandingBatches } from "#db/queries/ratings.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Actor, makeActor } from "#domain/access/actor.ts";
import { MATTERS } from "#domain/complaints/codes.ts";
import type { RatingBundle } from "#domain/rating/bundle.ts";
import { LEAST_TOLD } from "#domain/rating/evidence/account.ts";
import { type PublishedMethod, RATING_1 } from "#domain/rating/method.ts";
import { logOrigin } from "../transparency/log-identity.ts";
import { sequenceLog } from "../transparency/sequence-log.ts";
import { bundlePath } from "./bundle-files.ts";
import { comparePreview } from "./compare-preview.ts";
import { describeBatch } from "./describe-batch.ts";
import { decideIntegrityHold, liftIntegrityHold, proposeIntegrityHold } from "./integrity-hold.ts";
import { openOwnRating } from "./open-own-rating.ts";
import { correctRatings, publishRatings } from "./publish-ratings.ts";

const DUE = new Date("2026-03-05T02:00:00Z");
const DAY_MS = 86_400_000;
const LENDERS = Object.fromEntries(
  Array.from({ length: 12 }, (_, i) => [`L${String(i + 1).padStart(2, "0")}`, 1_000_000]),
);
const MONTHS = Array.from(
  { length: 14 },
  (_, i) => `${2025 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`,
);
const REASON = "答复全部由同一人在一小时内确认，须逐件回访。";

let database: TestDatabase;
let context: TestContext;
let scene: RatingScene;
let agencyId = "";
let complaintIds: readonly string[] = [];
const officer: Record<"first" | "second" | "stranger", Actor> = {} as never;
const idOf = (code: string): string => scene.ids.get(code) ?? "";
/** The portal `days` after the batch was due, its clock moved along. */
const on = (days: number) => context.at(new Date(DUE.getTime() + days * DAY_MS));
const member = (accountId: string, code: string): Actor =>
  makeActor({
    id: accountId,
    name: "成员",
    role: "lender",
    agencyId: null,
    institutionId: idOf(code),
    sessionId: accountId,
  });
const read = async (batchId: string): Promise<RatingBundle> =>
  JSON.parse((await context.storage.read(bundlePath(batchId, "identity")))?.toString() ?? "null");
const newest = async () => {
  const batch = (await listStandingBatches(context.db.system)).find(({ method }) => method === "rating-1");
  if (!batch) throw new Error("nothing is published");
  return batch;
};
const ownIn = async (batchId: string, code: string) => {
  const { institutions, results } = await read(batchId);
  const isOwn = ({ id }: { readonly id: string }) => id === idOf(code);
  return { input: institutions.find(isOwn), result: results.find(isOwn) };
};

/** What waits for the log is put under a signed head. */
async function sign(): Promise<void> {
  const worker = connect(database.url, { role: "mingjian_worker", max: 2 });
  const { storage, keys, publicUrl, clock } = context;
  try {
    const origin = await logOrigin(worker.system, publicUrl, clock.now());
    await sequenceLog({ sql: worker.system, storage, keys, origin }, clock.now());
  } finally {
    await worker.close();
  }
  await context.registry.refresh();
}

beforeAll(async () => {
  database = await createTestDatabase();
  context = await testContext(database, { now: DUE });
  scene = await ratingScene(context, database, { lenders: LENDERS, last: "2026-03", months: 16, now: DUE });
  agencyId = await firstAgency(context);
  const away = await addAgency(context, "AWAY", ["44"], DUE);
  officer.first = await addOfficer(context, "case_officer", agencyId);
  officer.second = await addOfficer(context, "reviewer", agencyId);
  officer.stranger = await addOfficer(context, "supervisor", away);
  complaintIds = await scene.complain([
    // Nine a month about L01, three of each class but seven of one; four about everybody else.
    ...Object.keys(LENDERS).flatMap((lender) =>
      MONTHS.flatMap((month) =>
        Array.from({ length: lender === "L01" ? 9 : 4 }, (_, i) => ({
          lender,
          month,
          reporter: `${lender}/${month}/${i}`,
          severity: lender === "L01" && i < 7 ? 3 : ([1, 3, 5, 3][i % 4] ?? 3),
          outcome: i % 4 < 3 ? "relief_monetary" : "not_upheld",
        })),
      ),
    ),
    // Six from one network, that nobody has answered.
    ...Array.from({ length: 6 }, (_, i) => ({
      lender: "L03",
      month: "2026-01",
      reporter: `alike/${i}`,
      network: "one place",
      outcome: null,
    })),
  ]);
  await publishRatings(context, { month: "2026-02", now: DUE });
  await sign();
});
afterAll(async () => {
  await context.close();
  await database.drop();
});

describe("an institution's own account", () => {
  test("tells its members each case that counts, so that nobody can be known by it, and writes each look down", async () => {
    const account = (await addOfficer(context, "case_officer", agencyId)).id;
    const own = await openOwnRating(as(context, member(account, "L01")), { institutionId: null });
    const batch = await newest();
    expect(own.rating).toMatchObject({ state: "known", batch: { id: batch.id } });
    const rows = own.rows ?? [];
    expect(rows.filter(({ kind }) => kind === "one").length).toBeGreaterThan(50);
    expect(rows.some(({ kind }) => kind === "few")).toBe(true);
    const text = JSON.stringify(rows);
    for (const id of complaintIds) expect(text).not.toContain(id);
    for (const {
      receipt,
    } of await database.owner`select encode(reporter_index, 'hex') as receipt from complaints`)
      expect(text).not.toContain(receipt);
    const matters: readonly string[] = MATTERS.map(({ code }) => code);
    for (const [, bin] of Map.groupBy(rows, (row) => `${row.month}|${row.severityClass}`)) {
      if (bin.some(({ kind }) => kind === "few")) expect(bin).toHaveLength(1);
      else expect(bin.length).toBeGreaterThanOrEqual(LEAST_TOLD);
      for (const row of bin) {
        expect(row.month).toMatch(/^\d{4}-\d{2}$/);
        const names = row.kind === "few" ? 3 : 8;
        expect(Object.keys(row)).toHaveLength(names);
        if (row.kind === "one") expect(matters).toContain(row.matter);
      }
    }
    expect(own.filings[0]).toMatchObject({ month: "2026-03", accounts: 1_000_000, recordedBy: null });
    const looks = await database.owner`
      select purpose, subject_id, fields from access_events where account_id = ${account}`;
    expect(looks).toEqual([
      { purpose: "own_rating", subject_id: idOf("L01"), fields: ["rating", "counted", "filings"] },
    ]);
  });

  test("is for its own members: another institution's is not there, officers and strangers are refused, unseen", async () => {
    const before = await database.owner`select id from access_events`;
    const own = as(context, member(officer.first.id, "L02"));
    await expect(openOwnRating(own, { institutionId: idOf("L01") })).rejects.toThrow("institution");
    await expect(openOwnRating(as(context, officer.first), { institutionId: idOf("L01") })).rejects.toThrow(
      "institution.read_own",
    );
    await expect(openOwnRating(as(context, null), { institutionId: null })).rejects.toThrow("sign-in-first");
    expect(await database.owner`select id from access_events`).toHaveLength(before.length);
  });
});

describe("what a batch found", () => {
  test("is shown to the agency whose business it is, as sizes and kinds without a complaint", async () => {
    const of = (agency: string) =>
      context.db.scoped(agency, (tx) => listFindings(tx, { kind: "cluster", limit: 10 }));
    const { all, findings } = await of(agencyId);
    expect(all).toBe(1);
    expect(findings[0]).toMatchObject({ institutionId: idOf("L03"), reports: 6, shared: ["network"] });
    const text = JSON.stringify(findings);
    for (const id of complaintIds) expect(text).not.toContain(id);
    expect((await of(officer.stranger.agencyId ?? "")).findings).toEqual([]);
  });
});

describe("an integrity hold", () => {
  test("takes two officers of the agency that holds the case, in the database too", async () => {
    const input = { institution: idOf("L05"), code: "handling_under_review" as const, reason: REASON };
    await expect(proposeIntegrityHold(as(context, officer.stranger), input)).rejects.toThrow(
      "other-agencys-institution",
    );
    const { holdId } = await proposeIntegrityHold(as(context, officer.first), input);
    await expect(proposeIntegrityHold(as(context, officer.second), input)).rejects.toThrow(
      "integrity-hold-open",
    );
    const confirm = { holdId, verdict: "confirm" as const, reason: REASON };
    await expect(decideIntegrityHold(as(context, officer.stranger), confirm)).rejects.toThrow(
      "integrity-hold",
    );
    await expect(decideIntegrityHold(as(context, officer.first), confirm)).rejects.toThrow(
      "second-person-needed",
    );
    await expect(
      database.owner`update rating_integrity_holds set state = 'in_force', decided_by = proposed_by,
        decided_at = now(), decided_reason = 'x' where id = ${holdId}`,
    ).rejects.toThrow("rating_integrity_holds_four_eyes");
    const seen = (agency: string) => context.db.scoped(agency, (tx) => listIntegrityHolds(tx, { limit: 10 }));
    expect((await seen(agencyId)).map(({ id }) => id)).toEqual([holdId]);
    expect(await seen(officer.stranger.agencyId ?? "")).toEqual([]);
    // Half a hold holds nothing.
    expect((await correctRatings(context, { now: on(0.5).now }))[0]?.outcome).toBe("same");
    expect(await decideIntegrityHold(as(on(1), officer.second), confirm)).toEqual({ state: "in_force" });
    await expect(decideIntegrityHold(as(on(1), officer.second), confirm)).rejects.toThrow("hold-closed");
  });

  test("takes the figures away with the next correction, of which the batch page says why, and gives them back when lifted", async () => {
    const before = await newest();
    expect((await ownIn(before.id, "L05")).result?.status).toBe("rated");
    const preview = await comparePreview(as(on(1.1), officer.first), { month: "2026-02" });
    const own = preview.changes.find(({ institutionId }) => institutionId === idOf("L05"));
    expect(own).toMatchObject({
      causes: ["integrity_hold"],
      before: { status: "rated" },
      after: { letter: null },
    });
    expect(own?.moves).toContainEqual({ what: "reason_new", reason: "integrity_hold" });

    expect((await correctRatings(context, { now: on(1.2).now }))[0]?.outcome).toBe("new");
    const held = await newest();
    expect((await ownIn(held.id, "L05")).input?.integrityHold).toBe("handling_under_review");
    expect((await ownIn(held.id, "L05")).result).toMatchObject({
      letter: null,
      harm: null,
      upholdRate: null,
    });
    expect(JSON.stringify(await read(held.id))).not.toContain(REASON);
    await context.registry.refresh();
    expect(await describeBatch(context, held.id)).toBeNull();
    await sign();
    const page = await describeBatch(context, held.id);
    if (page === null || page === "away") throw new Error("the batch is not shown");
    expect(page.batch).toMatchObject({ corrects: before.id, reason: "integrity_hold", kind: "correction" });
    expect(page.changes.find(({ institutionId }) => institutionId === idOf("L05"))).toMatchObject({
      legalName: "L05消费金融有限公司",
      before: { status: "rated" },
      after: { letter: null, status: "not_rated" },
      causes: ["integrity_hold"],
    });
    expect(page.letters.reduce((sum, { count }) => sum + count, 0)).toBe(page.batch.institutions);
    expect(await describeBatch(context, before.id)).toMatchObject({ replacedBy: held.id });

    const [hold] = await context.db.scoped(agencyId, (tx) => listIntegrityHolds(tx, { limit: 1 }));
    const lift = { holdId: hold?.id ?? "", reason: REASON };
    await expect(liftIntegrityHold(as(on(2), officer.stranger), lift)).rejects.toThrow("integrity-hold");
    await liftIntegrityHold(as(on(2), officer.first), lift);
    expect((await correctRatings(context, { now: on(2.1).now }))[0]?.outcome).toBe("new");
    expect((await ownIn((await newest()).id, "L05")).result?.status).toBe("rated");
    const told = await database.owner`
      select action from audit_events where subject_kind = 'integrity_hold' order by at, id`;
    expect(told.map(({ action }) => action)).toEqual([
      "integrity_hold.proposed",
      "integrity_hold.confirmed",
      "integrity_hold.lifted",
    ]);
  });
});

describe("methods", () => {
  test("run side by side for as many months as is written down, each with letters of its own, then the older one stops", async () => {
    const next = { ...RATING_1, version: "rating-2", weights: [1, 2, 4] as const };
    const methods: readonly PublishedMethod[] = [
      { method: next, until: null },
      { method: RATING_1, until: "2026-03" },
    ];
    const both = new Date("2026-04-05T02:00:00Z");
    const march = await publishRatings(context, { month: "2026-03", now: both, methods });
    expect(march.map(({ outcome }) => outcome)).toEqual(["new", "new"]);
    const published = await Promise.all(march.map(({ batchId }) => read(batchId ?? "")));
    expect(published.map(({ month, method }) => `${month} ${method.version}`)).toEqual([
      "2026-03 rating-2",
      "2026-03 rating-1",
    ]);
    const late = new Date("2026-05-05T02:00:00Z");
    const april = await publishRatings(context, { month: "2026-04", now: late, methods });
    expect(april).toHaveLength(1);
    expect((await read(april[0]?.batchId ?? "")).method.version).toBe("rating-2");
    // What is over is not corrected either.
    expect(await correctRatings(context, { now: late, methods })).toHaveLength(1);
  });
});
