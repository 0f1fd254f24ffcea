import { inTransaction, type Sql, type Tx } from "#db/client.ts";
import { findModel, modelInForce } from "#db/queries/models.ts";
import { hexList } from "#db/rows.ts";
import { AppError } from "#domain/errors.ts";
import { isLinkKind, LINK_KINDS, type LinkKind } from "#domain/matching/campaigns/link-kinds.ts";
import type { Runtime } from "../runtime.ts";
import { keepHandModel } from "./keep-model.ts";
import { MATCH_LOCK } from "./match-reports.ts";
import { diffOf, emptyDiff, joinDiffs, type RematchDiff, standingOf } from "./rematch-diff.ts";
import { readBase } from "./rematch-read.ts";
import { type Cluster, findSuspects, type Suspects } from "./rematch-sieve.ts";
import { settleGroups } from "./settle-groups.ts";
import { settleScripts } from "./settle-scripts.ts";

export type RematchOptions = {
  /** False: every change is tried and taken back; nothing takes effect. */
  readonly apply: boolean;
  /** A version that was kept; without it the one in force. Only what is in force can be applied. */
  readonly model?: string;
  readonly now: Date;
  readonly say: (line: string) => void;
};

export type RematchReport = {
  readonly model: string;
  readonly inForce: string;
  readonly applied: boolean;
  /** Bits by kind of tie, as the model in force gives them and as this one does; only those that differ. */
  readonly weights: readonly { readonly kind: LinkKind; readonly inForce: number; readonly asked: number }[];
  readonly figures: Suspects["figures"];
  readonly diff: RematchDiff;
};

/** Reports settled in one transaction, and text groups: small, because intake waits for the keys it has locked. */
const REPORTS_AT_ONCE = 2_000;
const STEPS_AT_ONCE = 100;
const MOST_REPORTS = 20_000;

/**
 * Scores everything that is stored anew with the rules of this program and a model that was kept. All reports are compared with what
 * stands in memory; only what differs is settled, by the same code as ever and, without `apply`, in transactions that are
 * taken back, so that the difference shown is the one that would take effect. Stopped half way it may be started again:
 * what was settled is in line and is not looked at again. What people said, and cases that were decided on, stand.
 */
export async function rematch(
  runtime: Pick<Runtime, "keys" | "register" | "models">,
  sql: Sql,
  { apply, model: asked, now, say }: RematchOptions,
): Promise<RematchReport> {
  await keepHandModel(sql, now);
  const inForce = await modelInForce(sql);
  const model = asked === undefined ? inForce : await findModel(sql, asked);
  if (!model) throw new AppError("not-found", "model");
  if (apply && model.version !== inForce.version) throw new AppError("conflict", "model-not-adopted");
  const base = await readBase(sql, say);
  const suspects = findSuspects(base, model);
  const { otherScripts, otherComponents } = suspects.figures;
  say(`${otherScripts} scripts and ${otherComponents} groups of reports to look at closely`);
  let diff = emptyDiff();
  const steps = stepsOf(suspects.clusters);
  const own = { ...runtime, models: { ...runtime.models, inForce: () => model } };
  for (const [at, step] of steps.entries()) {
    diff = joinDiffs(diff, await take(own, sql, step, { apply, now }));
    if (at % 20 === 19) say(`${at + 1} of ${steps.length} steps`);
  }
  return {
    model: model.version,
    inForce: inForce.version,
    applied: apply,
    weights: Object.keys(LINK_KINDS)
      .filter(isLinkKind)
      .map((kind) => ({ kind, inForce: inForce.bits[kind], asked: model.bits[kind] }))
      .filter((one) => one.inForce !== one.asked),
    figures: suspects.figures,
    diff,
  };
}

/** Clusters that one transaction settles. */
function stepsOf(clusters: readonly Cluster[]): Cluster[] {
  const steps: { scripts: string[]; keys: string[]; reports: string[] }[] = [];
  for (const { scripts, keys, reports } of clusters) {
    let step = steps.at(-1);
    const count = step ? step.scripts.length + step.keys.length : 0;
    if (!step || count >= STEPS_AT_ONCE || step.reports.length + reports.length > REPORTS_AT_ONCE) {
      step = { scripts: [], keys: [], reports: [] };
      steps.push(step);
    }
    step.scripts.push(...scripts);
    step.keys.push(...keys);
    for (const id of reports) step.reports.push(id);
  }
  return steps;
}

class TakeBack extends Error {}

async function take(
  runtime: Pick<Runtime, "keys" | "register" | "models">,
  sql: Sql,
  step: Cluster,
  { apply, now }: { readonly apply: boolean; readonly now: Date },
): Promise<RematchDiff> {
  let diff = emptyDiff();
  const run = inTransaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${MATCH_LOCK})`;
    const bytes = (list: readonly string[]) => list.map((hex) => Buffer.from(hex, "hex"));
    const waiting = new Set((await queuedHere(tx)).map((row) => row.id));
    await settleScripts(runtime, tx, bytes(step.scripts), now);
    const queued = (await queuedHere(tx)).filter((row) => !waiting.has(row.id));
    const keys = [...new Set([...step.keys, ...queued.map((row) => row.key.toString("hex"))])];
    const reports = [...new Set([...step.reports, ...(await reportsAround(tx, keys))])];
    const before = await standingOf(tx, reports);
    await settleGroups(runtime, tx, bytes(keys), now);
    const settled = await standingOf(tx, [...new Set([...reports, ...before.rootsOf.keys()])]);
    const merged = await mergedSince(tx, [...new Set([...before.rootsOf.values()].flat())]);
    diff = diffOf(before, settled, merged);
    await tx`delete from match_queue where id = any(${queued.map((row) => row.id)}::uuid[])`;
    if (!apply) throw new TakeBack();
  });
  await run.catch((error: unknown) => {
    if (!(error instanceof TakeBack)) throw error;
  });
  return diff;
}

/** Keys this transaction itself has queued. */
async function queuedHere(tx: Tx): Promise<{ id: string; key: Buffer }[]> {
  return tx<{ id: string; key: Buffer }[]>`
    select id, key from match_queue where kind = 'key' and xmin = pg_current_xact_id()::xid`;
}

/** Every report that settling these keys may look at: what hangs together with them, as far as it is walked. */
async function reportsAround(tx: Tx, keys: readonly string[]): Promise<readonly string[]> {
  const reports = new Set<string>();
  const seen = new Set(keys);
  let fresh = [...seen];
  while (fresh.length > 0 && reports.size <= MOST_REPORTS) {
    const rows = await tx<{ complaint_id: string }[]>`
      select distinct complaint_id from complaint_links
      where key = any(${hexList(fresh.map((hex) => Buffer.from(hex, "hex")))}::text[]::bytea[])`;
    const added = rows.map((row) => row.complaint_id).filter((id) => !reports.has(id));
    for (const id of added) reports.add(id);
    const links = await tx<{ key: string }[]>`
      select distinct encode(l.key, 'hex') as key from complaint_links l join link_keys k on k.key = l.key
      where l.complaint_id = any(${added}::uuid[]) and not k.is_common`;
    fresh = links.map((row) => row.key).filter((key) => !seen.has(key));
    for (const key of fresh) seen.add(key);
  }
  return [...reports];
}

/** Which of these cases, none of them merged before, are merged now, and into what. */
async function mergedSince(tx: Tx, roots: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx<{ id: string; merged_into: string }[]>`
    select id, merged_into from cases where id = any(${[...roots]}::uuid[]) and merged_into is not null`;
  return new Map(rows.map((row) => [row.id, row.merged_into]));
}
