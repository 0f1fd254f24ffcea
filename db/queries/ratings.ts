import type { InstitutionInput, InstitutionResult, Letter, Population } from "#domain/rating/bundle.ts";
import type { Sql, Tx } from "../client.ts";
import type { RatingCause } from "./rating-causes.ts";

/** One publication of all ratings of a month. */
export type RatingBatch = {
  readonly id: string;
  /** YYYY-MM. */
  readonly month: string;
  readonly method: string;
  readonly kind: "monthly" | "correction";
  readonly corrects: string | null;
  readonly reason: string | null;
  readonly asOf: string;
  readonly publishedAt: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly institutions: number;
  readonly rated: number;
  readonly population: Population;
  readonly leafId: string;
};

/** What of an institution's input is shown beside its result. */
export type RatingBasis = Pick<
  InstitutionInput,
  "exposureSource" | "months" | "persons" | "held" | "counts" | "sanctions" | "integrityHold"
> & {
  /** Of what is held: months and classes that nobody has decided about in the time there is for it. */
  readonly overdue: number;
};

export type StoredRating = {
  readonly institutionId: string;
  readonly result: InstitutionResult;
  readonly basis: RatingBasis;
};

/** The leaf of batch `b` is under a signed head: from then on its letters may be shown. */
const isVisible = (sql: Sql | Tx) => sql`exists (select 1 from log_leaves l
  where l.leaf_id = b.leaf_id and l.index < (select size from log_checkpoints order by size desc limit 1))`;
const batchColumns = (
  sql: Sql | Tx,
) => sql`b.id, to_char(b.month, 'YYYY-MM') as month, b.method, b.kind, b.corrects,
  b.reason, b.as_of, b.published_at, encode(b.bundle_sha256, 'hex') as sha256, b.bundle_bytes, b.institutions, b.rated,
  b.population, b.leaf_id`;

