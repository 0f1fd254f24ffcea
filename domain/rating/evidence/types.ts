import type { ExposureSource, InstitutionInput, Letter, RatingMethod } from "../bundle.ts";
import type { CountedComplaint } from "./account.ts";

/** What has become of a complaint. Only the first three weigh anything. */
export type Standing =
  | "upheld"
  | "unrebutted"
  | "open"
  | "rejected"
  | "withdrawn"
  | "duplicate"
  | "not_customer_spoof";

/** One complaint about one institution. */
export type EvidenceComplaint = {
  readonly id: string;
  readonly institutionId: string;
  /** The one lender that the institution acted for on that day, where there was one: the complaint counts for both. */
  readonly principalId: string | null;
  /** Leaf stratum of the loan, of the lender's where there is one, if its product is known; null: shared out by exposure. */
  readonly stratum: string | null;
  /** YYYY-MM in Asia/Shanghai. */
  readonly month: string;
  /** Index into SEVERITY_CLASSES. */
  readonly severityClass: 0 | 1 | 2;
  /** The same for everything that one person says, and for nobody else. */
  readonly person: string;
  readonly at: Date;
  readonly standing: Standing;
  /** The phone was verified, or an officer confirmed it. */
  readonly isVerified: boolean;
  readonly isTriaged: boolean;
  /** Keys shared with like reports: text, network and the like. */
  readonly clusters: readonly string[];
  /** A person released it from a hold, or found it true. What is upheld is taken as reviewed in any case. */
  readonly isReviewed: boolean;
};

/** Accounts of one institution in one leaf stratum in one month, as one source gives them. */
export type EvidenceExposure = {
  readonly institutionId: string;
  readonly stratum: string;
  readonly month: string;
  readonly accounts: number;
  readonly source: ExposureSource;
  readonly filedAt: Date;
};

/** Complaints passed to the institution, by the month in which they were. */
export type EvidenceHandling = {
  readonly institutionId: string;
  readonly month: string;
  readonly asked: number;
  readonly inTime: number;
  readonly answered: number;
  readonly resolved: number;
  readonly reopened: number;
};

export type EvidenceInstitution = {
  readonly id: string;
  /** Stratum of its main licence, or the root: where complaints go whose product and exposure are both unknown. */
  readonly homeStratum: string;
  /** First month of its business, where the register knows it. */
  readonly openedIn: string | null;
  readonly sanctions: InstitutionInput["sanctions"];
  readonly integrityHold: string | null;
  readonly previous: { readonly letter: Letter | null; readonly ruled: Letter | null };
};

/** From `month` on everything of `from`, past and present, is the successor's. */
export type EvidenceMerger = { readonly from: string; readonly to: string; readonly month: string };

export type Evidence = {
  /** The last month counted, YYYY-MM. */
  readonly month: string;
  /** What was filed, said or decided later is not known. */
  readonly asOf: Date;
  readonly method: Pick<
    RatingMethod,
    "windowMonths" | "halfLifeMonths" | "otherHalfLives" | "weights" | "driftFallback"
  >;
  /** Monthly drift that the batch before measured; null for the first one. */
  readonly drift: number | null;
  readonly institutions: readonly EvidenceInstitution[];
  readonly mergers: readonly EvidenceMerger[];
  readonly complaints: readonly EvidenceComplaint[];
  readonly exposures: readonly EvidenceExposure[];
  readonly handling: readonly EvidenceHandling[];
};

/** Over how many months a count went beyond what could be foreseen, and how much of its month is not counted. */
export type HeldBin = {
  readonly institutionId: string;
  readonly month: string;
  readonly severityClass: number;
  /** The span whose limit was met first: 1, or a longer sum that ends in this month. */
  readonly spanMonths: number;
  /** Complaints in the month, like reports at their root, before and after. */
  readonly found: number;
  readonly counted: number;
  /** What a review would release or remove. */
  readonly complaintIds: readonly string[];
};

/** Like reports about one institution that together count as the root of their number. */
export type HeldCluster = {
  readonly institutionId: string;
  readonly keys: readonly string[];
  readonly complaintIds: readonly string[];
};

/** Reports whose kind seldom stands when people look: those not looked at count for less. */
export type DoubtedReports = {
  readonly institutionId: string;
  readonly severityClass: number;
  readonly month: string;
  readonly factor: number;
};

/** Resolved shares that jump beyond what could be foreseen: an officer decides whether to hold the figures. */
export type PraiseJump = {
  readonly institutionId: string;
  readonly month: string;
  readonly answered: number;
  readonly resolved: number;
  readonly expected: number;
  readonly probability: number;
};

/** For officers only: it names complaints. */
export type ForReview = {
  readonly heldBins: readonly HeldBin[];
  readonly clusters: readonly HeldCluster[];
  readonly doubted: readonly DoubtedReports[];
  readonly praiseJumps: readonly PraiseJump[];
  /** Every complaint of the window that weighs anything. */
  readonly counted: readonly CountedComplaint[];
};
