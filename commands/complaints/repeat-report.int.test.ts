import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { heatOf } from "#domain/cases/score.ts";
import { canonicalComplaint, parseComplaint } from "#domain/complaints/complaint-input.ts";
import { importMarks } from "../numbers/import-marks.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { submitComplaint } from "./submit-complaint.ts";

let database: TestDatabase;
let portal: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

const body = (kind: "D2.too_frequent" | "D5.violence") => ({
  matter: "collection",
  channel: "voice_call",
  relationship: "CONTACT_LISTED",
  incidents: [{ numberDisplayed: "95588", at: "2026-03-01T10:00:00+08:00" }],
  contact: { phone: "13700000001" },
  harm: { kinds: [kind] },
  truthStatement: true,
});

describe("intake", () => {
  test("the same person's graver second report counts in the heat as it does in the source", async () => {
    for (const kind of ["D2.too_frequent", "D5.violence"] as const) {
      await submitComplaint(portal, {
        body: body(kind),
        idempotencyKey: null,
        origin: { kind: "anonymous", network: null },
      });
    }
    const sources = await database.owner<
      { firstAt: Date; severity: number }[]
    >`select first_at as "firstAt", severity from case_sources`;
    const [stored] = await database.owner<{ heat: number }[]>`select heat from cases`;
    expect(stored?.heat).toBeCloseTo(heatOf(sources), 6);
  });

  test("no stored hash can be tried against a list of phone numbers without the key ring", async () => {
    const parsed = parseComplaint(body("D2.too_frequent"), { now: portal.now });
    if (!parsed.ok) throw new Error("example does not parse");
    const guess = createHash("sha256").update(canonicalComplaint(parsed.complaint)).digest();
    const found = await database.owner`select 1 from complaints where content_hash = ${guess}`;
    expect(found).toHaveLength(0);
  });

  test("a third party's mark leaves no private number in clear", async () => {
    const number = "13211110009";
    const mark = { number, sourceId: null, markedAt: null, category: null, isRecording: null };
    await importMarks(portal, {
      source: "numbers",
      region: "CN",
      marks: [mark],
      now: portal.now,
      dryRun: false,
    });
    const rows = await database.owner`
      select 1 from source_records where source_id like ${`%${number}%`} or content_hash = ${createHash("sha256").update(`+86${number}`).digest()}`;
    expect(rows).toHaveLength(0);
  });
});
