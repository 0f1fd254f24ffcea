import { type Ground, type NoticeMethod, RESPONSE_WINDOW_DAYS, type Tier } from "#domain/cases/decision.ts";
import { competentAgency } from "#domain/cases/routing.ts";
import type { Demo, DemoComplaint } from "./demo-complaints.ts";
import { DEMO_AGENCIES } from "./demo-people.ts";
import { groundsOf, statementOf, tierOf } from "./demo-statements.ts";
import { DAY_MS, HOUR_MS, localDate, parseUntil, startOfDay } from "./demo-time.ts";

/** Who proposes and who approves, by agency: never the same person. */
export const DEMO_HANDS: Readonly<Record<string, { readonly proposer: string; readonly approver: string }>> =
  {
    "DEMO-N": { proposer: "officer@north.mingjian.example", approver: "reviewer@north.mingjian.example" },
    "DEMO-S": { proposer: "officer@south.mingjian.example", approver: "supervisor@south.mingjian.example" },
  };

export type DemoSubject =
  | { readonly kind: "number"; readonly number: string; readonly key: string }
  | { readonly kind: "institution"; readonly code: string };

/** How far it has come when the data end. */
export type DemoOutcome = "published" | "in_window" | "awaiting_approval" | "delisted" | "emergency";

/** What officers did, step by step, for the commands to repeat. Times are RFC 3339 in UTC; null: not done yet. */
export type DemoDecision = {
  readonly id: string;
  readonly outcome: DemoOutcome;
  readonly subject: DemoSubject;
  /** Agency whose case it is: the competent one for the first report. */
  readonly agency: string;
  readonly proposer: string;
  readonly approver: string;
  readonly grounds: readonly Ground[];
  readonly tier: Tier;
  readonly termDays: number;
  readonly findsCommercialUse: boolean;
  readonly statement: string;
  readonly proposedAt: string;
  /** None before an emergency warning. */
  readonly notice: {
    readonly method: NoticeMethod;
    readonly addressee: string;
    readonly unservedReason: string;
    readonly at: string;
  } | null;
  readonly decidedAt: string | null;
  readonly decidedReason: string | null;
  readonly delisting: {
    readonly statement: string;
    readonly proposedAt: string;
    readonly decidedAt: string;
    readonly decidedReason: string;
  } | null;
};

/** The portal shows "reported, not decided" from five sources; nobody proposes a listing on less. */
const LEAST_SOURCES = 5;

/** A number or institution with the reports about it, oldest first. */
type Subject = {
  readonly subject: DemoSubject;
  readonly reports: readonly DemoComplaint[];
  /** When the fifth independent source reported; Infinity while there are fewer. */
  readonly fifthAt: number;
};

/** `daysBefore` the end the proposal was made, in the morning; an emergency warning at that very hour. */
type Plan = {
  readonly outcome: DemoOutcome;
  readonly daysBefore: number;
  readonly choose: (subject: Subject) => boolean;
  /** Found by the officers; what the reports speak of most where nothing is said. */
  readonly grounds?: readonly Ground[];
};

const isKind =
  (...prefixes: readonly string[]) =>
  ({ subject }: Subject): boolean =>
    subject.kind === "number" && prefixes.some((prefix) => subject.key.startsWith(prefix));
const isInstitution =
  (code: string) =>
  ({ subject }: Subject): boolean =>
    subject.kind === "institution" && subject.code === code;
const callCentre = isKind("cn:9549");
const sharedCost = isKind("+864004");
const textPort = isKind("sms:");
const mobile = isKind("+861");

/**
 * Nineteen decisions, and one that was taken back. Where a kind has no number left a mobile one takes its place; a
 * plan that finds none either is passed over, which a test forbids at the usual size.
 */
