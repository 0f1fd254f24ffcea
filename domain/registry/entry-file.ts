import type { Tier } from "../cases/decision.ts";
import type { ApplicationKind, ApplicationState } from "./application.ts";
import type { RegistryKind, SubjectKind, VersionStatus } from "./entry.ts";
import type { EntryActKind } from "./entry-act.ts";

/** What the desk shows of an entry, ready to be rendered: instants as ISO texts, nothing sealed. */
export type EntrySubject = { readonly kind: SubjectKind; readonly text: string };

export type ApplicationRow = {
  readonly entryId: string;
  readonly id: string;
  readonly kind: ApplicationKind;
  readonly applicant: string;
  readonly ground: string;
  readonly receivedAt: string;
  /** Last day, `YYYY-MM-DD` in China. */
  readonly dueOn: string;
  readonly state: ApplicationState;
  readonly isMissed: boolean;
  readonly answer: string | null;
  readonly publicText: string | null;
  /** The application it is answered with. */
  readonly joinedTo: string | null;
};

export type ActRow = {
  readonly entryId: string;
  readonly id: string;
  readonly act: EntryActKind;
  readonly applicationId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly state: "proposed" | "window" | "approved" | "refused";
  readonly proposedBy: { readonly id: string; readonly name: string };
  readonly proposedAt: string;
  readonly windowEndsAt: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly decidedReason: string | null;
};

/** Objections that come in crowds: how many, which say the same, and what two officers answer to them together. */
export type ObjectionSurge = {
  /** Objections and appeals of the last 24 hours, and of a day before that on average. */
  readonly today: number;
  readonly usual: number;
  readonly groups: readonly {
    /** One of them, for all. */
    readonly applicationId: string;
    readonly entryId: string;
    readonly count: number;
    readonly dueOn: string;
  }[];
  readonly batches: readonly {
    readonly batchId: string;
    readonly count: number;
    readonly proposedBy: { readonly id: string; readonly name: string };
    readonly reason: string;
    readonly outcome: string;
  }[];
};

export type SanctionRow = {
  readonly id: string;
  readonly authority: string;
  readonly measure: string;
  readonly mustAct: string;
  readonly basis: string;
  readonly from: string;
  readonly until: string;
  readonly endedAt: string | null;
};

/** A question about a practitioner: who asked, what for, when. */
export type QuestionRow = {
  readonly id: string;
  readonly purpose: string;
  readonly by: string;
  readonly at: string;
};

export type EntryFile = {
  readonly id: string;
  readonly caseId: string | null;
  readonly subject: EntrySubject;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly statement: string;
  readonly grounds: readonly string[];
  readonly listedAt: string;
  readonly expiresAt: string;
  readonly isInForce: boolean;
  readonly earliestRepairAt: string | null;
  readonly endedAt: string | null;
  readonly eraseAt: string | null;
  readonly erasedAt: string | null;
  readonly mergedInto: string | null;
  readonly versions: readonly {
    readonly version: number;
    readonly status: VersionStatus;
    readonly cause: string;
    readonly expiresAt: string;
    readonly at: string;
  }[];
  readonly sanctions: readonly SanctionRow[];
};
