import type { Day, LicenceStatus } from "./types.ts";

/** How an institution stands by the best licence on file; `none` when there is none, which is not the same as unlicensed. */
export const LICENCE_STANDINGS = ["valid", "suspended", "expired", "surrendered", "revoked", "none"] as const;
export type LicenceStanding = (typeof LICENCE_STANDINGS)[number];

type Dated = { readonly status: LicenceStatus; readonly expiresOn: Day | null };

/** A licence past its last day has expired, whatever its row still says. */
export function standingOf({ status, expiresOn }: Dated, on: Day): Exclude<LicenceStanding, "none"> {
  return status === "valid" && expiresOn !== null && expiresOn < on ? "expired" : status;
}

export function licenceStanding(licences: readonly Dated[], on: Day): LicenceStanding {
  const held = new Set<LicenceStanding>(licences.map((licence) => standingOf(licence, on)));
  return LICENCE_STANDINGS.find((standing) => held.has(standing)) ?? "none";
}
