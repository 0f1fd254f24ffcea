import { type CorrectionCause, listCorrectionCauses } from "#db/queries/rating-causes.ts";
import { listInstitutionNames } from "#db/queries/rating-evidence.ts";
import { findStandingBatch, listRatings, type RatingBatch, type StoredRating } from "#db/queries/ratings.ts";
import type { InstitutionInput, InstitutionResult, Letter } from "#domain/rating/bundle.ts";
import { monthIndex, monthName } from "#domain/rating/evidence/months.ts";
import { type BatchView, type Move, whatMoved } from "#domain/rating/what-moved.ts";
import type { Context } from "../context.ts";
import type { BuiltBundle } from "./build-bundle.ts";
import { monthStart } from "./gather-evidence.ts";
import { previewRating } from "./preview-rating.ts";
import { type Change, changesOf } from "./publish-ratings.ts";

export type PreviewChange = {
  readonly institutionId: string;
  readonly legalName: string;
  readonly before: InstitutionResult | null;
  readonly after: InstitutionResult | null;
  readonly causes: Change["causes"];
  readonly moves: readonly Move[];
};
export type ComparedPreview = {
  readonly month: string;
  readonly method: string;
  readonly asOf: string;
  /** What stands for the month; null while it is not published. */
  readonly published: Pick<RatingBatch, "id" | "kind" | "publishedAt"> | null;
  readonly institutions: number;
  /** Institutions by letter; the last is without one. */
  readonly letters: readonly {
    readonly letter: Letter | null;
    readonly now: number;
    readonly before: number | null;
  }[];
  /** Changes of letter or status first, then figures that a cause of their own moved. */
  readonly changes: readonly PreviewChange[];
  readonly held: number;
};

const LETTERS = ["A", "B", "C", "D", "E", null] as const;

/** What a month's letters would be now, against what stands for it, and why. Nothing is written. */
export async function comparePreview(
  context: Context,
  asked: { readonly month: string },
): Promise<ComparedPreview> {
  const built = await previewRating(context, asked);
  const { month, method, results } = built.bundle;
  const sql = context.db.system;
  const standing = await findStandingBatch(sql, { month, method: method.version, asOf: context.now });
  const before = standing ? await listRatings(sql, standing.id) : [];
  const causes = standing ? await causesSince(context, standing, built) : [];
  const old = new Map(before.map((one) => [one.institutionId, one]));
  const changes = standing
    ? changesOf(new Map(before.map((one) => [one.institutionId, one.result])), results, causes)
    : [];
  const names = await listInstitutionNames(
    sql,
    changes.map(({ institutionId }) => institutionId),
  );
  const inputs = new Map(built.bundle.institutions.map((input) => [input.id, input]));
  const count = (some: readonly InstitutionResult[], letter: Letter | null) =>
    some.filter((one) => one.letter === letter).length;
  return {
    month,
    method: method.version,
    asOf: built.bundle.asOf,
    published: standing && { id: standing.id, kind: standing.kind, publishedAt: standing.publishedAt },
    institutions: results.length,
    letters: LETTERS.map((letter) => ({
      letter,
      now: count(results, letter),
      before: standing
        ? count(
            before.map(({ result }) => result),
            letter,
          )
        : null,
    })),
    changes: changes
      .map((change) => ({
        ...change,
        legalName: names.get(change.institutionId) ?? "",
        moves: movesOf(
          change,
          old.get(change.institutionId),
          inputs.get(change.institutionId),
          method.weights,
        ),
      }))
      .sort(
        (a, b) => Number(hasMoved(b)) - Number(hasMoved(a)) || a.legalName.localeCompare(b.legalName, "zh"),
      ),
    held: built.review.heldBins.length,
  };
}

const hasMoved = ({ before, after }: Pick<PreviewChange, "before" | "after">): boolean =>
  before?.letter !== after?.letter || before?.status !== after?.status;

function causesSince(
  { db, now }: Context,
  standing: RatingBatch,
  { bundle: { month, method } }: BuiltBundle,
): Promise<CorrectionCause[]> {
  const last = monthIndex(month);
  return listCorrectionCauses(db.system, {
    since: new Date(standing.asOf),
    until: now,
    from: monthStart(monthName(last - method.windowMonths + 1)),
    to: monthStart(monthName(last + 1)),
  });
}

function movesOf(
  { before, after }: Change,
  old: StoredRating | undefined,
  input: InstitutionInput | undefined,
  weights: Parameters<typeof whatMoved>[2],
): readonly Move[] {
  if (!before || !after || !old || !input) return [];
  const view = (result: InstitutionResult, basis: BatchView["basis"]): BatchView => ({
    result,
    basis,
    accountMonths: null,
  });
  // Letters stand beside it, and the words for them are of two months.
  return whatMoved(view(before, old.basis), view(after, input), weights).filter(
    ({ what }) => what !== "letter" && what !== "not_licensed",
  );
}
