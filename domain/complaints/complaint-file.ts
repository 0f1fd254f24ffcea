import type { CaseState } from "../cases/case-state.ts";
import type { CaseKind, CaseSubject } from "../cases/inbox.ts";

/** What the complaint page shows an officer without a purpose: codes, times and counts, nothing a person said. */
export type ComplaintFile = {
  readonly id: string;
  readonly receivedAt: string;
  readonly source: string;
  readonly matter: string;
  readonly channel: string;
  readonly relationship: string;
  readonly mode: string;
  readonly language: string;
  readonly region: string | null;
  readonly severity: number;
  readonly severityReasons: readonly string[];
  /** Whom the reporter named, by the register's name or as written. Claimed, not confirmed. */
  readonly claimedInstitution: {
    readonly name: string;
    readonly englishName: string | null;
    readonly isProvisional: boolean;
  } | null;
  readonly firstIncidentAt: string | null;
  readonly facts: ComplaintFacts;
  readonly status: string;
  readonly reason: string | null;
  readonly message: string | null;
  readonly hasContact: boolean;
  readonly cases: readonly {
    readonly id: string;
    readonly reference: string;
    readonly kind: CaseKind;
    readonly state: CaseState;
    readonly subject: CaseSubject;
    readonly rule: string;
    readonly reason: string | null;
  }[];
  readonly history: readonly {
    readonly status: string;
    readonly at: string;
    readonly reason: string | null;
    readonly message: string | null;
    readonly byKind: string;
    readonly by: string | null;
  }[];
  readonly accesses: readonly AccessView[];
};

export type ComplaintFacts = {
  readonly claimedIdentity: string | null;
  readonly loanProduct: string | null;
  readonly harmKinds: readonly string[];
  readonly moneyLostFen: number | null;
  readonly toldToStop: boolean | null;
  readonly contactedAgain: boolean | null;
  readonly thirdParties: number | null;
  readonly desired: readonly string[];
  readonly alreadyTried: readonly string[];
  readonly vulnerable: readonly string[];
  readonly shareWithInstitution: string | null;
  readonly incidents: number;
};

export type AccessView = {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly purpose: string;
  readonly reason: string;
  readonly fields: readonly string[];
};
