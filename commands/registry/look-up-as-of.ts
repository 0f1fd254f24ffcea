import { findListVersionAt, findOfficialOn, listVersionsAt, type PastVersion } from "#db/queries/entries.ts";
import type { Ground } from "#domain/cases/decision.ts";
import { chinaDate } from "#domain/complaints/incident-time.ts";
import { AppError } from "#domain/errors.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { isInForce } from "#domain/registry/entry.ts";
import { type NumberFields, numberFields } from "#domain/registry/number-answer.ts";
import { type EntryFacts, verdictOf } from "#domain/registry/verdict.ts";
import type { Runtime } from "../runtime.ts";
import { toAppError } from "../to-app-error.ts";
import {
  agencyName,
  type LookUpRuntime,
  lookUpFields,
  type NumberLookUp,
  officialName,
} from "./look-up-number.ts";

export type PastAnswer = {
  readonly fields: NumberFields;
  readonly asOf: string;
  readonly listVersion: number;
};

/**
 * What the portal said about a number at an earlier moment, from the versions it keeps: entries and official numbers,
 * not the counts of reports, which are not kept. What has been repaired or erased since is not told, and neither is
 * what a private number was once listed for: an old moment is no way round the end of a listing.
 */
export async function lookUpAsOf(
  runtime: LookUpRuntime & Pick<Runtime, "db" | "keys">,
  input: string,
  at: Date,
): Promise<NumberLookUp<PastAnswer>> {
  const now = runtime.clock.now();
  if (at > now)
    throw new AppError("invalid-request", "fields", [{ pointer: "/as_of", code: "in-the-future" }]);
  const readable = lookUpFields(runtime, input);
  if (!readable.ok) return readable;
  const number = normaliseNumber(input);
  const { db, keys } = runtime;
  try {
    const [versions, officialOf, listVersion] = await Promise.all([
      listVersionsAt(db.system, keys.blindIndex("number", number.key), at),
      findOfficialOn(db.open, number.key, chinaDate(at)),
      findListVersionAt(db.open, at),
    ]);
    const then = versions.find(
      (version) => isInForce(version, at) && mayTell(version, number.visibility, now),
    );
    const facts = { entry: then ? factsOf(then) : null, officialOf, reports: null };
    const verdict = verdictOf(number, facts, at);
    const official = officialOf === null ? null : officialName(runtime, officialOf);
    const authority = verdict.entry ? agencyName(runtime, verdict.entry.agencyId) : null;
    const fields = numberFields({ number, facts, verdict, official, authority });
    return { ok: true, answer: { fields, asOf: at.toISOString(), listVersion } };
  } catch (error) {
    throw toAppError(error);
  }
}

function mayTell({ newest }: PastVersion, visibility: string, now: Date): boolean {
  if (isInForce(newest, now)) return true;
  if (visibility !== "public") return false;
  return newest.status !== "repaired" && newest.status !== "erased" && newest.status !== "merged";
}

const factsOf = (version: PastVersion): EntryFacts => ({
  id: version.entryId,
  agencyId: version.agencyId,
  kind: version.kind,
  status: version.status,
  tier: version.tier,
  grounds: version.grounds as Ground[],
  isPublic: version.isPublic,
  listedAt: version.listedAt,
  expiresAt: version.expiresAt,
});
