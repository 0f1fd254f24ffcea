import { inTransaction, type Sql, type Tx } from "#db/client.ts";
import type { Tier } from "#domain/cases/decision.ts";
import type { RegistryKind } from "#domain/registry/entry.ts";
import { audit } from "../audit.ts";
import { caseEvent } from "../cases/case-event.ts";
import type { Runtime } from "../runtime.ts";
import { publishVersion } from "./publish-version.ts";
import { setNumberVisibility } from "./set-number-visibility.ts";
import { isPublicByKind, type RegistrySubject } from "./subject.ts";

const BATCH = 200;

type Due = {
  entry_id: string;
  version: number;
  kind: RegistryKind;
  tier: Tier;
  grounds: string[];
  statement: string;
  listed_at: Date;
  expires_at: Date;
  agency_id: string;
  case_id: string;
  decision_id: string | null;
  subject_kind: "number" | "institution";
  number_index: Buffer | null;
  number_kind: string | null;
  country: string | null;
  key_sealed: Buffer | null;
  institution_id: string | null;
  decision_kind: string | null;
  decided_by: string | null;
};

/**
 * Ends every listing whose term is over: a new version `expired`, or `lapsed` for an emergency warning nobody
 * confirmed. Look-ups ignore a past term by themselves; this records it. One transaction an entry, locked in the order
 * of the decisions, so it is safe to run twice, at the same time, and beside them.
 */
export async function expireEntries(runtime: Pick<Runtime, "keys">, sql: Sql, now: Date): Promise<number> {
  let ended = 0;
  for (;;) {
    const due = await sql<Due[]>`
      select v.entry_id, v.version, v.kind, v.tier, v.grounds, v.statement, v.listed_at, v.expires_at, v.decision_id, e.agency_id, e.case_id, e.subject_kind,
        e.number_index, e.number_kind, e.country, e.key_sealed, e.institution_id, d.kind as decision_kind, d.decided_by
      from registry_versions v join registry_entries e on e.id = v.entry_id
      left join decisions d on d.case_id = e.case_id and d.id = v.decision_id
      where v.status in ('active', 'under_appeal') and v.expires_at <= ${now}
        and not exists (select 1 from registry_versions n where n.entry_id = v.entry_id and n.version > v.version)
      order by v.expires_at limit ${BATCH}`;
    let done = 0;
    for (const entry of due)
      if (await inTransaction(sql, (tx) => endEntry(runtime, tx, entry, now))) done += 1;
    ended += done;
    // Nothing of a whole batch left to do means that another worker is at it.
    if (done === 0) return ended;
  }
}

async function endEntry(runtime: Pick<Runtime, "keys">, tx: Tx, entry: Due, now: Date): Promise<boolean> {
  const subject = subjectOf(runtime, entry);
  if (subject.kind === "number")
    await tx`select 1 from number_keys where number_index = ${subject.index} for update`;
  await tx`select 1 from cases where id = ${entry.case_id} for update`;
  const [newest] = await tx<{ version: number }[]>`
    select version from registry_versions where entry_id = ${entry.entry_id} order by version desc limit 1`;
  // Another worker, or a decision, has added a version since.
  if (newest?.version !== entry.version) return false;
  const hasLapsed = entry.decision_kind === "emergency" && entry.decided_by === null;
  const status = hasLapsed ? "lapsed" : "expired";
  const next = {
    agencyId: entry.agency_id,
    caseId: entry.case_id,
    decisionId: entry.decision_id,
    kind: entry.kind,
    status,
    tier: entry.tier,
    grounds: entry.grounds,
    statement: entry.statement,
    isPublic: isPublicByKind(subject),
    listedAt: entry.listed_at,
    expiresAt: entry.expires_at,
  } as const;
  await publishVersion(runtime, tx, subject, next, now);
  if (subject.kind === "number" && !isPublicByKind(subject))
    await setNumberVisibility(tx, subject, entry.case_id, "restricted", now);
  if (hasLapsed)
    await tx`update decisions set state = 'lapsed' where case_id = ${entry.case_id} and id = ${entry.decision_id}`;
  else
    await tx`update cases set state = 'closed', updated_at = ${now} where id = ${entry.case_id} and state = 'published'`;
  await caseEvent(tx, {
    caseId: entry.case_id,
    kind: `entry.${status}`,
    byId: null,
    at: now,
    detail: { entryId: entry.entry_id },
  });
  await audit(tx, {
    at: now,
    actor: { kind: "system", id: null },
    agencyId: entry.agency_id,
    action: `entry.${status}`,
    subject: { kind: "entry", id: entry.entry_id },
    detail: { version: entry.version + 1 },
  });
  return true;
}

function subjectOf({ keys }: Pick<Runtime, "keys">, entry: Due): RegistrySubject {
  if (entry.subject_kind === "institution" && entry.institution_id)
    return { kind: "institution", institutionId: entry.institution_id };
  if (entry.number_index && entry.key_sealed && entry.number_kind) {
    const key = keys.openWithMaster(
      { table: "registry_entries", column: "key", row: entry.entry_id },
      entry.key_sealed,
    );
    return {
      kind: "number",
      index: entry.number_index,
      key,
      numberKind: entry.number_kind,
      country: entry.country,
    };
  }
  throw new Error(`registry entry ${entry.entry_id} has no subject`);
}
