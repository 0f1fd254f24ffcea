import type { CaseState } from "./case-state.ts";
import type { CaseKind, CaseSubject } from "./inbox.ts";

/** What the reports of a campaign carry, in the order it is shown. */
export const VALUE_KINDS = ["number", "payee", "im", "domain", "signature", "script", "institution"] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

/** A value that reports of a case carry. Instants are ISO texts. */
export type CampaignValue = {
  /** Unique within one file and nowhere else. */
  readonly id: string;
  readonly kind: ValueKind;
  /** What may be shown of it: a number's groups, a domain, a signature; null where it stays sealed. */
  readonly groups: readonly string[] | null;
  readonly isMasked: boolean;
  /** Its place among those of its kind by when it was first reported: names what has no other name. */
  readonly ordinal: number;
  readonly institution: {
    readonly name: string;
    readonly englishName: string | null;
    readonly isProvisional: boolean;
  } | null;
  /** A number that was only ever given to call back. */
  readonly isCallback: boolean;
  readonly complaints: number;
  readonly sources: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** A report that carries it: what is sealed is read there, for a stated purpose. */
  readonly exampleId: string;
  /** The value's own case in this agency. */
  readonly case: { readonly id: string; readonly reference: string; readonly state: CaseState } | null;
  /** Kind of the entry in force. */
  readonly listedAs: string | null;
};

/** Reports that carry both values. */
export type CampaignTie = { readonly a: string; readonly b: string; readonly complaints: number };

export type CasePattern = {
  readonly kind: string;
  readonly foundAt: string;
  readonly endedAt: string | null;
  /** What the detector counted, as far as it is a number. */
  readonly counts: Readonly<Record<string, number>>;
};

export type CampaignFile = {
  readonly values: readonly CampaignValue[];
  readonly ties: readonly CampaignTie[];
  /** Distinct values of each kind, those left out of `values` included. */
  readonly totals: Readonly<Record<ValueKind, number>>;
  readonly tiesTotal: number;
  /** Reports by the strongest tie that joined them, most first. */
  readonly rules: readonly { readonly rule: string; readonly complaints: number }[];
  /** Newest reports that were read; fewer than the case has when it is larger than one file. */
  readonly read: number;
};

/** Another case that shares keys with this one. */
export type SimilarCase = {
  readonly id: string;
  readonly reference: string;
  readonly kind: CaseKind;
  readonly state: CaseState;
  readonly subject: CaseSubject;
  readonly overlap: readonly {
    readonly kind: string;
    /** Keys of this kind that both have, and that this case has. */
    readonly shared: number;
    readonly own: number;
    /** Reports of the other case that carry them. */
    readonly complaints: number;
  }[];
};
