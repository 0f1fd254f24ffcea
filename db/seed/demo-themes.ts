import type { ClaimedIdentity, DesiredOutcome, Matter } from "#domain/complaints/codes.ts";
import type { Relationship } from "#domain/complaints/relationships.ts";
import type { HarmCode } from "#domain/complaints/taxonomy.ts";
import type { Theme } from "./scripts/script.ts";

type Weighted<T> = readonly (readonly [T, number])[];

/** Who complains and what was done to them, drawn together so that a report never contradicts itself. */
export type Circumstance = {
  readonly relationship: Relationship;
  readonly harms: readonly HarmCode[];
  readonly isNight?: boolean;
};

export type ThemeFacts = {
  readonly matter: Matter;
  readonly identities: Weighted<ClaimedIdentity>;
  readonly circumstances: Weighted<Circumstance>;
  readonly desired: readonly (readonly DesiredOutcome[])[];
  /** How likely the person lost money. */
  readonly lossChance: number;
};

const target = (...harms: HarmCode[]): Circumstance => ({
  relationship: "MARKETING_TARGET_NO_CONSENT",
  harms,
});
const optedOut = (...harms: HarmCode[]): Circumstance => ({
  relationship: "MARKETING_TARGET_CONSENT_WITHDRAWN",
  harms: ["M2", ...harms],
});
const stranger = (...harms: HarmCode[]): Circumstance => ({ relationship: "NEVER_BORROWED", harms });
const overdue = (...harms: HarmCode[]): Circumstance => ({ relationship: "BORROWER_OVERDUE", harms });

const STOP: readonly (readonly DesiredOutcome[])[] = [
  ["stop_calls"],
  ["stop_calls", "check_number"],
  ["stop_calls", "delete_my_data"],
  ["check_number", "sanction"],
  ["none"],
];
const PUNISH: readonly (readonly DesiredOutcome[])[] = [
  ["check_number", "sanction"],
  ["sanction", "refund"],
  ["check_number"],
  ["sanction"],
];

