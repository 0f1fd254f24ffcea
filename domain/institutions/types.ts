import type { InstitutionClass } from "./classes.ts";

/** Days are `YYYY-MM-DD`; a null end means it still holds, a null start that it is not known. Regions are GB/T 2260 codes of six digits. */
export type Day = string;

export type NameKind = "legal" | "short" | "former" | "brand" | "app" | "alias" | "english";

export type InstitutionName = {
  readonly name: string;
  readonly kind: NameKind;
  /** Where the name was read: a list, a licence, a decision. */
  readonly source: string;
};

export type InstitutionStatus = "registered" | "provisional" | "deregistered";
export type LicenceStatus = "valid" | "suspended" | "revoked" | "expired" | "surrendered";

export type Licence = {
  readonly number: string;
  readonly regulator: string;
  /** What the licence says its holder may do, as written. */
  readonly scope: string;
  /** Where it may; null is the whole country. */
  readonly region: string | null;
  readonly issuedOn: Day | null;
  readonly expiresOn: Day | null;
  readonly status: LicenceStatus;
};

export type ContactKind = "number" | "sms_signature" | "domain" | "app" | "email";

/** An official contact: a number here is never listed as a nuisance without a person's decision. */
export type InstitutionContact = {
  readonly kind: ContactKind;
  readonly value: string;
  /** Canonical key of the value; for a number its case key. */
  readonly key: string;
  readonly since: Day | null;
  readonly until: Day | null;
  readonly source: string;
};

/** A collector or broker that works for an institution, and for how long. */
export type AgentOf = {
  readonly agentId: string;
  readonly principalId: string;
  readonly since: Day | null;
  readonly until: Day | null;
  readonly scope: string | null;
};

export type InstitutionLink = {
  readonly kind: "group" | "predecessor" | "successor";
  readonly otherId: string;
};

/** A legal entity, licensed or not. */
export type Institution = {
  readonly id: string;
  readonly legalName: string;
  readonly names: readonly InstitutionName[];
  /** Unified social credit code (GB 32100-2015), checked; null for a foreign or unknown body. */
  readonly uscc: string | null;
  /** The supervisor's own code for the institution, as its list writes it. */
  readonly regulatorCode: string | null;
  readonly class: InstitutionClass;
  readonly status: InstitutionStatus;
  /** Seat. */
  readonly region: string | null;
  /** ISO 3166-1, two letters. */
  readonly country: string;
  readonly licences: readonly Licence[];
  readonly contacts: readonly InstitutionContact[];
  readonly agents: readonly AgentOf[];
  readonly links: readonly InstitutionLink[];
};
