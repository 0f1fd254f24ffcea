import type { CodeOf, Label } from "./label.ts";

/** What follows from a relationship, in words that a reporter can be shown. */
type RelationshipLabel = Label & {
  /** debtor: has or had the loan · third_party: dragged in · not_mine: no debt of theirs · target: advertised to · institution · number_holder · insider · agent */
  readonly group:
    | "debtor"
    | "third_party"
    | "not_mine"
    | "target"
    | "institution"
    | "number_holder"
    | "insider"
    | "agent";
  /** Whether questions about a loan make sense. */
  readonly hasLoan: boolean;
  readonly effect: { readonly zh: string; readonly en: string; readonly source: string | null };
};

/**
 * GB/T 45251-2025 is a guideline and was read through press reports, so these texts inform a person and
 * an officer; they decide nothing by themselves.
 */
const GUIDELINE = "GB/T 45251-2025";

const debtorEffect = {
  zh: "催收电话每天主动有效联系不应超过 3 次（同一机构和它委托的催收合并计算），晚上 10 点到早上 8 点不应打来，除非您同意过。",
  en: "Collectors should reach you at most 3 times a day, counting the lender and its agents together, and not between 22:00 and 8:00 unless you agreed.",
  source: GUIDELINE,
} as const;

const thirdPartyEffect = {
  zh: "只有在找不到借款人、借款人去世或没有行为能力时才可以联系您；您拒绝后就应停止；不应把欠款情况告诉您。",
  en: "They may contact you only if the borrower cannot be reached, has died or lacks capacity; they should stop once you refuse and not tell you about the debt.",
  source: GUIDELINE,
} as const;

/** How the reporter stands to the loan or the caller. It decides rights, questions and how reports are joined. */
export const RELATIONSHIPS = [
  {
    code: "BORROWER_CURRENT",
    group: "debtor",
    hasLoan: true,
    zh: "我有这笔贷款，没有逾期",
    en: "I have this loan and pay on time",
    effect: debtorEffect,
  },
  {
    code: "BORROWER_OVERDUE",
    group: "debtor",
    hasLoan: true,
    zh: "我有这笔贷款，已经逾期",
    en: "I have this loan and am behind",
    effect: debtorEffect,
  },
  {
    code: "BORROWER_REPAID",
    group: "debtor",
    hasLoan: true,
    zh: "我借过，已经还清",
    en: "I had this loan and repaid it",
    effect: debtorEffect,
  },
  {
    code: "GUARANTOR",
    group: "debtor",
    hasLoan: true,
    zh: "我是担保人",
    en: "I am a guarantor",
    effect: {
      zh: "只能在法律和合同规定的范围内找担保人。",
      en: "A guarantor may be contacted only as far as the law and the contract allow.",
      source: GUIDELINE,
    },
  },
  {
    code: "CONTACT_LISTED",
    group: "third_party",
    hasLoan: false,
    zh: "别人借款，因为我在他的通讯录里就来找我",
    en: "Someone else borrowed and I was in their contacts",
    effect: thirdPartyEffect,
  },
  {
    code: "CONTACT_WORKPLACE",
    group: "third_party",
    hasLoan: false,
    zh: "打到我单位来找借款的同事或员工",
    en: "They called my workplace about a borrower",
    effect: thirdPartyEffect,
  },
  {
    code: "NEVER_BORROWED",
    group: "not_mine",
    hasLoan: false,
    zh: "我没有借过，也没有申请过",
    en: "I never borrowed or applied",
    effect: {
      zh: "这不是您的债务。按“不欠债”处理，不会因此认定您与任何贷款有关。",
      en: "The debt is not yours. Your report is handled as “not owed” and ties you to no loan.",
      source: null,
    },
  },
  {
    code: "IDENTITY_STOLEN",
    group: "not_mine",
    hasLoan: true,
    zh: "有人用我的身份借了款",
    en: "Someone took a loan in my name",
    effect: {
      zh: "按“未经本人同意开立的贷款”处理。建议同时报警，并向征信机构提出异议。",
      en: "Handled as a loan opened without your consent. Report it to the police and dispute it with the credit bureau too.",
      source: null,
    },
  },
  {
    code: "RECYCLED_NUMBER",
    group: "not_mine",
    hasLoan: false,
    zh: "找的是这个号码以前的机主",
    en: "They want the former holder of my number",
    effect: {
      zh: "证据只记在以前机主的那段时间，不会记到您名下。",
      en: "The evidence is dated to the former holder and never attached to you.",
      source: null,
    },
  },
  {
    code: "MARKETING_TARGET_NO_CONSENT",
    group: "target",
    hasLoan: false,
    zh: "推销，我没有同意过",
    en: "Marketing I never agreed to",
    effect: {
      zh: "没有您的同意，不应向您发送商业推销。",
      en: "Without your consent, marketing should not be sent to you.",
      source: null,
    },
  },
  {
    code: "MARKETING_TARGET_CONSENT_WITHDRAWN",
    group: "target",
    hasLoan: false,
    zh: "推销，我已经拒绝或退订",
    en: "Marketing after I opted out",
    effect: {
      zh: "您拒绝或退订之后，他们就应停止。",
      en: "Once you have refused or opted out they should stop.",
      source: null,
    },
  },
  {
    code: "MARKETING_TARGET_EXISTING_CUSTOMER",
    group: "target",
    hasLoan: false,
    zh: "推销，我是他们的客户",
    en: "Marketing from a firm I am a customer of",
    effect: {
      zh: "是客户不等于同意推销，您随时可以要求停止。",
      en: "Being a customer is not consent to marketing; you may ask them to stop at any time.",
      source: null,
    },
  },
  {
    code: "IMPERSONATED_INSTITUTION",
    group: "institution",
    hasLoan: false,
    zh: "我们是被冒充的机构",
    en: "We are the institution being faked",
    effect: {
      zh: "走冒充通道：被冒充的机构是受害者，核实后会公布“不是我们”。",
      en: "Goes to the impersonation path: a faked institution is a victim, and its denial is published once checked.",
      source: null,
    },
  },
  {
    code: "NUMBER_HOLDER_WRONGLY_MARKED",
    group: "number_holder",
    hasLoan: false,
    zh: "我的号码被误标或被盗用",
    en: "My number is wrongly marked or spoofed",
    effect: {
      zh: "走异议通道：可以验证号码归属，要求更正。",
      en: "Goes to the objection path: prove you hold the number and ask for a correction.",
      source: null,
    },
  },
  {
    code: "INSIDER",
    group: "insider",
    hasLoan: false,
    zh: "我在或曾在催收、中介公司工作",
    en: "I work or worked for a collector or broker",
    effect: {
      zh: "走内部举报通道：看得到的人更少，不会把举报内容转给机构。",
      en: "Goes to the insider channel: fewer people see it and nothing is passed to the firm.",
      source: null,
    },
  },
  {
    code: "WITNESS_OR_AGENT",
    group: "agent",
    hasLoan: false,
    zh: "我替别人举报",
    en: "I report for someone else",
    effect: {
      zh: "作为线索可以直接提交；要替他提出请求，需要他的授权。",
      en: "As a lead it can be sent now; asking for something on their behalf needs their authority.",
      source: null,
    },
  },
] as const satisfies readonly RelationshipLabel[];
export type Relationship = CodeOf<typeof RELATIONSHIPS>;

/** Whether questions about a loan make sense for this relationship. */
export function hasLoan(relationship: Relationship): boolean {
  return RELATIONSHIPS.some((entry) => entry.code === relationship && entry.hasLoan);
}
