import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { addDays } from "#domain/cases/decision.ts";
import type { ApplicationInput } from "#domain/registry/application.ts";
import type { ActInput } from "#domain/registry/entry-act.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "../testing/officers.ts";
import { addStatement } from "./add-statement.ts";
import { checkItem } from "./check-item.ts";
import { decideAct } from "./decide-act.ts";
import { eraseEntries } from "./erase-entries.ts";
import { expireEntries } from "./expire-entries.ts";
import { followApplication } from "./follow-application.ts";
import { liftMissed } from "./lift-missed.ts";
import { openApplication } from "./open-application.ts";
import { proposeAct, recordActNotice } from "./propose-act.ts";
import { type NewVersion, publishVersion } from "./publish-version.ts";
import type { RegistrySubject } from "./subject.ts";

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
const STATEMENT = "经查，该号码多次联系与债务无关的人，并透露欠款情况。";
const ANSWER = "经核查，所反映的情况属实，现答复如下，请您知悉。";
const REASON = "材料齐全，程序合法，同意";
const ZERO = "1390001";

type Listed = { readonly entryId: string; readonly number: string; readonly key: string };

/** A private number on the blacklist for 180 days, as a decision would list it. */
async function listed(change: Partial<NewVersion> = {}): Promise<Listed> {
  const number = `${ZERO}${String(++last).padStart(4, "0")}`;
  const key = `+86${number}`;
  const index = portal.keys.blindIndex("number", key);
  await database.owner`insert into number_keys (number_index, key_version, country, kind, visibility, key_sealed, epoch, created_at)
    values (${index}, 1, 'CN', 'mobile', 'restricted', ${Buffer.from("x")}, 1, ${portal.now})`;
  const subject: RegistrySubject = { kind: "number", index, key, numberKind: "mobile", country: "CN" };
  const next: NewVersion = {
    agencyId,
    caseId: null,
    decisionId: null,
    kind: "blacklist",
    status: "active",
    tier: "general",
    grounds: ["third_party_contact"],
    statement: STATEMENT,
    isPublic: false,
    listedAt: portal.now,
    expiresAt: addDays(portal.now, 180),
    approvals: 2,
    ...change,
  };
  const published = (await portal.db.system.begin((tx) =>
    publishVersion(portal, tx, subject, next, portal.now),
  )) as { entryId: string };
  return { entryId: published.entryId, number, key };
}

const application = (about: string, change: Partial<ApplicationInput> = {}): ApplicationInput => ({
  kind: "objection",
  about,
  applicant: "holder",
  ground: "not_mine",
  text: "这个号码今年三月才由我开通，之前的事与我无关。",
  contact: { phone: "13700000001" },
  ...change,
});
const apply = (about: string, change: Partial<ApplicationInput> = {}, days = 0, key: string | null = null) =>
  openApplication(as(portal, null, days), { body: application(about, change), idempotencyKey: key });

/** Proposed by one officer and approved by another. */
async function done(input: ActInput, days: number): Promise<void> {
  const { entryId, actId } = await proposeAct(as(portal, officer, days), input);
  await decideAct(as(portal, reviewer, days), { entryId, actId, verdict: "approve", reason: REASON });
}
const answer = (entryId: string, applicationId: string, outcome: string): ActInput =>
  ({ act: "answer", entryId, applicationId, outcome, statement: ANSWER, tier: "", endsOn: "" }) as ActInput;

const statuses = async (entryId: string) =>
  (
    await database.owner<
      { status: string; cause: string }[]
    >`select status, cause from registry_versions where entry_id = ${entryId} order by version`
  ).map(({ status, cause }) => `${status}:${cause}`);
const leaves = async (entryId: string) =>
  (
    await database.owner<
      { type: string }[]
    >`select type from log_records where entry_id = ${entryId} order by chain_seq`
  ).map(({ type }) => type);
const lookUp = async (key: string) => {
  await portal.registry.refresh();
  return portal.registry.lookUp(key).entry?.status ?? null;
};
const refusal = (code: string, reason: string) => expect.objectContaining({ code, reason });