export const THEMES: Readonly<Record<Theme, ThemeFacts>> = {
  marketing: {
    matter: "marketing",
    identities: [
      ["loan_broker", 44],
      ["lender", 30],
      ["none_given", 16],
      ["bank", 10],
    ],
    circumstances: [
      [target("M1"), 30],
      [target("M1", "M9"), 14],
      [target("M5"), 12],
      [target("M1", "M4"), 9],
      [{ ...target("M1", "M3"), isNight: true }, 7],
      [target("M8"), 3],
      [target("M1", "P2"), 5],
      [optedOut(), 10],
      [optedOut("M6"), 7],
      [{ relationship: "MARKETING_TARGET_EXISTING_CUSTOMER", harms: ["M2"] }, 2],
      [target("M7"), 1],
    ],
    desired: STOP,
    lossChance: 0,
  },
  fee_first: {
    matter: "scam",
    identities: [
      ["lender", 62],
      ["shop_service", 12],
      ["loan_broker", 26],
    ],
    circumstances: [
      [stranger("S1"), 60],
      [stranger("S1", "S6"), 10],
      [target("S1"), 20],
      [overdue("S1"), 10],
    ],
    desired: PUNISH,
    lossChance: 0.45,
  },
  phishing: {
    matter: "scam",
    identities: [
      ["none_given", 40],
      ["lender", 40],
      ["bank", 20],
    ],
    circumstances: [
      [stranger("S7"), 70],
      [target("S7"), 30],
    ],
    desired: PUNISH,
    lossChance: 0.12,
  },
  credit_repair: {
    matter: "scam",
    identities: [
      ["debt_relief_agent", 60],
      ["none_given", 25],
      ["law_firm", 15],
    ],
    circumstances: [
      [overdue("S4"), 55],
      [stranger("S4"), 30],
      [target("S4"), 15],
    ],
    desired: PUNISH,
    lossChance: 0.35,
  },
  debt_relief: {
    matter: "scam",
    identities: [
      ["debt_relief_agent", 75],
      ["law_firm", 25],
    ],
    circumstances: [
      [overdue("S5"), 75],
      [overdue("S5", "S10"), 10],
      [target("S5"), 15],
    ],
    desired: PUNISH,
    lossChance: 0.4,
  },
  refund: {
    matter: "scam",
    identities: [
      ["shop_service", 55],
      ["lender", 45],
    ],
    circumstances: [
      [{ relationship: "BORROWER_REPAID", harms: ["S8"] }, 40],
      [stranger("S8"), 40],
      [stranger("S8", "S6"), 20],
    ],
    desired: PUNISH,
    lossChance: 0.3,
  },
  clone: {
    matter: "scam",
    identities: [
      ["lender", 60],
      ["bank", 22],
      ["shop_service", 18],
    ],
    circumstances: [
      [stranger("S2"), 50],
      [stranger("S2", "S7"), 15],
      [stranger("S2", "S6"), 8],
      [{ relationship: "BORROWER_CURRENT", harms: ["S2"] }, 15],
      [target("S2"), 12],
    ],
    desired: PUNISH,
    lossChance: 0.25,
  },
  campus: {
    matter: "scam",
    identities: [
      ["shop_service", 60],
      ["lender", 40],
    ],
    circumstances: [
      [stranger("S3"), 80],
      [stranger("S3", "S6"), 20],
    ],
    desired: PUNISH,
    lossChance: 0.3,
  },
  police: {
    matter: "scam",
    identities: [
      ["police", 65],
      ["court", 35],
    ],
    circumstances: [
      [stranger("S9"), 85],
      [overdue("S9"), 15],
    ],
    desired: PUNISH,
    lossChance: 0.12,
  },
  collection: {
    matter: "collection",
    identities: [
      ["collection_firm", 45],
      ["lender", 25],
      ["law_firm", 20],
      ["none_given", 10],
    ],
    circumstances: [
      [overdue("D2.too_frequent"), 24],
      [overdue("D2.abusive_language"), 14],
      [{ ...overdue("D2.outside_hours"), isNight: true }, 9],
      [overdue("D4.posed_as_authority", "D4.false_papers"), 9],
      [overdue("D4.credit_record_threat"), 7],
      [overdue("D5"), 7],
      [overdue("D5.home_visit"), 5],
      [overdue("D3.family", "D3.debt_revealed"), 8],
      [overdue("D6.not_told"), 7],
      [stranger("D1.not_mine"), 10],
    ],
    desired: [
      ["stop_calls", "institution_answers"],
      ["stop_calls", "sanction"],
      ["stop_contacting_contacts", "apology"],
    ],
    lossChance: 0,
  },
  contacts: {
    matter: "collection",
    identities: [
      ["collection_firm", 55],
      ["lender", 25],
      ["law_firm", 12],
      ["none_given", 8],
    ],
    circumstances: [
      [{ relationship: "CONTACT_LISTED", harms: ["D3.contacts"] }, 34],
      [{ relationship: "CONTACT_LISTED", harms: ["D3.contacts", "D3.debt_revealed"] }, 34],
      [{ relationship: "CONTACT_LISTED", harms: ["D3.contacts", "D2.too_frequent"] }, 14],
      [{ relationship: "CONTACT_LISTED", harms: ["D3.family", "D5"] }, 8],
      [{ relationship: "CONTACT_WORKPLACE", harms: ["D3.employer"] }, 10],
    ],
    desired: [["stop_calls"], ["stop_calls", "delete_my_data"], ["stop_calls", "sanction"]],
    lossChance: 0,
  },
  no_loan: {
    matter: "scam",
    identities: [
      ["none_given", 60],
      ["lender", 40],
    ],
    circumstances: [
      [stranger("S13"), 85],
      [stranger("S13", "S7"), 15],
    ],
    desired: STOP,
    lossChance: 0.02,
  },
  rental: {
    matter: "scam",
    identities: [
      ["none_given", 70],
      ["acquaintance", 30],
    ],
    circumstances: [[stranger("S10"), 100]],
    desired: PUNISH,
    lossChance: 0.03,
  },
  unlicensed: {
    matter: "scam",
    identities: [
      ["lender", 60],
      ["none_given", 40],
    ],
    circumstances: [
      [overdue("S11"), 60],
      [target("S11"), 25],
      [stranger("S12"), 15],
    ],
    desired: PUNISH,
    lossChance: 0.2,
  },
};
