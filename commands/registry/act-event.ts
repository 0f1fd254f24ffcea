import type { Tx } from "#db/client.ts";
import { endOfDay } from "#domain/clocks/due-on.ts";
import { AppError } from "#domain/errors.ts";
import type { ApplicationKind } from "#domain/registry/application.ts";
import { ANSWERS, type EntryAct, REPAIR_ANSWERS } from "#domain/registry/entry-act.ts";
import type { Change, LifeEvent, Outcome } from "#domain/registry/life.ts";
import type { LockedEntry } from "./entry-life.ts";

export type OpenApplicationRow = {
  readonly id: string;
  readonly kind: ApplicationKind;
  readonly state: string;
  readonly is_corrected: boolean;
  readonly has_promise: boolean;
  readonly joined_to: string | null;
};

/** What an act does to the entry's life; null where it moves nothing (a joint measure, a refused repair). */
export async function lifeEventOf(
  tx: Tx,
  entry: LockedEntry,
  act: Exclude<EntryAct, { act: "list" }>,
  now: Date,
): Promise<LifeEvent | null> {
  switch (act.act) {
    case "withdraw":
      return { type: "withdraw", ground: act.ground };
    case "amend": {
      const change = changeOf(act);
      if (!change.tier && !change.expiresAt) throw new AppError("conflict", "nothing-changes");
      return { type: "amend", ...change };
    }
    case "merge":
      await assertMayMerge(tx, entry, act.intoId, now);
      return { type: "merge", intoItself: act.intoId === entry.id };
    case "split":
      return { type: "split" };
    case "answer":
      return answerEvent(await applicationOf(tx, entry.id, act.applicationId), act);
    default:
      return null;
  }
}

/** The application an answer is about, still open. */
export async function applicationOf(
  tx: Tx,
  entryId: string,
  applicationId: string,
): Promise<OpenApplicationRow> {
  const [row] = await tx<OpenApplicationRow[]>`
    select id, kind, state, is_corrected, has_promise, joined_to from entry_applications
    where entry_id = ${entryId} and id = ${applicationId} for update`;
  if (!row) throw new AppError("not-found", "application");
  if (row.state !== "open") throw new AppError("conflict", "application-closed");
  if (row.joined_to) throw new AppError("conflict", "answer-the-first");
  return row;
}

type Answer = Extract<EntryAct, { act: "answer" }>;

function answerEvent(application: OpenApplicationRow, act: Answer): LifeEvent | null {
  const { kind } = application;
  if (kind === "repair") {
    if (!Object.hasOwn(REPAIR_ANSWERS, act.outcome)) throw new AppError("conflict", "choose-outcome");
    if (act.outcome === "refused") return null;
    return { type: "repair", isCorrected: application.is_corrected, hasPromise: application.has_promise };
  }
  if (kind === "statement") throw new AppError("conflict", "statement-is-attached");
  if (!isOutcome(act.outcome)) throw new AppError("conflict", "choose-outcome");
  const change = act.outcome === "partly" ? changeOf(act) : {};
  if (act.outcome === "partly" && !change.tier && !change.expiresAt)
    throw new AppError("conflict", "nothing-changes");
  return { type: "answer", stage: kind, outcome: act.outcome, ...change };
}

const isOutcome = (text: string): text is Outcome => Object.hasOwn(ANSWERS, text);

function changeOf({ tier, endsOn }: Pick<Answer, "tier" | "endsOn">): Change {
  return {
    ...(tier === "" ? {} : { tier }),
    ...(endsOn === "" ? {} : { expiresAt: endOfDay(endsOn) }),
  };
}

/** Only into an entry of the same agency and the same kind of subject that is itself in force. */
async function assertMayMerge(tx: Tx, entry: LockedEntry, intoId: string, now: Date): Promise<void> {
  const [into] = await tx`
    select e.subject_kind from registry_entries e join lateral (
      select status, expires_at from registry_versions where entry_id = e.id order by version desc limit 1) v on true
    where e.id = ${intoId} and e.agency_id = ${entry.agencyId} and v.status in ('active', 'under_appeal') and v.expires_at > ${now}`;
  if (!into || into.subject_kind !== entry.subject.kind) throw new AppError("conflict", "merge-target");
}
