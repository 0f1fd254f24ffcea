import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type Complaint, complaintInput, hasSomethingToGoOn, parseComplaint } from "./complaint-input.ts";
import { COMPLAINT_PROBLEMS } from "./complaint-problems.ts";

const now = new Date("2026-02-01T06:10:00Z");
const bare = {
  matter: "collection",
  channel: "voice_call",
  relationship: "CONTACT_LISTED",
  truthStatement: true,
};
const withNumber = { ...bare, incidents: [{ numberDisplayed: "13800138000" }] };

function good(body: unknown): Complaint {
  const parsed = parseComplaint(body, { now });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.complaint;
}

function problems(body: unknown): readonly string[] {
  const parsed = parseComplaint(body, { now });
  return parsed.ok ? [] : parsed.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe("a complaint's body", () => {
  it("may be as full as the contract allows", () => {
    const complaint = good({
      matter: "collection",
      channel: "sms",
      relationship: "BORROWER_OVERDUE",
      incidents: [
        {
          at: "2026-02-01T14:05:00+08:00",
          numberDisplayed: "+86 138-0013-8000",
          receivedOn: "13900139000",
          durationSeconds: 35,
          answered: true,
          receiver: "self",
        },
      ],
      scriptText: "【某某贷】今日还款",
      claimed: {
        identity: "lender",
        institution: "某某消费金融",
        staff: "工号 8021",
        callbackNumber: "400-810-1234",
        smsSignature: "某某贷",
        urls: ["https://example.com/a"],
        imAccount: "wx_1",
        payeeAccount: "6222",
      },
      loan: { product: "cash_loan", principalFen: 300_000, feesUpfrontFen: 60_000 },
      harm: {
        kinds: ["D3", "D3.contacts"],
        moneyLostFen: 60_000,
        toldToStop: true,
        contactedAgain: true,
        thirdParties: 12,
      },
      desired: ["stop_calls"],
      mode: "anonymous_receipt",
      contact: { phone: "13900139000" },
      region: "330100",
      language: "zh-CN",
      consent: { shareWithInstitution: "none", publishNarrative: false },
      truthStatement: true,
    });
    expect(complaint.incidents).toEqual([
      {
        at: "2026-02-01T06:05:00.000Z",
        atPrecision: "exact",
        numberDisplayed: "+86 138-0013-8000",
        withheld: null,
        receivedOn: "13900139000",
        durationSeconds: 35,
        answered: true,
        receiver: "self",
      },
    ]);
    expect(complaint.harm.kinds).toEqual(["D3", "D3.contacts"]);
    expect(complaint.loan).toMatchObject({ product: "cash_loan", principalFen: 300_000, receivedFen: null });
    expect(complaint.contact).toEqual({ phone: "13900139000" });
  });

  it("may leave out everything but matter, channel, relationship, truth and one thing to go on", () => {
    expect(good(withNumber)).toEqual({
      ...bare,
      incidents: [
        {
          at: null,
          atPrecision: null,
          numberDisplayed: "13800138000",
          withheld: null,
          receivedOn: null,
          durationSeconds: null,
          answered: null,
          receiver: null,
        },
      ],
      scriptText: null,
      claimed: {
        identity: null,
        institution: null,
        staff: null,
        callbackNumber: null,
        smsSignature: null,
        urls: [],
        imAccount: null,
        payeeAccount: null,
        contractNo: null,
      },
      loan: null,
      harm: {
        kinds: [],
        moneyLostFen: null,
        paidAt: null,
        toldToStop: null,
        contactedAgain: null,
        thirdParties: null,
        safetyNow: null,
      },
      desired: [],
      alreadyTried: [],
      vulnerable: [],
      mode: "anonymous_receipt",
      contact: null,
      region: null,
      language: "zh-CN",
      consent: { shareWithInstitution: "none", publishNarrative: false },
    });
  });

  it("means the same with a field missing, null, or blank", () => {
    const nulls = {
      ...withNumber,
      scriptText: null,
      claimed: null,
      loan: null,
      harm: null,
      desired: null,
      mode: null,
      contact: null,
      region: null,
      language: null,
      consent: null,
    };
    const blanks = {
      ...withNumber,
      incidents: [{ numberDisplayed: " 13800138000\n", receivedOn: "", at: null }],
      scriptText: "  ",
      claimed: { institution: "", urls: [""] },
      loan: { product: null },
      contact: { phone: " " },
    };
    expect(good(nulls)).toEqual(good(withNumber));
    expect(good(blanks)).toEqual(good(withNumber));
  });

  it("has one unknown incident when none is given", () => {
    const complaint = good({ ...bare, incidents: [], scriptText: "他们说我欠钱" });
    expect(complaint.incidents).toHaveLength(1);
    expect(Object.values(complaint.incidents[0] ?? {}).every((value) => value === null)).toBe(true);
  });

  it("keeps a number as it was said, readable or not", () => {
    const said = "尾号8000那个";
    expect(good({ ...bare, incidents: [{ numberDisplayed: said }] }).incidents[0]?.numberDisplayed).toBe(
      said,
    );
  });

  it("loses what a database cannot hold and nothing else", () => {
    expect(good({ ...bare, scriptText: "a\u0000b\ud800c\n【d】" }).scriptText).toBe("ab\ufffdc\n【d】");
  });

  it("documents itself as JSON Schema for the API's description", () => {
    const schema = z.toJSONSchema(complaintInput, { io: "input" });
    expect(schema.required).toEqual(["matter", "channel", "relationship", "truthStatement"]);
    expect(schema.additionalProperties).toBe(false);
    expect(JSON.stringify(schema)).toContain('"maxLength":4000');
  });
});

describe("a problem", () => {
  it.each([
    ["a missing body", undefined, [" required"]],
    ["no object", [], [" wrong-type"]],
    [
      "nothing at all",
      {},
      [
        "/matter required",
        "/channel required",
        "/relationship required",
        "/truthStatement truth-statement-required",
      ],
    ],
    ["an unknown code", { ...withNumber, matter: "Marketing" }, ["/matter unknown-code"]],
    ["a code of another type", { ...withNumber, matter: 1 }, ["/matter wrong-type"]],
    [
      "an unfinished relationship",
      { ...withNumber, relationship: "MARKETING_TARGET" },
      ["/relationship unknown-code"],
    ],
    [
      "no statement of truth",
      { ...withNumber, truthStatement: false },
      ["/truthStatement truth-statement-required"],
    ],
    [
      "truth as text",
      { ...withNumber, truthStatement: "true" },
      ["/truthStatement truth-statement-required"],
    ],
    ["a misspelt field", { ...withNumber, scriptTxt: "x" }, ["/scriptTxt unknown-field"]],
    [
      "misspelt fields deep down",
      { ...bare, incidents: [{ numberDisplyed: "1", "a/b~c": 1 }] },
      ["/incidents/0/numberDisplyed unknown-field", "/incidents/0/a~1b~0c unknown-field"],
    ],
    [
      "a foreign key that JSON can carry",
      JSON.parse(`{"__proto__":{"x":1},${JSON.stringify(withNumber).slice(1)}`),
      ["/__proto__ unknown-field"],
    ],
    [
      "a number as a number",
      { ...bare, incidents: [{ numberDisplayed: 13800138000 }] },
      ["/incidents/0/numberDisplayed wrong-type"],
    ],
    [
      "a number too long",
      { ...bare, incidents: [{ numberDisplayed: "1".repeat(65) }] },
      ["/incidents/0/numberDisplayed too-long"],
    ],
    ["text too long", { ...bare, scriptText: "字".repeat(4001) }, ["/scriptText too-long"]],
    [
      "too many incidents",
      { ...bare, incidents: Array.from({ length: 201 }, () => ({})) },
      ["/incidents too-many"],
    ],
    ["a part of a fen", { ...withNumber, harm: { moneyLostFen: 0.5 } }, ["/harm/moneyLostFen not-whole"]],
    ["a negative amount", { ...withNumber, harm: { moneyLostFen: -1 } }, ["/harm/moneyLostFen too-small"]],
    [
      "an amount beyond belief",
      { ...withNumber, harm: { moneyLostFen: 1e15 } },
      ["/harm/moneyLostFen too-big"],
    ],
    ["yes as text", { ...withNumber, harm: { toldToStop: "yes" } }, ["/harm/toldToStop wrong-type"]],
    [
      "an unknown kind of harm",
      { ...withNumber, harm: { kinds: ["D3", "D9"] } },
      ["/harm/kinds/1 unknown-code"],
    ],
    ["a district", { ...withNumber, region: "330106" }, ["/region bad-region"]],
    [
      "a time without its offset",
      { ...bare, incidents: [{ at: "2026-02-01T14:05:00" }] },
      ["/incidents/0/at bad-time"],
    ],
    [
      "a day that is none",
      { ...bare, incidents: [{ at: "2026-02-30T14:05:00Z" }] },
      ["/incidents/0/at bad-time"],
    ],
    ["a time as a number", { ...bare, incidents: [{ at: 1769925900 }] }, ["/incidents/0/at bad-time"]],
    [
      "a second incident in the future and a typing slip in the year",
      {
        ...withNumber,
        incidents: [{ at: "0206-02-01T14:05:00Z" }, { at: "2027-02-01T14:05:00Z", numberDisplayed: "1" }],
      },
      ["/incidents/0/at time-too-early", "/incidents/1/at time-in-future"],
    ],
    [
      "a payment in the future",
      { ...withNumber, harm: { paidAt: "2026-03-01T00:00:00+08:00" } },
      ["/harm/paidAt time-in-future"],
    ],
  ] satisfies [string, unknown, string[]][])("is named where it is: %s", (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });

  it("of the clock is forgiven for ten minutes", () => {
    const at = (iso: string) => ({ ...withNumber, incidents: [{ at: iso, numberDisplayed: "10086" }] });
    expect(problems(at("2026-02-01T14:20:00+08:00"))).toEqual([]);
    expect(problems(at("2026-02-01T14:20:01+08:00"))).toEqual(["/incidents/0/at time-in-future"]);
  });

  it.each([
    { incidents: [{ numberDisplayed: "10086" }] },
    { claimed: { institution: "某某贷" } },
    { claimed: { callbackNumber: "95588" } },
    { claimed: { smsSignature: "某某" } },
    { claimed: { urls: ["t.cn/a"] } },
    { claimed: { imAccount: "wx" } },
    { claimed: { payeeAccount: "6222" } },
    { scriptText: "他们说" },
  ])("is none, and there is something to go on, with one thing named: %o", (part) => {
    const parsed = parseComplaint({ ...bare, ...part }, { now });
    expect(parsed.ok && hasSomethingToGoOn(parsed.complaint)).toBe(true);
  });

  it.each([bare, { ...bare, incidents: [{ receivedOn: "13900139000" }] }])(
    "is none either when there is nothing to go on: %o",
    (body) => {
      const parsed = parseComplaint(body, { now });
      expect(parsed.ok && hasSomethingToGoOn(parsed.complaint)).toBe(false);
      expect(parsed.ok).toBe(true);
    },
  );

  it("of a text counts characters as people do", () => {
    expect(problems({ ...bare, scriptText: "😀".repeat(4000) })).toEqual([]);
    expect(problems({ ...bare, scriptText: "😀".repeat(4001) })).toEqual(["/scriptText too-long"]);
  });

  it("always has a code of the closed list, whatever is sent", () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          ...Object.fromEntries(Object.keys(complaintInput.shape).map((key) => [key, fc.jsonValue()])),
          truthStatement: fc.constantFrom(true, false),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(anything, (body) => {
        const parsed = parseComplaint(body, { now });
        if (!parsed.ok) for (const { code } of parsed.problems) expect(COMPLAINT_PROBLEMS).toContain(code);
      }),
    );
  });
});
