import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { ComplaintInput } from "#domain/complaints/complaint-input.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { findByReceipt, withdrawComplaint } from "./follow-up.ts";
import { giveInformation } from "./give-information.ts";
import { moveComplaint } from "./move-complaint.ts";
import { type SubmitAnswer, submitComplaint } from "./submit-complaint.ts";

let database: TestDatabase;
let context: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  context = await testContext(database);
});
afterAll(async () => {
  await context.close();
  await database.drop();
});

const BARE: ComplaintInput = {
  matter: "collection",
  channel: "voice_call",
  relationship: "CONTACT_LISTED",
  truthStatement: true,
};
let lastNumber = 0;
/** A number nobody has reported yet. */
const newNumber = () => `1380000${String(++lastNumber).padStart(4, "0")}`;
const about = (number: string, more: Partial<ComplaintInput> = {}): ComplaintInput => ({
  ...BARE,
  incidents: [{ numberDisplayed: number, at: "2026-03-01T10:00:00+08:00" }],
  ...more,
});
const from = (phone: string) => ({ contact: { phone } });

function file(
  body: ComplaintInput,
  {
    key = null,
    network = null,
    by = context,
  }: { key?: string | null; network?: string | null; by?: TestContext } = {},
): Promise<SubmitAnswer> {
  return submitComplaint(by, {
    body,
    idempotencyKey: key,
    origin: { kind: "anonymous", network },
    source: "web",
  });
}

const count = async (table: string) =>
  Number((await database.owner.unsafe(`select count(*) from ${table}`))[0]?.count);

/** The caller case of a number with its sources and what look-ups say, without ids and without when it was last written. */
async function caseOf(number: string) {
  const index = context.keys.blindIndex("number", `+86${number}`);
  const [found] = await database.owner`
    select id, state, heat, complaint_count, source_count, severity_max, first_report_at, last_report_at from cases where number_index = ${index}`;
  if (!found) return null;
  const { id, heat, ...row } = found;
  const sources = await database.owner`
    select source_index, first_at, last_at, severity, region, complaint_count from case_sources where case_id = ${id} order by source_index`;
  const [reports] = await database.owner`
    select source_count, sources_30d, fifth_last_at, last_at from number_reports where number_index = ${index}`;
  return { row, heat: Number(heat), sources: [...sources], reports };
}

describe("filing a report", () => {
  it("gives a receipt that opens it, and joins the case of its number at once", async () => {
    const number = newNumber();
    const { receipt, status } = await file(about(number));
    expect(status).toBe("screening");
    expect(await findByReceipt(context, receipt.toLowerCase().replaceAll("-", " "))).toMatchObject({
      status: "screening",
      matter: "collection",
      history: [{ status: "submitted" }],
    });
    expect((await caseOf(number))?.row).toMatchObject({
      state: "triage",
      complaint_count: 1,
      source_count: 1,
    });
  });

  it("needs nothing to go on", async () => {
    await expect(file(BARE)).resolves.toMatchObject({ status: "screening" });
  });

  it("refuses what cannot be read and stores nothing", async () => {
    const before = await count("complaints");
    const body = { ...BARE, truthStatement: false } as unknown as ComplaintInput;
    await expect(file(body)).rejects.toMatchObject({
      code: "invalid-request",
      fields: [{ pointer: "/truthStatement", code: "truth-statement-required" }],
    });
    expect(await count("complaints")).toBe(before);
  });

  it("twice under one key is one report and the same answer, also at the same moment", async () => {
    const body = about(newNumber());
    const before = await count("complaints");
    const [first, second] = await Promise.all([file(body, { key: "twice" }), file(body, { key: "twice" })]);
    const third = await file(
      { ...body, incidents: body.incidents?.map((one) => ({ ...one })) },
      { key: "twice" },
    );
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(await count("complaints")).toBe(before + 1);
  });

  it("with another body under the same key is a conflict, and the first stays", async () => {
    const number = newNumber();
    const { receipt } = await file(about(number), { key: "other-body" });
    const other = file(about(number, { scriptText: "别的话" }), { key: "other-body" });
    await expect(other).rejects.toMatchObject({ code: "idempotency-conflict" });
    expect((await findByReceipt(context, receipt)).status).toBe("screening");
    expect((await caseOf(number))?.row.complaint_count).toBe(1);
  });

  it("of a reporter who repeats it counts one source, however it is written", async () => {
    const number = newNumber();
    await file(about(number, from("13900139000")));
    await file(about(number, { ...from("+86 139-0013-9000"), scriptText: "又打来" }));
    await file(about(number, { incidents: [{ numberDisplayed: number, receivedOn: "139 0013 9000" }] }));
    const one = await caseOf(number);
    expect(one?.row).toMatchObject({ complaint_count: 3, source_count: 1 });
    expect(one?.sources).toMatchObject([{ complaint_count: 3 }]);
    await file(about(number, from("13900139001")));
    expect((await caseOf(number))?.row).toMatchObject({ complaint_count: 4, source_count: 2 });
  });

  it("from one network without any number counts one source", async () => {
    const number = newNumber();
    for (const words of ["一", "二", "三"])
      await file(about(number, { scriptText: words }), { network: "203.0.113.9" });
    expect((await caseOf(number))?.row).toMatchObject({ complaint_count: 3, source_count: 1 });
    await file(about(number), { network: "203.0.113.10" });
    expect((await caseOf(number))?.row).toMatchObject({ source_count: 2 });
  });

  it("and joining its case are one transaction: when the one fails, neither is there", async () => {
    const number = newNumber();
    const before = await count("complaints");
    await database.owner`revoke insert on case_members from mingjian_app`;
    await expect(file(about(number))).rejects.toThrow();
    await database.owner`grant insert on case_members to mingjian_app`;
    expect(await count("complaints")).toBe(before);
    expect(await caseOf(number)).toBeNull();
    await file(about(number));
    expect((await caseOf(number))?.row).toMatchObject({ complaint_count: 1 });
  });

  it("by twenty people at once about new numbers makes one case a number and no deadlock", async () => {
    const [a, b] = [newNumber(), newNumber()];
    const elsewhere = await testContext(database);
    const cases = await count("cases");
    // Two processes, and half of the reports name the numbers the other way round.
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const numbers = index % 4 < 2 ? [a, b] : [b, a];
        const body = {
          ...BARE,
          ...from(`1390013${String(index).padStart(4, "0")}`),
          incidents: numbers.map((numberDisplayed) => ({ numberDisplayed })),
        };
        return file(body, { by: index % 2 === 0 ? context : { ...elsewhere, keys: context.keys } });
      }),
    );
    await elsewhere.close();
    expect(new Set(answers.map(({ receipt }) => receipt)).size).toBe(20);
    expect(await count("cases")).toBe(cases + 2);
    for (const number of [a, b])
      expect((await caseOf(number))?.row).toMatchObject({ complaint_count: 20, source_count: 20 });
  });
});

