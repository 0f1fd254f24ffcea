import type { RegisterInstitution } from "#db/register-memory.ts";
import type { InstitutionMatch } from "#domain/institutions/match-institution.ts";
import { type InstitutionVerdict, institutionVerdict } from "#domain/registry/institution-verdict.ts";
import { type EntryAnswer, entryAnswer } from "#domain/registry/number-answer.ts";
import { agencyName, type LookUpRuntime } from "./look-up-number.ts";

export type InstitutionLookUp = {
  readonly institution: RegisterInstitution | null;
  /** What may be meant, for a person to judge; empty when it is clear. */
  readonly candidates: readonly RegisterInstitution[];
  readonly verdict: InstitutionVerdict;
  readonly entry: EntryAnswer | null;
  readonly match: InstitutionMatch | null;
};

/** What the register and the registry say about a name somebody claims. From memory alone. */
export function lookUpInstitution(runtime: LookUpRuntime, claimed: string): InstitutionLookUp {
  const match = runtime.register.match(claimed);
  const institution = match.outcome === "match" ? runtime.register.byId(match.institutionId) : null;
  const candidates =
    match.outcome === "candidates"
      ? match.candidates.flatMap(({ institutionId }) => runtime.register.byId(institutionId) ?? [])
      : [];
  return { ...judgeInstitution(runtime, institution, candidates.length > 0), institution, candidates, match };
}

/** The verdict about one institution of the register, or about a name that is in none. */
export function judgeInstitution(
  runtime: LookUpRuntime,
  institution: RegisterInstitution | null,
  hasCandidates = false,
): { readonly verdict: InstitutionVerdict; readonly entry: EntryAnswer | null } {
  const now = runtime.clock.now();
  const facts = institution ? runtime.registry.institutionEntry(institution.id) : null;
  const verdict = institutionVerdict({ institution, entry: facts, hasCandidates }, now);
  const entry = verdict.entry;
  return {
    verdict,
    entry: entry && entryAnswer(entry, false, agencyName(runtime, entry.agencyId)),
  };
}
