import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getCaseFile, listCaseMembers, listHistory, listInvolved } from "#db/queries/case-file.ts";
import { getComplaintFile } from "#db/queries/complaint-file.ts";
import { getChainStatus, listAccessTrail, listAuditTrail } from "#db/queries/trail.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import type { MemberPage } from "#domain/cases/case-file.ts";
import type { ProposeInput } from "#domain/cases/decision.ts";
import { STREAMS, sealChain } from "../audit-chain/seal-chain.ts";
import { revealComplaint } from "../complaints/reveal-complaint.ts";
import { decideDecision } from "../decisions/decide-decision.ts";
import { proposeDecision } from "../decisions/propose-decision.ts";
import { recordNotice } from "../decisions/record-notice.ts";
import { about, type DeskScene, deskScene, NUMBERS } from "../testing/desk-scene.ts";
import { as } from "../testing/officers.ts";
import { assignCase } from "./assign-case.ts";
import { sealedKeys } from "./sealed-keys.ts";

let database: TestDatabase;
let scene: DeskScene;
beforeAll(async () => {
  database = await createTestDatabase();
  scene = await deskScene(database);
  await listTheOneReported();
});
afterAll(async () => {
  await scene.portal.close();
  await database.drop();
});

const sealed = () => sealedKeys(scene.portal.keys);

/** Takes one case from triage to the registry, so that its file has a whole history. */
async function listTheOneReported(): Promise<void> {
  const { portal, officer, reviewer } = scene;
  const caseId = await scene.caseOf(NUMBERS.reportedOnce);
  await assignCase(as(portal, officer), { caseId, to: "me", from: null });
  const { decisionId } = await proposeDecision(as(portal, officer), proposal(caseId));
  await recordNotice(as(portal, officer), {
    caseId,
    decisionId,
    method: "sms",
    addressee: "持有人",
    unservedReason: "",
  });
  await decideDecision(as(portal, reviewer, 11), {
    caseId,
    decisionId,
    verdict: "approve",
    reason: "事实清楚，通知已经送达",
  });
}

const proposal = (caseId: string): ProposeInput => ({
  caseId,
  kind: "list",
  grounds: ["excessive_contact"],
  tier: "minor",
  termDays: 60,
  findsCommercialUse: false,
  statement: "经查，该号码在晚间反复拨打，要求停止后仍未停止。",
});

