import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAgencyEntries } from "#db/queries/agency-entries.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { authorize } from "#domain/access/actor.ts";
import { addDays } from "#domain/cases/decision.ts";
import type { ActInput } from "#domain/registry/entry-act.ts";
import { type EntryScene, entryScene, REASON, STATEMENT } from "../testing/entry-scene.ts";
import { as } from "../testing/officers.ts";
import { checkItem } from "./check-item.ts";
import { decideAct } from "./decide-act.ts";
import { describeInstitution } from "./describe-institution.ts";
import { proposeAct, recordActNotice } from "./propose-act.ts";
import { registerPractitioner } from "./register-practitioner.ts";

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

const refusal = (code: string, reason: string) => expect.objectContaining({ code, reason });

describe("subjects without a case", () => {
  const listing: ActInput = {
    act: "list",
    subjectKind: "domain",
    subject: "https://www.yd-loan.top/a",
    kind: "blacklist",
    tier: "general",
    termDays: 180,
    grounds: ["fraud"],
    statement: STATEMENT,
  };

  it("are listed only after a notice, its window and a second officer", async () => {
    const { portal, officer, reviewer, supervisor, apply, leaves } = scene;
    const { entryId, actId } = await proposeAct(as(portal, officer), listing);
    const approve = { entryId, actId, verdict: "approve", reason: REASON } as const;
    await expect(decideAct(as(portal, reviewer, 30), approve)).rejects.toEqual(
      refusal("conflict", "notice-first"),
    );
    await expect(proposeAct(as(portal, supervisor), listing)).rejects.toEqual(
      refusal("conflict", "decision-already-open"),
    );
    const notice = { entryId, actId, method: "letter", addressee: "域名持有人", unservedReason: "" } as const;
    await recordActNotice(as(portal, officer), notice);
    await expect(decideAct(as(portal, reviewer, 9), approve)).rejects.toEqual(
      refusal("conflict", "window-open"),
    );
    await decideAct(as(portal, reviewer, 11), approve);
    const [entry] =
      await database.owner`select subject_kind, subject_key from registry_entries where id = ${entryId}`;
    expect(entry).toEqual({ subject_kind: "domain", subject_key: "yd-loan.top" });
    await portal.registry.refresh();
    const check = (days: number) =>
      checkItem(portal.at(addDays(portal.now, days)), {
        kind: "url",
        value: "http://m.yd-loan.top/x",
        purpose: null,
      });
    expect(check(12)).toMatchObject({ verdict: "listed", advice: "block", reasons: ["blacklist-in-force"] });
    expect(check(400)).toMatchObject({ verdict: "unknown" });
    expect((await apply("https://yd-loan.top/", { applicant: "institution" }, 12)).entryId).toBe(entryId);
    expect(await leaves(entryId)).toEqual(["list", "objection"]);
    const listOf = (actor: typeof officer) => {
      const scope = authorize(actor, "case.read");
      return portal.db.scoped(scope.agencyId, (tx) => listAgencyEntries(tx, scope, () => ""));
    };
    expect(await listOf(officer)).toMatchObject([
      { id: entryId, subject: "yd-loan.top", status: "under_appeal" },
    ]);
    expect(await listOf(scene.stranger)).toEqual([]);
  });

  it("may be a number with a credit note, but a blacklisting goes through its case and a protected number nowhere", async () => {
    const { portal, officer, reviewer, lookUp } = scene;
    const note = { ...listing, subjectKind: "number", kind: "credit_note" } as const;
    const { entryId, actId } = await proposeAct(as(portal, officer), { ...note, subject: "139 0009 1234" });
    const notice = { entryId, actId, method: "sms", addressee: "持有人", unservedReason: "" } as const;
    await recordActNotice(as(portal, officer), notice);
    await decideAct(as(portal, reviewer, 11), { entryId, actId, verdict: "approve", reason: REASON });
    expect(await lookUp("+8613900091234")).toBe("active");
    await expect(
      proposeAct(as(portal, officer), { ...note, subject: "13900091235", kind: "blacklist" }),
    ).rejects.toMatchObject({ fields: [{ pointer: "/kind", code: "list-through-case" }] });
    await expect(proposeAct(as(portal, officer), { ...note, subject: "110" })).rejects.toEqual(
      refusal("conflict", "protected-number"),
    );
  });

  it("cannot be approved by its proposer or before its window, even in the database itself", async () => {
    const { portal, agencyId, officer, reviewer } = scene;
    const { entryId, actId } = await proposeAct(as(portal, officer), {
      ...listing,
      subject: "other-loan.top",
    });
    const force = (by: string) =>
      portal.db.scoped(
        agencyId,
        (
          tx,
        ) => tx`update entry_acts set state = 'approved', decided_by = ${by}, decided_at = ${portal.now}, window_ends_at = ${addDays(portal.now, 10)}
          where entry_id = ${entryId} and id = ${actId}`,
      );
    await expect(force(officer.id)).rejects.toMatchObject({ constraint_name: "entry_acts_four_eyes" });
    await expect(force(reviewer.id)).rejects.toMatchObject({ constraint_name: "entry_acts_window_check" });
  });
});