describe("an objection", () => {
  it("needs no account, marks the entry at once, and is answered by two officers", async () => {
    const { entryId, number, key } = await listed();
    const filed = await apply(number);
    expect(filed).toMatchObject({ entryId, kind: "objection", status: "open", answerBy: "2026-03-22" });
    expect(await lookUp(key)).toBe("under_appeal");

    const { actId } = await proposeAct(as(portal, supervisor, 3), answer(entryId, filed.id, "rejected"));
    const approve = { entryId, actId, verdict: "approve", reason: REASON } as const;
    await expect(decideAct(as(portal, supervisor, 3), approve)).rejects.toEqual(
      refusal("forbidden", "decider-is-proposer"),
    );
    await expect(decideAct(as(portal, stranger, 3), approve)).rejects.toEqual(refusal("not-found", "act"));
    await decideAct(as(portal, reviewer, 3), approve);

    expect(await statuses(entryId)).toEqual([
      "active:listed",
      "under_appeal:objection-opened",
      "active:objection-rejected",
    ]);
    expect(await leaves(entryId)).toEqual(["list", "objection", "objection"]);
    expect(await followApplication(portal, filed.receipt)).toMatchObject({
      status: "rejected",
      answer: ANSWER,
    });
    expect(await lookUp(key)).toBe("active");
  });

  it("that is upheld removes the entry and ends whatever else was asked", async () => {
    const { entryId, number, key } = await listed();
    const first = await apply(number);
    const second = await apply(number, { text: "同一号码的另一位申请人，也请核实。" });
    await done(answer(entryId, first.id, "upheld"), 2);
    expect(await lookUp(key)).toBeNull();
    expect(await leaves(entryId)).toEqual(["list", "objection", "objection", "objection", "withdraw"]);
    expect(await followApplication(portal, second.receipt)).toMatchObject({
      status: "upheld",
      answer: ANSWER,
    });
  });

  it("that is partly upheld betters the entry and never worsens it", async () => {
    const { entryId, number } = await listed();
    const { id } = await apply(number);
    const partly = { ...answer(entryId, id, "partly"), endsOn: "2026-05-01" } as ActInput;
    const worse = { ...answer(entryId, id, "partly"), tier: "serious" } as ActInput;
    await expect(proposeAct(as(portal, officer, 1), worse)).rejects.toEqual(
      refusal("conflict", "worse-needs-new-notice"),
    );
    await done(partly, 1);
    const [row] = await database.owner`
      select expires_at from registry_versions where entry_id = ${entryId} order by version desc limit 1`;
    expect(row?.expires_at).toEqual(new Date("2026-05-01T16:00:00Z"));
  });

  it("nobody answers in twenty days lifts the entry by itself, and the miss is on the log", async () => {
    const { entryId, number, key } = await listed();
    const { receipt } = await apply(number);
    const at = (iso: string) => liftMissed(portal, portal.db.system, new Date(iso));
    await at("2026-03-22T15:59:59Z");
    expect(await lookUp(key)).toBe("under_appeal");
    await Promise.all([1, 2, 3].map(() => at("2026-03-22T16:00:00Z")));
    expect(await lookUp(key)).toBeNull();
    expect((await statuses(entryId)).at(-1)).toBe("withdrawn:deadline-missed");
    expect((await leaves(entryId)).slice(-2)).toEqual(["deadline-missed", "withdraw"]);
    expect(await followApplication(portal, receipt)).toMatchObject({ status: "missed", isMissed: true });
  });

  it("is answered the same for the same key, refused for another body, and only about what is listed", async () => {
    const { number } = await listed();
    const first = await apply(number, {}, 0, "k1");
    expect(await apply(number, {}, 0, "k1")).toEqual(first);
    await expect(apply(number, { ground: "other" }, 0, "k1")).rejects.toMatchObject({
      code: "idempotency-conflict",
    });
    await expect(apply("13900099999")).rejects.toMatchObject({ reason: "not-in-registry" });
    await expect(apply(number, { contact: {} })).rejects.toMatchObject({
      fields: [{ pointer: "/contact", code: "contact-required" }],
    });
  });

  it("may be followed by an appeal within sixty days, which has sixty days of its own", async () => {
    const { entryId, number } = await listed();
    await expect(apply(number, { kind: "appeal" })).rejects.toEqual(refusal("conflict", "answer-first"));
    const { id } = await apply(number);
    await done(answer(entryId, id, "rejected"), 1);
    const appeal = await apply(number, { kind: "appeal" }, 2);
    expect(appeal.answerBy).toBe("2026-05-03");
    const { actId } = await proposeAct(as(portal, officer, 3), answer(entryId, appeal.id, "unresolved"));
    // The reviewer has decided the objection, so the appeal needs somebody new.
    for (const verdict of ["approve", "refuse"] as const)
      await expect(
        decideAct(as(portal, reviewer, 3), { entryId, actId, verdict, reason: REASON }),
      ).rejects.toEqual(refusal("forbidden", "took-part-before"));
    await decideAct(as(portal, supervisor, 3), { entryId, actId, verdict: "approve", reason: REASON });
    expect(await leaves(entryId)).toEqual([
      "list",
      "objection",
      "objection",
      "appeal-open",
      "appeal-decided",
    ]);
  });
});