describe("a case's file", () => {
  const fileOf = (caseId: string, actor = scene.officer) =>
    scene.read(
      (tx, scope) => getCaseFile(tx, scope, caseId, { now: scene.portal.now, sealed: sealed() }),
      actor,
    );

  it("says whose case it is and gives the four parts of its score apart", async () => {
    const found = await fileOf(await scene.caseOf(NUMBERS.harasser));
    expect(found.subject).toEqual({
      kind: "number",
      groups: ["139", "0000", "0001"],
      isMasked: false,
      numberKind: "mobile",
    });
    expect(found).toMatchObject({ complaints: 4, isRestricted: true, isProtected: false, listing: null });
    expect(found.score).toMatchObject({ sources: 3, sources30d: 3, severityMax: 5, spread: 1 });
    expect(found.score.weight).toBeGreaterThan(40);
    expect(found.score.weight).toBeLessThanOrEqual(48);
    expect(found.severityReasons).toEqual(["D5.violence"]);
    expect(found.provinces).toEqual([{ code: "330000", sources: 3 }]);
  });

  it("is not there for another agency", async () => {
    const caseId = await scene.caseOf(NUMBERS.harasser);
    await expect(fileOf(caseId, scene.stranger)).rejects.toMatchObject({ code: "not-found" });
    await expect(
      scene.read((tx, scope) => listHistory(tx, scope, caseId), scene.stranger),
    ).rejects.toMatchObject({
      code: "not-found",
    });
    expect(
      (await scene.read((tx, scope) => listCaseMembers(tx, scope, caseId, null), scene.stranger)).rows,
    ).toEqual([]);
    expect(
      await scene.read((tx, scope) => listInvolved(tx, scope, caseId, sealed()), scene.stranger),
    ).toEqual([]);
  });

  it("lists its reports with why each belongs to it and how often one source reported", async () => {
    const { rows, next } = await scene.read((tx, scope) =>
      listCaseMembers(tx, scope, caseIds.harasser, null),
    );
    expect(next).toBeNull();
    expect(rows.map((row) => row.sourceReports).sort()).toEqual([1, 1, 2, 2]);
    expect(rows[0]).toMatchObject({
      harms: ["D5.violence"],
      status: "screening",
      judgement: { byKind: "rule", rule: "number-exact", reason: null },
    });
  });

  it("pages through its reports without gap or repeat", async () => {
    for (let i = 0; i < 45; i++) await scene.file(about(NUMBERS.harasser));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const cursor: string | null = after;
      const page: MemberPage = await scene.read((tx, scope) =>
        listCaseMembers(tx, scope, caseIds.harasser, cursor),
      );
      seen.push(...page.rows.map((row) => row.complaintId));
      after = page.next;
    } while (after);
    expect(new Set(seen).size).toBe(49);
    expect(seen).toHaveLength(49);
  });

  it("keeps claims apart from the register, and names what else the reports mention", async () => {
    const caller = await fileOf(await scene.caseOf(NUMBERS.service));
    expect(caller.claims).toMatchObject([
      { name: "不存在的小额贷款有限公司", isProvisional: true, complaints: 1 },
    ]);
    expect(caller.institution).toBeNull();
    const lender = await fileOf(caller.claims[0]?.caseId ?? "");
    expect(lender.institution).toMatchObject({ status: "provisional", licences: [], officialContacts: 0 });
    const involved = await scene.read((tx, scope) => listInvolved(tx, scope, lender.id, sealed()));
    expect(involved).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          role: "displayed",
          groups: ["400", "800", "0003"],
          isMasked: false,
          caseId: caller.id,
        }),
        expect.objectContaining({ role: "signature", groups: ["速借"] }),
        expect.objectContaining({ role: "link", groups: ["example.com"] }),
      ]),
    );
  });

  it("tells its history newest first, joins of one day as one line", async () => {
    const history = await scene.read((tx, scope) => listHistory(tx, scope, caseIds.harasser));
    expect(history.map((entry) => entry.kind).sort()).toEqual(["case.opened", "complaints.joined"]);
    expect(history.find((entry) => entry.kind === "complaints.joined")).toMatchObject({
      count: 49,
      detail: { rule: "number-exact" },
    });
    const decided = await scene.read((tx, scope) => listHistory(tx, scope, caseIds.once));
    expect(decided.map((entry) => entry.kind).slice(0, 4)).toEqual([
      "decision.published.list",
      "notice.served",
      "decision.proposed.list",
      "case.assigned",
    ]);
    expect(decided[0]?.by).toBe(scene.reviewer.name);
  });

  it("shows decisions with their people, notice and listing", async () => {
    const found = await fileOf(caseIds.once);
    expect(found.listing).toMatchObject({
      kind: "blacklist",
      status: "active",
      tier: "minor",
      isInForce: true,
    });
    expect(found.decisions).toMatchObject([
      {
        kind: "list",
        state: "published",
        proposedBy: { id: scene.officer.id, name: scene.officer.name },
        decidedBy: { id: scene.reviewer.id, name: scene.reviewer.name },
        notice: { method: "sms", isServed: true, unservedReason: null, recordedBy: scene.officer.name },
      },
    ]);
  });

  const caseIds = { harasser: "", once: "" };
  beforeAll(async () => {
    caseIds.harasser = await scene.caseOf(NUMBERS.harasser);
    caseIds.once = await scene.caseOf(NUMBERS.reportedOnce);
  });
});

