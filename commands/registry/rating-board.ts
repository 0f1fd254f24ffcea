import type { Db } from "#db/client.ts";
import { findLatestBatchId } from "#db/queries/rating-pages.ts";
import { findLatestRatings, type RatingBatch, type StoredRating } from "#db/queries/ratings.ts";
import type { RatingMethod } from "#domain/rating/bundle.ts";
import { METHODS } from "#domain/rating/method.ts";
import type { Runtime } from "../runtime.ts";
import { readPublished } from "./read-published.ts";

/** The method whose letters are shown; another that runs beside it is in the files. */
export const SHOWN_METHOD: RatingMethod = METHODS[0].method;

/** The newest month's ratings of everybody. */
export type RatingBoard = {
  readonly batch: RatingBatch;
  readonly ratings: ReadonlyMap<string, StoredRating>;
};
/** `none`: nothing was published yet. `away`: the database cannot be asked, and nobody asked it before. */
export type BoardAnswer =
  | { readonly state: "known"; readonly board: RatingBoard }
  | { readonly state: "none" | "away" };

/** A published batch never changes, so it is read once. */
const boards = new WeakMap<Db, RatingBoard>();

export async function findRatingBoard(
  runtime: Pick<Runtime, "db" | "registry" | "clock">,
): Promise<BoardAnswer> {
  const { db } = runtime;
  const read = await readPublished(runtime, async () => {
    const newest = await findLatestBatchId(db.system, SHOWN_METHOD.version);
    const known = boards.get(db);
    if (newest === null || known?.batch.id === newest) return newest === null ? null : known;
    const latest = await findLatestRatings(db.system, SHOWN_METHOD.version);
    if (!latest) return null;
    const board = {
      batch: latest.batch,
      ratings: new Map(
        latest.ratings.map(({ institutionId, result, basis }) => [
          institutionId,
          { institutionId, result, basis },
        ]),
      ),
    };
    boards.set(db, board);
    return board;
  });
  const board = read ? read.value : boards.get(db);
  if (board) return { state: "known", board };
  return { state: read ? "none" : "away" };
}
