import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NOW, openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { saveInstitutions } from "#commands/institutions/save-institutions.ts";
import { bundlePath } from "#commands/rating/bundle-files.ts";
import { publishRatings } from "#commands/rating/publish-ratings.ts";
import { describeInstitution } from "#commands/registry/describe-institution.ts";
import type { InstitutionRating } from "#commands/registry/describe-rating.ts";
import { type RatingScene, ratingScene } from "#commands/testing/rating-scene.ts";
import { logOrigin } from "#commands/transparency/log-identity.ts";
import { sequenceLog } from "#commands/transparency/sequence-log.ts";
import { connect } from "#db/client.ts";
import type { RatingBundle } from "#domain/rating/bundle.ts";

const MONTHS = Array.from(
  { length: 14 },
  (_, i) => `${2024 + Math.floor((i + 11) / 12)}-${String(((i + 11) % 12) + 1).padStart(2, "0")}`,
);
const LENDERS = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`R${i + 10}`, 500_000]));
/** What a spreadsheet would run, were it not stopped. */
const FORMULA = '=HYPERLINK("http://x.example";"示例")';

let portal: TestPortal;
let scene: RatingScene;
let formulaId = "";

beforeAll(async () => {
  portal = await openTestPortal({ limits: { lookups: null, filings: null } });
  scene = await ratingScene(portal.runtime, portal.database, {
    lenders: LENDERS,
    last: "2026-01",
    months: MONTHS.length,
    now: NOW,
  });
  const ids = await saveInstitutions(portal.runtime, {
    records: [{ code: "F-1", legalName: FORMULA, class: "loan_broker" }],
    source: "test",
    actor: { kind: "system", id: null },
    now: NOW,
  });
  formulaId = ids.get("F-1") ?? "";
  await portal.runtime.register.refresh();
  // Twelve people a month about R10, two about each of the others; three of R10's are of another kind than all the rest.
  await scene.complain(
    Object.keys(LENDERS).flatMap((lender) =>
      MONTHS.flatMap((month) =>
        Array.from({ length: lender === "R10" ? 12 : 2 }, (_, i) => ({
          lender,
          month,
          reporter: `${lender}/${month}/${i}`,
          severity: [1, 3, 5][i % 3] ?? 3,
          outcome: "relief_non_monetary",
        })),
      ),
    ),
  );
  const { owner } = portal.database;
  const unread = await scene.complain(
    Array.from({ length: 11 }, (_, i) => ({ lender: "R10", month: "2025-12", reporter: `unread/${i}` })),
  );
  await owner`delete from complaint_events where complaint_id = any(${unread}::uuid[])`;
  await owner`update complaints set channel = 'visit', matter = 'scam' where id = any(${unread}::uuid[])`;
  const own = owner`select m.complaint_id from case_members m join institution_cases ic using (case_id)
    where ic.institution_id = ${idOf("R10")} order by m.complaint_id limit 3`;
  await owner`update complaints set channel = 'visit', matter = 'scam' where id in (${own})`;
});
afterAll(() => portal.close());

const pageOf = async (id: string): Promise<InstitutionRating> => {
  const page = await describeInstitution(portal.runtime, id);
  if (!page) throw new Error(`no institution ${id}`);
  return page.rating;
};
const known = async (id: string) => {
  const rating = await pageOf(id);
  if (rating.state !== "known") throw new Error(`the rating is ${rating.state}`);
  return rating;
};
const idOf = (code: string) => scene.ids.get(code) ?? "";

async function publish(month: string): Promise<string> {
  const [published] = await publishRatings(portal.runtime, { month, now: NOW });
  const worker = connect(portal.database.url, { role: "mingjian_worker", max: 2 });
  const { storage, keys, publicUrl, clock } = portal.runtime;
  try {
    const origin = await logOrigin(worker.system, publicUrl, clock.now());
    await sequenceLog({ sql: worker.system, storage, keys, origin }, clock.now());
  } finally {
    await worker.close();
  }
  return published?.batchId ?? "";
}

/** Rows by name of column; no cell of this test holds a line break or a comma. */
async function table(query = ""): Promise<{ text: string; rows: Record<string, string>[] }> {
  const answer = await portal.api.inject({ url: `/api/v1/institutions.csv${query}` });
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([
    200,
    "text/csv; charset=utf-8; header=present",
  ]);
  const [head = "", ...lines] = answer.body
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split("\n");
  const names = head.split(",");
  return {
    text: answer.body,
    rows: lines.map((line) => {
      const cells = line.split(",");
      expect(cells).toHaveLength(names.length);
      return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""]));
    }),
  };
}

describe("the page and the table before anything is published", () => {
  it("answer, and say that there is no rating yet", async () => {
    expect(await pageOf(idOf("R10"))).toEqual({ state: "none" });
    const { rows } = await table();
    expect(rows).toHaveLength(14);
    expect(new Set(rows.map(({ rating }) => rating))).toEqual(new Set(["not_rated"]));
    expect(rows[0]?.month).toBe("");
  });
});

