import type { Waterfall } from "../matching/waterfall.ts";

/** Why one report belongs to a case. Instants are ISO texts. */
export type Membership = {
  readonly complaintId: string;
  /** The case's. */
  readonly reference: string;
  readonly judgement: {
    readonly byKind: string;
    readonly by: string | null;
    readonly rule: string;
    readonly reason: string | null;
    readonly at: string;
    readonly modelVersion: string;
  };
  /** Null where a rule or a person judged. */
  readonly waterfall: Waterfall | null;
  /** All reports of the portal: what a tie is rare among. An estimate once counting would take long. */
  readonly reports: { readonly count: number; readonly isEstimate: boolean };
};

/** One step of the chain between two reports: what both carry. */
export type PathStep = {
  readonly from: string;
  readonly to: string;
  /** Of a link key; anything else in `label` is said by it. */
  readonly kind: string;
  /** Public values in clear, private numbers by their ends, everything else null. */
  readonly label: string | null;
  readonly complaints: number;
};

export type EvidencePath =
  | { readonly kind: "path"; readonly to: string; readonly steps: readonly PathStep[] }
  /** Both are in the case, but no key ties them: a person joined them, or their keys were called common. */
  | { readonly kind: "none"; readonly to: string }
  | { readonly kind: "unknown" };
