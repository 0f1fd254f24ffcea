import type { Estimate, InstitutionInput, NotRatedReason, RatingMethod } from "./bundle.ts";
import { published } from "./significant.ts";

/** What an institution's comparison gave; null for who is not compared. */
export type Compared = {
  readonly hasPeers: boolean;
  readonly classes: readonly { readonly expected: number }[];
  readonly estimate: Estimate;
};

/** All reasons why there is no letter, in the order of NOT_RATED_REASONS. */
export function notRatedReasons(
  input: InstitutionInput,
  compared: Compared | null,
  gates: RatingMethod["gates"],
): NotRatedReason[] {
  const reasons: NotRatedReason[] = [];
  if (input.exposureSource === "proxy") reasons.push("size_by_proxy_only");
  else if (compared === null) reasons.push("size_unknown");
  if (input.months < gates.leastMonths) reasons.push("under_twelve_months");
  if (compared !== null) {
    const expected = published(compared.classes.reduce((sum, part) => sum + part.expected, 0));
    const { low, high } = compared.estimate;
    if (!compared.hasPeers) reasons.push("too_few_peers");
    if (expected < gates.leastExpected) reasons.push("too_little_expected");
    if (high > gates.widestRatio * low) reasons.push("interval_too_wide");
  }
  if (input.integrityHold !== null) reasons.push("integrity_hold");
  return reasons;
}

/** Upheld of decided complaints, where there are enough of both to say (the Financial Ombudsman Service's rule). */
export function upholdRate(
  { received, decided, upheld }: InstitutionInput["counts"],
  least: number,
): number | null {
  return received >= least && decided >= least ? published(upheld / decided) : null;
}
