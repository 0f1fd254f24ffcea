import {
  findRatingBatch,
  findStandingBatch,
  listRatingChanges,
  listRatings,
  type RatingBatch,
  type RatingChange,
} from "#db/queries/ratings.ts";
import type { Letter } from "#domain/rating/bundle.ts";
import { readPublished } from "../registry/read-published.ts";
import type { Runtime } from "../runtime.ts";
import { logVkey } from "../transparency/log-identity.ts";

export type DescribedBatch = {
  readonly batch: RatingBatch;
  readonly letters: readonly { readonly letter: Letter | null; readonly count: number }[];
  /** What a correction changed; names only of institutions that the register has. */
  readonly changes: readonly (RatingChange & {
    readonly legalName: string | null;
    readonly englishName: string | null;
  })[];
  /** The batch that stands for the month now; null where it is this one. */
  readonly replacedBy: string | null;
  readonly vkey: string;
};

const LETTERS = ["A", "B", "C", "D", "E", null] as const;

type BatchRuntime = Pick<
  Runtime,
  "db" | "register" | "registry" | "clock" | "keys" | "publicUrl" | "storage"
>;

/** One published batch; null when there is none with this id, or its leaf is not under a signed head yet. */
export async function describeBatch(
  runtime: BatchRuntime,
  id: string,
): Promise<DescribedBatch | null | "away"> {
  const read = await readPublished(runtime, () => readBatch(runtime, id));
  return read ? read.value : "away";
}

async function readBatch(runtime: BatchRuntime, id: string): Promise<DescribedBatch | null> {
  const sql = runtime.db.system;
  const batch = await findRatingBatch(sql, id);
  if (!batch) return null;
  const { month, method } = batch;
  const [ratings, changes, standing, vkey] = await Promise.all([
    listRatings(sql, id),
    batch.corrects === null ? [] : listRatingChanges(sql, id),
    findStandingBatch(sql, { month, method, asOf: runtime.clock.now() }),
    logVkey(runtime),
  ]);
  const newer = standing && standing.id !== id ? await findRatingBatch(sql, standing.id) : null;
  return {
    batch,
    letters: LETTERS.map((letter) => ({
      letter,
      count: ratings.filter(({ result }) => result.letter === letter).length,
    })),
    changes: changes.map((change) => {
      const known = runtime.register.byId(change.institutionId);
      return {
        ...change,
        legalName: known?.legalName ?? null,
        englishName: known?.englishName ?? null,
      };
    }),
    replacedBy: newer?.id ?? null,
    vkey,
  };
}