describe("an institution's page", () => {
  let batch = "";
  beforeAll(async () => {
    await publish("2025-12");
    batch = await publish("2026-01");
  });

  it("has the newest month, the one before, and every published figure as the file has it", async () => {
    const rating = await known(idOf("R10"));
    const bundle = JSON.parse(
      (await portal.runtime.storage.read(bundlePath(batch, "identity")))?.toString() ?? "",
    ) as RatingBundle;
    expect(rating.batch).toMatchObject({ id: batch, month: "2026-01", kind: "monthly" });
    expect(rating.current?.result).toEqual(bundle.results.find(({ id }) => id === idOf("R10")));
    const input = bundle.institutions.find(({ id }) => id === idOf("R10"));
    expect(rating.current?.input).toEqual({
      cells: input?.cells,
      handling: input?.handling,
      accountMonths: input?.strata.reduce((sum, { exposure }) => sum + exposure.base, 0),
    });
    expect(rating.previous?.month).toBe("2025-12");
    expect(rating.previous?.input?.accountMonths).toBeLessThan(rating.current?.input?.accountMonths ?? 0);
    expect(rating.history.map(({ month }) => month)).toEqual(["2025-12", "2026-01"]);
    expect(rating.vkey).toMatch(/^.+\+[0-9a-f]{8}\+.+$/);
  });

  it("shows all that were compared with the same peers, the smallest first, itself among them", async () => {
    const { peers, population } = await known(idOf("R10"));
    expect(peers).toHaveLength(11);
    expect(peers.map(({ id }) => id)).toContain(idOf("R10"));
    expect(peers.map(({ precision }) => precision)).toEqual(
      peers.map(({ precision }) => precision).toSorted((a, b) => a - b),
    );
    expect(population.overDispersion).toBeGreaterThanOrEqual(1);
  });

  it("tells nothing that fewer than ten people told of or nobody has read, and no share that would give it away", async () => {
    const { mix } = await known(idOf("R10"));
    expect(mix).toEqual({
      matters: [{ code: "collection", share: 1 }],
      channels: [{ code: "voice_call", share: 1 }],
    });
  });

  it("says of who is in no batch that it is in none, and nothing while the database cannot be asked", async () => {
    expect((await known(formulaId)).current).toBeNull();
    portal.clock.advance(3_600_000);
    expect(await pageOf(idOf("R10"))).toEqual({ state: "away" });
    await portal.runtime.registry.refresh();
    expect((await pageOf(idOf("R10"))).state).toBe("known");
  });

  it("and the table agree, row by row, and no cell is run by a spreadsheet", async () => {
    const { text, rows } = await table();
    expect(text.startsWith("\uFEFFid,code,name,")).toBe(true);
    const own = rows.find(({ id }) => id === idOf("R10"));
    const { current } = await known(idOf("R10"));
    expect(own).toMatchObject({
      month: "2026-01",
      batch,
      letter: current?.result.letter ?? "",
      ratio: String(current?.result.harm?.estimate.ratio ?? ""),
      ratio_high: String(current?.result.harm?.estimate.high ?? ""),
      harassment_observed: String(current?.result.harm?.classes[1]?.observed ?? ""),
      received: String(current?.basis.counts.received ?? ""),
      persons: String(current?.basis.persons ?? ""),
    });
    expect(rows.find(({ id }) => id === formulaId)?.name?.replace(/^"/, "")).toMatch(/^'=/);
    expect(text).not.toMatch(/(?:^|,)"?[=@]/m);
  });

  it("is found in the table by the filters of the list, and what is no filter is refused", async () => {
    const letter = (await known(idOf("R10"))).current?.result.letter ?? "not_rated";
    const { rows } = await table(`?rating=${letter}&class=consumer_finance&q=R1&region=&licence=`);
    expect(rows.map(({ id }) => id)).toContain(idOf("R10"));
    expect(new Set(rows.map(({ rating }) => rating))).toEqual(new Set([letter]));
    const refused = await portal.api.inject({ url: "/api/v1/institutions.csv?rating=F" });
    expect([refused.statusCode, refused.json().code]).toEqual([400, "invalid-request"]);
  });

  it("goes to whoever took the institution over, from the day of the merger, however often that happened", async () => {
    const [first, second, last] = [idOf("R18"), idOf("R19"), idOf("R20")];
    const rated = (id: string) => portal.api.inject({ url: `/api/v1/institutions/${id}/rating` });
    const merge = async (from: string, into: string, since: Date) => {
      await portal.database.owner`insert into institution_links (institution_id, id, kind, other_id, since)
        values (${from}, ${uuidv7()}, 'successor', ${into}, ${since.toISOString().slice(0, 10)})`;
      await portal.runtime.register.refresh();
    };
    await merge(first, second, new Date(portal.clock.now().getTime() + 2 * 86_400_000));
    expect((await rated(first)).statusCode).toBe(200);
    await merge(second, last, portal.clock.now());
    expect((await rated(second)).headers.location).toBe(`/api/v1/institutions/${last}/rating`);
    portal.clock.advance(3 * 86_400_000);
    const answer = await rated(first);
    expect([answer.statusCode, answer.json()]).toEqual([308, { institutionId: first, mergedInto: last }]);
    // A circle leads nowhere: each stays what it is.
    await merge(last, first, portal.clock.now());
    expect((await rated(first)).statusCode).toBe(200);
  });
});
