import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { lockGroups, type MergeableCase, mergeableCases, mergeRowsOf } from "#db/queries/merges.ts";
import { insertRows } from "#db/rows.ts";
import {
  apartPairs,
  chooseSurvivor,
  type MergeByKind,
  type MergeRow,
  mergeState,
  mergeStep,
  openSuggestions,
  survivorOf,
} from "#domain/cases/merges.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import { rescoreCases } from "./rescore-cases.ts";

/** Who says so and on what. A machine's `weights` are its evidence; a person's answer to it carries them on. */
export type MergeBy = {
  readonly kind: MergeByKind;
  readonly id: string | null;
  readonly reason: string;
  readonly weights: Readonly<Record<string, unknown>>;
  readonly modelVersion: string;
  /** One act, however many cases it merges; taking it back takes back all of it. */
  readonly actionId: string;
};

export type MergeOutcome = {
  readonly survivorId: string;
  readonly merged: readonly string[];
  /** Now wait for a second person. */
  readonly suggested: readonly string[];
  /** Left alone: a person keeps them apart, or something was decided on both. Only where a machine asked. */
  readonly apart: readonly string[];
};

/** What a person's own judgements carry for a model version. */
export const PERSON_VERSION = "person-1";

/**
 * Merges cases, and all that is merged into them, in the caller's transaction. One kind and one agency only. A person
 * may merge any; a rule or a model only campaigns, or cases about the same number or institution, and nothing that a
 * person keeps apart. Where something was decided, the merge is suggested and waits for a second person. Reports stay
 * with the case they joined. Throws not-found, or conflict with the reason.
 */
export async function mergeGroups(
  tx: Tx,
  caseIds: readonly string[],
  by: MergeBy,
  now: Date,
): Promise<MergeOutcome> {
  const locked = await lockGroups(tx, caseIds);
  const [facts, rows] = await Promise.all([mergeableCases(tx, locked, now), mergeRowsOf(tx, locked)]);
  const groups = groupsOf(facts);
  if (!caseIds.every((id) => facts.some((one) => one.id === id))) throw new AppError("not-found", "case");
  const [first, ...others] = groups;
  if (!first) throw new AppError("not-found", "case");
  const survivor = chooseSurvivor([first, ...others]);
  const losers = groups.filter((group) => group !== survivor);
  for (const loser of losers) {
    if (loser.kind !== survivor.kind) throw new AppError("conflict", "merge-kinds-differ");
    if (loser.agencyId !== survivor.agencyId) throw new AppError("conflict", "merge-agencies-differ");
    if (by.kind === "person" && loser.isProtected) throw new AppError("conflict", "merge-both-decided");
  }

  const apart = by.kind === "person" ? [] : apartPairs(rows);
  const open = openSuggestions(rows);
  const joined = new Set(survivor.members);
  const outcome = {
    survivorId: survivor.id,
    merged: [] as string[],
    suggested: [] as string[],
    apart: [] as string[],
  };
  const written: Record<string, unknown>[] = [];
  for (const loser of losers) {
    const own = new Set(loser.members);
    const isApart = apart.some(([a, b]) => (joined.has(a) && own.has(b)) || (joined.has(b) && own.has(a)));
    if (loser.isProtected || isApart) {
      outcome.apart.push(loser.id);
      continue;
    }
    const pending = open.filter(
      (row) =>
        (joined.has(row.caseId) && own.has(row.intoCaseId)) ||
        (joined.has(row.intoCaseId) && own.has(row.caseId)),
    );
    const step = mergeStep({
      byKind: by.kind,
      byId: by.id,
      hasProtected: survivor.isProtected || !mayMachineMerge(by.kind, survivor, loser),
      suggestedBy: pending.flatMap((row) => (row.byKind === "person" && row.byId ? [row.byId] : [])),
    });
    const isSaid = pending.some((row) => row.byKind === by.kind && row.byId === by.id);
    if (step === "suggest") outcome.suggested.push(loser.id);
    else {
      outcome.merged.push(loser.id);
      for (const id of loser.members) joined.add(id);
    }
    if (step === "merge" || !isSaid) written.push(rowOf(loser.id, survivor.id, step, by, now));
  }
  await insertRows(tx, "case_merges", written);
  if (outcome.merged.length > 0) await unite(tx, survivor, losers, outcome.merged, by, now);
  return outcome;
}

