export type DayKind = "working" | "calendar";

/**
 * A time limit as data. `basis` says where the figure comes from; `verifiedOn` is the date on which an agency
 * checked it against the text in force, null until then. An unverified preset is shown as such and may be changed
 * by an agency; nothing in it is ours to promise.
 */
export type ClockPreset = {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly days: number;
  readonly dayKind: DayKind;
  readonly basis: { readonly zh: string; readonly en: string };
  readonly verifiedOn: string | null;
};

const OLD_CONSUMER_RULES = {
  zh: "市场监督管理投诉举报处理规定（旧规则的数字；2026年4月15日起由市场监管总局令第121号替代，须核对）",
  en: "Rules on handling complaints and reports to market regulators (figures of the old rules; replaced by SAMR Order 121 on 15 April 2026, to be checked)",
} as const;
const BANKING_COMPLAINTS = {
  zh: "银行业保险业消费投诉处理管理办法",
  en: "Measures on handling consumer complaints in banking and insurance",
} as const;
const CREDIT_REPORTING_25 = {
  zh: "征信业管理条例第25条",
  en: "Regulation on the credit reporting industry, article 25",
} as const;
const SHANGHAI_CREDIT = {
  zh: "上海市社会信用条例第35至38条（各地中最严的规定）",
  en: "Shanghai regulation on social credit, articles 35 to 38 (the strictest local rule)",
} as const;
const SHENZHEN_CREDIT = {
  zh: "深圳市2023年信用规定（各地中最严的规定）",
  en: "Shenzhen’s credit rules of 2023 (the strictest local rule)",
} as const;
const RECONSIDERATION = {
  zh: "行政复议法第20条、第62条",
  en: "Administrative reconsideration law, articles 20 and 62",
} as const;
const OWN_PRACTICE = {
  zh: "本平台的做法，没有法定期限",
  en: "Our own practice; no statutory limit",
} as const;

