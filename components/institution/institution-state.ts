import type { InstitutionClass } from "#domain/institutions/classes.ts";
import { isLendingClass } from "#domain/institutions/classes.ts";
import type { LicenceStanding } from "#domain/institutions/licence-standing.ts";
import type { VerdictWord } from "#domain/registry/verdict.ts";
import type { Tone } from "../ui/tone.ts";

/** What the page says about an institution in one sentence. */
export type InstitutionState =
  | "listed"
  | "warning"
  | "licensed"
  | "unlicensed"
  | "agent"
  | "plain"
  | "deregistered";

/** They act for lenders and never lend themselves. */
const AGENTS: ReadonlySet<InstitutionClass> = new Set<InstitutionClass>([
  "collection_agency",
  "loan_broker",
  "law_firm",
  "debt_relief",
]);

type Known = {
  readonly verdict: VerdictWord;
  readonly status: "registered" | "deregistered";
  readonly class: InstitutionClass;
  readonly standing: LicenceStanding;
};

export function stateOfInstitution({ verdict, status, class: kind, standing }: Known): InstitutionState {
  if (verdict === "listed" || verdict === "warning") return verdict;
  if (status === "deregistered") return "deregistered";
  if (AGENTS.has(kind)) return "agent";
  if (!isLendingClass(kind)) return "plain";
  return standing === "valid" ? "licensed" : "unlicensed";
}

export const TONE_OF_STATE: Readonly<Record<InstitutionState, Tone>> = {
  listed: "listed",
  warning: "warning",
  licensed: "official",
  unlicensed: "unknown",
  agent: "info",
  plain: "info",
  deregistered: "reported",
};
