import type { Sql, Tx } from "#db/client.ts";
import { type CorrectionCause, listCorrectionCauses, type RatingCause } from "#db/queries/rating-causes.ts";
import { listWaitingHolds } from "#db/queries/rating-holds.ts";
import {
  findStandingBatch,
  listRatings,
  listStandingBatches,
  type RatingBasis,
  type RatingBatch,
} from "#db/queries/ratings.ts";
import { insertRows } from "#db/rows.ts";
import type { InstitutionInput, InstitutionResult, RatingMethod } from "#domain/rating/bundle.ts";
import { monthIndex, monthName } from "#domain/rating/evidence/months.ts";
import { countOverdue } from "#domain/rating/evidence/review-due.ts";
import { METHODS, type PublishedMethod } from "#domain/rating/method.ts";
import { audit } from "../audit.ts";
import type { Runtime } from "../runtime.ts";
import { appendLeaves } from "../transparency/append-leaves.ts";
import { type BuiltBundle, buildBundle } from "./build-bundle.ts";
import { bundleFiles } from "./bundle-files.ts";
import { monthOf, monthStart } from "./gather-evidence.ts";
import { saveFindings } from "./save-findings.ts";
import { saveHolds } from "./save-holds.ts";

/** Methods that a month is published with, the one in force first. */
const methodsFor = (methods: readonly PublishedMethod[], month: string): readonly RatingMethod[] =>
  methods.filter(({ until }) => until === null || month <= until).map(({ method }) => method);

type Publishing = Pick<Runtime, "db" | "storage">;
/** What became of a month: its new batch, or why there is none. `nobody`: no institution to say anything about. */
export type Published =
  | { readonly outcome: "new"; readonly batchId: string; readonly built: BuiltBundle }
  | { readonly outcome: "same" | "busy" | "nobody"; readonly batchId: string | null };

const LOCK = 7_461_040;
const BUSY: Published = { outcome: "busy", batchId: null };

/** The last month whose ratings are due: the one before, from the fifth day of a month on, by the calendar of China. */
export function monthDue(now: Date): string {
  const china = new Date(now.getTime() + 8 * 3_600_000);
  return monthName(monthIndex(monthOf(now)) - (china.getUTCDate() >= 5 ? 1 : 2));
}

/**
 * Publishes a month once with each method: bundle, letters, what is held, and the leaf that commits to them, in one
 * transaction. Letters are shown when the leaf is under a signed head. A month that is published already stays as it is.
 */
export async function publishRatings(
  runtime: Publishing,
  {
    month,
    now,
    methods = METHODS,
  }: { readonly month: string; readonly now: Date; readonly methods?: readonly PublishedMethod[] },
): Promise<Published[]> {
  const done: Published[] = [];
  const asked = methodsFor(methods, month);
  for (const method of asked)
    done.push(
      await underLock(runtime, async (view) => {
        const known = await findStandingBatch(view, { month, method: method.version, asOf: now });
        if (known) return { outcome: "same", batchId: known.id };
        const built = await buildBundle(view, { month, asOf: now, method });
        if (built.bundle.institutions.length === 0) return { outcome: "nobody", batchId: null };
        const isWritten = await write(runtime, built, {
          kind: "monthly",
          chain: built.bundle.id,
          changes: [],
          keepsHolds: method === asked[0],
          now,
        });
        return isWritten ? { outcome: "new", batchId: built.bundle.id, built } : BUSY;
      }),
    );
  return done;
}

/**
 * Publishes a correction of the newest month where something that it rests on turned out otherwise since: sizes restated,
 * held reports reviewed, a listing taken back, an outcome revised. What only went on since is for the next month.
 */
