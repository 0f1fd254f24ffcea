import type { Matter } from "./codes.ts";
import type { Label } from "./label.ts";

/** Letter of the first level: marketing, debt collection, scam, personal data, registry. */
export type HarmGroup = "M" | "D" | "S" | "P" | "R";

/** `parent` is null on a code that may be used alone; `cfpb` is the US label of the same thing, so that data compare. */
type HarmLabel = Label & {
  readonly group: HarmGroup;
  readonly parent: string | null;
  readonly cfpb?: string;
};

export const HARM_GROUPS = [
  { code: "M", zh: "推销", en: "Marketing" },
  { code: "D", zh: "催收", en: "Debt collection" },
  { code: "S", zh: "诈骗", en: "Scam" },
  { code: "P", zh: "个人信息", en: "Personal data" },
  { code: "R", zh: "名录", en: "Registry" },
] as const satisfies readonly Label[];

const MARKETING = [
  { code: "M1", group: "M", parent: null, zh: "没有同意就推销", en: "Marketing without consent" },
  { code: "M2", group: "M", parent: null, zh: "拒绝或退订后还在推销", en: "Marketing after opting out" },
  { code: "M3", group: "M", parent: null, zh: "深夜打来或过于频繁", en: "At night or too often" },
  { code: "M4", group: "M", parent: null, zh: "隐瞒或冒用身份", en: "Hidden or false identity" },
  {
    code: "M5",
    group: "M",
    parent: null,
    zh: "利率、额度说得不实（如“低息”）",
    en: "Misleading rate, limit or “low interest”",
  },
  {
    code: "M6",
    group: "M",
    parent: null,
    zh: "没有退订方式或退订无效",
    en: "No way to unsubscribe, or it does not work",
  },
  {
    code: "M7",
    group: "M",
    parent: null,
    zh: "向未成年人或学生推销",
    en: "Marketing aimed at minors or students",
  },
  { code: "M8", group: "M", parent: null, zh: "改号或虚拟号码", en: "Spoofed or virtual number" },
  {
    code: "M9",
    group: "M",
    parent: null,
    zh: "不知道他们从哪里得到我的号码",
    en: "No idea where they got my number",
  },
] as const satisfies readonly HarmLabel[];

const DEBT_CLAIM = [
  {
    code: "D1",
    group: "D",
    parent: null,
    zh: "不是我该还的",
    en: "Not owed",
    cfpb: "Attempts to collect debt not owed",
  },
  {
    code: "D1.not_mine",
    group: "D",
    parent: "D1",
    zh: "不是我的债",
    en: "The debt is not mine",
    cfpb: "Debt is not yours",
  },
  {
    code: "D1.identity_theft",
    group: "D",
    parent: "D1",
    zh: "身份被冒用借款",
    en: "Identity theft",
    cfpb: "Debt was result of identity theft",
  },
  {
    code: "D1.already_paid",
    group: "D",
    parent: "D1",
    zh: "已经还清",
    en: "Already paid",
    cfpb: "Debt was paid",
  },
  {
    code: "D1.wrong_amount",
    group: "D",
    parent: "D1",
    zh: "金额不对",
    en: "Wrong amount",
    cfpb: "Attempted to collect wrong amount",
  },
] as const satisfies readonly HarmLabel[];

const DEBT_CONDUCT = [
  {
    code: "D2",
    group: "D",
    parent: null,
    zh: "联系方式过分",
    en: "How they contact me",
    cfpb: "Communication tactics",
  },
  {
    code: "D2.too_frequent",
    group: "D",
    parent: "D2",
    zh: "过于频繁",
    en: "Too often",
    cfpb: "Frequent or repeated calls",
  },
  {
    code: "D2.outside_hours",
    group: "D",
    parent: "D2",
    zh: "晚上 10 点到早上 8 点打来",
    en: "Between 22:00 and 8:00",
    cfpb: "Called before 8am or after 9pm",
  },
  {
    code: "D2.after_told_to_stop",
    group: "D",
    parent: "D2",
    zh: "要求停止后还在联系",
    en: "After being told to stop",
    cfpb: "You told them to stop contacting you, but they keep trying",
  },
  {
    code: "D2.abusive_language",
    group: "D",
    parent: "D2",
    zh: "辱骂",
    en: "Abusive language",
    cfpb: "Used obscene, profane, or other abusive language",
  },
  { code: "D2.robot_calls", group: "D", parent: "D2", zh: "机器人不停拨打", en: "Robot calls" },
  {
    code: "D3",
    group: "D",
    parent: null,
    zh: "骚扰第三人",
    en: "Contacting other people",
    cfpb: "Threatened to contact someone or share information improperly",
  },
  {
    code: "D3.contacts",
    group: "D",
    parent: "D3",
    zh: "通讯录联系人（爆通讯录）",
    en: "People in my contacts",
  },
  { code: "D3.family", group: "D", parent: "D3", zh: "家人", en: "Family" },
  {
    code: "D3.employer",
    group: "D",
    parent: "D3",
    zh: "单位或同事",
    en: "Employer or colleagues",
    cfpb: "Contacted your employer",
  },
  {
    code: "D3.community",
    group: "D",
    parent: "D3",
    zh: "村委、学校或社区",
    en: "Village, school or community",
  },
  { code: "D3.group_chats", group: "D", parent: "D3", zh: "群聊", en: "Group chats" },
  {
    code: "D3.debt_revealed",
    group: "D",
    parent: "D3",
    zh: "把欠款告诉别人",
    en: "Told others about the debt",
    cfpb: "Talked to a third-party about your debt",
  },
] as const satisfies readonly HarmLabel[];