/** A row of the history as the table wants it. */
export function rowOf(
  caseId: string,
  intoCaseId: string,
  verdict: MergeRow["verdict"],
  by: MergeBy,
  now: Date,
): Record<string, unknown> {
  return {
    case_id: caseId,
    id: uuidv7(),
    into_case_id: intoCaseId,
    verdict,
    by_kind: by.kind,
    by_id: by.id,
    reason: by.reason,
    weights: by.weights,
    model_version: by.modelVersion,
    action_id: by.actionId,
    at: now,
  };
}

type Group = Omit<MergeableCase, "mergedInto"> & { readonly members: readonly string[] };

/** One entry a survivor; the whole group is protected when one of its cases is. */
function groupsOf(facts: readonly MergeableCase[]): Group[] {
  const byRoot = Map.groupBy(facts, (one) => one.mergedInto ?? one.id);
  return facts
    .filter((one) => one.mergedInto === null)
    .map((root) => {
      const members = byRoot.get(root.id) ?? [root];
      return {
        ...root,
        isProtected: members.some((one) => one.isProtected),
        members: members.map((one) => one.id),
      };
    });
}

/** Different numbers and different institutions are different cases unless a person says otherwise. */
function mayMachineMerge(kind: MergeByKind, a: Group, b: Group): boolean {
  if (kind === "person" || a.kind === "campaign") return true;
  return a.kind === "caller"
    ? a.numberIndexHex !== null && a.numberIndexHex === b.numberIndexHex
    : a.institutionId !== null && a.institutionId === b.institutionId;
}

async function unite(
  tx: Tx,
  survivor: Group,
  losers: readonly Group[],
  merged: readonly string[],
  by: MergeBy,
  now: Date,
): Promise<void> {
  const joining = losers.filter((loser) => merged.includes(loser.id));
  const members = joining.flatMap((loser) => loser.members);
  // A closed case that takes in an open one has something to be looked at again.
  const [reopened] = await tx`
    update cases set state = 'triage' where id = ${survivor.id} and state = 'closed'
      and exists (select 1 from cases o where o.id = any(${members}::uuid[]) and o.state <> 'closed') returning id`;
  await tx`update cases set merged_into = ${survivor.id}, updated_at = ${now} where id = any(${members}::uuid[])`;
  // What stood for others until now shows its own figures again.
  const stood = joining.filter((loser) => loser.members.length > 1).map((loser) => loser.id);
  await rescoreCases(tx, [survivor.id, ...stood], now);
  await tell(tx, survivor, by, now, [
    {
      caseId: survivor.id,
      kind: "case.merged",
      detail: { cases: merged.length, ...(reopened ? { reopened: true } : {}) },
    },
    ...merged.map((caseId) => ({ caseId, kind: "case.merged_into", detail: { into: survivor.id } })),
  ]);
}

type Told = { caseId: string; kind: string; detail: Readonly<Record<string, unknown>> };

/** The history of every case concerned, and the audit trail. */
async function tell(
  tx: Tx,
  { agencyId }: Pick<MergeableCase, "agencyId">,
  by: MergeBy,
  now: Date,
  lines: readonly Told[],
) {
  await insertRows(
    tx,
    "case_events",
    lines.map((line) => ({
      case_id: line.caseId,
      id: uuidv7(),
      kind: line.kind,
      by_id: by.id,
      detail: { actionId: by.actionId, ...line.detail },
      at: now,
    })),
  );
  await audit(
    tx,
    ...lines.map((line) => ({
      at: now,
      actor: { kind: by.kind === "person" ? ("officer" as const) : ("system" as const), id: by.id },
      agencyId,
      action: line.kind,
      subject: { kind: "case", id: line.caseId },
      detail: { actionId: by.actionId, ...line.detail },
    })),
  );
}

