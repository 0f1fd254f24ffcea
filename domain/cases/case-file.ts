import type { VersionStatus } from "../registry/entry.ts";
import type { CaseState } from "./case-state.ts";
import type { DecisionKind, DecisionState, Ground, NoticeMethod, Tier } from "./decision.ts";
import type { CaseKind, CaseSubject } from "./inbox.ts";
import type { CaseScore } from "./score.ts";

/** What the case page shows, ready to be rendered: instants as ISO texts, no sealed bytes, no keyed indexes. */
export type Person = { readonly id: string; readonly name: string };

export type CaseFile = {
  readonly id: string;
  readonly reference: string;
  readonly kind: CaseKind;
  readonly state: CaseState;
  readonly subject: CaseSubject;
  readonly openedAt: string;
  readonly firstReportAt: string;
  readonly lastReportAt: string;
  readonly dueAt: string;
  readonly complaints: number;
  readonly score: CaseScore;
  /** GB/T 2260 provinces the sources are from, most first. */
  readonly provinces: readonly { readonly code: string; readonly sources: number }[];
  /** Why the gravest reports are that grave: harm codes and the like, most frequent first. */
  readonly severityReasons: readonly string[];
  readonly assignee: Person | null;
  readonly institution: InstitutionPanel | null;
  /** Who the reports say the callers claimed to be. Claimed, not confirmed. */
  readonly claims: readonly Claim[];
  readonly decisions: readonly DecisionView[];
  readonly listing: Listing | null;
  /** A restricted number may be found in commercial use; everything else is public anyway. */
  readonly isRestricted: boolean;
  readonly isProtected: boolean;
  /** The case that stands for this one; its page is the one to look at. */
  readonly mergedInto: string | null;
  /** How many cases are merged into this one: reports, score and history are those of all of them. */
  readonly mergedCases: number;
};

export type InstitutionPanel = {
  readonly id: string;
  readonly name: string;
  readonly englishName: string | null;
  readonly status: "registered" | "provisional" | "deregistered";
  readonly class: string;
  readonly uscc: string | null;
  readonly regulatorCode: string | null;
  readonly region: string | null;
  readonly source: string;
  readonly licences: readonly {
    readonly number: string;
    readonly regulator: string;
    readonly scope: string;
    readonly status: string;
    readonly expiresOn: string | null;
  }[];
  readonly officialContacts: number;
};

export type Claim = {
  readonly institutionId: string;
  readonly name: string;
  readonly englishName: string | null;
  readonly isProvisional: boolean;
  readonly complaints: number;
  readonly caseId: string | null;
};

export type NoticeView = {
  readonly method: NoticeMethod;
  readonly isServed: boolean;
  readonly unservedReason: string | null;
  readonly respondBy: string;
  readonly recordedBy: string;
  readonly recordedAt: string;
};

export type DecisionView = {
  readonly id: string;
  readonly kind: DecisionKind;
  readonly state: DecisionState;
  readonly grounds: readonly Ground[];
  readonly tier: Tier;
  readonly termDays: number;
  readonly findsCommercialUse: boolean;
  readonly statement: string;
  readonly proposedBy: Person;
  readonly proposedAt: string;
  readonly windowEndsAt: string | null;
  readonly decidedBy: Person | null;
  readonly decidedAt: string | null;
  readonly decidedReason: string | null;
  readonly notice: NoticeView | null;
};

export type Listing = {
  readonly entryId: string;
  readonly kind: string;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly listedAt: string;
  readonly expiresAt: string;
  readonly isInForce: boolean;
};

export type MemberRow = {
  readonly complaintId: string;
  readonly receivedAt: string;
  readonly matter: string;
  readonly channel: string;
  readonly harms: readonly string[];
  readonly severity: number;
  /** How many reports of this case came from the same source. */
  readonly sourceReports: number;
  /** The merged case it belongs to; null when it belongs to the shown one itself. */
  readonly viaCase: string | null;
  readonly judgement: {
    readonly byKind: string;
    readonly by: string | null;
    readonly rule: string;
    readonly reason: string | null;
  };
  readonly status: string;
};
export type MemberPage = { readonly rows: readonly MemberRow[]; readonly next: string | null };

/** A number, signature or link that the reports of a case mention. */
export type InvolvedValue = {
  readonly kind: string;
  readonly role: string;
  readonly groups: readonly string[];
  readonly isMasked: boolean;
  readonly complaints: number;
  readonly caseId: string | null;
};

/** One line of a case's history; `count` above 1 stands for that many alike on one day. */
export type HistoryEntry = {
  readonly at: string;
  readonly kind: string;
  readonly by: string | null;
  readonly count: number;
  readonly detail: Readonly<Record<string, string>>;
};

/** One act that merged cases into this one and still stands. */
export type MergeAct = {
  readonly actionId: string;
  readonly at: string;
  readonly byKind: "rule" | "model" | "person";
  readonly by: string | null;
  readonly reason: string;
  readonly modelVersion: string;
  readonly count: number;
  /** The first few of them. */
  readonly cases: readonly {
    readonly id: string;
    readonly reference: string;
    readonly subject: CaseSubject;
  }[];
};

/** What a merge would show, before it is made. */
export type MergePreview = {
  readonly survivorId: string;
  readonly complaints: number;
  readonly sources: number;
  readonly isSameKind: boolean;
  /** Cases on which something was decided or proposed: one waits for a second person, two cannot be merged. */
  readonly decided: number;
};

/** A report that a person took out of the case. */
export type PartedReport = {
  readonly complaintId: string;
  readonly at: string;
  readonly by: string | null;
  readonly reason: string;
};
