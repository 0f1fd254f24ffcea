import type { Ground } from "#domain/cases/decision.ts";
import type { ApplicationInput } from "#domain/registry/application.ts";
import type { DemoDecision } from "./demo-decisions.ts";
import { DAY_MS, HOUR_MS, localDate, parseUntil, startOfDay } from "./demo-time.ts";

/** What was asked about an entry by its subject. */
type Asked = { readonly at: string; readonly body: Omit<ApplicationInput, "about"> };
type Answered = { readonly statement: string; readonly proposedAt: string; readonly decidedAt: string };

/** What became of an entry that a decision had made. Times are RFC 3339 in UTC. */
export type DemoLife = { readonly decision: DemoDecision } & (
  | { readonly kind: "objection"; readonly asked: Asked }
  | { readonly kind: "repair"; readonly asked: Asked; readonly answer: Answered }
  | { readonly kind: "statement"; readonly asked: Asked; readonly attachedAt: string; readonly text: string }
  | {
      readonly kind: "sanction";
      readonly authority: string;
      readonly mustAct: string;
      readonly basis: string;
      readonly endsOn: string;
      readonly answer: Answered;
    }
);

/** An entry about a name and not a case: proposed, noticed, decided after its window, and over where its term is. */
export type DemoListing = {
  readonly agency: string;
  readonly subjectKind: "domain" | "sms_signature";
  readonly subject: string;
  readonly grounds: readonly Ground[];
  readonly termDays: number;
  readonly statement: string;
  readonly proposedAt: string;
  readonly noticeAt: string;
  readonly unservedReason: string;
  readonly decidedAt: string;
  /** Null while it is in force. */
  readonly endedAt: string | null;
};

export const DEMO_REASON = "（演示）材料齐全，核查结论与通话记录一致，同意。";

/** An objection nobody has answered, a repair, a joint measure and a statement, each on an entry in force; as the plan allows. */
export function demoLives(decisions: readonly DemoDecision[], until: string): readonly DemoLife[] {
  const end = parseUntil(until);
  const at = (daysBefore: number, hour: number): string => morning(end, daysBefore, hour);
  const lasting = decisions.filter(({ outcome }) => outcome === "published");
  const listedDays = ({ decidedAt }: DemoDecision): number => (end - Date.parse(decidedAt ?? until)) / DAY_MS;
  const numbers = lasting.filter(({ subject }) => subject.kind === "number");
  const institutions = lasting.filter(({ subject }) => subject.kind === "institution");
  const repaired = numbers.find((one) => one.tier === "general" && listedDays(one) > 115);
  const objected = numbers
    .filter((one) => one !== repaired && one.agency === "DEMO-S" && listedDays(one) > 5)
    .sort((a, b) => listedDays(a) - listedDays(b))[0];
  const [sanctioned] = institutions.filter(({ tier }) => tier === "serious");
  const [stated] = institutions.filter((one) => one !== sanctioned && listedDays(one) > 25);
  return [
    ...(objected
      ? [
          {
            kind: "objection",
            decision: objected,
            asked: {
              at: at(3, 10.3),
              body: {
                kind: "objection",
                applicant: "holder",
                ground: "facts_wrong",
                text: "（演示）举报中的联系不是从这个号码发出的。附当月的呼叫清单和号码停用回执，请核查。",
                contact: { name: "演示联系人", phone: "", email: "objection@port.mingjian.example" },
              },
            },
          } as const,
        ]
      : []),
    ...(repaired
      ? [
          {
            kind: "repair",
            decision: repaired,
            asked: {
              at: at(19, 9.5),
              body: {
                kind: "repair",
                applicant: "holder",
                ground: "put_right",
                text: "（演示）外呼业务已全部停止，名单来源已清退，并承诺不再拨打未经同意的营销电话。",
                contact: { name: "演示联系人", phone: "", email: "repair@line.mingjian.example" },
                isCorrected: true,
                hasPromise: true,
              },
            },
            answer: {
              statement: "（演示）经核查，该号码近九十日没有新的举报，整改属实，承诺书已收，同意修复。",
              proposedAt: at(9, 10),
              decidedAt: at(8, 15),
            },
          } as const,
        ]
      : []),
    ...(sanctioned
      ? [
          {
            kind: "sanction",
            decision: sanctioned,
            authority: "演示市场监管局",
            mustAct: "辖区内的应用商店和广告平台",
            basis: "演示依据：联合惩戒备忘录第 3 条",
            endsOn: localDate(end + 300 * DAY_MS),
            answer: {
              statement: "（演示）未取得放贷资质而持续投放广告，应由相关平台暂停业务合作。",
              proposedAt: at(30, 10),
              decidedAt: at(28, 15),
            },
          } as const,
        ]
      : []),
    ...(stated
      ? [
          {
            kind: "statement",
            decision: stated,
            asked: {
              at: at(20, 11),
              body: {
                kind: "statement",
                applicant: "institution",
                ground: "put_right",
                text: "（演示）外呼由已解约的合作方实施，本公司已停止合作并公布了投诉邮箱，请一并公示。",
                contact: { name: "演示联系人", phone: "", email: "statement@firm.mingjian.example" },
              },
            },
            attachedAt: at(18, 10),
            text: "（演示）外呼由已解约的合作方实施。本公司已停止合作，并公布了投诉邮箱，三个工作日内答复。",
          } as const,
        ]
      : []),
  ];
}

/** A website whose term is over and a message signature in force. The names are reserved or invented. */
export function demoListings(until: string): readonly DemoListing[] {
  const end = parseUntil(until);
  const unservedReason = "（演示）备案信息不实，登记的电话和邮箱均无人应答，已留存截图。";
  return [
    {
      agency: "DEMO-N",
      subjectKind: "domain",
      subject: "suyi-jinrong.example",
      grounds: ["marketing_without_consent"],
      termDays: 60,
      statement: "（演示）短信中的这个网址向未同意的人推销贷款，多名举报人保存了短信原文。",
      proposedAt: morning(end, 110, 10),
      noticeAt: morning(end, 110, 15),
      unservedReason,
      decidedAt: morning(end, 98, 15),
      endedAt: morning(end, 98 - 60, 16),
    },
    {
      agency: "DEMO-N",
      subjectKind: "sms_signature",
      subject: "速易闪借演示",
      grounds: ["false_identity", "marketing_without_consent"],
      termDays: 180,
      statement: "（演示）以这个签名发送的短信冒用持牌机构名义推销贷款，短信原文与举报内容相互印证。",
      proposedAt: morning(end, 52, 10),
      noticeAt: morning(end, 52, 15),
      unservedReason,
      decidedAt: morning(end, 40, 15),
      endedAt: null,
    },
  ];
}

function morning(end: number, daysBefore: number, hour: number): string {
  return new Date(startOfDay(localDate(end - daysBefore * DAY_MS)) + hour * HOUR_MS).toISOString();
}
