import type { Scope } from "#domain/access/actor.ts";
import { maskNumber } from "#domain/cases/inbox.ts";
import { groupDigits } from "#domain/numbers/groups.ts";
import type { RegistryKind, SubjectKind, VersionStatus } from "#domain/registry/entry.ts";
import type { Tx } from "../client.ts";
import type { OpenEntryKey } from "./entry-file.ts";

export type AgencyEntryRow = {
  readonly id: string;
  readonly subjectKind: SubjectKind;
  /** A number that is not public is masked: opening the entry shows it. */
  readonly subject: string;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly listedAt: string;
  /** When it ended, or will by its term. */
  readonly endsAt: string;
};

/** More than fit on a page are found through their cases. */
const MOST = 200;

/** The agency's newest entries, those in force and those that ended, newest first; ids are in the order they were made in. */
export async function listAgencyEntries(
  tx: Tx,
  scope: Scope,
  open: OpenEntryKey,
): Promise<readonly AgencyEntryRow[]> {
  const rows = await tx`
    select e.id, e.subject_kind, e.key_sealed, e.ended_at, coalesce(e.subject_key, i.legal_name, p.pseudonym, '') as name,
      v.kind, v.status, v.public_key, v.listed_at, v.expires_at
    from (
      select id, subject_kind, key_sealed, ended_at, subject_key, institution_id, practitioner_id from registry_entries
      where agency_id = ${scope.agencyId} and erased_at is null order by id desc limit ${MOST}
    ) e
    join lateral (
      select kind, status, public_key, listed_at, expires_at from registry_versions where entry_id = e.id order by version desc limit 1
    ) v on true
    left join institutions i on i.id = e.institution_id left join practitioners p on p.id = e.practitioner_id
    order by v.listed_at desc, e.id desc`;
  return rows.map((row) => ({
    id: row.id,
    subjectKind: row.subject_kind,
    subject: subjectInList(row, open),
    kind: row.kind,
    status: row.status,
    listedAt: row.listed_at.toISOString(),
    endsAt: (row.ended_at ?? row.expires_at).toISOString(),
  }));
}

/** An entry's subject where it is one of many, from a row with `id, subject_kind, key_sealed, public_key, name`. */
export function subjectInList(row: Readonly<Record<string, unknown>>, open: OpenEntryKey): string {
  if (row.subject_kind !== "number") return row.name as string;
  const clear = row.public_key as string | null;
  const sealed = row.key_sealed as Uint8Array | null;
  const key = clear ?? (sealed ? open(row.id as string, sealed) : null);
  if (key === null) return "";
  const groups = groupDigits(key);
  return clear ? groups.join(" ") : maskNumber(groups.join(""));
}