const DEBT_PRESSURE = [
  {
    code: "D4",
    group: "D",
    parent: null,
    zh: "说假话",
    en: "False statements",
    cfpb: "False statements or representation",
  },
  {
    code: "D4.posed_as_authority",
    group: "D",
    parent: "D4",
    zh: "冒充律师、警察、法院或政府",
    en: "Posed as a lawyer, police, court or government",
    cfpb: "Impersonated attorney, law enforcement, or government official",
  },
  {
    code: "D4.crime_or_arrest",
    group: "D",
    parent: "D4",
    zh: "说欠款是犯罪、要抓人",
    en: "Said it is a crime or threatened arrest",
    cfpb: "Indicated you were committing crime by not paying debt",
  },
  {
    code: "D4.false_papers",
    group: "D",
    parent: "D4",
    zh: "假传票、假律师函等",
    en: "False legal papers",
  },
  {
    code: "D4.credit_record_threat",
    group: "D",
    parent: "D4",
    zh: "拿征信威胁",
    en: "Threatened my credit record",
    cfpb: "Threatened or suggested your credit would be damaged",
  },
  { code: "D5", group: "D", parent: null, zh: "威胁或伤害", en: "Threats or harm" },
  { code: "D5.violence", group: "D", parent: "D5", zh: "暴力或以暴力威胁", en: "Violence or threats of it" },
  {
    code: "D5.doctored_images",
    group: "D",
    parent: "D5",
    zh: "P 图、侮辱",
    en: "Doctored pictures or humiliation",
  },
  { code: "D5.home_visit", group: "D", parent: "D5", zh: "上门滋扰", en: "Harassing visits" },
  { code: "D5.call_flood", group: "D", parent: "D5", zh: "呼死你（短时间大量来电）", en: "A flood of calls" },
  {
    code: "D5.private_data_exposed",
    group: "D",
    parent: "D5",
    zh: "公开我的隐私",
    en: "Exposed my private data",
  },
] as const satisfies readonly HarmLabel[];

const DEBT_RECORD = [
  {
    code: "D6",
    group: "D",
    parent: null,
    zh: "说不清是谁、哪笔债",
    en: "Cannot be verified",
    cfpb: "Written notification about debt",
  },
  {
    code: "D6.not_told",
    group: "D",
    parent: "D6",
    zh: "不说自己是谁、哪笔债、从谁手里转来",
    en: "Will not say who they are, which debt, or who assigned it",
    cfpb: "Didn't receive enough information to verify debt",
  },
  { code: "D6.recording_refused", group: "D", parent: "D6", zh: "不让录音", en: "Refused recording" },
  { code: "D6.no_complaint_channel", group: "D", parent: "D6", zh: "没有投诉渠道", en: "No way to complain" },
  { code: "D7", group: "D", parent: null, zh: "收费不合理", en: "Charges" },
  {
    code: "D7.apr_over_cap",
    group: "D",
    parent: "D7",
    zh: "年化利率超过上限",
    en: "Rate above the legal cap",
  },
  {
    code: "D7.upfront_deduction",
    group: "D",
    parent: "D7",
    zh: "砍头息（到账比合同少）",
    en: "Fees cut from the loan up front",
  },
  {
    code: "D7.membership_or_guarantee_fee",
    group: "D",
    parent: "D7",
    zh: "会员费、担保费",
    en: "Membership or guarantee fee",
  },
  {
    code: "D7.extra_collection_fee",
    group: "D",
    parent: "D7",
    zh: "额外的催收费",
    en: "Extra collection fee",
  },
] as const satisfies readonly HarmLabel[];

