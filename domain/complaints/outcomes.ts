import type { CodeOf, Label } from "./label.ts";

/** `reviewers`: how many different officers must agree before the reason may be used. */
type ReasonLabel = Label & { readonly reviewers: 1 | 2 };

/** Why a report was not accepted. */
export const REASON_CODES = [
  {
    code: "out_of_scope",
    reviewers: 1,
    zh: "不属于本平台受理的事项",
    en: "Outside what this portal handles",
  },
  {
    code: "wrong_institution",
    reviewers: 1,
    zh: "指向的机构不对",
    en: "The institution named is not the one",
  },
  {
    code: "same_matter_already_decided",
    reviewers: 1,
    zh: "同一事项已有处理结果",
    en: "The same matter has been decided",
  },
  {
    code: "repeat_report_consolidated",
    reviewers: 1,
    zh: "重复举报，已并入先前的举报",
    en: "A repeat report, joined to the earlier one",
  },
  {
    code: "unauthorised_third_party",
    reviewers: 1,
    zh: "代他人提出，但没有授权",
    en: "Made for someone else without authority",
  },
  {
    code: "older_than_3_years",
    reviewers: 1,
    zh: "事情发生已超过三年",
    en: "It happened more than 3 years ago",
  },
  { code: "not_enough_facts", reviewers: 1, zh: "线索不足，无法核查", en: "Too few facts to check" },
  { code: "withdrawn", reviewers: 1, zh: "举报人撤回", en: "Withdrawn by the reporter" },
  {
    code: "fabricated",
    reviewers: 2,
    zh: "经两人核查认定为捏造",
    en: "Found to be made up, by two reviewers",
  },
] as const satisfies readonly ReasonLabel[];
export type ReasonCode = CodeOf<typeof REASON_CODES>;

/** How a closed complaint ended. */
export const OUTCOME_CODES = [
  { code: "relief_monetary", zh: "退款或赔偿", en: "Money returned or paid" },
  { code: "relief_non_monetary", zh: "停止、更正等非金钱处理", en: "Put right without money" },
  { code: "explained", zh: "机构作出解释", en: "The institution explained" },
  { code: "upheld_sanction", zh: "举报成立，已处理违规者", en: "Upheld, with a sanction" },
  { code: "partly_upheld", zh: "部分成立", en: "Partly upheld" },
  { code: "not_upheld", zh: "不成立", en: "Not upheld" },
  { code: "mediated", zh: "调解成功", en: "Settled by mediation" },
  { code: "mediation_ended", zh: "调解终止", en: "Mediation ended without a settlement" },
  { code: "no_answer_in_time", zh: "机构逾期未答复", en: "The institution did not answer in time" },
  { code: "duplicate_of", zh: "与另一份举报重复", en: "A duplicate of another report" },
] as const satisfies readonly Label[];
export type OutcomeCode = CodeOf<typeof OUTCOME_CODES>;

/** How the reporter answered a request for more. The facts themselves come as a report of their own, sealed like any. */
export const INFORMATION_ANSWERS = [
  { code: "sent_in_new_report", zh: "已在另一份举报里补充", en: "Sent in another report" },
  { code: "nothing_to_add", zh: "没有更多可补充", en: "Nothing to add" },
] as const satisfies readonly Label[];
export type InformationAnswer = CodeOf<typeof INFORMATION_ANSWERS>;

/** What an institution may answer. The first is interim; the last three say the caller was someone else. */
export const INSTITUTION_ANSWERS = [
  { code: "in_progress", zh: "正在处理", en: "In progress" },
  { code: "closed_monetary_relief", zh: "已办结，有退款或赔偿", en: "Closed with monetary relief" },
  { code: "closed_non_monetary_relief", zh: "已办结，非金钱处理", en: "Closed with non-monetary relief" },
  { code: "closed_explanation", zh: "已办结，作出解释", en: "Closed with explanation" },
  { code: "closed", zh: "已办结", en: "Closed" },
  { code: "not_ours_impersonated", zh: "不是我们，有人冒充", en: "Not ours: someone impersonated us" },
  { code: "not_ours_other_institution", zh: "不是我们，是另一家机构", en: "Not ours: another institution" },
  { code: "agent_of_ours", zh: "是我们的受托方（写明名称）", en: "An agent of ours, named" },
] as const satisfies readonly Label[];
export type InstitutionAnswer = CodeOf<typeof INSTITUTION_ANSWERS>;
