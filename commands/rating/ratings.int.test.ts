import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestContext, testContext } from "#commands/testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "#commands/testing/officers.ts";
import { type RatingScene, ratingScene } from "#commands/testing/rating-scene.ts";
import { listCorrectionCauses } from "#db/queries/rating-causes.ts";
import { listFilings, listRatingEvidence } from "#db/queries/rating-evidence.ts";
import { listHolds } from "#db/queries/rating-holds.ts";
import { findRatingBatch, listRatingChanges, listRatings, listStandingBatches } from "#db/queries/ratings.ts";
import { insertRows } from "#db/rows.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { RatingBundle } from "#domain/rating/bundle.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import { rate } from "#domain/rating/rate.ts";
import { bundlePath } from "./bundle-files.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { previewRating } from "./preview-rating.ts";
import { correctRatings, monthDue, publishRatings } from "./publish-ratings.ts";
import { recordExposures } from "./record-exposures.ts";
import { reviewHold } from "./review-hold.ts";

/** The fifth day after February 2026, in the morning. */
const DUE = new Date("2026-03-05T02:00:00Z");
const LENDERS = Object.fromEntries(
  Array.from({ length: 12 }, (_, i) => [`L${String(i + 1).padStart(2, "0")}`, 1_000_000]),
);
const MONTHS = Array.from(
  { length: 24 },
  (_, i) => `${2024 + Math.floor((i + 2) / 12)}-${String(((i + 2) % 12) + 1).padStart(2, "0")}`,
);

let database: TestDatabase;
let context: TestContext;
let scene: RatingScene;
beforeAll(async () => {
  database = await createTestDatabase();
  context = await testContext(database, { now: DUE });
  scene = await ratingScene(context, database, { lenders: LENDERS, last: "2026-02", months: 24, now: DUE });
  // Four a month about everybody, sixteen about L01; another person each time, and three in four upheld.
  await scene.complain(
    Object.keys(LENDERS).flatMap((lender) =>
      MONTHS.flatMap((month) =>
        Array.from({ length: lender === "L01" ? 16 : 4 }, (_, i) => ({
          lender,
          month,
          reporter: `${lender}/${month}/${i}`,
          severity: [3, 1, 5, 3][i % 4] ?? 3,
          outcome: i % 4 < 3 ? "relief_monetary" : "not_upheld",
        })),
      ),
    ),
  );
  // A hundred strangers about L02 in one month, whom nobody has answered yet.
  await scene.complain(
    Array.from({ length: 100 }, (_, i) => ({
      lender: "L02",
      month: "2026-02",
      reporter: `burst/${i}`,
      outcome: null,
    })),
  );
});
afterAll(async () => {
  await context.close();
  await database.drop();
});

const idOf = (code: string): string => scene.ids.get(code) ?? "";
const standing = async () => {
  const [batch] = await listStandingBatches(context.db.system);
  if (!batch) throw new Error("nothing is published");
  return batch;
};
const read = async (batchId: string): Promise<RatingBundle> =>
  JSON.parse((await context.storage.read(bundlePath(batchId, "identity")))?.toString() ?? "null");

describe("a month's ratings", () => {
  test("are due from the fifth day of the next month on, by the calendar of China", () => {
    expect(monthDue(new Date("2026-03-04T15:59:59Z"))).toBe("2026-01");
    expect(monthDue(new Date("2026-03-04T16:00:00Z"))).toBe("2026-02");
    expect(monthDue(new Date("2026-01-02T00:00:00Z"))).toBe("2025-11");
  });

  test("are published once, whoever publishes at the same time, and are not shown before the log vouches for them", async () => {
    const publish = () => publishRatings(context, { month: "2026-02", now: DUE });
    const outcomes = (await Promise.all([publish(), publish()])).flat().map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "new")).toEqual(["new"]);
    const [again] = await publish();
    const batch = await standing();
    expect(again).toEqual({ outcome: "same", batchId: batch.id });
    expect(await findRatingBatch(context.db.system, batch.id)).toBeNull();
    const [leaf] = await database.owner<{ record: string; type: string }[]>`
      select record, type from log_records where leaf_id = ${batch.leafId}`;
    expect(leaf?.type).toBe("rating-batch");
    expect(JSON.parse(leaf?.record ?? "{}")).toMatchObject({
      id: batch.id,
      sha256: batch.sha256,
      month: "2026-02",
    });
  });

  test("follow from the published sums alone, and tell the one that is complained about more from its peers", async () => {
    const batch = await standing();
    const bundle = await read(batch.id);
    const { population, results } = rate(bundle);
    expect(JSON.parse(JSON.stringify({ population, results }))).toEqual({
      population: bundle.population,
      results: bundle.results,
    });
    expect((await listRatings(context.db.system, batch.id)).map(({ result }) => result)).toEqual(
      bundle.results,
    );
    const letters = new Map(bundle.results.map(({ id, letter }) => [id, letter]));
    expect(["D", "E"]).toContain(letters.get(idOf("L01")));
    expect(letters.get(idOf("L05"))).toBe("C");
    expect(bundle.results.find(({ id }) => id === idOf("L01"))?.peers).toBe("consumer_finance");
  });

  test("count what was known by then: later outcomes, later filings and other people's guesses change nothing", async () => {
    const before = await read((await standing()).id);
    const early = new Date(DUE.getTime() - 20 * 86_400_000);
    const officer = await addOfficer(context, "supervisor", await firstAgency(context));
    const preview = await previewRating(as(context.at(DUE), officer), { month: "2026-02" });
    expect(preview.bundle.results).toEqual(before.results);
    const known = await previewRating({ ...as(context, officer), now: early }, { month: "2026-01" });
    const counts = ({ institutions }: RatingBundle) =>
      institutions.find(({ id }) => id === idOf("L03"))?.counts;
    // January's were closed at the end of the month and are known; none is of a month to come.
    expect(counts(known.bundle)).toMatchObject({ received: 48 });
    await expect(previewRating(as(context, null), { month: "2026-02" })).rejects.toThrow("not-signed-in");
  });
});

