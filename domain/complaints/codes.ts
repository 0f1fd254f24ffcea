import type { CodeOf, Label } from "./label.ts";

/** What a report is about. Public in the API: a code never changes its meaning. */
export const MATTERS = [
  { code: "marketing", zh: "贷款推销骚扰", en: "Unwanted loan marketing" },
  { code: "collection", zh: "催收骚扰或违规催收", en: "Abusive debt collection" },
  { code: "scam", zh: "贷款诈骗或冒充", en: "Loan scam or impersonation" },
  { code: "data_misuse", zh: "我的通讯录或个人信息被滥用", en: "My contacts or personal data were misused" },
  { code: "credit_record", zh: "征信记录受损", en: "Harm to my credit record" },
  { code: "other", zh: "其他", en: "Something else" },
] as const satisfies readonly Label[];
export type Matter = CodeOf<typeof MATTERS>;

/** `kind` decides which questions follow: each kind of channel has its own few. */
export type ChannelKind = "voice" | "text" | "account" | "place";
type ChannelLabel = Label & { readonly kind: ChannelKind };

/** How they reached the person. */
export const CHANNELS = [
  { code: "voice_call", kind: "voice", zh: "真人电话", en: "Phone call from a person" },
  { code: "recorded_or_ai_call", kind: "voice", zh: "录音或 AI 电话", en: "Recorded or AI call" },
  { code: "sms", kind: "text", zh: "短信", en: "Text message (SMS)" },
  { code: "mms", kind: "text", zh: "彩信", en: "Picture message (MMS)" },
  { code: "flash_sms", kind: "text", zh: "闪信（直接弹出的短信）", en: "Flash message that pops up" },
  { code: "im_wechat", kind: "account", zh: "微信", en: "WeChat" },
  { code: "im_qq", kind: "account", zh: "QQ", en: "QQ" },
  { code: "im_whatsapp", kind: "account", zh: "WhatsApp", en: "WhatsApp" },
  { code: "im_other", kind: "account", zh: "其他聊天软件", en: "Another chat app" },
  {
    code: "app_push_or_in_app",
    kind: "account",
    zh: "App 推送或站内消息",
    en: "App notification or in-app message",
  },
  { code: "email", kind: "account", zh: "电子邮件", en: "Email" },
  { code: "letter", kind: "place", zh: "信函", en: "Letter" },
  { code: "visit", kind: "place", zh: "上门", en: "Visit in person" },
  { code: "workplace_call", kind: "voice", zh: "打到工作单位的电话", en: "Call to my workplace" },
  { code: "social_media", kind: "account", zh: "社交媒体", en: "Social media" },
] as const satisfies readonly ChannelLabel[];
export type Channel = CodeOf<typeof CHANNELS>;

/** What kind of channel it is; the type makes an unknown code impossible. */
export function channelKind(channel: Channel): ChannelKind {
  return CHANNELS.find((entry) => entry.code === channel)?.kind ?? "voice";
}

/** Who the caller said they were. A claim is evidence about the caller, never about the one named. */
export const CLAIMED_IDENTITIES = [
  { code: "lender", zh: "贷款公司或网贷平台", en: "Lender or online loan platform" },
  { code: "loan_broker", zh: "贷款中介或助贷", en: "Loan broker" },
  { code: "bank", zh: "银行", en: "Bank" },
  { code: "collection_firm", zh: "催收公司", en: "Debt collection firm" },
  { code: "law_firm", zh: "律师或律师事务所", en: "Lawyer or law firm" },
  { code: "court", zh: "法院或调解中心", en: "Court or mediation centre" },
  { code: "police", zh: "警察、检察院等（公检法）", en: "Police or prosecutors" },
  { code: "regulator", zh: "监管部门或央行征信", en: "Regulator or credit reference centre" },
  { code: "telecom_operator", zh: "电信运营商", en: "Telecom operator" },
  { code: "shop_service", zh: "电商或平台客服", en: "Customer service of a shop or platform" },
  { code: "debt_relief_agent", zh: "债务优化或反催收代理", en: "Debt relief agent" },
  { code: "acquaintance", zh: "熟人或朋友", en: "Someone I know" },
  { code: "none_given", zh: "没有说自己是谁", en: "They did not say" },
] as const satisfies readonly Label[];
export type ClaimedIdentity = CodeOf<typeof CLAIMED_IDENTITIES>;

export const LOAN_PRODUCTS = [
  { code: "consumer_loan", zh: "消费贷", en: "Consumer loan" },
  { code: "cash_loan", zh: "现金贷、小额短期贷", en: "Cash or payday loan" },
  { code: "credit_card", zh: "信用卡", en: "Credit card" },
  { code: "instalment", zh: "分期", en: "Instalment plan" },
  { code: "car", zh: "车贷", en: "Car loan" },
  { code: "micro_business", zh: "小微经营贷", en: "Small business loan" },
  { code: "leasing", zh: "融资租赁、租机贷", en: "Leasing or device rental loan" },
  { code: "guarantee_or_membership", zh: "担保费、会员费类", en: "Guarantee or membership fee product" },
  { code: "debt_restructuring", zh: "债务重组", en: "Debt restructuring" },
  { code: "fake_loan", zh: "假贷款（钱从没到账）", en: "Fake loan that never paid out" },
] as const satisfies readonly Label[];
export type LoanProduct = CodeOf<typeof LOAN_PRODUCTS>;

