import { describe, expect, it } from "vitest";
import * as codes from "./codes.ts";
import { AT_PRECISIONS, PARTS_OF_DAY } from "./incident-time.ts";
import {
  IDENTITY_CHOICES,
  LOAN_CHOICES,
  NUMBER_STATES,
  PAID_WHENS,
  PART_CHOICES,
  WHEN_DAYS,
  YES_NO_UNKNOWN,
} from "./journey-answers.ts";
import { codesOf, isCodeOf, type Label, wordsOf } from "./label.ts";
import { INSTITUTION_ANSWERS, OUTCOME_CODES, REASON_CODES } from "./outcomes.ts";
import { isRegionCode, PROVINCES } from "./regions.ts";
import { hasLoan, RELATIONSHIPS } from "./relationships.ts";
import { STATUSES } from "./statuses.ts";
import { HARM_GROUPS, TAXONOMY } from "./taxonomy.ts";

const LISTS: Readonly<Record<string, readonly Label[]>> = {
  MATTERS: codes.MATTERS,
  CHANNELS: codes.CHANNELS,
  CLAIMED_IDENTITIES: codes.CLAIMED_IDENTITIES,
  LOAN_PRODUCTS: codes.LOAN_PRODUCTS,
  RECEIVERS: codes.RECEIVERS,
  DESIRED_OUTCOMES: codes.DESIRED_OUTCOMES,
  MODES: codes.MODES,
  SHARE_CONSENTS: codes.SHARE_CONSENTS,
  LANGUAGES: codes.LANGUAGES,
  VULNERABILITIES: codes.VULNERABILITIES,
  PLACES_TRIED: codes.PLACES_TRIED,
  RELATIONSHIPS,
  TAXONOMY,
  HARM_GROUPS,
  STATUSES,
  REASON_CODES,
  OUTCOME_CODES,
  INSTITUTION_ANSWERS,
  PROVINCES,
  AT_PRECISIONS,
  PARTS_OF_DAY,
  IDENTITY_CHOICES,
  LOAN_CHOICES,
  NUMBER_STATES,
  PAID_WHENS,
  PART_CHOICES,
  WHEN_DAYS,
  YES_NO_UNKNOWN,
};

describe.each(Object.entries(LISTS))("%s", (_, list) => {
  it("gives every code words in both languages", () => {
    for (const { code, zh, en } of list) {
      expect(zh.trim(), code).not.toBe("");
      // Names written alike in both languages are fine; Chinese words left in the English column are not.
      expect(en.replaceAll("【】", ""), code).toMatch(/^[^\u4e00-\u9fff]+$/);
    }
  });

  it("names every code once", () => {
    expect(new Set(list.map((entry) => entry.code)).size).toBe(list.length);
  });
});

describe("codes that programs outside rely on", () => {
  it.each([
    [codes.MATTERS, "marketing collection scam data_misuse credit_record other"],
    [
      codes.CHANNELS,
      "voice_call recorded_or_ai_call sms mms flash_sms im_wechat im_qq im_whatsapp im_other app_push_or_in_app email letter visit workplace_call social_media",
    ],
    [
      RELATIONSHIPS,
      "BORROWER_CURRENT BORROWER_OVERDUE BORROWER_REPAID GUARANTOR CONTACT_LISTED CONTACT_WORKPLACE NEVER_BORROWED IDENTITY_STOLEN RECYCLED_NUMBER MARKETING_TARGET_NO_CONSENT MARKETING_TARGET_CONSENT_WITHDRAWN MARKETING_TARGET_EXISTING_CUSTOMER IMPERSONATED_INSTITUTION NUMBER_HOLDER_WRONGLY_MARKED INSIDER WITNESS_OR_AGENT",
    ],
    [codes.RECEIVERS, "self spouse parent child colleague employer other_contact"],
    [codes.MODES, "anonymous_receipt verified_phone real_name on_behalf bulk_from_organisation"],
    [codes.SHARE_CONSENTS, "none contract_no_only full"],
    [
      STATUSES,
      "draft submitted screening accepted needs_info referred_out not_accepted linked_to_case with_institution answered filer_review closed reopened",
    ],
    [
      REASON_CODES,
      "out_of_scope wrong_institution same_matter_already_decided repeat_report_consolidated unauthorised_third_party older_than_3_years not_enough_facts withdrawn fabricated",
    ],
    [
      OUTCOME_CODES,
      "relief_monetary relief_non_monetary explained upheld_sanction partly_upheld not_upheld mediated mediation_ended no_answer_in_time duplicate_of",
    ],
  ] satisfies [readonly Label[], string][])("keep their names", (list, names) => {
    expect(codesOf(list).join(" ")).toBe(names);
  });
});

describe("a code", () => {
  it("is known only in its own list", () => {
    expect(isCodeOf(codes.MATTERS, "scam")).toBe(true);
    expect(isCodeOf(codes.MATTERS, "sms")).toBe(false);
    expect(isCodeOf(codes.MATTERS, undefined)).toBe(false);
    expect(isCodeOf(codes.MATTERS, "toString")).toBe(false);
  });

  it("that has no words is shown as it is", () => {
    expect(wordsOf(codes.MATTERS, "scam", "zh-CN")).toBe("贷款诈骗或冒充");
    expect(wordsOf(codes.MATTERS, "scam", "en")).toBe("Loan scam or impersonation");
    expect(wordsOf(codes.MATTERS, "retired_code", "en")).toBe("retired_code");
  });
});

describe("relationships", () => {
  it("all say what follows from them, in both languages", () => {
    for (const { code, effect } of RELATIONSHIPS) expect(effect.zh && effect.en, code).toBeTruthy();
  });

  it("ask about a loan only where there is one", () => {
    expect(RELATIONSHIPS.filter(({ code }) => hasLoan(code)).map(({ code }) => code)).toEqual([
      "BORROWER_CURRENT",
      "BORROWER_OVERDUE",
      "BORROWER_REPAID",
      "GUARANTOR",
      "IDENTITY_STOLEN",
    ]);
  });
});

describe("regions", () => {
  it.each([
    ["330100", true],
    ["330000", true],
    ["310100", true],
    ["429004", true],
    ["469021", true],
    ["330106", false],
    ["990100", false],
    ["33010", false],
    ["3301000", false],
    ["３３０１００", false],
    ["", false],
  ])("%s is no finer than a city: %s", (code, expected) => {
    expect(isRegionCode(code)).toBe(expected);
  });

  it("have all 34 provincial divisions", () => {
    expect(PROVINCES).toHaveLength(34);
    expect(PROVINCES.every(({ code }) => isRegionCode(code))).toBe(true);
  });
});
