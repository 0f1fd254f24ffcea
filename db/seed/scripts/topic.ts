import type { Matter } from "#domain/complaints/codes.ts";
import type { Circumstance } from "../demo-themes.ts";

/** What one kind of report is about; its words are put together by story.ts. Slots are those of script.ts, and {n}. */
export type Topic = {
  readonly matter: Matter;
  readonly weight: number;
  readonly circumstance: Circumstance;
  /** From whose side it is told. */
  readonly openers: Opener;
  readonly details: readonly string[];
};
export type Opener = "debtor" | "bystander" | "victim" | "customer" | "called";

export const debtor = (...harms: Circumstance["harms"]): Circumstance => ({
  relationship: "BORROWER_OVERDUE",
  harms,
});
export const target = (...harms: Circumstance["harms"]): Circumstance => ({
  relationship: "MARKETING_TARGET_NO_CONSENT",
  harms,
});
