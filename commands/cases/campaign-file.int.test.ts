import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getCampaignFile, listCasePatterns, nameCampaign } from "#db/queries/campaign-file.ts";
import { explainMembership, findEvidencePath } from "#db/queries/case-evidence.ts";
import { getCaseFile } from "#db/queries/case-file.ts";
import { getComplaintFile } from "#db/queries/complaint-file.ts";
import { listInbox } from "#db/queries/inbox.ts";
import { listSimilarCases } from "#db/queries/similar-cases.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Actor, authorize } from "#domain/access/actor.ts";
import { TIES_SHOWN, VALUES_SHOWN } from "#domain/cases/draw-campaign.ts";
import { readInboxFilter } from "#domain/cases/inbox.ts";
import { campaignScene } from "../testing/campaign-scene.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, firstAgency } from "../testing/officers.ts";
import { sealedKeys } from "./sealed-keys.ts";

const PRIVATE = "+8613900000011";
const SECOND = "+8613900000012";
const PUBLIC = "+864008000003";
const BANK = "中国银行";
const WEIGHTS = {
  prior: -9,
  levels: [{ kind: "payee", bits: 20.1, complaints: 3, label: null }],
  total: 11.1,
  probability: 0.9995,
};

let database: TestDatabase;
let portal: TestContext;
let officer: Actor;
let stranger: Actor;
const ids = { campaign: "", caller: "", other: "", foreign: "" };
let reports: Awaited<ReturnType<ReturnType<typeof campaignScene>["report"]>>;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  const agencyId = await firstAgency(portal);
  const elsewhere = await addAgency(portal, "SOUTH", ["44"], portal.now);
  officer = await addOfficer(portal, "case_officer", agencyId);
  stranger = await addOfficer(portal, "supervisor", elsewhere);
  const scene = campaignScene(portal, database);
  // The first and the last share nothing; the account ties 0-1, the private number 1-2, the domain 2-3.
  reports = await scene.report([
    { reporter: "a", payee: "6222-secret", script: "s1", daysAgo: 20 },
    { reporter: "b", payee: "6222-secret", numbers: [PRIVATE], script: "s1", daysAgo: 15 },
    { reporter: "b", numbers: [PRIVATE, PRIVATE, PUBLIC], domain: "zanlobei0.example", daysAgo: 9 },
    { reporter: "c", domain: "zanlobei0.example", signature: "速借", callback: SECOND, daysAgo: 2 },
    { reporter: "d", numbers: [PRIVATE], daysAgo: 1 },
    { reporter: "e", domain: "zanlobei0.example", numbers: [SECOND], daysAgo: 1 },
  ]);
  const [, , , , last, sixth] = reports;
  ids.campaign = await scene.open({
    kind: "campaign",
    agencyId,
    members: reports.slice(0, 4),
    weights: WEIGHTS,
  });
  ids.caller = await scene.open({
    kind: "caller",
    agencyId,
    number: PRIVATE,
    members: [...reports.slice(1, 3), ...(last ? [last] : [])],
  });
  ids.foreign = await scene.open({
    kind: "caller",
    agencyId: elsewhere,
    number: SECOND,
    members: sixth ? [sixth] : [],
  });
  await database.owner`insert into institutions (id, legal_name, folded_name, class, status, country, source, created_at, updated_at)
    values (gen_random_uuid(), ${BANK}, ${BANK}, 'bank', 'registered', 'CN', 'test', now(), now())`;
  await database.owner`update complaint_traits set institution_id = (select id from institutions where legal_name = ${BANK} limit 1)
    where complaint_id = ${reports[0]?.id ?? ""}`;
  await database.owner`insert into case_patterns (case_id, id, kind, detail, found_at, ended_at)
    values (${ids.campaign}, gen_random_uuid(), 'rotating', ${database.owner.json({ numbers: ["a", "b"], sources: 3, note: "x" })}, ${portal.now}, null)`;
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

const sealed = () => sealedKeys(portal.keys);
const read = <T>(
  run: (
    tx: Parameters<Parameters<typeof portal.db.scoped>[1]>[0],
    scope: ReturnType<typeof authorize<"case.read">>,
  ) => Promise<T>,
  actor = officer,
): Promise<T> => {
  const scope = authorize(actor, "case.read");
  return portal.db.scoped(scope.agencyId, (tx) => run(tx, scope)) as Promise<T>;
};
const fileOf = (actor = officer) =>
  read((tx, scope) => getCampaignFile(tx, scope, ids.campaign, { now: portal.now, sealed: sealed() }), actor);
const idOf = (at: number) => reports[at]?.id ?? "";

