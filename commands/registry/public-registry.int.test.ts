import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { type BrowseQuery, placeText, readBrowseQuery } from "#domain/registry/browse-query.ts";
import { saveInstitutions } from "../institutions/save-institutions.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { firstAgency } from "../testing/officers.ts";
import { type BrowsedRegistry, browseRegistry } from "./browse-registry.ts";
import { openEntryPage } from "./open-entry-page.ts";
import { type NewVersion, publishVersion } from "./publish-version.ts";
import type { RegistrySubject } from "./subject.ts";

const NOW = new Date("2026-03-02T04:00:00Z");
const DAY_MS = 86_400_000;
const days = (count: number) => new Date(NOW.getTime() + count * DAY_MS);
const PRIVATE = "13800138000";
const COMMERCIAL = "13900139000";
let database: TestDatabase;
let portal: TestContext;
let agencyId = "";
let lender = "";
const entries = new Map<string, string>();

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database, { now: NOW });
  agencyId = await firstAgency(portal);
  const ids = await saveInstitutions(portal, {
    records: [
      { code: "X-1", legalName: "示例消费金融有限公司", class: "consumer_finance", region: "330100" },
    ],
    source: "test",
    actor: { kind: "system", id: null },
    now: NOW,
  });
  lender = ids.get("X-1") ?? "";
  await publish("service", numberOf("400-810-1234"), { listedAt: days(-10), tier: "serious" });
  await publish("contested", numberOf("400-810-9999"), { status: "under_appeal", grounds: ["threats"] });
  await publish("private", numberOf(PRIVATE), { isPublic: false });
  await publish("commercial", numberOf(COMMERCIAL), { kind: "warning", listedAt: days(-2) });
  await publish("over its term", numberOf("400-810-7777"), { expiresAt: days(-1) });
  await publish("lender", { kind: "institution", institutionId: lender });
  await publish("site", { kind: "domain", key: "yundu-loan.example" });
  await publish("signature", { kind: "sms_signature", key: "飞速借款" });
  await publish("person", { kind: "practitioner", practitionerId: await addPractitioner() });
  await publish("withdrawn", numberOf("400-810-6666"));
  await publish("withdrawn", numberOf("400-810-6666"), { status: "withdrawn" });
  await publish("once commercial", numberOf("13700137000"));
  await publish("once commercial", numberOf("13700137000"), { status: "withdrawn", isPublic: false });
  await Promise.all([portal.registry.refresh(), portal.register.refresh()]);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

function numberOf(text: string): RegistrySubject {
  const { key, kind, country } = normaliseNumber(text);
  return { kind: "number", index: portal.keys.blindIndex("number", key), key, numberKind: kind, country };
}

async function addPractitioner(): Promise<string> {
  const id = uuidv7();
  await database.owner`insert into practitioners (id, pseudonym, licence_index, key_version, created_at)
    values (${id}, 'P-1', ${Buffer.from("x")}, 1, ${NOW})`;
  return id;
}

async function publish(name: string, subject: RegistrySubject, change: Partial<NewVersion> = {}) {
  const next: NewVersion = {
    agencyId,
    caseId: null,
    decisionId: null,
    kind: "blacklist",
    status: "active",
    tier: "general",
    grounds: ["fraud"],
    statement: "经查，该对象用于实施贷款诈骗。",
    isPublic: true,
    listedAt: days(-5),
    expiresAt: days(90),
    ...change,
  };
  const { entryId } = (await portal.db.system.begin((tx) =>
    publishVersion(portal, tx, subject, next, next.listedAt < NOW ? next.listedAt : NOW),
  )) as { entryId: string };
  entries.set(name, entryId);
}

const idOf = (name: string) => entries.get(name) ?? "";
const NO_QUERY = readBrowseQuery({}, []);
const ask = (query: Partial<BrowseQuery>) => browseRegistry(portal, { ...NO_QUERY, ...query });
async function found(query: Partial<BrowseQuery> = {}): Promise<BrowsedRegistry> {
  const answer = await ask(query);
  if (answer.state !== "found") throw new Error(answer.state);
  return answer.found;
}
const namesOf = ({ rows }: BrowsedRegistry) =>
  rows.map((row) => [...entries].find(([, id]) => id === row.entryId)?.[0] ?? "?").sort();
const PUBLIC = ["commercial", "contested", "lender", "service", "signature", "site"];