describe("repair", () => {
  const repair = { kind: "repair", ground: "put_right", isCorrected: true, hasPromise: true } as const;

  it("waits for the tier's minimum, takes two officers, and hides the entry everywhere at once", async () => {
    const { entryId, number, key } = await listed();
    await expect(apply(number, repair, 90)).rejects.toEqual(refusal("conflict", "min-term-running"));
    await expect(apply(number, { ...repair, hasPromise: false }, 92)).rejects.toMatchObject({
      fields: [{ pointer: "/hasPromise", code: "promise-missing" }],
    });
    const filed = await apply(number, repair, 92);
    expect(await lookUp(key)).toBe("active");
    await done(answer(entryId, filed.id, "granted"), 93);
    expect(await lookUp(key)).toBeNull();
    expect(await leaves(entryId)).toEqual(["list", "repair"]);
  });

  it("decided too late is on the log, and the request stays open", async () => {
    const { entryId, number } = await listed();
    const { receipt } = await apply(number, repair, 92);
    await liftMissed(portal, portal.db.system, addDays(portal.now, 100));
    expect(await liftMissed(portal, portal.db.system, addDays(portal.now, 100))).toBe(0);
    expect(await leaves(entryId)).toEqual(["list", "deadline-missed"]);
    expect(await followApplication(portal, receipt)).toMatchObject({ status: "open", isMissed: true });
  });
});

describe("the subject's statement", () => {
  it("is attached by an officer and kept with the record", async () => {
    const { entryId, number } = await listed();
    const { id } = await apply(number, { kind: "statement", ground: "other" });
    await addStatement(as(portal, officer, 1), {
      entryId,
      applicationId: id,
      text: "号码系公司总机，已停止外呼。",
    });
    expect(await leaves(entryId)).toEqual(["list", "statement"]);
    const [row] = await database.owner`select state, public_text from entry_applications where id = ${id}`;
    expect(row).toEqual({ state: "attached", public_text: "号码系公司总机，已停止外呼。" });
  });
});