describe("what was said", () => {
  it("opens in its own row and column and nowhere else", async () => {
    const tell = (scriptText: string) =>
      file({
        ...about(newNumber()),
        ...from("13900139000"),
        scriptText,
        claimed: { payeeAccount: "6222 0000" },
      });
    const [mine, other] = [await tell("我的话"), await tell("别人的话")];
    const read = async (id: string) => {
      const [row] = await database.owner`
        select c.told_sealed, c.contact_sealed, k.wrapped from complaints c join complaint_keys k on k.complaint_id = c.id where c.id = ${id}`;
      return row ?? {};
    };
    const { keys } = context;
    const [own, foreign] = [await read(mine.id), await read(other.id)];
    const dataKey = keys.openDataKey(mine.id, own.wrapped);
    const cell = (column: string, row = mine.id) => ({ table: "complaints", column, row });
    expect(keys.open(dataKey, cell("told"), own.told_sealed)).toContain("我的话");
    expect(() => keys.open(dataKey, cell("contact"), own.told_sealed)).toThrow();
    expect(() => keys.open(dataKey, cell("told"), own.contact_sealed)).toThrow();
    expect(() => keys.open(dataKey, cell("told", other.id), own.told_sealed)).toThrow();
    expect(() => keys.open(dataKey, cell("told"), foreign.told_sealed)).toThrow();
    expect(() => keys.openDataKey(mine.id, foreign.wrapped)).toThrow();

    const [payee] = await database.owner`
      select id, value_sealed from complaint_identifiers where complaint_id = ${mine.id} and kind = 'payee_account'`;
    const at = (row: string) => ({ table: "complaint_identifiers", column: "value", row });
    expect(keys.open(dataKey, at(payee?.id), payee?.value_sealed)).toBe("6222 0000");
    expect(() => keys.open(dataKey, at(other.id), payee?.value_sealed)).toThrow();
  });

  it("of a case's number opens in that case only", async () => {
    const [a, b] = [newNumber(), newNumber()];
    await Promise.all([file(about(a)), file(about(b))]);
    const rows = await database.owner`select id, subject_sealed from cases where number_index in
      ${database.owner([a, b].map((number) => context.keys.blindIndex("number", `+86${number}`)))}`;
    const open = (row: string, sealed: Buffer) =>
      context.keys.openWithMaster({ table: "cases", column: "subject", row }, sealed);
    const opened = rows.map((row) => open(row.id, row.subject_sealed)).sort();
    expect(opened).toEqual([`+86${a}`, `+86${b}`]);
    expect(() => open(rows[0]?.id, rows[1]?.subject_sealed)).toThrow();
  });
});