const SCAM = [
  { code: "S1", group: "S", parent: null, zh: "假贷款，先收费", en: "Fake lender, fee first" },
  { code: "S2", group: "S", parent: null, zh: "冒充正规机构", en: "Clone of a real institution" },
  { code: "S3", group: "S", parent: null, zh: "“注销校园贷”", en: "“Cancel your campus loan”" },
  { code: "S4", group: "S", parent: null, zh: "“征信修复”", en: "“Credit repair”" },
  { code: "S5", group: "S", parent: null, zh: "反催收、债务优化骗局", en: "Debt relief agent scam" },
  {
    code: "S6",
    group: "S",
    parent: null,
    zh: "要求远程控制或共享屏幕",
    en: "Remote control or screen sharing",
  },
  { code: "S7", group: "S", parent: null, zh: "钓鱼链接或假 App", en: "Phishing link or fake app" },
  { code: "S8", group: "S", parent: null, zh: "“退费、退款”", en: "“Refund”" },
  {
    code: "S9",
    group: "S",
    parent: null,
    zh: "冒充公检法威胁",
    en: "Threats posing as police or prosecutors",
  },
  { code: "S10", group: "S", parent: null, zh: "收买、租用电话卡或账户", en: "Renting numbers or accounts" },
  { code: "S11", group: "S", parent: null, zh: "无牌照放贷", en: "Lending without a licence" },
  { code: "S12", group: "S", parent: null, zh: "非法集资", en: "Illegal fund-raising" },
  { code: "S13", group: "S", parent: null, zh: "没贷款却收到还款短信", en: "Loan reminder without a loan" },
] as const satisfies readonly HarmLabel[];

const PERSONAL_DATA = [
  { code: "P1", group: "P", parent: null, zh: "读取通讯录", en: "Contacts were read" },
  { code: "P2", group: "P", parent: null, zh: "出售我的信息", en: "My details were sold" },
  { code: "P3", group: "P", parent: null, zh: "滥用人脸或身份证", en: "Face or ID misused" },
  { code: "P4", group: "P", parent: null, zh: "短信轰炸（验证码）", en: "Bombed with code messages" },
] as const satisfies readonly HarmLabel[];

const REGISTRY = [
  { code: "R1", group: "R", parent: null, zh: "错误列入", en: "Wrongly listed" },
  { code: "R2", group: "R", parent: null, zh: "到期还在显示", en: "Expired listing still shown" },
  { code: "R3", group: "R", parent: null, zh: "二次放号", en: "Recycled number" },
  { code: "R4", group: "R", parent: null, zh: "没有通知", en: "No notice" },
  { code: "R5", group: "R", parent: null, zh: "异议没有答复", en: "No answer to an objection" },
] as const satisfies readonly HarmLabel[];

/** Every kind of harm, first level before its items, in the order a page shows them. */
export const TAXONOMY = [
  ...MARKETING,
  ...DEBT_CLAIM,
  ...DEBT_CONDUCT,
  ...DEBT_PRESSURE,
  ...DEBT_RECORD,
  ...SCAM,
  ...PERSONAL_DATA,
  ...REGISTRY,
] as const satisfies readonly HarmLabel[];
export type HarmOption = (typeof TAXONOMY)[number];
export type HarmCode = HarmOption["code"];

/** `D3.contacts` → `D3`; a first-level code is its own. */
export function firstLevel(code: HarmCode): HarmCode {
  return TAXONOMY.find((entry) => entry.code === code)?.parent ?? code;
}

/** First-level codes that a reporter of a matter is asked about, most likely first; their items come with them. */
export const HARMS_OF_MATTER: Readonly<Record<Matter, readonly HarmCode[]>> = {
  marketing: ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "P2"],
  collection: ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "P1"],
  scam: ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13"],
  data_misuse: ["P1", "P2", "P3", "P4", "D3", "D5"],
  credit_record: ["D1", "D4", "P3", "S4"],
  other: ["M1", "M4", "D1", "D2", "D3", "D5", "D7", "P1", "P2", "P3", "S2", "R1", "R2", "R3", "R4", "R5"],
};

/**
 * The boxes a page offers for a matter. A first-level code with items is offered through its items only,
 * because people recognise what happened to them, not our headings.
 */
export function harmChoices(matter: Matter): readonly HarmOption[] {
  return HARMS_OF_MATTER[matter].flatMap((code) => {
    const items = TAXONOMY.filter((entry) => entry.parent === code);
    return items.length > 0 ? items : TAXONOMY.filter((entry) => entry.code === code);
  });
}