export async function correctRatings(
  runtime: Publishing,
  { now, methods = METHODS }: { readonly now: Date; readonly methods?: readonly PublishedMethod[] },
): Promise<Published[]> {
  const standing = await listStandingBatches(runtime.db.system);
  const done: Published[] = [];
  // A month that is not the newest is not corrected, also where it is the last of a method that is no longer used.
  const newest =
    standing
      .map(({ month }) => month)
      .sort()
      .at(-1) ?? "";
  const asked = methodsFor(methods, newest);
  for (const method of asked) {
    const last = standing.find((batch) => batch.method === method.version && batch.month === newest);
    if (last)
      done.push(
        await underLock(runtime, (view) =>
          correct(runtime, view, { last, method, keepsHolds: method === asked[0], now }),
        ),
      );
  }
  return done;
}

type ToCorrect = {
  readonly last: RatingBatch;
  readonly method: RatingMethod;
  readonly keepsHolds: boolean;
  readonly now: Date;
};

async function correct(
  runtime: Publishing,
  view: Tx,
  { last, method, keepsHolds, now }: ToCorrect,
): Promise<Published> {
  const standing = await findStandingBatch(view, { month: last.month, method: method.version, asOf: now });
  if (!standing) return { outcome: "same", batchId: last.id };
  const causes = await listCorrectionCauses(view, {
    since: new Date(standing.asOf),
    until: now,
    from: monthStart(monthName(monthIndex(last.month) - method.windowMonths + 1)),
    to: monthStart(monthName(monthIndex(last.month) + 1)),
  });
  if (causes.length === 0) return { outcome: "same", batchId: standing.id };
  const before = new Map(
    (await listRatings(view, standing.id)).map((one) => [one.institutionId, one.result]),
  );
  const reason = [...new Set(causes.map(({ cause }) => cause))].sort().join(", ");
  const corrects = { id: standing.id, reason };
  const built = await buildBundle(view, { month: last.month, asOf: now, method, corrects });
  const changes = changesOf(before, built.bundle.results, causes);
  if (changes.length === 0) return { outcome: "same", batchId: standing.id };
  // The chain of a month's batches on the log begins with the one that was published first.
  const [first] = await view<{ id: string }[]>`
    select id from rating_batches where method = ${method.version} and month = ${`${last.month}-01`}::date order by id limit 1`;
  const isWritten = await write(runtime, built, {
    kind: "correction",
    chain: first?.id ?? standing.id,
    changes,
    keepsHolds,
    now,
  });
  return isWritten ? { outcome: "new", batchId: built.bundle.id, built } : BUSY;
}

export type Change = {
  readonly institutionId: string;
  readonly before: InstitutionResult | null;
  readonly after: InstitutionResult | null;
  readonly causes: readonly RatingCause[];
};

/** Who was given another letter or status, and whose figures changed for a cause of its own. */
export function changesOf(
  before: ReadonlyMap<string, InstitutionResult>,
  results: readonly InstitutionResult[],
  causes: readonly CorrectionCause[],
): Change[] {
  const after = new Map(results.map((result) => [result.id, result]));
  const own = Map.groupBy(causes, ({ institutionId }) => institutionId);
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((institutionId) => {
    const [old = null, next = null] = [before.get(institutionId), after.get(institutionId)];
    const because = [...new Set((own.get(institutionId) ?? []).map(({ cause }) => cause))].sort();
    const isMoved = old?.letter !== next?.letter || old?.status !== next?.status;
    const isTouched =
      because.length > 0 && JSON.stringify(figuresOf(old)) !== JSON.stringify(figuresOf(next));
    if (!isMoved && !isTouched) return [];
    return [
      {
        institutionId,
        before: old,
        after: next,
        causes: because.length > 0 ? because : ["newer_evidence" as const],
      },
    ];
  });
}

/** In one order of names, whichever a database gives JSON back in. */
const figuresOf = (result: InstitutionResult | null) =>
  result && [
    result.reasons,
    result.harm?.estimate.ratio,
    result.harm?.estimate.low,
    result.harm?.estimate.high,
    result.upholdRate,
  ];

