import { uuidv7 } from "uuidv7";
import { findAccountRows, listOwnFilings, type OwnFiling } from "#db/queries/rating-findings.ts";
import { insertRows } from "#db/rows.ts";
import { AppError } from "#domain/errors.ts";
import type { AccountRow } from "#domain/rating/evidence/account.ts";
import type { Context } from "../context.ts";
import { describeRating, type InstitutionRating } from "../registry/describe-rating.ts";

/** Three years of months, and restatements beside them. */
const MOST_FILINGS = 120;

export type OwnRating = {
  readonly institutionId: string;
  readonly rating: InstitutionRating;
  /** What counts against it case by case in the batch shown; null before there is one. */
  readonly rows: readonly AccountRow[] | null;
  readonly filings: readonly OwnFiling[];
};

/**
 * A member opens the rating of its own institution; each time leaves an access row. `institutionId`: the one asked for,
 * where the address names one; any but its own is not there.
 */
export async function openOwnRating(
  context: Context,
  { institutionId: asked }: { readonly institutionId: string | null },
): Promise<OwnRating> {
  const { db, actor, now } = context;
  if (!actor) throw new AppError("not-signed-in", "sign-in-first");
  const { institutionId, id: accountId } = actor;
  if (!institutionId || !actor.permissions.has("institution.read_own"))
    throw new AppError("forbidden", "institution.read_own");
  if (asked !== null && asked !== institutionId) throw new AppError("not-found", "institution");
  await insertRows(db.system, "access_events", [
    {
      id: uuidv7(),
      at: now,
      account_id: accountId,
      agency_id: null,
      purpose: "own_rating",
      reason: "",
      subject_kind: "institution",
      subject_id: institutionId,
      fields: ["rating", "counted", "filings"],
    },
  ]);
  const rating = await describeRating(context, institutionId);
  const batchId = rating.state === "known" ? rating.batch.id : null;
  const [rows, filings] = await Promise.all([
    batchId === null ? null : findAccountRows(db.system, { batchId, institutionId }),
    listOwnFilings(db.system, institutionId, { limit: MOST_FILINGS }),
  ]);
  return { institutionId, rating, rows, filings };
}
