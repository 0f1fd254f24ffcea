import { describe, expect, it } from "vitest";
import { parseComplaint } from "./complaint-input.ts";
import { fromCfpbRow } from "./from-cfpb.ts";
import { fromFtcRow } from "./from-ftc.ts";

const now = new Date("2026-02-01T00:00:00Z");
const row: Readonly<Record<string, string>> = {
  "Date received": "03/22/23",
  Product: "Payday loan, title loan, or personal loan",
  "Sub-product": "Payday loan",
  Issue: "Charged fees or interest you didn't expect",
  "Sub-issue": "None",
  "Consumer complaint narrative": "They charged me twice.",
  "Company public response": "None",
  Company: "Example Lending, LLC",
  State: "TX",
  "ZIP code": "75001",
  Tags: "None",
  "Consumer consent provided?": "Consent provided",
  "Submitted via": "Web",
  "Date sent to company": "03/22/23",
  "Company response to consumer": "Closed with explanation",
  "Timely response?": "Yes",
  "Consumer disputed?": "N/A",
  "Complaint ID": "1234567",
};

function good(changes: Record<string, string> = {}) {
  const read = fromCfpbRow({ ...row, ...changes });
  if (!read.ok) throw new Error(read.reason);
  return read;
}

describe("a row of the US complaint database", () => {
  it("becomes a complaint that our own rules accept", () => {
    const read = good();
    expect(read).toMatchObject({
      sourceId: "1234567",
      receivedAt: "2023-03-22T00:00:00.000Z",
      companyName: "Example Lending, LLC",
      country: "US",
      isNarrativeCut: false,
    });
    const parsed = parseComplaint(read.input, { now });
    expect(parsed).toMatchObject({
      ok: true,
      complaint: {
        matter: "collection",
        scriptText: "They charged me twice.",
        claimed: { institution: "Example Lending, LLC" },
        loan: { product: "cash_loan" },
        harm: { kinds: ["D7"] },
        region: null,
        mode: "bulk_from_organisation",
        language: "en",
        consent: { shareWithInstitution: "none", publishNarrative: false },
      },
    });
  });

  it.each([
    ["Charged fees or interest you didn't expect", "None", "collection", ["D7"], "BORROWER_CURRENT"],
    [
      "Attempts to collect debt not owed",
      "Debt is not yours",
      "collection",
      ["D1.not_mine"],
      "NEVER_BORROWED",
    ],
    [
      "Attempts to collect debt not owed",
      "Debt was result of identity theft",
      "collection",
      ["D1.identity_theft"],
      "IDENTITY_STOLEN",
    ],
    [
      "Attempts to collect debt not owed",
      "Debt was paid",
      "collection",
      ["D1.already_paid"],
      "BORROWER_REPAID",
    ],
    ["Attempts to collect debt not owed", "Something new", "collection", ["D1"], "BORROWER_CURRENT"],
    [
      "Communication tactics",
      "Frequent or repeated calls",
      "collection",
      ["D2.too_frequent"],
      "BORROWER_CURRENT",
    ],
    [
      "False statements or representation",
      "Impersonated attorney, law enforcement, or government official",
      "collection",
      ["D4.posed_as_authority"],
      "BORROWER_CURRENT",
    ],
    [
      "Threatened to contact someone or share information improperly",
      "Contacted your employer",
      "collection",
      ["D3.employer"],
      "BORROWER_CURRENT",
    ],
    ["Received a loan you didn’t apply for", "None", "collection", ["D1.identity_theft"], "IDENTITY_STOLEN"],
    ["Struggling to pay your loan", "None", "collection", [], "BORROWER_OVERDUE"],
    [
      "Incorrect information on your report",
      "Information belongs to someone else",
      "credit_record",
      ["D1.not_mine"],
      "NEVER_BORROWED",
    ],
    [
      "Improper use of your report",
      "Received unsolicited financial product or insurance offers after opting out",
      "marketing",
      ["M2"],
      "MARKETING_TARGET_CONSENT_WITHDRAWN",
    ],
    ["Getting the loan", "None", "other", [], "BORROWER_CURRENT"],
  ])("with issue %s, %s", (issue, subIssue, matter, kinds, relationship) => {
    const { input } = good({ Issue: issue, "Sub-issue": subIssue });
    expect({ matter: input.matter, kinds: input.harm?.kinds, relationship: input.relationship }).toEqual({
      matter,
      kinds,
      relationship,
    });
    expect(parseComplaint(input, { now }).ok).toBe(true);
  });

  it("says which fields it had to assume", () => {
    expect(good().assumed).toEqual(["/channel", "/relationship"]);
    const calls = good({ Issue: "Communication tactics", "Sub-issue": "Frequent or repeated calls" });
    expect(calls.input.channel).toBe("voice_call");
    expect(calls.assumed).toEqual(["/relationship"]);
    expect(good({ Issue: "Struggling to pay your loan" }).assumed).toEqual(["/channel"]);
  });

  it("keeps what was told about a refusal and about the person", () => {
    const { input } = good({
      Issue: "Communication tactics",
      "Sub-issue": "You told them to stop contacting you, but they keep trying",
      Tags: "Older American, Servicemember",
    });
    expect(input.harm).toMatchObject({ toldToStop: true, contactedAgain: true });
    expect(input.vulnerable).toEqual(["elderly", "military"]);
  });

  it("cuts a story that is too long and says so", () => {
    const read = good({ "Consumer complaint narrative": "a😀".repeat(3000) });
    expect(read.isNarrativeCut).toBe(true);
    expect([...(read.input.scriptText ?? "")]).toHaveLength(4000);
    expect(parseComplaint(read.input, { now }).ok).toBe(true);
  });

  it.each([
    ["2023-03-22", "2023-03-22T00:00:00.000Z"],
    ["2023-03-22T12:00:00-05:00", "2023-03-22T00:00:00.000Z"],
    ["3/2/2023", "2023-03-02T00:00:00.000Z"],
  ])("dated %s was received on %s", (written, expected) => {
    expect(good({ "Date received": written }).receivedAt).toBe(expected);
  });

  it.each([
    [{ "Complaint ID": "" }, "no-complaint-id"],
    [{ "Complaint ID": "None" }, "no-complaint-id"],
    [{ "Date received": "13/45/23" }, "bad-date-received"],
    [{ "Date received": "" }, "bad-date-received"],
    [{ Company: "None" }, "no-company"],
    [{ Issue: "" }, "no-issue"],
  ])("with %o is refused: %s", (changes, reason) => {
    expect(fromCfpbRow({ ...row, ...changes })).toEqual({ ok: false, reason });
    expect(fromCfpbRow({})).toEqual({ ok: false, reason: "no-complaint-id" });
  });
});