describe("the list to browse", () => {
  it("holds what is public and in force, and neither shows nor counts anything else", async () => {
    const all = await found();
    expect(namesOf(all)).toEqual(PUBLIC);
    expect(all.total).toEqual({ value: PUBLIC.length, isOver: false });
    expect(JSON.stringify(all)).not.toContain(PRIVATE);
  });

  it("is narrowed by every filter, and by all at once", async () => {
    expect(namesOf(await found({ kind: "warning" }))).toEqual(["commercial"]);
    expect(namesOf(await found({ subject: "institution" }))).toEqual(["lender"]);
    expect(namesOf(await found({ tier: "serious" }))).toEqual(["service"]);
    expect(namesOf(await found({ ground: "threats" }))).toEqual(["contested"]);
    expect(namesOf(await found({ status: "under_appeal" }))).toEqual(["contested"]);
    expect(namesOf(await found({ since: "2026-02-28" }))).toEqual(["commercial"]);
    const [agency] = portal.register.agencies();
    const narrow = { agency: agency?.code ?? "", kind: "blacklist", subject: "number", ground: "threats" };
    expect(namesOf(await found(narrow))).toEqual(["contested"]);
    expect((await found({ ...narrow, tier: "minor" })).total.value).toBe(0);
  });

  it("is searched by how a number begins, by any part of a name, site or signature", async () => {
    expect(namesOf(await found({ text: "400 810" }))).toEqual(["contested", "service"]);
    expect(namesOf(await found({ text: "+86-400-810-1234" }))).toEqual(["service"]);
    expect(namesOf(await found({ text: "消费金融" }))).toEqual(["lender"]);
    expect(namesOf(await found({ text: "YUNDU" }))).toEqual(["site"]);
    expect(namesOf(await found({ text: "速借" }))).toEqual(["signature"]);
    expect(namesOf(await found({ text: "款" }))).toEqual(["signature"]);
    expect(namesOf(await found({ text: "a'b\\ & !c:*" }))).toEqual([]);
    expect(namesOf(await found({ text: "%" }))).toEqual([]);
  });

  it("finds a private number only when a decision made it public, and asks otherwise for another way", async () => {
    expect(namesOf(await found({ text: COMMERCIAL }))).toEqual(["commercial"]);
    expect((await found({ text: COMMERCIAL, kind: "blacklist" })).total.value).toBe(0);
    expect(await ask({ text: PRIVATE })).toEqual({ state: "private" });
    expect(await ask({ text: "138 0013 8001" })).toEqual({ state: "private" });
  });

  it("leads forwards and backwards by places that do not move, newest first", async () => {
    const all = await found();
    const [first, second, third] = all.rows;
    if (!first || !second || !third) throw new Error("too few rows");
    expect(all.rows.map((row) => row.listedAt)).toEqual(
      all.rows
        .map((row) => row.listedAt)
        .toSorted()
        .reverse(),
    );
    const after = await found({ after: placeText(second) });
    expect(after.rows[0]?.entryId).toBe(third.entryId);
    expect(after).toMatchObject({ hasPrevious: true, hasNext: false, total: all.total });
    const before = await found({ before: placeText(third) });
    expect(before.rows.map((row) => row.entryId)).toEqual([first.entryId, second.entryId]);
    expect(before).toMatchObject({ hasPrevious: false, hasNext: true });
  });
});

describe("the page of an entry", () => {
  const open = (name: string, asOf: Date | null = null) => openEntryPage(portal, idOf(name), asOf);

  it("says everything that is public of one in force, with its place on the log", async () => {
    expect(await open("service")).toMatchObject({
      state: "shown",
      entry: { subject: { key: "+864008101234" }, tier: "serious", grounds: ["fraud"] },
      versions: [{ cause: "listed" }],
      proof: { leaf: { type: "list", index: null } },
    });
    expect(await open("lender")).toMatchObject({ institution: { legalName: "示例消费金融有限公司" } });
  });

  it("is missing for private numbers and for people, as for an id that never was", async () => {
    for (const name of ["private", "person", "nobody"])
      expect([name, await open(name)]).toEqual([name, { state: "missing" }]);
    expect(await openEntryPage(portal, uuidv7(), null)).toEqual({ state: "missing" });
    expect(await openEntryPage(portal, "' or 1=1", null)).toEqual({ state: "missing" });
  });

  it("says of an ended entry that it has ended and nothing of what it was, and nothing at all of a private number", async () => {
    for (const name of ["withdrawn", "over its term"]) {
      const page = await open(name);
      expect([name, page.state]).toEqual([name, "over"]);
      expect(JSON.stringify(page)).not.toMatch(/fraud|400810/);
    }
    expect(await open("once commercial")).toEqual({ state: "missing" });
  });

  it("shows what was published at an earlier moment, and that there was nothing yet", async () => {
    expect(await open("service", days(-7))).toMatchObject({ state: "shown", isPast: true });
    expect(await open("service", days(-20))).toMatchObject({ state: "not-then" });
    expect((await open("withdrawn", days(-4))).state).toBe("over");
    expect(await open("private", days(-20))).toEqual({ state: "missing" });
  });

  it("of a merged entry leads on to the one that stands for it", async () => {
    await publish("merged", { kind: "domain", key: "other.example" });
    await database.owner`update registry_entries set merged_into = ${idOf("site")} where id = ${idOf("merged")}`;
    expect(await open("merged")).toEqual({ state: "moved", to: idOf("site") });
    await database.owner`update registry_entries set merged_into = ${idOf("private")} where id = ${idOf("merged")}`;
    expect(await open("merged")).toEqual({ state: "missing" });
  });
});