describe("erasure", () => {
  it("destroys what tells of the subject, keeps ids and leaves, and the number may be listed anew", async () => {
    const { entryId, number, key } = await listed();
    await apply(number);
    const leafOf = () =>
      database.owner`select l.leaf, l.leaf_hash from log_pending l join log_records r on r.leaf_id = l.leaf_id where r.entry_id = ${entryId} and r.type = 'list'`;
    const before = await leafOf();
    await done({ act: "withdraw", entryId, ground: "annulled", statement: STATEMENT }, 1);
    const [ended] = await database.owner`select erase_at from registry_entries where id = ${entryId}`;
    // Listed on a Monday, annulled on Tuesday 3 March: three working days end with Friday.
    expect(ended?.erase_at).toEqual(new Date("2026-03-06T16:00:00Z"));
    expect(await eraseEntries(portal, portal.db.system, new Date("2026-03-06T15:59:59Z"))).toBe(0);
    const worked = await Promise.all(
      [1, 2].map(() => eraseEntries(portal, portal.db.system, new Date("2026-03-06T16:00:00Z"))),
    );
    expect(worked.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(1);

    const [entry] = await database.owner`select * from registry_entries where id = ${entryId}`;
    expect(entry).toMatchObject({
      number_index: null,
      key_sealed: null,
      institution_id: null,
      subject_key: null,
    });
    const records = await database.owner`
      select type, nonce is null as gone, record from log_records where entry_id = ${entryId} order by chain_seq`;
    expect(records.slice(0, -1).every((row) => row.gone && row.record === null)).toBe(true);
    const erased = records.at(-1);
    expect(erased).toMatchObject({ type: "erase", gone: false });
    const rows = await database.owner`
      select array_agg(statement) as statements, bool_or(public_key is not null) as clear from registry_versions where entry_id = ${entryId}`;
    expect(rows[0]).toEqual({ statements: ["", "", "", ""], clear: false });
    const everything = JSON.stringify([
      records,
      entry,
      await database.owner`select * from entry_applications where entry_id = ${entryId}`,
      await database.owner`select * from entry_acts where entry_id = ${entryId}`,
    ]);
    expect(everything).not.toContain(number);
    expect(everything).not.toContain(STATEMENT);

    const [leaf] = await leafOf();
    expect(leaf).toEqual(before[0]);
    expect(
      createHash("sha256")
        .update(Buffer.from([0]))
        .update(leaf?.leaf)
        .digest(),
    ).toEqual(leaf?.leaf_hash);

    const subject: RegistrySubject = {
      kind: "number",
      index: portal.keys.blindIndex("number", key),
      key,
      numberKind: "mobile",
      country: "CN",
    };
    const again = (await portal.db.system.begin((tx) =>
      publishVersion(
        portal,
        tx,
        subject,
        {
          agencyId,
          caseId: null,
          decisionId: null,
          kind: "blacklist",
          status: "active",
          tier: "general",
          grounds: ["threats"],
          statement: STATEMENT,
          isPublic: false,
          listedAt: portal.now,
          expiresAt: addDays(portal.now, 180),
        },
        portal.now,
      ),
    )) as { entryId: string };
    expect(again.entryId).not.toBe(entryId);
    expect(await lookUp(key)).toBe("active");
  });

  it("comes five years after an expired listing, when a repaired one's term would have ended, never before", async () => {
    const expired = await listed();
    const repaired = await listed();
    const filed = await apply(
      repaired.number,
      { kind: "repair", ground: "put_right", isCorrected: true, hasPromise: true },
      92,
    );
    await done(answer(repaired.entryId, filed.id, "granted"), 93);
    await expireEntries(portal, portal.db.system, addDays(portal.now, 180));
    const dueAt = async (entryId: string) =>
      (await database.owner`select erase_at from registry_entries where id = ${entryId}`)[0]?.erase_at;
    expect(await dueAt(repaired.entryId)).toEqual(addDays(portal.now, 180));
    expect(await dueAt(expired.entryId)).toEqual(new Date("2031-03-02T04:00:00Z"));
  });
});

describe("merging entries", () => {
  it("is reversible, and each id still says where it stands", async () => {
    const one = await listed();
    const two = await listed();
    await done({ act: "merge", entryId: one.entryId, intoId: two.entryId, statement: STATEMENT }, 1);
    expect(await lookUp(one.key)).toBeNull();
    expect(
      (await database.owner`select merged_into from registry_entries where id = ${one.entryId}`)[0]
        ?.merged_into,
    ).toBe(two.entryId);
    await done({ act: "split", entryId: one.entryId, statement: STATEMENT }, 2);
    expect(await lookUp(one.key)).toBe("active");
    expect(await leaves(one.entryId)).toEqual(["list", "merge", "split"]);
    await expect(
      proposeAct(as(portal, officer, 3), {
        act: "merge",
        entryId: one.entryId,
        intoId: one.entryId,
        statement: STATEMENT,
      }),
    ).rejects.toEqual(refusal("conflict", "merge-into-itself"));
  });
});

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
  });

  it("may be a number with a credit note, but a blacklisting goes through its case and a protected number nowhere", async () => {
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
    const { entryId } = (await portal.db.system.begin((tx) =>
      publishVersion(
        portal,
        tx,
        { kind: "institution", institutionId: bank?.id ?? "" },
        {
          agencyId,
          caseId: null,
          decisionId: null,
          kind: "blacklist",
          status: "active",
          tier: "general",
          grounds: ["unlicensed_lending"],
          statement: STATEMENT,
          isPublic: true,
          listedAt: portal.now,
          expiresAt: addDays(portal.now, 180),
        },
        portal.now,
      ),
    )) as { entryId: string };
    await done({ ...measure, entryId }, 1);
    const sanction = async () =>
      (
        await database.owner`select until_at, ended_reason from entry_sanctions where entry_id = ${entryId}`
      )[0];
    expect(await sanction()).toEqual({ until_at: addDays(portal.now, 180), ended_reason: null });
    await done({ act: "withdraw", entryId, ground: "corrected", statement: STATEMENT }, 2);
    expect(await sanction()).toMatchObject({ ended_reason: "corrected" });
    expect(await leaves(entryId)).toEqual(["list", "amend", "withdraw"]);
  });
});

describe("another agency", () => {
  it("neither sees nor touches an entry", async () => {
    const { entryId } = await listed();
    await expect(
      proposeAct(as(portal, stranger), {
        act: "withdraw",
        entryId,
        ground: "annulled",
        statement: STATEMENT,
      }),
    ).rejects.toEqual(refusal("not-found", "entry"));
    await expect(
      proposeAct(as(portal, null), { act: "withdraw", entryId, ground: "annulled", statement: STATEMENT }),
    ).rejects.toEqual(refusal("not-signed-in", "sign-in-first"));
    await expect(
      proposeAct(as(portal, reviewer), {
        act: "withdraw",
        entryId,
        ground: "annulled",
        statement: STATEMENT,
      }),
    ).rejects.toEqual(refusal("forbidden", "decision.propose"));
    expect(await statuses(entryId)).toEqual(["active:listed"]);
  });
});