describe("sizes from a file", () => {
  test("are taken row by row; a bad row says in both languages how to mend it, and the same file adds nothing twice", async () => {
    const officer = as(context, await addOfficer(context, "case_officer", await firstAgency(context)));
    const csv = [
      "institution,month,product,accounts,source,filed_at",
      'L03,2026-02,all,"2,000,000",audited_filing,2026-03-01',
      "L03消费金融有限公司,2026-01,,2000000,audited_filing,",
      "nobody,2026-01,all,1,audited_filing,",
      "L03,2026-13,all,1,audited_filing,",
      "L03,2026-01,all,-1,audited_filing,",
      "L03,2026-01,all,1,hearsay,",
      "L03,2027-01,all,1,proxy,",
    ].join("\n");
    const first = await recordExposures(officer, { csv });
    expect(first).toMatchObject({ read: 7, added: 2, same: 0, problem: null });
    expect(first.bad.map(({ line, code }) => `${line} ${code}`)).toEqual([
      "4 no-institution",
      "5 bad-month",
      "6 bad-accounts",
      "7 bad-source",
      "8 month-to-come",
    ]);
    expect(first.bad.every(({ zh, en }) => zh.length > 5 && en.length > 5)).toBe(true);
    expect(await recordExposures(officer, { csv })).toMatchObject({ added: 0, same: 2 });
    expect((await recordExposures(officer, { csv: "a,b\n1,2" })).problem?.en).toContain("institution");
    await expect(recordExposures(as(context, null), { csv })).rejects.toThrow("not-signed-in");
    const triage = as(context, await addOfficer(context, "triage", await firstAgency(context)));
    await expect(recordExposures(triage, { csv })).rejects.toThrow("forbidden");
  });
});

describe("a correction", () => {
  test("is published where a size turned out otherwise, says whose letter changed and why, and once", async () => {
    const before = await standing();
    const later = new Date(DUE.getTime() + 86_400_000);
    // A better source outranks a newer one: what the other officer recorded from an audit changes nothing.
    expect((await correctRatings(context, { now: later }))[0]?.outcome).toBe("same");
    const officer = as(context, await addOfficer(context, "case_officer", await firstAgency(context)), 1);
    const rows = MONTHS.map((month) => `L01,${month},all,9000000,regulator_filing,2026-03-06`);
    await recordExposures(officer, {
      csv: ["institution,month,product,accounts,source,filed_at", ...rows].join("\n"),
    });
    const night = new Date(later.getTime() + 3_600_000);
    const [corrected] = await correctRatings(context, { now: night });
    expect(corrected?.outcome).toBe("new");
    const batch = await standing();
    expect(batch).toMatchObject({
      kind: "correction",
      corrects: before.id,
      reason: "exposure_restated",
      month: "2026-02",
    });
    const changes = await listRatingChanges(context.db.system, batch.id);
    const own = changes.find(({ institutionId }) => institutionId === idOf("L01"));
    expect(own?.causes).toEqual(["exposure_restated"]);
    expect(["D", "E"]).toContain(own?.before.letter);
    expect(own?.after.letter).not.toBe(own?.before.letter);
    expect(
      changes
        .filter(({ institutionId }) => institutionId !== idOf("L01"))
        .every(({ causes }) => causes[0] === "newer_evidence"),
    ).toBe(true);
    // The chain on the log: the correction's leaf follows the first one's.
    const chain =
      await database.owner`select chain_seq from log_records where type = 'rating-batch' order by chain_seq`;
    expect(chain.map((row) => row.chain_seq)).toEqual([1, 2]);
    expect((await correctRatings(context, { now: new Date(night.getTime() + 86_400_000) }))[0]?.outcome).toBe(
      "same",
    );
  });
});