describe("a complaint's file", () => {
  it("shows codes and no word of what was said; opening leaves a trace that the next reader sees", async () => {
    const caseId = await scene.caseOf(NUMBERS.harasser);
    const [row] = await database.owner`select id from complaints where contact_sealed is not null limit 1`;
    const complaintId: string = row?.id;
    const fileOf = (actor: Actor) =>
      scene.read((tx, scope) => getComplaintFile(tx, scope, complaintId, sealed()), actor);
    const before = await fileOf(scene.officer);
    expect(before).toMatchObject({
      matter: "collection",
      status: "screening",
      accesses: [],
      hasContact: true,
    });
    expect(JSON.stringify(before)).not.toContain("1370000");
    expect(before.cases).toMatchObject([{ id: caseId, rule: "number-exact", subject: { isMasked: true } }]);
    await expect(fileOf(scene.stranger)).rejects.toMatchObject({ code: "not-found" });

    const opened = await revealComplaint(as(scene.portal, scene.officer), {
      complaintId,
      fields: ["contact"],
      purpose: "contact_reporter",
      reason: "核实通话时间",
    });
    expect(opened.contact?.contact?.phone).toContain("1370000");
    expect((await fileOf(scene.officer)).accesses).toMatchObject([
      { by: scene.officer.name, purpose: "contact_reporter", reason: "核实通话时间", fields: ["contact"] },
    ]);
    await expect(
      revealComplaint(as(scene.portal, scene.stranger), {
        complaintId,
        fields: ["told"],
        purpose: "establish_facts",
        reason: "无权查看",
      }),
    ).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("the trail", () => {
  it("shows the agency's acts and openings, of one subject when asked, and how far the chains reach", async () => {
    const caseId = await scene.caseOf(NUMBERS.reportedOnce);
    const all = await scene.read((tx, scope) => listAuditTrail(tx, scope, { subjectId: null, before: null }));
    expect(all.rows.length).toBe(50);
    const older = await scene.read((tx, scope) =>
      listAuditTrail(tx, scope, { subjectId: null, before: all.next }),
    );
    expect(older.rows.length).toBeGreaterThan(0);
    expect(older.rows.some((row) => all.rows.some((newer) => newer.id === row.id))).toBe(false);
    const one = await scene.read((tx, scope) =>
      listAuditTrail(tx, scope, { subjectId: caseId, before: null }),
    );
    expect(one.rows.map((row) => row.action)).toEqual([
      "decision.published",
      "notice.recorded",
      "decision.proposed",
      "case.assigned",
    ]);
    expect(one.rows[0]?.subject.reference).toMatch(/^C2026-/);
    const access = await scene.read((tx, scope) =>
      listAccessTrail(tx, scope, { subjectId: null, before: null }),
    );
    expect(access.rows).toMatchObject([{ by: scene.officer.name, purpose: "contact_reporter" }]);
    const foreign = await scene.read(
      (tx, scope) => listAuditTrail(tx, scope, { subjectId: caseId, before: null }),
      scene.stranger,
    );
    expect(foreign.rows).toEqual([]);
    expect(
      (
        await scene.read(
          (tx, scope) => listAccessTrail(tx, scope, { subjectId: null, before: null }),
          scene.stranger,
        )
      ).rows,
    ).toEqual([]);
  });

  it("says how many events wait to be sealed, and none once they are", async () => {
    const status = () => scene.read((tx) => getChainStatus(tx));
    const before = await status();
    expect(before).toMatchObject([
      { stream: "audit", lastSeq: null },
      { stream: "access", lastSeq: null, unsealed: 1 },
    ]);
    expect(before[0]?.unsealed).toBeGreaterThan(50);
    for (const stream of STREAMS)
      await sealChain(database.owner as unknown as typeof scene.portal.db.system, stream, scene.portal.now);
    expect(await status()).toMatchObject([{ unsealed: 0 }, { lastSeq: "1", unsealed: 0 }]);
  });
});