/**
 * Takes merges back: those of one earlier action that still stand, of these cases only when `only` names them. Each case
 * stands for itself again, with what is merged into it. Answers how many; none is an act done before.
 */
export async function undoMerges(
  tx: Tx,
  what: { readonly actionId: string; readonly only?: readonly string[] },
  by: MergeBy,
  now: Date,
): Promise<{ readonly undone: readonly string[]; readonly survivorId: string | null }> {
  const named = await tx<{ case_id: string }[]>`
    select m.case_id from case_merges m join cases c on c.id = m.case_id
    where m.action_id = ${what.actionId} and m.verdict = 'merge' ${what.only ? tx`and m.case_id = any(${[...what.only]}::uuid[])` : tx``}`;
  if (named.length === 0) throw new AppError("not-found", "merge");
  const locked = await lockGroups(
    tx,
    named.map((row) => row.case_id),
  );
  const [facts, rows] = await Promise.all([mergeableCases(tx, locked, now), mergeRowsOf(tx, locked)]);
  const before = mergeState(rows);
  const undone = named
    .map((row) => before.get(row.case_id))
    .filter((row) => row !== undefined && row.actionId === what.actionId);
  const [any] = undone;
  if (!any) return { undone: [], survivorId: null };
  // A machine takes back what a machine did, never a person's word.
  if (by.kind !== "person" && undone.some((row) => row?.byKind === "person"))
    throw new AppError("conflict", "merge-by-person");

  const appended = undone.flatMap((row) => (row ? [rowOf(row.caseId, row.intoCaseId, "undo", by, now)] : []));
  await insertRows(tx, "case_merges", appended);
  const after = mergeState([
    ...rows,
    ...appended.map((row) => ({
      id: row.id as string,
      caseId: row.case_id as string,
      intoCaseId: row.into_case_id as string,
      verdict: "undo" as const,
      byKind: by.kind,
      byId: by.id,
      actionId: by.actionId,
    })),
  ]);
  const moved = facts.flatMap(({ id, mergedInto }) => {
    const survivor = survivorOf(after, id);
    const next = survivor === id ? null : survivor;
    return next === mergedInto ? [] : [{ id, from: mergedInto, next }];
  });
  await tx`update cases c set merged_into = r.next, updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(moved)}::text::jsonb) as r(id uuid, next uuid) where c.id = r.id`;
  // A case that is alone again has kept its own figures all the time.
  const left = moved.flatMap(({ from }) => (from ? [from] : []));
  const withOthers = moved.flatMap(({ next }) => (next ? [next] : []));
  await rescoreCases(tx, [...left, ...withOthers], now);
  await closeReopened(
    tx,
    what.actionId,
    [...new Set(left)],
    [...after.values()].map((row) => survivorOf(after, row.caseId)),
  );
  const survivorId = survivorOf(before, any.caseId);
  const [own] = facts;
  if (own) {
    await tell(tx, own, by, now, [
      { caseId: survivorId, kind: "case.unmerged", detail: { cases: undone.length, of: what.actionId } },
      ...undone.flatMap((row) =>
        row
          ? [
              {
                caseId: row.caseId,
                kind: "case.unmerged_from",
                detail: { from: survivorId, of: what.actionId },
              },
            ]
          : [],
      ),
    ]);
  }
  return { undone: undone.flatMap((row) => (row ? [row.caseId] : [])), survivorId };
}

/** What was closed before the merge and is alone and untaken again is closed again. */
async function closeReopened(
  tx: Tx,
  actionId: string,
  left: readonly string[],
  survivors: readonly string[],
): Promise<void> {
  const alone = left.filter((id) => !survivors.includes(id));
  if (alone.length === 0) return;
  await tx`update cases c set state = 'closed' where id = any(${alone}::uuid[]) and state = 'triage' and assigned_to is null
    and exists (select 1 from case_events e where e.case_id = c.id and e.kind = 'case.merged'
      and e.detail ->> 'actionId' = ${actionId} and e.detail ? 'reopened')`;
}