const PLANS: readonly Plan[] = [
  { outcome: "published", daysBefore: 160, choose: callCentre },
  { outcome: "published", daysBefore: 45, choose: callCentre },
  { outcome: "published", daysBefore: 130, choose: sharedCost },
  { outcome: "published", daysBefore: 40, choose: sharedCost },
  { outcome: "published", daysBefore: 110, choose: textPort },
  { outcome: "published", daysBefore: 75, choose: textPort },
  { outcome: "published", daysBefore: 30, choose: textPort },
  { outcome: "published", daysBefore: 140, choose: mobile },
  { outcome: "published", daysBefore: 90, choose: mobile },
  { outcome: "published", daysBefore: 35, choose: mobile },
  { outcome: "published", daysBefore: 200, choose: isInstitution("DEMO-I24") },
  { outcome: "published", daysBefore: 60, choose: isInstitution("DEMO-I18") },
  { outcome: "in_window", daysBefore: 6, choose: callCentre },
  { outcome: "in_window", daysBefore: 4, choose: mobile },
  { outcome: "in_window", daysBefore: 8, choose: isInstitution("DEMO-I23") },
  { outcome: "awaiting_approval", daysBefore: 15, choose: mobile },
  { outcome: "awaiting_approval", daysBefore: 18, choose: isInstitution("DEMO-I10") },
  { outcome: "emergency", daysBefore: 0.8, choose: mobile },
  // A lender with accounts of its own: the listing shows in its rating.
  {
    outcome: "published",
    daysBefore: 72,
    choose: isInstitution("DEMO-I06"),
    grounds: ["threats", "excessive_contact"],
  },
];

/** What officers have done by `until`, the end the demonstration was made with. The same demo gives the same plan. */
export function demoDecisions(demo: Demo, until: string): readonly DemoDecision[] {
  const end = parseUntil(until);
  const morningOf = (daysBefore: number): number =>
    startOfDay(localDate(end - Math.ceil(daysBefore) * DAY_MS)) + 10.5 * HOUR_MS;
  const subjects = subjectsOf(demo);
  const changedHands = new Set(demo.truth.patterns.recycled.map(({ number }) => number));
  const taken = new Set<Subject>();
  const decisions: DemoDecision[] = [];
  const add = (
    outcome: DemoOutcome,
    entry: Subject,
    proposedAt: number,
    more: { readonly changedAt?: number; readonly grounds?: readonly Ground[] | undefined } = {},
  ): void => {
    taken.add(entry);
    const id = `decision-${String(decisions.length + 1).padStart(2, "0")}`;
    decisions.push(decisionOf(id, outcome, entry, proposedAt, more));
  };
  const lasting = subjects.filter(
    ({ subject }) => subject.kind !== "number" || !changedHands.has(subject.key),
  );
  for (const { outcome, daysBefore, choose, grounds } of PLANS) {
    const at = outcome === "emergency" ? end - daysBefore * DAY_MS : morningOf(daysBefore);
    const ready = lasting.filter((entry) => !taken.has(entry) && entry.fifthAt < at - 3 * HOUR_MS);
    const from = outcome === "emergency" ? ready.filter(isFraud) : ready;
    const entry = from.find(choose) ?? from.find(mobile);
    if (entry) add(outcome, entry, at, { grounds });
  }
  const passedOn = firstHolders(demo, subjects).find(({ changedAt }) => changedAt + 20 * DAY_MS < end);
  if (passedOn)
    add("delisted", passedOn.entry, passedOn.entry.fifthAt + 5 * DAY_MS, { changedAt: passedOn.changedAt });
  return decisions;
}

/** Reports of the last month weigh most: what is listed should still be talked about. */
function subjectsOf({ complaints, truth, institutions, agents }: Demo): readonly Subject[] {
  const official = new Set(
    [...institutions, ...agents].flatMap(({ contacts }) => contacts.map(({ key }) => key)),
  );
  const reports = new Map<string, DemoComplaint[]>();
  const add = (name: string, complaint: DemoComplaint): void => {
    const list = reports.get(name) ?? [];
    if (list.length === 0) reports.set(name, list);
    list.push(complaint);
  };
  for (const complaint of complaints) {
    for (const { key } of truth.callerOf[complaint.sourceId] ?? [])
      if (!official.has(key)) add(key, complaint);
    const lender = truth.lenderOf[complaint.sourceId];
    if (lender) add(lender, complaint);
  }
  return [...reports]
    .map(([name, list]) => ({ subject: subjectOf(name), reports: list, fifthAt: fifthSourceAt(list) }))
    .filter(({ fifthAt }) => Number.isFinite(fifthAt))
    .sort((a, b) => b.reports.length - a.reports.length || a.fifthAt - b.fifthAt);
}

function subjectOf(name: string): DemoSubject {
  if (name.startsWith("DEMO-I")) return { kind: "institution", code: name };
  return { kind: "number", number: name.replace(/^(?:\+86|cn:|sms:|spoof:\+)/, ""), key: name };
}

function fifthSourceAt(reports: readonly DemoComplaint[]): number {
  const sources = new Set<string>();
  for (const { reporter, receivedAt } of reports) {
    sources.add(reporter);
    if (sources.size === LEAST_SOURCES) return Date.parse(receivedAt);
  }
  return Number.POSITIVE_INFINITY;
}

