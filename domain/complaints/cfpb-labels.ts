import type { LoanProduct, Matter } from "./codes.ts";
import type { Relationship } from "./relationships.ts";
import type { HarmCode } from "./taxonomy.ts";

/** What a CFPB label says in our codes. Absent parts say nothing. */
export type CfpbMeaning = {
  readonly matter?: Matter;
  readonly kinds?: readonly HarmCode[];
  readonly relationship?: Relationship;
  readonly toldToStop?: true;
  readonly isCall?: true;
};

/**
 * Issues and sub-issues of the consumer complaint database (labels of 2017 to 2026, in lower case). A sub-issue adds
 * to its issue. What is not here becomes matter "other" without a kind: better no code than a wrong one.
 */
export const CFPB_MEANINGS: Readonly<Record<string, CfpbMeaning>> = {
  // Debt collection: issues
  "attempts to collect debt not owed": { matter: "collection", kinds: ["D1"] },
  "communication tactics": { matter: "collection", kinds: ["D2"], isCall: true },
  "electronic communications": { matter: "collection", kinds: ["D2"] },
  "written notification about debt": { matter: "collection", kinds: ["D6"] },
  "false statements or representation": { matter: "collection", kinds: ["D4"] },
  "took or threatened to take negative or legal action": { matter: "collection", kinds: ["D4"] },
  "threatened to contact someone or share information improperly": { matter: "collection", kinds: ["D3"] },
  // Debt collection: sub-issues
  "debt is not yours": { kinds: ["D1.not_mine"], relationship: "NEVER_BORROWED" },
  "debt was result of identity theft": { kinds: ["D1.identity_theft"], relationship: "IDENTITY_STOLEN" },
  "debt was paid": { kinds: ["D1.already_paid"], relationship: "BORROWER_REPAID" },
  "debt was already discharged in bankruptcy and is no longer owed": { kinds: ["D1.already_paid"] },
  "attempted to collect wrong amount": { kinds: ["D1.wrong_amount"] },
  "frequent or repeated calls": { kinds: ["D2.too_frequent"], isCall: true },
  "frequent or repeated messages": { kinds: ["D2.too_frequent"] },
  "called before 8am or after 9pm": { kinds: ["D2.outside_hours"], isCall: true },
  "called outside of 8am-9pm": { kinds: ["D2.outside_hours"], isCall: true },
  "contacted before 8am or after 9pm": { kinds: ["D2.outside_hours"] },
  "you told them to stop contacting you, but they keep trying": {
    kinds: ["D2.after_told_to_stop"],
    toldToStop: true,
  },
  "contacted you after you asked them to stop": { kinds: ["D2.after_told_to_stop"], toldToStop: true },
  "used obscene, profane, or other abusive language": { kinds: ["D2.abusive_language"] },
  "used obscene/profane/abusive language": { kinds: ["D2.abusive_language"] },
  "contacted your employer": { kinds: ["D3.employer"] },
  "contacted employer after asked not to": { kinds: ["D3.employer"] },
  "talked to a third-party about your debt": { kinds: ["D3.debt_revealed"] },
  "talked to a third party about my debt": { kinds: ["D3.debt_revealed"] },
  "impersonated attorney, law enforcement, or government official": { kinds: ["D4.posed_as_authority"] },
  "indicated you were committing crime by not paying debt": { kinds: ["D4.crime_or_arrest"] },
  "threatened to arrest you or take you to jail if you do not pay": { kinds: ["D4.crime_or_arrest"] },
  "threatened or suggested your credit would be damaged": { kinds: ["D4.credit_record_threat"] },
  "didn't receive enough information to verify debt": { kinds: ["D6.not_told"] },
  "notification didn't disclose it was an attempt to collect a debt": { kinds: ["D6.not_told"] },
  // Loans
  "charged fees or interest you didn't expect": { matter: "collection", kinds: ["D7"] },
  "problem with additional add-on products or services": {
    matter: "collection",
    kinds: ["D7.membership_or_guarantee_fee"],
  },
  "money was taken from your bank account on the wrong day or for the wrong amount": {
    matter: "collection",
    kinds: ["D1.wrong_amount"],
  },
  "loan payment wasn't credited to your account": { matter: "collection", kinds: ["D1.wrong_amount"] },
  "problem with the payoff process at the end of the loan": { matter: "collection", kinds: ["D1"] },
  "received a loan you didn't apply for": {
    matter: "collection",
    kinds: ["D1.identity_theft"],
    relationship: "IDENTITY_STOLEN",
  },
  "struggling to pay your loan": { matter: "collection", relationship: "BORROWER_OVERDUE" },
  "can't contact lender or servicer": { matter: "other", kinds: ["D6.no_complaint_channel"] },
  "vehicle was repossessed or sold the vehicle": { matter: "collection", relationship: "BORROWER_OVERDUE" },
  // Credit records
  "incorrect information on your report": { matter: "credit_record" },
  "information belongs to someone else": { kinds: ["D1.not_mine"], relationship: "NEVER_BORROWED" },
  "improper use of your report": { matter: "credit_record" },
  "credit inquiries on your report that you don't recognize": { kinds: ["P3"] },
  "problem with a credit reporting company's investigation into an existing problem": {
    matter: "credit_record",
  },
  "problem with a company's investigation into an existing problem": { matter: "credit_record" },
  "unable to get your credit report or credit score": { matter: "credit_record" },
  "problem with fraud alerts or security freezes": { matter: "credit_record" },
  "received unsolicited financial product or insurance offers after opting out": {
    matter: "marketing",
    kinds: ["M2"],
    relationship: "MARKETING_TARGET_CONSENT_WITHDRAWN",
  },
  "fraud or scam": { matter: "scam" },
};

/** Sub-products, of loans and of debts, in lower case. */
export const CFPB_PRODUCTS: Readonly<Record<string, LoanProduct>> = {
  "installment loan": "instalment",
  "personal line of credit": "consumer_loan",
  "personal loan": "consumer_loan",
  "payday loan": "cash_loan",
  "payday loan debt": "cash_loan",
  "title loan": "car",
  "auto debt": "car",
  "credit card debt": "credit_card",
  "general-purpose credit card or charge card": "credit_card",
  "store credit card": "credit_card",
  "personal loan debt": "consumer_loan",
  lease: "leasing",
};