describe("a campaign's file", () => {
  it("counts reports and independent sources of each value, and says when it was seen first and last", async () => {
    const { values, totals, read: count } = await fileOf();
    expect(count).toBe(4);
    expect(totals).toEqual({
      number: 3,
      payee: 1,
      im: 0,
      domain: 1,
      signature: 1,
      script: 1,
      institution: 1,
    });
    const held = values.find((value) => value.groups?.[0]?.startsWith("139") && !value.isCallback);
    expect(held).toMatchObject({
      complaints: 2,
      sources: 1,
      firstAt: new Date(portal.now.getTime() - 15 * 86_400_000).toISOString(),
      lastAt: new Date(portal.now.getTime() - 9 * 86_400_000).toISOString(),
      case: { id: ids.caller, state: "triage" },
      listedAs: null,
    });
  });

  it("masks private numbers, keeps accounts and wordings sealed, and shows what is public", async () => {
    const file = await fileOf();
    const text = JSON.stringify(file);
    expect(text).not.toContain("6222");
    expect(text).not.toContain("13900000011");
    expect(text).toContain("zanlobei0.example");
    expect(file.values.find((value) => value.kind === "payee")).toMatchObject({
      groups: null,
      ordinal: 1,
      complaints: 2,
      exampleId: idOf(1),
    });
    expect(file.values.find((value) => value.groups?.join("") === "4008000003")).toMatchObject({
      isMasked: false,
    });
    expect(file.values.find((value) => value.kind === "institution")?.institution?.name).toBe(BANK);
  });

  it("leads to no case of another agency, even of a number it knows", async () => {
    const { values } = await fileOf();
    const callback = values.find((value) => value.isCallback);
    expect(callback).toMatchObject({ isMasked: true, case: null });
    expect(JSON.stringify(values)).not.toContain(ids.foreign);
  });

  it("ties what one report names together, by how many reports do", async () => {
    const { values, ties, tiesTotal } = await fileOf();
    const kindOf = (id: string) => values.find((value) => value.id === id)?.kind;
    const pairs = ties.map((tie) => [kindOf(tie.a), kindOf(tie.b), tie.complaints].sort().join(" "));
    expect(pairs).toContain("2 payee script");
    expect(pairs).toContain("1 number payee");
    expect(tiesTotal).toBe(ties.length);
    expect(pairs).not.toContain("1 domain payee");
  });

  it("is called by its numbers and its public domain, on its page, in the inbox and on a report's page", async () => {
    const subject = { kind: "campaign", numbers: 2, name: "zanlobei0.example" };
    const named = await read(async (tx, scope) =>
      nameCampaign(tx, await getCaseFile(tx, scope, ids.campaign, { now: portal.now, sealed: sealed() })),
    );
    expect(named.subject).toEqual(subject);
    const inbox = await read((tx, scope) =>
      listInbox(tx, scope, readInboxFilter({ kind: "campaign" }), { now: portal.now, sealed: sealed() }),
    );
    expect(inbox.rows.map((row) => row.subject)).toEqual([subject]);
    const complaint = await read((tx, scope) => getComplaintFile(tx, scope, idOf(0), sealed()));
    expect(complaint.cases.map((own) => own.subject)).toEqual([subject]);
  });

  it("shows patterns with what was counted, and no text of theirs", async () => {
    expect(await read((tx, scope) => listCasePatterns(tx, scope, ids.campaign))).toMatchObject([
      { kind: "rotating", endedAt: null, counts: { numbers: 2, sources: 3 } },
    ]);
  });
});

describe("why a report belongs to a case", () => {
  it("gives the stored waterfall with what it is rare among", async () => {
    const why = await read((tx, scope) =>
      explainMembership(tx, scope, ids.campaign, { complaintId: idOf(0), sealed: sealed() }),
    );
    expect(why).toMatchObject({
      judgement: { byKind: "model", rule: "payee", modelVersion: "test-1" },
      waterfall: { prior: -9, total: 11.1, steps: [{ kind: "payee", from: -9, to: 11.1, complaints: 3 }] },
      reports: { count: 6, isEstimate: false },
    });
    const rule = await read((tx, scope) =>
      explainMembership(tx, scope, ids.caller, { complaintId: idOf(1), sealed: sealed() }),
    );
    expect(rule).toMatchObject({ judgement: { byKind: "rule", rule: "number-exact" }, waterfall: null });
    await expect(
      read((tx, scope) =>
        explainMembership(tx, scope, ids.campaign, { complaintId: idOf(4), sealed: sealed() }),
      ),
    ).rejects.toMatchObject({ code: "not-found" });
  });

  it("finds the shortest chain to any other report of the case, and names what may be named", async () => {
    const path = await read((tx, scope) =>
      findEvidencePath(tx, scope, ids.campaign, {
        from: idOf(3),
        to: idOf(0).slice(-8).toUpperCase(),
        sealed: sealed(),
      }),
    );
    expect(path).toMatchObject({
      kind: "path",
      to: idOf(0),
      steps: [
        { from: idOf(3), to: idOf(2), kind: "domain", label: "zanlobei0.example" },
        { from: idOf(2), to: idOf(1), kind: "number", label: "139••••0011" },
        { from: idOf(1), to: idOf(0), kind: "payee", label: null },
      ],
    });
  });

  it("takes the first report of the case where none is named, and says when none is meant or nothing ties", async () => {
    const ask = (from: number, to: string | null) =>
      read((tx, scope) =>
        findEvidencePath(tx, scope, ids.campaign, { from: idOf(from), to, sealed: sealed() }),
      );
    expect(await ask(1, null)).toMatchObject({ kind: "path", to: idOf(0), steps: [{ kind: "payee" }] });
    expect(await ask(1, "zzzzzzzz")).toEqual({ kind: "unknown" });
    expect(await ask(1, idOf(4))).toEqual({ kind: "unknown" });
    await database.owner`update link_keys set is_common = true where kind = 'payee'`;
    expect(await ask(1, null)).toEqual({ kind: "none", to: idOf(0) });
    await database.owner`update link_keys set is_common = false where kind = 'payee'`;
  });
});

