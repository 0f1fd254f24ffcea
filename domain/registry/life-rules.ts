import type { VersionStatus } from "./entry.ts";

/** Why an event makes no version. The desk and the public forms have words for each. */
export type LifeRefusal =
  | "already-listed"
  | "not-listed-yet"
  | "entry-ended"
  | "entry-erased"
  | "entry-merged"
  | "not-possible-now"
  | "term-over"
  | "term-running"
  | "term-outside-tier"
  | "already-confirmed"
  | "worse-needs-new-notice"
  | "answer-first"
  | "appeal-too-late"
  | "no-objection-open"
  | "deadline-not-missed"
  | "not-repairable"
  | "min-term-running"
  | "not-corrected"
  | "promise-missing"
  | "merge-into-itself"
  | "not-merged"
  | "erasure-not-due";

type Rule = {
  /** Statuses the event may meet. */
  readonly from: readonly VersionStatus[];
  /** How many officers it takes; none where the subject or the clock acts. */
  readonly officers: 0 | 1 | 2;
  /** Where the rule comes from. A preset that an agency confirms against the text in force. */
  readonly article: { readonly zh: string; readonly en: string };
};

const IN_FORCE = ["active", "under_appeal"] as const;

/** Every transition with the statuses it may start from and its article. */
export const LIFE_RULES = {
  confirm: {
    from: IN_FORCE,
    officers: 1,
    article: {
      zh: "反电信网络诈骗法第32条；本平台规则：72 小时内须由第二人确认",
      en: "Anti-telecom-fraud law, article 32; our rule: a second officer confirms within 72 hours",
    },
  },
  supersede: {
    from: IN_FORCE,
    officers: 2,
    article: {
      zh: "征信业管理条例第15条：先告知，再作出新的决定",
      en: "Credit reporting regulation, article 15: tell first, then decide anew",
    },
  },
  amend: {
    from: IN_FORCE,
    officers: 2,
    article: {
      zh: "征信业管理条例第25条第3款；加重须重新告知（第15条）",
      en: "Credit reporting regulation, article 25(3); making it worse needs a new notice (article 15)",
    },
  },
  statement: {
    from: IN_FORCE,
    officers: 1,
    article: {
      zh: "征信业管理条例第16条第2款：当事人的说明应当记载",
      en: "Credit reporting regulation, article 16(2): the subject’s statement is recorded",
    },
  },
  challenge: {
    from: IN_FORCE,
    officers: 0,
    article: {
      zh: "征信业管理条例第25条第2款；上海市社会信用条例第36条：1 个工作日内标注；行政复议法第20条：申诉",
      en: "Credit reporting regulation, article 25(2); Shanghai credit regulation, article 36: marked within 1 working day; reconsideration law, article 20: appeal",
    },
  },
  answer: {
    from: ["under_appeal"],
    officers: 2,
    article: {
      zh: "征信业管理条例第25条第2、3款：20 日内书面答复，有误更正，无误取消标注，不能确认的记载；行政复议法第62条：申诉 60 日",
      en: "Credit reporting regulation, article 25(2) and (3): written answer in 20 days; wrong is put right, right is unmarked, undecidable is noted; reconsideration law, article 62: 60 days for an appeal",
    },
  },
  "miss-deadline": {
    from: IN_FORCE,
    officers: 0,
    article: {
      zh: "反电信网络诈骗法第32条；本平台规则：逾期未答复即自动移出并记入日志",
      en: "Anti-telecom-fraud law, article 32; our rule: no answer in time lifts the entry and is logged",
    },
  },
  repair: {
    from: IN_FORCE,
    officers: 2,
    article: {
      zh: "信用修复管理办法第3条：停止公示、共享和使用；最短公示期满、已纠正并作出承诺方可申请",
      en: "Credit repair measures (NDRC Order 36), article 3: display, sharing and use end; after the minimum term, once put right and promised",
    },
  },
  withdraw: {
    from: IN_FORCE,
    officers: 2,
    article: {
      zh: "反电信网络诈骗法第32条：核实后立即解除；征信业管理条例第25条第3款",
      en: "Anti-telecom-fraud law, article 32: lift at once when verified; credit reporting regulation, article 25(3)",
    },
  },
  expire: {
    from: IN_FORCE,
    officers: 0,
    article: {
      zh: "信用修复管理办法：轻微最长 3 个月、一般 1 年、严重 3 年，期满自动停止公示",
      en: "Credit repair measures: 3 months, 1 year, 3 years at most; display stops by itself at the end",
    },
  },
  merge: {
    from: IN_FORCE,
    officers: 2,
    article: {
      zh: "本平台规则：同一对象的条目可以合并，可撤回，编号不再使用",
      en: "Our rule: entries about one subject may be merged, reversibly; ids are never reused",
    },
  },
  split: {
    from: ["merged"],
    officers: 2,
    article: { zh: "本平台规则：撤回合并", en: "Our rule: a merge is taken back" },
  },
  erase: {
    from: ["repaired", "expired", "withdrawn", "lapsed", "merged"],
    officers: 0,
    article: {
      zh: "征信业管理条例第16条：满 5 年删除；个人信息保护法第47条；上海市社会信用条例第38条：撤销后 3 个工作日内删除",
      en: "Credit reporting regulation, article 16: deleted after five years; personal information law, article 47; Shanghai credit regulation, article 38: within 3 working days of an annulment",
    },
  },
} as const satisfies Record<string, Rule>;