describe("joint measures", () => {
  it("are for institutions on the blacklist, last no longer than the entry and end with it", async () => {
    const { portal, officer, reviewer, publish, listed, done, leaves } = scene;
    const number = await listed();
    const measure = {
      act: "sanction",
      entryId: number.entryId,
      authority: "某市金融监管局",
      measure: "no_cooperation",
      mustAct: "辖内银行",
      basis: "联合惩戒备忘录第3条",
      endsOn: "2027-12-31",
      statement: STATEMENT,
    } as const;
    const { actId } = await proposeAct(as(portal, officer, 1), measure);
    await expect(
      decideAct(as(portal, reviewer, 1), {
        entryId: number.entryId,
        actId,
        verdict: "approve",
        reason: REASON,
      }),
    ).rejects.toEqual(refusal("conflict", "sanction-needs-institution"));

    const [bank] = await database.owner<{ id: string }[]>`
      insert into institutions (id, legal_name, folded_name, class, status, country, source, created_at, updated_at)
      values ('0198a0a0-0000-7000-8000-00000000aaaa', '某小额贷款有限公司', '某小额贷款', 'micro_loan', 'registered', 'CN', 'test', now(), now()) returning id`;
    const change = { grounds: ["unlicensed_lending"], isPublic: true } as const;
    const { entryId } = await publish({ kind: "institution", institutionId: bank?.id ?? "" }, change);
    // Somebody who works there: what is taken against that person is not on the institution's page.
    const person = { licence: "LICENCE-0001", name: "某人", institutionId: bank?.id ?? "" };
    const { practitionerId } = await registerPractitioner(as(portal, officer), person);
    const ofPerson = await publish({ kind: "practitioner", practitionerId }, change);
    await done({ ...measure, entryId: ofPerson.entryId, measure: "bar_from_office" }, 1);
    await done({ ...measure, entryId }, 1);
    const sanction = async () =>
      (
        await database.owner`select until_at, ended_reason from entry_sanctions where entry_id = ${entryId}`
      )[0];
    expect(await sanction()).toEqual({ until_at: addDays(portal.now, 180), ended_reason: null });
    const shown = async () => {
      const later = portal.at(addDays(portal.now, 2));
      await Promise.all([later.registry.refresh(), later.register.refresh()]);
      const page = await describeInstitution(later, bank?.id ?? "");
      return { entry: page?.entry?.id, measures: page?.measures };
    };
    const { authority, mustAct, basis } = measure;
    const term = {
      from: addDays(portal.now, 1).toISOString(),
      until: addDays(portal.now, 180).toISOString(),
    };
    expect(await shown()).toEqual({
      entry: entryId,
      measures: [{ authority, measure: "no_cooperation", mustAct, basis, ...term }],
    });
    await done({ act: "withdraw", entryId, ground: "corrected", statement: STATEMENT }, 2);
    expect(await sanction()).toMatchObject({ ended_reason: "corrected" });
    expect(await shown()).toEqual({ entry: undefined, measures: [] });
    expect(await leaves(entryId)).toEqual(["list", "amend", "withdraw"]);
  });
});