describe("reports held back", () => {
  test("wait for the agency's officers: many are dismissed by two people only, and the rating follows", async () => {
    const agencyId = await firstAgency(context);
    const night = new Date(DUE.getTime() + 5 * 86_400_000);
    const holds = await context.db.scoped(agencyId, (tx) => listHolds(tx, { limit: 50 }));
    const hold = holds.find(
      ({ institutionId, month }) => institutionId === idOf("L02") && month === "2026-02",
    );
    expect(hold?.complaints).toBeGreaterThan(10);
    expect(hold?.counted).toBeLessThan(hold?.found ?? 0);
    const input = {
      institutionId: idOf("L02"),
      holdId: hold?.id ?? "",
      verdict: "dismiss" as const,
      reason: "同一段话，同一天，核对后都不是客户。",
    };
    const away = await addAgency(context, "AWAY", ["44"], DUE);
    const [stranger, first, second, auditor] = await Promise.all([
      addOfficer(context, "supervisor", away),
      addOfficer(context, "case_officer", agencyId),
      addOfficer(context, "reviewer", agencyId),
      addOfficer(context, "auditor", agencyId),
    ]);
    await expect(reviewHold(as(context, stranger, 5), input)).rejects.toThrow("not-found");
    await expect(reviewHold(as(context, auditor, 5), input)).rejects.toThrow("forbidden");
    await expect(reviewHold(as(context, first, 5), { ...input, reason: "假的" })).rejects.toThrow(
      "invalid-request",
    );
    expect(await reviewHold(as(context, first, 5), input)).toEqual({ state: "open" });
    await expect(reviewHold(as(context, first, 5), input)).rejects.toThrow("second-person-needed");
    // Half a dismissal changes nothing.
    expect((await correctRatings(context, { now: new Date(night.getTime() - 1) }))[0]?.outcome).toBe("same");
    expect(await reviewHold(as(context, second, 5), input)).toEqual({ state: "dismissed" });
    await expect(reviewHold(as(context, second, 5), input)).rejects.toThrow("hold-closed");
    const before = await read((await standing()).id);
    const [corrected] = await correctRatings(context, { now: new Date(night.getTime() + 1) });
    expect(corrected?.outcome).toBe("new");
    const after = await read((await standing()).id);
    const own = (bundle: RatingBundle) => bundle.institutions.find(({ id }) => id === idOf("L02"));
    expect([own(before)?.counts.received, own(after)?.counts.received]).toEqual([148, 48]);
    expect(own(before)?.held[1]).toBeGreaterThan(0);
    expect(own(after)?.held).toEqual([0, 0, 0]);
    const changes = await listRatingChanges(context.db.system, (await standing()).id);
    expect(changes.find(({ institutionId }) => institutionId === idOf("L02"))?.causes).toEqual([
      "hold_reviewed",
    ]);
  });

  test("add up where one person dismisses them; a review ninety days late is told, and decides nothing; a month left out breaks no chain", async () => {
    const agencyId = await firstAgency(context);
    const holds = ["2026-01", "2026-02"].map((month) => ({
      institution_id: idOf("L04"),
      id: uuidv7(),
      agency_id: agencyId,
      severity_class: 1,
      month: `${month}-01`,
      found_weight: 6,
      counted_weight: 1,
      span_months: 1,
      complaint_count: 6,
      found_at: DUE,
      state: "open",
    }));
    await insertRows(database.owner, "rating_holds", holds);
    const officer = as(context, await addOfficer(context, "case_officer", agencyId), 6);
    const states = [];
    for (const { id: holdId } of holds)
      states.push(
        await reviewHold(officer, {
          institutionId: idOf("L04"),
          holdId,
          verdict: "dismiss",
          reason: "核对后都不是客户，号码相同。",
        }),
      );
    expect(states.map(({ state }) => state)).toEqual(["dismissed", "open"]);
    const overdueAt = async (now: Date): Promise<string[]> => {
      const month = now < new Date("2026-05-01T00:00:00Z") ? "2026-03" : "2026-05";
      const [published] = await publishRatings(context, { month, now });
      const ratings = await listRatings(context.db.system, published?.batchId ?? "");
      return ratings.flatMap(({ institutionId, basis }) =>
        basis.overdue > 0 ? [`${institutionId} ${basis.overdue}`] : [],
      );
    };
    expect(await overdueAt(new Date("2026-04-05T02:00:00Z"))).toEqual([]);
    expect(await overdueAt(new Date("2026-06-05T02:00:00Z"))).toEqual([`${idOf("L04")} 1`]);
    // April was left out: the letters of March are what May's are held over from.
    const may = await read((await standing()).id);
    expect(may.institutions.find(({ id }) => id === idOf("L05"))?.previous.letter).toBe("C");
    const [waiting] = (await context.db.scoped(agencyId, (tx) => listHolds(tx, { limit: 1 }))) ?? [];
    expect(waiting).toMatchObject({ state: "open", month: "2026-02", dueAt: "2026-06-03T16:00:00.000Z" });
  });
});

