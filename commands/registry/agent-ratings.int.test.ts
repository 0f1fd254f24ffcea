import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, it } from "vitest";
import { insertRows } from "#db/rows.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import { saveInstitutions } from "../institutions/save-institutions.ts";
import { gatherEvidence } from "../rating/gather-evidence.ts";
import { importExposures } from "../rating/record-exposures.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { describeInstitution } from "./describe-institution.ts";

let database: TestDatabase;
let portal: TestContext;
let lender: string;
let agent: string;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  const ids = await saveInstitutions(portal, {
    records: [
      { code: "L-1", legalName: "示例消费金融有限公司", class: "consumer_finance" },
      { code: "A-1", legalName: "示例催收服务有限公司", class: "collection_agency" },
      { code: "A-2", legalName: "示例贷款中介有限公司", class: "loan_broker" },
    ],
    source: "test",
    actor: { kind: "system", id: null },
    now: portal.now,
  });
  [lender = "", agent = ""] = [ids.get("L-1"), ids.get("A-1")];
  await insertRows(
    database.owner,
    "agents_of",
    [agent, ids.get("A-2")].map((id) => ({
      id: uuidv7(),
      principal_id: lender,
      agent_id: id,
      scope: "collection",
      since: "2025-01-01",
      until: null,
      source: "test",
    })),
  );
  await Promise.all([portal.register.refresh(), portal.registry.refresh()]);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

it("an agent's accounts are filed like a lender's, and it is compared with others that do not lend", async () => {
  const csv = "institution,month,product,accounts,source\nA-1,2025-12,all,1200,audited_filing\n";
  expect(await importExposures(portal, csv)).toMatchObject({ added: 1, bad: [], problem: null });
  const asked = { month: "2026-01", asOf: portal.now, method: RATING_1 };
  const { strata } = await gatherEvidence(database.db.system, asked);
  expect(strata).toEqual(
    expect.arrayContaining([
      { id: "collection_agency", parent: "others" },
      { id: "others", parent: null },
    ]),
  );
});

it("a principal's page tells each agent's letter, and that an agent is not rated", async () => {
  const batchId = uuidv7();
  const leafId = uuidv7();
  await insertRows(database.owner, "rating_batches", [
    {
      id: batchId,
      month: "2026-01-01",
      method: RATING_1.version,
      kind: "monthly",
      as_of: portal.now,
      bundle_sha256: randomBytes(32),
      bundle_bytes: 1n,
      institutions: 1,
      rated: 1,
      population: {},
      published_at: portal.now,
      leaf_id: leafId,
    },
  ]);
  await insertRows(database.owner, "ratings", [
    {
      batch_id: batchId,
      institution_id: agent,
      status: "rated",
      letter: "B",
      ruled: "B",
      reasons: [],
      figures: { status: "rated", letter: "B" },
      basis: {},
    },
  ]);
  const wordsOf = async (id: string, side: "agents" | "principals") =>
    (await describeInstitution(portal, id))?.[side]
      .map(({ legalName, rating }) => `${legalName} ${rating}`)
      .sort();
  expect(await wordsOf(lender, "agents")).toEqual([
    "示例催收服务有限公司 not_rated",
    "示例贷款中介有限公司 not_rated",
  ]);
  // Shown once its leaf is under a signed head.
  await insertRows(database.owner, "log_leaves", [
    { index: 0, leaf_id: leafId, leaf: "{}", leaf_hash: randomBytes(32) },
  ]);
  await insertRows(database.owner, "log_checkpoints", [
    { size: 1, root: randomBytes(32), note: "", signed_at: portal.now },
  ]);
  expect(await wordsOf(lender, "agents")).toEqual([
    "示例催收服务有限公司 B",
    "示例贷款中介有限公司 not_rated",
  ]);
  expect(await wordsOf(agent, "principals")).toEqual(["示例消费金融有限公司 not_rated"]);
});