describe("withdrawing", () => {
  it("leaves the case as if the report had never been filed", async () => {
    const [withdrawn, untouched] = [newNumber(), newNumber()];
    const people = ["13900139000", "13900139001"];
    const gone = [
      await file(
        about(withdrawn, { ...from("13900139002"), harm: { kinds: ["D5.violence"], safetyNow: true } }),
      ),
    ];
    for (const phone of people) {
      for (const number of [withdrawn, untouched]) await file(about(number, from(phone)));
    }
    // One more from somebody whose other report stays.
    gone.push(await file(about(withdrawn, { ...from("13900139000"), harm: { moneyLostFen: 5_000_000 } })));
    for (const { receipt } of gone) await withdrawComplaint(context, receipt);
    const [left, never] = [await caseOf(withdrawn), await caseOf(untouched)];
    expect(left?.heat).toBeCloseTo(never?.heat ?? Number.NaN, 9);
    expect({ ...left, heat: 0 }).toEqual({ ...never, heat: 0 });
  });

  it("the only report of a number leaves an empty case and nothing for look-ups", async () => {
    const number = newNumber();
    const { receipt } = await file(about(number));
    await withdrawComplaint(context, receipt);
    const left = await caseOf(number);
    expect(left?.row).toMatchObject({ complaint_count: 0, source_count: 0 });
    expect(left?.heat).toBe(Number.NEGATIVE_INFINITY);
    expect(left?.reports).toMatchObject({ source_count: 0, sources_30d: 0 });
    await file(about(number));
    expect((await caseOf(number))?.row).toMatchObject({ complaint_count: 1, source_count: 1 });
  });

  it("is said in the history, can be done once, and needs the receipt", async () => {
    const { receipt } = await file(about(newNumber()));
    expect(await withdrawComplaint(context, receipt)).toEqual({ status: "not_accepted" });
    const after = await findByReceipt(context, receipt);
    expect(after).toMatchObject({ status: "not_accepted", reason: "withdrawn" });
    expect(after.history.at(-1)).toMatchObject({ by: "reporter", reason: "withdrawn" });
    await expect(withdrawComplaint(context, receipt)).rejects.toMatchObject({ code: "conflict" });
    const [row] = await database.owner`
      select actor_kind from audit_events where action = 'complaint.withdrawn' and subject_id = ${after.complaintId}`;
    expect(row).toEqual({ actor_kind: "reporter" });
  });
});

describe("a receipt", () => {
  it("that was copied badly or belongs to nobody is not found, in the same way", async () => {
    const { receipt } = await file(about(newNumber()));
    const last = receipt.at(-1) === "0" ? "1" : "0";
    for (const wrong of ["", "MJ-0000", receipt.slice(0, -1) + last, "MJ-0000-0000-0000-0000-0000-0000-0000"])
      await expect(findByReceipt(context, wrong)).rejects.toMatchObject({ code: "not-found" });
  });

  it("lies in the database only as a hash", async () => {
    const { receipt } = await file(about(newNumber()), { key: "hash-only" });
    const rows = await database.owner`select encode(hash, 'escape') as text from receipt_hashes`;
    const answers =
      await database.owner`select encode(answer_sealed, 'escape') as text from idempotency_keys`;
    for (const { text } of [...rows, ...answers]) expect(text).not.toContain(receipt.slice(3, 12));
  });
});

describe("a request for more", () => {
  it("is answered by the reporter, after which the report is read again", async () => {
    const { id, receipt } = await file(about(newNumber()));
    await expect(giveInformation(context, { receipt, answer: "nothing_to_add" })).rejects.toMatchObject({
      code: "conflict",
    });
    await context.db.system.begin((tx) =>
      moveComplaint(tx, {
        complaintId: id,
        event: "ask_info",
        details: { by: "officer", note: "是哪一天打来的？" },
        byId: null,
        now: context.now,
      }),
    );
    expect(await findByReceipt(context, receipt)).toMatchObject({
      status: "needs_info",
      message: "是哪一天打来的？",
    });
    expect(await giveInformation(context, { receipt, answer: "sent_in_new_report" })).toEqual({
      status: "screening",
    });
    const after = await findByReceipt(context, receipt);
    expect(after).toMatchObject({ status: "screening", message: null });
    expect(after.history.map(({ by, reason }) => [by, reason])).toEqual([
      ["system", null],
      ["officer", null],
      ["reporter", "sent_in_new_report"],
    ]);
  });
});
