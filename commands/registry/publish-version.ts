import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import type { Tier } from "#domain/cases/decision.ts";
import type { RegistryKind, VersionStatus } from "#domain/registry/entry.ts";
import type { Runtime } from "../runtime.ts";
import { type RegistrySubject, subjectName } from "./subject.ts";

export type NewVersion = {
  readonly agencyId: string;
  readonly caseId: string;
  readonly decisionId: string | null;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly grounds: readonly string[];
  readonly statement: string;
  /** Shown in clear and browsable; restricted numbers answer exact queries only. */
  readonly isPublic: boolean;
  readonly listedAt: Date;
  readonly expiresAt: Date;
};

export type PublishedVersion = {
  readonly entryId: string;
  readonly version: number;
  readonly listVersion: string;
};

/**
 * The only writer of the registry: adds a version to the subject's entry (made on first use) under the next list
 * version, and wakes the look-ups. Earlier versions stay as they are.
 */
export async function publishVersion(
  { keys }: Pick<Runtime, "keys">,
  tx: Tx,
  subject: RegistrySubject,
  next: NewVersion,
  now: Date,
): Promise<PublishedVersion> {
  const listVersion = await nextListVersion(tx, now);
  const name = subjectName(subject);
  const newId = uuidv7();
  await insertRows(
    tx,
    "registry_subjects",
    [{ subject: name, entry_id: newId }],
    "on conflict (subject) do nothing",
  );
  const [known] = await tx<
    { entry_id: string }[]
  >`select entry_id from registry_subjects where subject = ${name} for update`;
  const entryId = known?.entry_id ?? newId;
  if (entryId === newId) {
    await insertRows(tx, "registry_entries", [
      {
        id: entryId,
        agency_id: next.agencyId,
        case_id: next.caseId,
        subject_kind: subject.kind,
        number_index: subject.kind === "number" ? subject.index : null,
        number_kind: subject.kind === "number" ? subject.numberKind : null,
        country: subject.kind === "number" ? subject.country : null,
        key_sealed:
          subject.kind === "number"
            ? keys.sealWithMaster({ table: "registry_entries", column: "key", row: entryId }, subject.key)
            : null,
        key_version: keys.version,
        institution_id: subject.kind === "institution" ? subject.institutionId : null,
        created_at: now,
      },
    ]);
  }
  const [newest] = await tx<{ version: number }[]>`
    select version from registry_versions where entry_id = ${entryId} order by version desc limit 1`;
  const version = (newest?.version ?? 0) + 1;
  await insertRows(tx, "registry_versions", [
    {
      entry_id: entryId,
      version,
      list_version: listVersion,
      decision_id: next.decisionId,
      kind: next.kind,
      status: next.status,
      tier: next.tier,
      grounds: next.grounds,
      statement: next.statement,
      public_key: subject.kind === "number" && next.isPublic ? subject.key : null,
      listed_at: next.listedAt,
      expires_at: next.expiresAt,
      at: now,
    },
  ]);
  await tx`select pg_notify('registry', ${listVersion})`;
  return { entryId, version, listVersion };
}

/** One row, locked until the commit: list versions are gap-free and in commit order. */
async function nextListVersion(tx: Tx, now: Date): Promise<string> {
  await insertRows(
    tx,
    "portal_state",
    [{ name: "list_version", value: 0, updated_at: now }],
    "on conflict (name) do nothing",
  );
  const [row] = await tx<
    { value: number }[]
  >`select value from portal_state where name = 'list_version' for update`;
  const next = Number(row?.value ?? 0) + 1;
  await tx`update portal_state set value = ${tx.json(next)}, updated_at = ${now} where name = 'list_version'`;
  return String(next);
}