/** Newest first; `before` is the last batch of the page before. */
export async function listRatingBatches(
  sql: Sql,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<RatingBatch[]> {
  const rows = await sql`
    select ${batchColumns(sql)} from rating_batches b
    where ${before === null ? sql`true` : sql`b.id < ${before}`} and ${isVisible(sql)} order by b.id desc limit ${limit}`;
  return rows.map(batchOf);
}

/** A batch whose leaf is under a signed head; null for any other. */
export async function findRatingBatch(sql: Sql, id: string): Promise<RatingBatch | null> {
  const [row] =
    await sql`select ${batchColumns(sql)} from rating_batches b where b.id = ${id} and ${isVisible(sql)}`;
  return row ? batchOf(row) : null;
}

/** What stands for a month: its newest batch, shown or not; null while the month is not published. */
export async function findStandingBatch(
  sql: Sql | Tx,
  { month, method, asOf }: { readonly month: string; readonly method: string; readonly asOf: Date },
): Promise<RatingBatch | null> {
  const [row] = await sql`
    select ${batchColumns(sql)} from rating_batches b
    where b.method = ${method} and b.month = ${`${month}-01`}::date and b.published_at <= ${asOf} order by b.id desc limit 1`;
  return row ? batchOf(row) : null;
}

/** The newest month of each method, with the batch that stands for it, shown or not. */
export async function listStandingBatches(sql: Sql | Tx): Promise<RatingBatch[]> {
  const rows = await sql`
    select distinct on (b.method) ${batchColumns(sql)} from rating_batches b order by b.method, b.month desc, b.id desc`;
  return rows.map(batchOf);
}

/** Letters of a month as they stand, and the drift that was measured then; of the last one before, where it was left out. */
export async function listPreviousLetters(
  sql: Sql | Tx,
  asked: { readonly month: string; readonly method: string; readonly asOf: Date },
): Promise<{
  readonly drift: number | null;
  readonly letters: ReadonlyMap<string, { readonly letter: Letter | null; readonly ruled: Letter | null }>;
}> {
  const { month, method, asOf } = asked;
  const [row] = await sql`
    select ${batchColumns(sql)} from rating_batches b
    where b.method = ${method} and b.month <= ${`${month}-01`}::date and b.published_at <= ${asOf}
    order by b.month desc, b.id desc limit 1`;
  const batch = row ? batchOf(row) : null;
  if (!batch) return { drift: null, letters: new Map() };
  const rows = await sql`
    select institution_id, letter, ruled from ratings where batch_id = ${batch.id} and (letter is not null or ruled is not null)`;
  return {
    drift: batch.population.drift,
    letters: new Map(rows.map((row) => [row.institution_id, { letter: row.letter, ruled: row.ruled }])),
  };
}

/** Every rating of a batch, in the order of institutions' ids. */
export async function listRatings(sql: Sql | Tx, batchId: string): Promise<StoredRating[]> {
  const rows = await sql`
    select institution_id, figures, basis from ratings where batch_id = ${batchId} order by institution_id`;
  return rows.map((row) => ({
    institutionId: row.institution_id,
    result: row.figures,
    basis: basisOf(row.basis),
  }));
}

export type NamedRating = StoredRating & {
  readonly legalName: string;
  readonly englishName: string | null;
  readonly class: string;
};

/** The newest month that may be shown, with every institution the register has; null before there is one. */
export async function findLatestRatings(
  sql: Sql,
  method: string,
): Promise<{ readonly batch: RatingBatch; readonly ratings: readonly NamedRating[] } | null> {
  const [row] = await sql`
    select ${batchColumns(sql)} from rating_batches b
    where b.method = ${method} and ${isVisible(sql)} order by b.month desc, b.id desc limit 1`;
  if (!row) return null;
  const batch = batchOf(row);
  const rows = await sql`
    select r.institution_id, r.figures, r.basis, i.legal_name, i.english_name, i.class
    from ratings r join institutions i on i.id = r.institution_id
    where r.batch_id = ${batch.id} and i.status <> 'provisional' order by i.legal_name, i.id`;
  return {
    batch,
    ratings: rows.map((one) => ({
      institutionId: one.institution_id,
      result: one.figures,
      basis: basisOf(one.basis),
      legalName: one.legal_name,
      englishName: one.english_name,
      class: one.class,
    })),
  };
}

export type RatedMonth = StoredRating & { readonly batch: RatingBatch };

/** What stands for each month about one institution, newest first; of each method where there are several. */
export async function listInstitutionRatings(
  sql: Sql,
  institutionId: string,
  { months = 36 }: { readonly months?: number } = {},
): Promise<RatedMonth[]> {
  const rows = await sql`
    select r.figures, r.basis, standing.* from (
      select distinct on (b.method, b.month) ${batchColumns(sql)}, b.month as month_start
      from ratings r join rating_batches b on b.id = r.batch_id
      where r.institution_id = ${institutionId} and ${isVisible(sql)} order by b.method, b.month, b.id desc
    ) standing join ratings r on r.batch_id = standing.id and r.institution_id = ${institutionId}
    order by standing.month_start desc, standing.method desc limit ${months * 2}`;
  return rows.map((row) => ({
    institutionId,
    result: row.figures,
    basis: basisOf(row.basis),
    batch: batchOf(row),
  }));
}

export type RatingChange = {
  readonly institutionId: string;
  readonly before: { readonly letter: Letter | null; readonly status: InstitutionResult["status"] | null };
  readonly after: { readonly letter: Letter | null; readonly status: InstitutionResult["status"] | null };
  readonly causes: readonly RatingCause[];
};

/** What a correction changed, in the order of institutions' ids. */
export async function listRatingChanges(sql: Sql, batchId: string): Promise<RatingChange[]> {
  const rows = await sql`
    select institution_id, letter_before, letter_after, status_before, status_after, causes from rating_changes
    where batch_id = ${batchId} order by institution_id`;
  return rows.map((row) => ({
    institutionId: row.institution_id,
    before: { letter: row.letter_before, status: row.status_before },
    after: { letter: row.letter_after, status: row.status_after },
    causes: row.causes,
  }));
}

/** What an institution says about its rating, the newest word; null when it has said nothing. */
export async function findInstitutionStatement(
  sql: Sql,
  institutionId: string,
): Promise<{ readonly zh: string; readonly en: string | null; readonly at: string } | null> {
  const [row] = await sql`
    select text_zh, text_en, at from institution_statements where institution_id = ${institutionId} order by id desc limit 1`;
  return row ? { zh: row.text_zh, en: row.text_en, at: row.at.toISOString() } : null;
}

function batchOf(row: Record<string, unknown>): RatingBatch {
  return {
    id: row.id as string,
    month: row.month as string,
    method: row.method as string,
    kind: row.kind as RatingBatch["kind"],
    corrects: row.corrects as string | null,
    reason: row.reason as string | null,
    asOf: (row.as_of as Date).toISOString(),
    publishedAt: (row.published_at as Date).toISOString(),
    sha256: row.sha256 as string,
    bytes: Number(row.bundle_bytes),
    institutions: row.institutions as number,
    rated: row.rated as number,
    population: row.population as Population,
    leafId: row.leaf_id as string,
  };
}

/** Batches from before reviews had a date told nothing of it. */
const basisOf = (stored: Omit<RatingBasis, "overdue">): RatingBasis => ({ overdue: 0, ...stored });