/** One publication at a time, from one consistent view of what was known. */
async function underLock({ db }: Publishing, run: (view: Tx) => Promise<Published>): Promise<Published> {
  return (await db.system.begin(
    "isolation level repeatable read read only",
    async (view): Promise<Published> => {
      const [lock] = await view<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(${LOCK}) as taken`;
      return lock?.taken ? run(view) : BUSY;
    },
  )) as Published;
}

type Written = {
  readonly kind: "monthly" | "correction";
  /** The first batch of the month, whose leaves this one's continues. */
  readonly chain: string;
  readonly changes: readonly Change[];
  /** What the method in force holds back is looked at by people; methods beside it have the same reports. */
  readonly keepsHolds: boolean;
  readonly now: Date;
};

/** False where another publisher was done in the moment between the view and its lock; then nothing is written. */
async function write(
  { db, storage }: Publishing,
  { bundle, bytes, sha256, review, matters }: BuiltBundle,
  { kind, chain, changes, keepsHolds, now }: Written,
): Promise<boolean> {
  // Before the commit: a file without a row is nobody's, a row without its file could not be proved.
  await storage.writeAll(bundleFiles(bundle.id, bytes));
  const { id, month, method, population, institutions, results, corrects } = bundle;
  return (await (db.system as Sql).begin(async (tx): Promise<boolean> => {
    const standing = await findStandingBatch(tx, { month, method: method.version, asOf: now });
    if ((standing?.id ?? null) !== (corrects?.id ?? null)) return false;
    const [leaf] = await appendLeaves(
      tx,
      [
        {
          type: "rating-batch",
          entry: chain,
          seq: null,
          basis: [method.version, month],
          record: {
            id,
            month,
            method: method.version,
            kind,
            corrects: corrects?.id ?? null,
            sha256: sha256.toString("hex"),
            bytes: bytes.length,
          },
          effective: now,
        },
      ],
      now,
    );
    await insertRows(tx, "rating_batches", [
      {
        id,
        month: `${month}-01`,
        method: method.version,
        kind,
        corrects: corrects?.id ?? null,
        reason: corrects?.reason ?? null,
        as_of: bundle.asOf,
        bundle_sha256: sha256,
        bundle_bytes: bytes.length,
        institutions: institutions.length,
        rated: population.rated,
        population,
        published_at: now,
        leaf_id: leaf?.id,
      },
    ]);
    const held = keepsHolds ? await saveHolds(tx, review.heldBins, { month, now }) : null;
    const overdue = countOverdue(await listWaitingHolds(tx, { month }), now);
    const inputs = new Map(institutions.map((input) => [input.id, input]));
    await insertRows(
      tx,
      "ratings",
      results.map((result) => ({
        batch_id: id,
        institution_id: result.id,
        status: result.status,
        letter: result.letter,
        ruled: result.ruled,
        reasons: result.reasons,
        peers: result.peers,
        figures: result,
        basis: basisOf(inputs.get(result.id), overdue.get(result.id) ?? 0),
      })),
    );
    await insertRows(
      tx,
      "rating_changes",
      changes.map(({ institutionId, before, after, causes }) => ({
        batch_id: id,
        institution_id: institutionId,
        letter_before: before?.letter ?? null,
        letter_after: after?.letter ?? null,
        status_before: before?.status ?? null,
        status_after: after?.status ?? null,
        causes,
      })),
    );
    if (keepsHolds) await saveFindings(tx, review, { batchId: id, matters });
    await audit(tx, {
      at: now,
      actor: { kind: "system", id: null },
      agencyId: null,
      action: "ratings.published",
      subject: { kind: "rating_batch", id },
      detail: { kind, month, method: method.version, rated: population.rated, held },
    });
    return true;
  })) as boolean;
}

function basisOf(input: InstitutionInput | undefined, overdue: number): RatingBasis | object {
  if (!input) return {};
  const { exposureSource, months, persons, held, counts, sanctions, integrityHold } = input;
  return { exposureSource, months, persons, held, overdue, counts, sanctions, integrityHold };
}
