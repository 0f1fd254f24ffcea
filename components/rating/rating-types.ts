import type {
  Estimate,
  InstitutionInput,
  InstitutionResult,
  Letter,
  NotRatedReason,
  Population,
} from "#domain/rating/bundle.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

export type Words = { locale: Locale; t: Translate };

/** What of an institution's input is told beside its result. */
export type Basis = Pick<
  InstitutionInput,
  "exposureSource" | "months" | "persons" | "held" | "counts" | "sanctions" | "integrityHold"
> & {
  /** Of what is held: months and classes whose review is overdue. */
  readonly overdue: number;
};
export type Month = {
  readonly month: string;
  readonly result: InstitutionResult;
  readonly basis: Basis;
  /** Null where the batch's file cannot be read. */
  readonly input: (Pick<InstitutionInput, "cells" | "handling"> & { readonly accountMonths: number }) | null;
};
export type Peer = {
  readonly id: string;
  readonly legalName: string;
  readonly englishName: string | null;
  readonly ratio: number;
  readonly precision: number;
};
export type HistoryMonth = {
  readonly month: string;
  readonly method: string;
  readonly status: InstitutionResult["status"];
  readonly letter: Letter | null;
  readonly reasons: readonly NotRatedReason[];
  readonly estimate: Estimate | null;
};
type MixShare = { readonly code: string; readonly share: number };

export type KnownRating = {
  readonly state: "known";
  readonly batch: {
    readonly id: string;
    readonly month: string;
    readonly method: string;
    readonly kind: "monthly" | "correction";
    readonly publishedAt: string;
  };
  readonly beside: readonly {
    readonly method: string;
    readonly batchId: string;
    readonly status: InstitutionResult["status"];
    readonly letter: Letter | null;
  }[];
  readonly current: Month | null;
  readonly previous: Month | null;
  /** Oldest first. */
  readonly history: readonly HistoryMonth[];
  /** All compared with the same peers, itself among them, the smallest first. */
  readonly peers: readonly Peer[];
  readonly population: Pick<Population, "overDispersion" | "rankability">;
  readonly mix: { readonly matters: readonly MixShare[]; readonly channels: readonly MixShare[] };
  readonly statement: { readonly zh: string; readonly en: string | null; readonly at: string } | null;
  readonly vkey: string;
};
export type InstitutionRating = KnownRating | { readonly state: "away" | "none" };