describe("similar cases", () => {
  it("share keys, of which kinds and how many is said, and never another agency's", async () => {
    const similar = await read((tx, scope) => listSimilarCases(tx, scope, ids.campaign, sealed()));
    expect(similar.map((one) => one.id)).toEqual([ids.caller]);
    expect(similar[0]?.subject).toMatchObject({ kind: "number", isMasked: true });
    // Of its reports only the one that is not in the campaign as well.
    expect(similar[0]?.overlap).toEqual([{ kind: "number", shared: 1, own: 2, complaints: 1 }]);
    const back = await read((tx, scope) => listSimilarCases(tx, scope, ids.caller, sealed()));
    expect(back.map((one) => one.subject)).toEqual([
      { kind: "campaign", numbers: 2, name: "zanlobei0.example" },
    ]);
    expect(back[0]?.overlap.map(({ kind, shared }) => [kind, shared])).toEqual([
      ["domain", 1],
      ["payee", 1],
    ]);
  });
});

describe("another agency", () => {
  it("finds no campaign, no reason, no chain, no pattern and no similar case here", async () => {
    const refused = { code: "not-found" };
    await expect(fileOf(stranger)).rejects.toMatchObject(refused);
    await expect(
      read(
        (tx, scope) => explainMembership(tx, scope, ids.campaign, { complaintId: idOf(0), sealed: sealed() }),
        stranger,
      ),
    ).rejects.toMatchObject(refused);
    await expect(
      read(
        (tx, scope) =>
          findEvidencePath(tx, scope, ids.campaign, { from: idOf(0), to: null, sealed: sealed() }),
        stranger,
      ),
    ).rejects.toMatchObject(refused);
    await expect(
      read((tx, scope) => listCasePatterns(tx, scope, ids.campaign), stranger),
    ).rejects.toMatchObject(refused);
    await expect(
      read((tx, scope) => listSimilarCases(tx, scope, ids.campaign, sealed()), stranger),
    ).rejects.toMatchObject(refused);
  });
});

describe("a campaign of two thousand reports", () => {
  it("is drawn within its caps, with every kind in view", async () => {
    const scene = campaignScene(portal, database);
    const many = await scene.report(
      Array.from({ length: 2000 }, (_, at) => ({
        reporter: `many ${at % 1500}`,
        numbers: [`+86137${String(10_000_000 + (at % 400))}`],
        payee: `payee ${at % 23}`,
        im: `im ${at % 9}`,
        domain: `d${at % 17}.example`,
        signature: `签名${at % 5}`,
        script: `script ${at % 4}`,
        daysAgo: at / 20,
      })),
    );
    ids.other = await scene.open({
      kind: "campaign",
      agencyId: await firstAgency(portal),
      members: many,
      weights: WEIGHTS,
    });
    const file = () =>
      read((tx, scope) => getCampaignFile(tx, scope, ids.other, { now: portal.now, sealed: sealed() }));
    const { values, ties, totals, tiesTotal } = await file();
    expect(values).toHaveLength(VALUES_SHOWN);
    expect(ties).toHaveLength(TIES_SHOWN);
    expect(totals).toMatchObject({ number: 400, payee: 23, im: 9, domain: 17, signature: 5, script: 4 });
    expect(tiesTotal).toBeGreaterThan(TIES_SHOWN);
    for (const kind of ["payee", "im", "domain", "signature", "script"])
      expect(values.some((value) => value.kind === kind)).toBe(true);
  });
});
