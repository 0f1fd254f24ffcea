import { type JointMeasure, listJointMeasures } from "#db/queries/entries.ts";
import { type EntryVersion, listEntryVersions } from "#db/queries/registry.ts";
import type { RegisterInstitution } from "#db/register-memory.ts";
import { AppError } from "#domain/errors.ts";
import { type RatingWord, ratingWord } from "#domain/rating/browse-ratings.ts";
import type { InstitutionVerdict } from "#domain/registry/institution-verdict.ts";
import type { EntryAnswer } from "#domain/registry/number-answer.ts";
import type { Runtime } from "../runtime.ts";
import { describeRating, type InstitutionRating } from "./describe-rating.ts";
import { judgeInstitution } from "./look-up-institution.ts";
import type { LookUpRuntime } from "./look-up-number.ts";
import { findRatingBoard } from "./rating-board.ts";
import { type Freshness, freshnessOf, readPublished } from "./read-published.ts";

/** Who works for whom, by name. */
export type NamedRelation = {
  readonly institutionId: string;
  readonly legalName: string;
  readonly englishName: string | null;
  readonly scope: string;
  readonly since: string | null;
  readonly until: string | null;
  /** The letter of its own rating, or that there is none; null while ratings cannot be read. */
  readonly rating: RatingWord | null;
};

export type InstitutionPage = {
  readonly institution: RegisterInstitution;
  readonly verdict: Omit<InstitutionVerdict, "entry">;
  readonly entry: EntryAnswer | null;
  readonly statement: string | null;
  readonly history: readonly Omit<EntryVersion, "statement">[];
  /** Joint measures in force because of the entry; those against its practitioners are told nowhere in public. */
  readonly measures: readonly JointMeasure[];
  readonly isRecordAway: boolean;
  readonly rating: InstitutionRating;
  readonly agents: readonly NamedRelation[];
  readonly principals: readonly NamedRelation[];
  /** The day the page was made for, YYYY-MM-DD. */
  readonly on: string;
  readonly freshness: Freshness;
};

/**
 * Everything public about an institution: register and verdict from memory, the decision's words from the database.
 * Null for an id the register does not have; provisional institutions, which only claims name, are not in it.
 * Throws `unavailable` until the register has been loaded.
 */
export async function describeInstitution(
  runtime: LookUpRuntime & Pick<Runtime, "db" | "storage" | "keys" | "publicUrl">,
  id: string,
): Promise<InstitutionPage | null> {
  const { register, registry, db, clock } = runtime;
  if (!register.isReady || !registry.isReady) throw new AppError("unavailable", "registry-loading");
  const institution = register.byId(id);
  if (!institution) return null;
  const { verdict, entry } = judgeInstitution(runtime, institution);
  const [read, rating, answer] = await Promise.all([
    entry
      ? readPublished(runtime, () =>
          Promise.all([
            listEntryVersions(db.open, entry.id),
            listJointMeasures(db.system, entry.id, clock.now()),
          ]),
        )
      : { value: [[], []] as const },
    describeRating(runtime, id),
    findRatingBoard(runtime),
  ]);
  const [versions, measures] = read?.value ?? [[], []];
  const ratings = answer.state === "known" ? answer.board.ratings : null;
  const named = (relations: RegisterInstitution["agents"]) =>
    relations.flatMap(({ institutionId, ...relation }): NamedRelation[] => {
      const other = register.byId(institutionId);
      if (!other) return [];
      const { legalName, englishName } = other;
      const word = answer.state === "away" ? null : ratingWord(ratings?.get(institutionId)?.result ?? null);
      return [{ institutionId, legalName, englishName, ...relation, rating: word }];
    });
  return {
    institution,
    verdict,
    entry,
    statement: versions[0]?.statement ?? null,
    history: versions.map(({ statement: _, ...version }) => version),
    measures,
    isRecordAway: read === null,
    rating,
    agents: named(institution.agents),
    principals: named(institution.principals),
    on: clock.now().toISOString().slice(0, 10),
    freshness: freshnessOf(runtime),
  };
}