/** Who took the call or the message. */
export const RECEIVERS = [
  { code: "self", zh: "我本人", en: "Me" },
  { code: "spouse", zh: "配偶", en: "Spouse" },
  { code: "parent", zh: "父母", en: "Parent" },
  { code: "child", zh: "子女", en: "Child" },
  { code: "colleague", zh: "同事", en: "Colleague" },
  { code: "employer", zh: "单位", en: "Employer" },
  { code: "other_contact", zh: "其他联系人", en: "Another contact" },
] as const satisfies readonly Label[];
export type Receiver = CodeOf<typeof RECEIVERS>;

/** What the reporter would like to happen. */
export const DESIRED_OUTCOMES = [
  { code: "stop_calls", zh: "不要再联系我", en: "Stop contacting me" },
  { code: "stop_contacting_contacts", zh: "不要再联系我的亲友同事", en: "Stop contacting people I know" },
  { code: "delete_my_data", zh: "删除我的信息", en: "Delete my data" },
  { code: "check_number", zh: "查清这个号码", en: "Have the number checked" },
  { code: "institution_answers", zh: "查明机构并要它答复", en: "Have the institution named and answer" },
  { code: "refund", zh: "退还多收的费用或利息", en: "Refund fees or interest" },
  { code: "correct_credit_record", zh: "更正征信记录", en: "Correct my credit record" },
  { code: "apology", zh: "道歉", en: "An apology" },
  { code: "sanction", zh: "处罚违规者", en: "Sanction those who broke the rules" },
  { code: "none", zh: "没有要求，只是举报", en: "Nothing, just reporting" },
] as const satisfies readonly Label[];
export type DesiredOutcome = CodeOf<typeof DESIRED_OUTCOMES>;

/** How the reporter stands behind the report. Nothing personal is needed for the first. */
export const MODES = [
  { code: "anonymous_receipt", zh: "匿名，凭回执查询", en: "Anonymous, followed by receipt" },
  { code: "verified_phone", zh: "手机号已验证", en: "Verified phone" },
  { code: "real_name", zh: "实名", en: "Real name" },
  { code: "on_behalf", zh: "代他人举报", en: "On behalf of someone" },
  { code: "bulk_from_organisation", zh: "机构批量提交", en: "In bulk from an organisation" },
] as const satisfies readonly Label[];
export type Mode = CodeOf<typeof MODES>;

/** What the institution complained about may see. Never assumed: absent means none. */
export const SHARE_CONSENTS = [
  { code: "none", zh: "什么都不给它看", en: "Show it nothing" },
  { code: "contract_no_only", zh: "只给它看合同号", en: "Show it the contract number only" },
  { code: "full", zh: "给它看举报全文", en: "Show it the whole report" },
] as const satisfies readonly Label[];
export type ShareConsent = CodeOf<typeof SHARE_CONSENTS>;

export const LANGUAGES = [
  { code: "zh-CN", zh: "简体中文", en: "Simplified Chinese" },
  { code: "en", zh: "英文", en: "English" },
] as const satisfies readonly Label[];
export type Language = CodeOf<typeof LANGUAGES>;

/** Circumstances that call for more care; always the reporter's choice to say. */
export const VULNERABILITIES = [
  { code: "minor", zh: "未成年人", en: "Under 18" },
  { code: "student", zh: "学生", en: "Student" },
  { code: "elderly", zh: "老年人", en: "Older person" },
  { code: "ill", zh: "患病", en: "Ill" },
  { code: "military", zh: "现役或退役军人", en: "Serving or former military" },
] as const satisfies readonly Label[];
export type Vulnerability = CodeOf<typeof VULNERABILITIES>;

/** Doors the reporter may have knocked on before. */
export const PLACES_TRIED = [
  { code: "institution_hotline", zh: "机构客服", en: "The institution’s own hotline" },
  { code: "12321", zh: "12321 网络不良与垃圾信息举报", en: "12321 spam reports" },
  { code: "12378", zh: "12378 银行保险消费投诉", en: "12378 banking and insurance complaints" },
  { code: "12315", zh: "12315 消费投诉", en: "12315 consumer complaints" },
  { code: "12363", zh: "12363 人民银行金融消费权益", en: "12363 central bank consumer line" },
  { code: "110_or_96110", zh: "110 或 96110", en: "Police, 110 or 96110" },
  { code: "operator", zh: "电信运营商", en: "Telecom operator" },
  { code: "court", zh: "法院", en: "Court" },
] as const satisfies readonly Label[];
export type PlaceTried = CodeOf<typeof PLACES_TRIED>;
