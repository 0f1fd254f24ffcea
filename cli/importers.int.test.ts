import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestContext, testContext } from "#commands/testing/context.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import {
  type Importer,
  type ImportOptions,
  importCfpb,
  importFtc,
  importLicences,
  importMingjian,
  importNumbers,
} from "./importers.ts";

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

async function read(importer: Importer, text: string, change: Partial<ImportOptions> = {}) {
  const rejected: string[] = [];
  const notes: string[] = [];
  const counts = await importer(context, {
    stream: Readable.from([Buffer.from(text)]),
    source: "test",
    region: null,
    dryRun: false,
    reject: (_row, reason) => rejected.push(reason),
    note: (line) => notes.push(line),
    ...change,
  });
  return { ...counts, rejected, notes };
}
const count = async (table: string) =>
  (await database.owner.unsafe(`select count(*)::int as n from ${table}`))[0]?.n as number;

const CFPB = `Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,Company,State,ZIP code,Tags,Consumer consent provided?,Submitted via,Date sent to company,Company response to consumer,Timely response?,Consumer disputed?,Complaint ID
03/22/23,"Payday loan, title loan, or personal loan",Personal line of credit,Struggling to pay your loan,None,"They called, and called.",None,Example Lending Corp.,PA,19013,None,Consent provided,Web,04/20/23,Closed with explanation,Yes,N/A,1
03/23/23,Debt collection,I do not know,Communication tactics,Frequent or repeated calls,None,None,"EXAMPLE LENDING, CORP",PA,19013,None,N/A,Web,04/20/23,Closed with explanation,Yes,N/A,2
bad,Debt collection,I do not know,Communication tactics,None,None,None,Other Co,PA,19013,None,N/A,Web,04/20/23,Closed,Yes,N/A,3
`;

describe("import", () => {
  test("of CFPB rows opens one provisional institution and one lender case a company, and a second time adds nothing", async () => {
    expect(await read(importCfpb, CFPB)).toMatchObject({
      read: 3,
      new: 2,
      same: 0,
      rejected: ["bad-date-received"],
    });
    expect(await count("complaints")).toBe(2);
    expect(await database.owner`select legal_name, status, country from institutions`).toEqual([
      { legal_name: "Example Lending Corp.", status: "provisional", country: "US" },
    ]);
    expect(await database.owner`select kind, complaint_count, source_count from cases`).toEqual([
      { kind: "lender", complaint_count: 2, source_count: 2 },
    ]);
    expect(await read(importCfpb, CFPB)).toMatchObject({ read: 3, new: 0, same: 2 });
    expect(await count("complaints")).toBe(2);
  });

  test("says when a row has changed since it was first read, and keeps what was said first", async () => {
    expect(
      await read(importCfpb, CFPB.replace("They called, and called.", "They never called.")),
    ).toMatchObject({
      new: 0,
      same: 1,
      rejected: ["bad-date-received", "changed-since-first-import"].sort(),
    });
  });

  test("of a dry run counts the same and keeps nothing", async () => {
    const before = await count("complaints");
    expect(await read(importCfpb, CFPB, { source: "elsewhere", dryRun: true })).toMatchObject({
      new: 2,
      same: 0,
    });
    expect(await count("complaints")).toBe(before);
  });

  test("of numbers in national form makes marks, no complaints, and tells unreadable ones", async () => {
    const file = '"PHONE"\n"04082216950"\n"015901758090"\n"12"\n"04082216950"\n';
    expect(await read(importNumbers, file, { region: "DE", source: "marks-de" })).toMatchObject({
      read: 4,
      new: 2,
      same: 1,
      rejected: ["too-short"],
    });
    expect(await read(importNumbers, file, { region: "DE", source: "marks-de" })).toMatchObject({
      new: 0,
      same: 3,
    });
    expect(
      await database.owner`select country, kind, visibility from number_keys order by number_index`,
    ).toEqual([
      { country: "DE", kind: "intl", visibility: "restricted" },
      { country: "DE", kind: "intl", visibility: "restricted" },
    ]);
    expect(await count("number_marks")).toBe(2);
  });

  test("of the FTC layout keeps day, subject and whether it was a recording", async () => {
    const file =
      "Company_Phone_Number,Created_Date,Violation_Date,Consumer_City,Consumer_State,Consumer_Area_Code,Subject,Recorded_Message_Or_Robocall\n8886749072,2026-03-05 00:03:04,2026-03-04 23:01:00,,,888,Other,Y\n";
    expect(await read(importFtc, file, { source: "ftc" })).toMatchObject({ read: 1, new: 1 });
    expect(await read(importFtc, file, { source: "ftc" })).toMatchObject({ new: 0, same: 1 });
    expect(
      await database.owner`select category, is_recording from number_marks where source = 'ftc'`,
    ).toEqual([{ category: "Other", is_recording: true }]);
  });

  test("of our own lines keeps one person's repeats as one source and refuses a line it cannot read", async () => {
    const body = {
      matter: "collection",
      channel: "voice_call",
      relationship: "CONTACT_LISTED",
      incidents: [{ numberDisplayed: "95013 1234 5678" }],
      truthStatement: true,
    };
    const line = (sourceId: string, reporter: string, change = {}) =>
      JSON.stringify({
        sourceId,
        receivedAt: "2026-02-01T00:00:00Z",
        reporter,
        body: { ...body, ...change },
      });
    const file = [
      line("a", "p1"),
      line("b", "p1"),
      line("c", "p2"),
      line("d", "p3", { matter: "weather" }),
      "{",
      "",
    ].join("\n");
    expect(await read(importMingjian, file, { source: "lines" })).toMatchObject({
      read: 5,
      new: 3,
      rejected: ["/matter unknown-code", "not-a-line-of-this-format"],
    });
    expect(
      await database.owner`select complaint_count, source_count from cases where kind = 'caller'`,
    ).toEqual([{ complaint_count: 3, source_count: 2 }]);
  });

  test("of a licence list says what it would do, does it, and then has nothing left to do", async () => {
    const file =
      "legal_name,uscc,class,licence_number,regulator,region,issued_on,expires_on,status,short_name\n示例小额贷款有限公司,,micro_loan,LN-1,示例省金融局,330000,2024-01-01,2027-01-01,valid,示例小贷\n,,,,,,,,,\n";
    const dry = await read(importLicences, file, { source: "list", dryRun: true });
    expect(dry).toMatchObject({ new: 1, same: 0, notes: ["+ 示例小额贷款有限公司 LN-1"] });
    expect(await count("licences")).toBe(0);
    expect(await read(importLicences, file, { source: "list" })).toMatchObject({ new: 1 });
    expect(await read(importLicences, file, { source: "list" })).toMatchObject({ new: 0, same: 1 });
    const changed = await read(importLicences, file.replace(",valid,", ",revoked,"), { source: "list" });
    expect(changed.notes).toEqual(["~ 示例小额贷款有限公司 licence.status: valid → revoked"]);
    expect(await database.owner`select status from licences`).toEqual([{ status: "revoked" }]);
  });
});