const isFraud = ({ reports }: Subject): boolean => groundsOf(reports).includes("fraud");

/** Numbers that changed hands, with the reports about the first holder and when the second was first reported. */
function firstHolders(
  { truth }: Demo,
  subjects: readonly Subject[],
): readonly { readonly entry: Subject; readonly changedAt: number }[] {
  return subjects.flatMap((entry) => {
    const { subject } = entry;
    const pattern = truth.patterns.recycled.find(
      ({ number }) => subject.kind === "number" && subject.key === number,
    );
    if (!pattern) return [];
    const first = new Set(pattern.sourceIds[0]);
    const reports = entry.reports.filter(({ sourceId }) => first.has(sourceId));
    const fifthAt = fifthSourceAt(reports);
    const changedAt = Date.parse(pattern.firstAfter);
    return Number.isFinite(fifthAt) ? [{ entry: { subject, reports, fifthAt }, changedAt }] : [];
  });
}

const iso = (ms: number): string => new Date(Math.floor(ms / 60_000) * 60_000).toISOString();

function decisionOf(
  id: string,
  outcome: DemoOutcome,
  { subject, reports }: Subject,
  proposedAt: number,
  {
    changedAt = 0,
    grounds: found,
  }: { readonly changedAt?: number; readonly grounds?: readonly Ground[] | undefined },
): DemoDecision {
  const agency = competentAgency(
    DEMO_AGENCIES.map(({ code, regionPrefixes, isDefault }) => ({ id: code, regionPrefixes, isDefault })),
    reports[0]?.body.region ?? null,
  );
  const { proposer, approver } = DEMO_HANDS[agency] ?? { proposer: "", approver: "" };
  const before = reports.filter(({ receivedAt }) => Date.parse(receivedAt) <= proposedAt);
  const grounds = found ?? groundsOf(before);
  const { tier, termDays } = tierOf(grounds, outcome === "delisted");
  const noticeAt = proposedAt + 5 * HOUR_MS;
  const decidedAt = noticeAt + (RESPONSE_WINDOW_DAYS + 1) * DAY_MS;
  const isDecided = outcome === "published" || outcome === "delisted";
  const isEmergency = outcome === "emergency";
  return {
    id,
    outcome,
    subject,
    agency,
    proposer,
    approver,
    grounds,
    tier,
    termDays,
    findsCommercialUse:
      subject.kind === "number" &&
      subject.key.startsWith("+861") &&
      !isEmergency &&
      !grounds.includes("fraud"),
    statement: statementOf(subject.kind, grounds, new Set(before.map(({ reporter }) => reporter)).size),
    proposedAt: iso(proposedAt),
    notice: isEmergency ? null : { ...noticeOf(subject), at: iso(noticeAt) },
    decidedAt: isDecided ? iso(decidedAt) : null,
    decidedReason: isDecided ? "事实清楚，程序完备，陈述申辩期内未提出足以改变结论的证据，同意列入。" : null,
    delisting:
      outcome === "delisted"
        ? {
            statement:
              "该号码已停用并重新放号，现机主凭入网证明提出异议，原列入对象已不再使用该号码，应予移出。",
            proposedAt: iso(changedAt + 9 * DAY_MS),
            decidedAt: iso(changedAt + 10 * DAY_MS),
            decidedReason: "号码持有人已变更，原列入依据不再适用，同意移出并更正各处副本。",
          }
        : null,
  };
}

function noticeOf(subject: DemoSubject): {
  readonly method: NoticeMethod;
  readonly addressee: string;
  readonly unservedReason: string;
} {
  if (subject.kind === "institution") {
    return subject.code === "DEMO-I24"
      ? {
          method: "no_reachable_holder",
          addressee: "",
          unservedReason: "App 未登记运营主体，客服邮箱与在线客服均无人应答，已留存截图。",
        }
      : { method: "registered_contact", addressee: "机构登记联系人", unservedReason: "" };
  }
  if (!subject.key.startsWith("+861"))
    return { method: "carrier", addressee: "号码使用单位（由运营商转达）", unservedReason: "" };
  return subject.key.endsWith("0") || subject.key.endsWith("5")
    ? {
        method: "no_reachable_holder",
        addressee: "",
        unservedReason: "三次致电均为关机，运营商答复该号码为网络号，无法转达通知。",
      }
    : { method: "sms", addressee: "号码持有人", unservedReason: "" };
}