describe("what ratings rest on", () => {
  const WINDOW = { from: new Date("2024-03-01T00:00:00+08:00"), to: new Date("2026-03-01T00:00:00+08:00") };

  test("a size restated on the day of the first one stands, also where it is larger", async () => {
    const officer = as(context, await addOfficer(context, "case_officer", await firstAgency(context)), 7);
    const record = (accounts: number, days: number) =>
      recordExposures(
        { ...officer, now: new Date(DUE.getTime() + days * 86_400_000) },
        { csv: `institution,month,accounts,source\nL06,2026-02,${accounts},audited_filing` },
      );
    await record(700, 7);
    await record(900, 8);
    const filed = async (asOf: Date) =>
      (await listFilings(context.db.system, { first: "2026-02", last: "2026-02", asOf }))
        .filter(({ institutionId, source }) => institutionId === idOf("L06") && source === "audited_filing")
        .map(({ accounts }) => accounts);
    expect(await filed(new Date(DUE.getTime() + 9 * 86_400_000))).toEqual([900]);
    expect(await filed(new Date(DUE.getTime() + 7.5 * 86_400_000))).toEqual([700]);
  });

  test("an agent's complaint lies in the stratum of the lender, if nobody fakes that one, and what is revised about it is a cause for both and for a successor", async () => {
    const { owner } = database;
    const ofLender = async (code: string): Promise<string> => {
      const [row] = await owner<{ id: string }[]>`
        select m.complaint_id as id from case_members m join cases c on c.id = m.case_id
        join complaint_events e on e.complaint_id = m.complaint_id and e.status = 'closed'
        where c.institution_id = ${idOf(code)} order by m.reported_at desc limit 1`;
      return row?.id ?? "";
    };
    const [agents, claimed] = [await ofLender("L12"), await ofLender("L09")];
    await owner`update complaints set facts = facts || '{"loan": {"product": "cash_loan"}}' where id = ${agents}`;
    await owner`delete from case_members where complaint_id = ${claimed}`;
    await owner`update complaints set claimed_institution_id = ${idOf("L09")} where id = ${claimed}`;
    await insertRows(owner, "agents_of", [
      { principal_id: idOf("L11"), id: uuidv7(), agent_id: idOf("L12"), scope: "collection", source: "test" },
    ]);
    await insertRows(owner, "exposure_filings", [
      {
        institution_id: idOf("L11"),
        id: uuidv7(),
        month: "2026-02-01",
        product: "cash_loan",
        accounts: 1000,
        source: "regulator_filing",
        filed_at: DUE,
        recorded_at: DUE,
      },
    ]);
    const { evidence } = await gatherEvidence(context.db.system, {
      month: "2026-02",
      asOf: DUE,
      method: RATING_1,
    });
    expect(evidence.complaints.find(({ id }) => id === agents)).toMatchObject({
      institutionId: idOf("L12"),
      principalId: idOf("L11"),
      stratum: "consumer_finance:cash_loan",
    });

    // Somebody who fakes a lender may well call himself its agent.
    await insertRows(owner, "complaint_traits", [
      { complaint_id: agents, at: DUE, impersonates: idOf("L11"), blocks: [] },
    ]);
    const asked = { from: WINDOW.from, to: WINDOW.to, asOf: DUE };
    const faked = (await listRatingEvidence(context.db.system, asked)).find(({ id }) => id === agents);
    expect([faked?.principalId, faked?.isImpersonation]).toEqual([null, false]);

    await insertRows(owner, "institution_links", [
      {
        institution_id: idOf("L11"),
        id: uuidv7(),
        kind: "successor",
        other_id: idOf("L10"),
        since: "2026-01-15",
      },
    ]);
    const since = new Date(DUE.getTime() + 100 * 86_400_000);
    const until = new Date(since.getTime() + 1000);
    await insertRows(
      owner,
      "complaint_events",
      [agents, claimed].map((complaint_id) => ({
        complaint_id,
        id: uuidv7(),
        status: "reopened",
        by_kind: "officer",
        at: until,
      })),
    );
    const causes = await listCorrectionCauses(context.db.system, { since, until, ...WINDOW });
    expect(causes.map(({ institutionId, cause }) => `${institutionId} ${cause}`).sort()).toEqual(
      ["L09", "L10", "L11", "L12"].map((code) => `${idOf(code)} outcome_revised`).sort(),
    );
  });
});
