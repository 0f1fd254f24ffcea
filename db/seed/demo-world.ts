import type { DemoAgent, DemoInstitution } from "./demo-institutions.ts";
import type { DemoNumber, NumberPool } from "./demo-numbers.ts";
import type { Disguise } from "./obfuscate.ts";
import type { Random } from "./random.ts";
import type { Medium, Script, Theme } from "./scripts/script.ts";

export type GroupKind =
  | "rotating"
  | "number_block"
  | "signature"
  | "domain"
  | "payee"
  | "impersonation"
  | "contact_blast"
  | "recycled"
  | "solo";

/** A stretch of activity: a block while it is burnt, one borrower's contacts, one holder period. Times in ms. */
export type Wave = {
  readonly from: number;
  readonly to: number;
  readonly size: number;
  readonly numbers: readonly DemoNumber[];
  /** Numbers are used up one after another instead of at random. */
  readonly isSequential: boolean;
  /** Holder period of the wave's numbers: 1, or 2 after they were given to someone else. */
  readonly period: number;
  readonly block: string | null;
  readonly borrower: { readonly name: string; readonly amount: string; readonly caseNo: string } | null;
};

/** People who act together: what they say, what they use, when, and whom they claim to be. */
export type Group = {
  readonly id: string;
  readonly kind: GroupKind;
  readonly theme: Theme;
  readonly medium: Medium;
  readonly script: Script;
  readonly disguise: Disguise;
  readonly brand: string;
  readonly signature: string;
  readonly domain: string;
  readonly callback: DemoNumber;
  readonly im: string;
  readonly payee: string;
  /** Whom they name: the institution they act for, or the one they fake. */
  readonly named: DemoInstitution | null;
  /** Institution that answers for them: never a faked one. */
  readonly lender: string | null;
  readonly agent: string | null;
  readonly waves: readonly Wave[];
  /** Two identifiers or more that belong together; a lone number is a caller, not a campaign. */
  readonly isCampaign: boolean;
  /** Every report comes from another person. */
  readonly isIndependent: boolean;
};

/** What the parts of the generator share. `scale` is 1 for 6,000 complaints. */
export type World = {
  readonly random: Random;
  readonly pool: NumberPool;
  readonly from: number;
  readonly until: number;
  readonly scale: number;
  readonly complaints: number;
  readonly institutions: readonly DemoInstitution[];
  readonly agents: readonly DemoAgent[];
  readonly dealScript: (theme: Theme, medium: Medium) => Script;
};

export const countAt = (scale: number, base: number): number => Math.max(2, Math.round(base * scale));