const call: Readonly<Record<string, string>> = {
  Company_Phone_Number: "2025550123",
  Created_Date: "2026-03-05 00:03:04",
  Violation_Date: "2026-03-04 23:01:00",
  Consumer_City: "Anytown",
  Consumer_State: "Virginia",
  Consumer_Area_Code: "202",
  Subject: "Reducing your debt (credit cards, mortgage, student loans)",
  Recorded_Message_Or_Robocall: "Y",
};

describe("a row of the US do-not-call data", () => {
  it("becomes a mark with its number, time, subject and nothing about the person", () => {
    expect(fromFtcRow(call)).toEqual({
      ok: true,
      mark: {
        number: "2025550123",
        at: "2026-03-04T23:01:00.000Z",
        category: "Reducing your debt (credit cards, mortgage, student loans)",
        robocall: true,
        region: "US",
      },
    });
  });

  it("takes the day of the report where the day of the call is missing", () => {
    expect(fromFtcRow({ ...call, Violation_Date: "" })).toMatchObject({
      mark: { at: "2026-03-05T00:03:04.000Z" },
    });
    expect(fromFtcRow({ ...call, Violation_Date: "2026-03-04" })).toMatchObject({
      mark: { at: "2026-03-04T00:00:00.000Z" },
    });
  });

  it.each([
    ["Y", true],
    ["n", false],
    ["", null],
  ])("with robocall %s says %s", (written, expected) => {
    expect(fromFtcRow({ ...call, Recorded_Message_Or_Robocall: written })).toMatchObject({
      mark: { robocall: expected },
    });
  });

  it.each([
    [{ Company_Phone_Number: " " }, "no-number"],
    [{ Company_Phone_Number: "unknown" }, "bad-number"],
    [{ Company_Phone_Number: "1".repeat(65) }, "bad-number"],
    [{ Violation_Date: "2026-02-30 10:00:00", Created_Date: "x" }, "bad-date"],
    [{ Violation_Date: "2026-02-20 27:00:00", Created_Date: "" }, "bad-date"],
  ])("with %o is refused: %s", (changes, reason) => {
    expect(fromFtcRow({ ...call, ...changes })).toEqual({ ok: false, reason });
  });
});