/** Every limit of the life of a complaint and of a registry entry. Days are counted from the event that starts the clock, that day not included. */
export const CLOCK_PRESETS = [
  {
    name: "receipt",
    zh: "给出回执",
    en: "Receipt shown",
    days: 0,
    dayKind: "calendar",
    basis: OWN_PRACTICE,
    verifiedOn: null,
  },
  {
    name: "acceptance",
    zh: "决定是否受理并告知举报人",
    en: "Accept or not, and tell the reporter",
    days: 7,
    dayKind: "working",
    basis: OLD_CONSUMER_RULES,
    verifiedOn: null,
  },
  {
    name: "lead_check",
    zh: "核查线索，决定是否立案",
    en: "Check a lead and decide whether to open a case",
    days: 15,
    dayKind: "working",
    basis: OLD_CONSUMER_RULES,
    verifiedOn: null,
  },
  {
    name: "institution_answer",
    zh: "机构答复",
    en: "Institution answers",
    days: 15,
    dayKind: "calendar",
    basis: BANKING_COMPLAINTS,
    verifiedOn: null,
  },
  {
    name: "institution_answer_complex",
    zh: "机构答复（情况复杂）",
    en: "Institution answers, complex matter",
    days: 30,
    dayKind: "calendar",
    basis: BANKING_COMPLAINTS,
    verifiedOn: null,
  },
  {
    name: "institution_answer_hard_stop",
    zh: "机构答复（经批准延长后的最后期限）",
    en: "Institution answers, last day after an approved extension",
    days: 60,
    dayKind: "calendar",
    basis: BANKING_COMPLAINTS,
    verifiedOn: null,
  },
  {
    name: "mediation",
    zh: "调解",
    en: "Mediation",
    days: 45,
    dayKind: "working",
    basis: OLD_CONSUMER_RULES,
    verifiedOn: null,
  },
  {
    name: "mediation_result",
    zh: "告知调解结果",
    en: "Tell the result of mediation",
    days: 7,
    dayKind: "working",
    basis: OLD_CONSUMER_RULES,
    verifiedOn: null,
  },
  {
    name: "information_wait",
    zh: "等待举报人补充",
    en: "Wait for the reporter’s information",
    days: 30,
    dayKind: "calendar",
    basis: OWN_PRACTICE,
    verifiedOn: null,
  },
  {
    name: "filer_review",
    zh: "举报人对答复表示意见",
    en: "Reporter reviews the answer",
    days: 60,
    dayKind: "calendar",
    basis: OWN_PRACTICE,
    verifiedOn: null,
  },
  {
    name: "satisfaction_check",
    zh: "办结后回访",
    en: "Satisfaction check after closing",
    days: 28,
    dayKind: "calendar",
    basis: OWN_PRACTICE,
    verifiedOn: null,
  },
  {
    name: "progress_note",
    zh: "告知进展",
    en: "Progress note",
    days: 28,
    dayKind: "calendar",
    basis: OWN_PRACTICE,
    verifiedOn: null,
  },
  {
    name: "number_review",
    zh: "多人举报的号码进入人工核查",
    en: "Review of a number that many reported",
    days: 5,
    dayKind: "calendar",
    basis: OWN_PRACTICE,
    verifiedOn: null,
  },
  {
    name: "full_weight",
    zh: "推销和号码举报的证据权重不减",
    en: "Marketing and number reports keep their full weight",
    days: 30,
    dayKind: "calendar",
    basis: OWN_PRACTICE,
    verifiedOn: null,
  },
  {
    name: "consumer_dispute",
    zh: "消费争议可以提出的期限",
    en: "Consumer disputes may be raised",
    days: 1096,
    dayKind: "calendar",
    basis: OLD_CONSUMER_RULES,
    verifiedOn: null,
  },
  {
    name: "narrative_publication",
    zh: "经同意公开的叙述最迟公开",
    en: "A story published with consent appears at the latest",
    days: 60,
    dayKind: "calendar",
    basis: OWN_PRACTICE,
    verifiedOn: null,
  },
  {
    name: "objection_flag",
    zh: "标注异议",
    en: "Mark an entry as under objection",
    days: 1,
    dayKind: "working",
    basis: SHANGHAI_CREDIT,
    verifiedOn: null,
  },
  {
    name: "objection_answer",
    zh: "书面答复异议",
    en: "Written answer to an objection",
    days: 20,
    dayKind: "calendar",
    basis: CREDIT_REPORTING_25,
    verifiedOn: null,
  },
  {
    name: "appeal_filing",
    zh: "对答复不服，提出申诉",
    en: "Appeal against an answer",
    days: 60,
    dayKind: "calendar",
    basis: RECONSIDERATION,
    verifiedOn: null,
  },
  {
    name: "appeal_answer",
    zh: "书面答复申诉",
    en: "Written answer to an appeal",
    days: 60,
    dayKind: "calendar",
    basis: RECONSIDERATION,
    verifiedOn: null,
  },
  {
    name: "repair_decision",
    zh: "决定是否修复",
    en: "Decide on a repair",
    days: 3,
    dayKind: "working",
    basis: SHENZHEN_CREDIT,
    verifiedOn: null,
  },
  {
    name: "erasure_after_annulment",
    zh: "撤销后删除",
    en: "Erase after an annulment",
    days: 3,
    dayKind: "working",
    basis: SHANGHAI_CREDIT,
    verifiedOn: null,
  },
  {
    name: "statement_attachment",
    zh: "附上当事人的说明",
    en: "Attach the subject’s statement",
    days: 20,
    dayKind: "calendar",
    basis: OWN_PRACTICE,
    verifiedOn: null,
  },
] as const satisfies readonly ClockPreset[];
export type ClockName = (typeof CLOCK_PRESETS)[number]["name"];

/** The preset of a name; the type makes a missing one impossible. */
export function clockPreset(name: ClockName): ClockPreset {
  const preset = CLOCK_PRESETS.find((entry) => entry.name === name);
  if (!preset) throw new RangeError(`no clock preset ${name}`);
  return preset;
}

/** A number enters the review queue from this many independent reports. It is never listed by this alone. */
export const NUMBER_REVIEW_TRIGGER = { independentReports: 5, withinDays: 10 } as const;
