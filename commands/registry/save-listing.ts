import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { VERSION_STATUSES } from "#domain/registry/entry.ts";
import { facetsOf, searchTextOf } from "#domain/registry/search-text.ts";
import type { NewVersion } from "./publish-version.ts";
import { isPublicByKind, type RegistrySubject } from "./subject.ts";

const COLUMNS = [
  "agency_id",
  "subject_kind",
  "kind",
  "status",
  "tier",
  "grounds",
  "listed_at",
  "expires_at",
  "facets",
  "institution_id",
  "subject_key",
  "folded",
  "pieces",
] as const;
const REPLACE = `on conflict (entry_id) do update set ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(", ")}`;

/** Keeps what can be browsed in line with a version, in its transaction: an entry that is in force and public, or none. */
export async function saveListing(
  tx: Tx,
  subject: RegistrySubject,
  entryId: string,
  next: NewVersion,
): Promise<void> {
  const isPublic = subject.kind === "number" ? next.isPublic : isPublicByKind(subject);
  if (!isPublic || !VERSION_STATUSES[next.status].inForce) {
    await tx`delete from registry_listings where entry_id = ${entryId}`;
    return;
  }
  const key = "key" in subject ? subject.key : null;
  const text = key === null ? null : searchTextOf(subject.kind, key);
  const row = {
    entry_id: entryId,
    agency_id: next.agencyId,
    subject_kind: subject.kind,
    kind: next.kind,
    status: next.status,
    tier: next.tier,
    grounds: next.grounds,
    listed_at: next.listedAt,
    expires_at: next.expiresAt,
    facets: facetsOf({ ...next, subjectKind: subject.kind }),
    institution_id: subject.kind === "institution" ? subject.institutionId : null,
    subject_key: key,
    folded: text?.folded ?? null,
    pieces: text?.pieces ? text.pieces.map(lexeme).join(" ") : null,
  };
  await insertRows(tx, "registry_listings", [row], REPLACE);
}

/** A piece as PostgreSQL reads a tsvector: quoted, so that spaces and colons are part of it. */
const lexeme = (piece: string): string => `'${piece.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
