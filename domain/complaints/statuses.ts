import type { ClockName } from "#domain/clocks/presets.ts";
import type { CodeOf, Label } from "./label.ts";

type Words = { readonly zh: string; readonly en: string };

/** What the follow-up page says. `byWhen` names the clock whose end date belongs to "next"; null when nothing is due. */
type StatusLabel = Label & {
  readonly happened: Words;
  readonly next: Words;
  readonly byWhen: ClockName | null;
  /** Nobody's time runs while the reporter has been asked for something. */
  readonly pausesClocks: boolean;
  readonly isFinal: boolean;
};

export const STATUSES = [
  {
    code: "draft",
    zh: "草稿",
    en: "Draft",
    happened: { zh: "您还没有提交。", en: "You have not sent this yet." },
    next: { zh: "写完后提交，就会得到回执。", en: "Finish and send it to get your receipt." },
    byWhen: null,
    pausesClocks: false,
    isFinal: false,
  },
  {
    code: "submitted",
    zh: "已提交",
    en: "Sent",
    happened: { zh: "我们收到了您的举报。", en: "We have your report." },
    next: {
      zh: "工作人员会先看一遍，决定是否受理。",
      en: "An officer reads it and decides whether to accept it.",
    },
    byWhen: "acceptance",
    pausesClocks: false,
    isFinal: false,
  },
  {
    code: "screening",
    zh: "正在初审",
    en: "Being read",
    happened: { zh: "工作人员正在看您的举报。", en: "An officer is reading your report." },
    next: { zh: "我们会告诉您是否受理，以及原因。", en: "We tell you whether it is accepted, and why." },
    byWhen: "acceptance",
    pausesClocks: false,
    isFinal: false,
  },
  {
    code: "accepted",
    zh: "已受理",
    en: "Accepted",
    happened: { zh: "您的举报已经受理。", en: "Your report has been accepted." },
    next: {
      zh: "我们会把它和同一号码、同一机构的其他举报放在一起核查。",
      en: "We check it together with other reports of the same number or institution.",
    },
    byWhen: "lead_check",
    pausesClocks: false,
    isFinal: false,
  },
  {
    code: "needs_info",
    zh: "等您补充",
    en: "Waiting for you",
    happened: {
      zh: "我们还需要您补充一些情况，见下面的留言。",
      en: "We need something more from you; see the message below.",
    },
    next: {
      zh: "您补充后，我们接着办理；在此期间期限暂停。不知道的可以说不知道。",
      en: "We go on once you reply; until then the time limits stand still. “I don’t know” is an answer.",
    },
    byWhen: "information_wait",
    pausesClocks: true,
    isFinal: false,
  },
  {
    code: "referred_out",
    zh: "已移送",
    en: "Referred",
    happened: {
      zh: "这件事由另一个部门负责，我们已经移送。",
      en: "Another agency is responsible for this, and we have passed it on.",
    },
    next: {
      zh: "该部门会办理；如果退回，我们接着办理，您不用重新举报。",
      en: "That agency takes it from here; if it comes back we go on, and you need not report again.",
    },
    byWhen: null,
    pausesClocks: false,
    isFinal: false,
  },
  {
    code: "not_accepted",
    zh: "未受理",
    en: "Not accepted",
    happened: {
      zh: "这份举报没有受理，原因见下。",
      en: "This report was not accepted; the reason is below.",
    },
    next: {
      zh: "如果您不同意，或者有新的情况，可以再提交一份，写明理由。",
      en: "If you disagree or know more, make another report and say why.",
    },
    byWhen: null,
    pausesClocks: false,
    isFinal: true,
  },
  {
    code: "linked_to_case",
    zh: "正在核查",
    en: "Being investigated",
    happened: { zh: "您的举报已经并入一个案件。", en: "Your report is now part of a case." },
    next: {
      zh: "办案人员正在核查，有进展会在这里告诉您。",
      en: "The case is being investigated; progress appears here.",
    },
    byWhen: "progress_note",
    pausesClocks: false,
    isFinal: false,
  },
  {
    code: "with_institution",
    zh: "等机构答复",
    en: "With the institution",
    happened: {
      zh: "我们已要求机构答复，只给了它您同意给的内容。",
      en: "We asked the institution to answer and showed it only what you agreed to.",
    },
    next: {
      zh: "机构应在期限内答复；逾期会记录在案。",
      en: "It has to answer in time; silence is recorded.",
    },
    byWhen: "institution_answer",
    pausesClocks: false,
    isFinal: false,
  },
  {
    code: "answered",
    zh: "机构已答复",
    en: "Answered",
    happened: { zh: "机构已经答复，内容见下。", en: "The institution has answered; its answer is below." },
    next: { zh: "我们看过后会问您的意见。", en: "We read it and then ask what you think of it." },
    byWhen: "progress_note",
    pausesClocks: false,
    isFinal: false,
  },
  {
    code: "filer_review",
    zh: "等您看答复",
    en: "Your turn to review",
    happened: { zh: "机构的答复已经转给您。", en: "The institution’s answer has been passed to you." },
    next: {
      zh: "您可以接受，也可以说明为什么不同意。到期没有意见就办结。",
      en: "Accept it or say why you disagree. Without a reply it is closed when the time is over.",
    },
    byWhen: "filer_review",
    pausesClocks: false,
    isFinal: false,
  },
  {
    code: "closed",
    zh: "已办结",
    en: "Closed",
    happened: { zh: "这件事已经办结，结果见下。", en: "This is closed; the result is below." },
    next: {
      zh: "过一段时间我们会问您问题是否解决。又发生了可以要求重新办理。",
      en: "Later we ask whether it solved the problem. If it happens again, ask to reopen it.",
    },
    byWhen: "satisfaction_check",
    pausesClocks: false,
    isFinal: true,
  },
  {
    code: "reopened",
    zh: "重新办理",
    en: "Reopened",
    happened: { zh: "这件事已经重新打开。", en: "This has been opened again." },
    next: {
      zh: "工作人员会重新看一遍，告诉您接下来怎么办。",
      en: "An officer looks at it again and tells you what follows.",
    },
    byWhen: "acceptance",
    pausesClocks: false,
    isFinal: false,
  },
] as const satisfies readonly StatusLabel[];
export type Status = CodeOf<typeof STATUSES>;

/** The words and clock of a status. */
export function statusWords(status: Status): StatusLabel {
  const words = STATUSES.find((entry) => entry.code === status);
  if (!words) throw new RangeError(`no words for status ${status}`);
  return words;
}
