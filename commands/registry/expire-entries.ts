import type { Sql } from "#db/client.ts";
import type { Tier } from "#domain/cases/decision.ts";
import { describeKey } from "#domain/numbers/display-key.ts";
import type { NumberKey } from "#domain/numbers/number-kinds.ts";
import type { RegistryKind } from "#domain/registry/entry.ts";
import { audit } from "../audit.ts";
import { caseEvent } from "../cases/case-event.ts";
import type { Runtime } from "../runtime.ts";
import { publishVersion, type RegistrySubject } from "./publish-version.ts";
import { setNumberVisibility } from "./set-number-visibility.ts";

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
 * confirmed. Look-ups ignore a past term by themselves; this records it. Safe to run twice and at the same time.
 */
export async function expireEntries(runtime: Pick<Runtime, "keys">, sql: Sql, now: Date): Promise<number> {
  let ended = 0;
  for (;;) {
    const count = (await sql.begin(async (tx) => {
      const due = await tx<Due[]>`
        select v.entry_id, v.version, v.kind, v.tier, v.grounds, v.statement, v.listed_at, v.expires_at, v.decision_id, e.agency_id, e.case_id, e.subject_kind,
          e.number_index, e.number_kind, e.country, e.key_sealed, e.institution_id, d.kind as decision_kind, d.decided_by
        from registry_versions v join registry_entries e on e.id = v.entry_id
        left join decisions d on d.case_id = e.case_id and d.id = v.decision_id
        where v.status in ('active', 'under_appeal') and v.expires_at <= ${now}
          and not exists (select 1 from registry_versions n where n.entry_id = v.entry_id and n.version > v.version)
        order by v.expires_at limit ${BATCH}`;
      let done = 0;
      for (const entry of due) {
        // Another worker, or a decision, may have added a version since: the subject row decides who goes first.
        const subject = subjectOf(runtime, entry);
        const name =
          subject.kind === "number"
            ? `number:${subject.index.toString("hex")}`
            : `institution:${subject.institutionId}`;
        await tx`select 1 from registry_subjects where subject = ${name} for update`;
        const [newest] = await tx<
          { version: number }[]
        >`select version from registry_versions where entry_id = ${entry.entry_id} order by version desc limit 1`;
        if (newest?.version !== entry.version) continue;
        const hasLapsed = entry.decision_kind === "emergency" && entry.decided_by === null;
        const status = hasLapsed ? "lapsed" : "expired";
        await publishVersion(
          runtime,
          tx,
          subject,
          {
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
          },
          now,
        );
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
        done += 1;
      }
      return due.length === 0 ? -1 : done;
    })) as number;
    if (count < 0) return ended;
    ended += count;
    if (count === 0) return ended;
  }
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

const isPublicByKind = (subject: RegistrySubject) =>
  subject.kind === "institution" || describeKey(subject.key as NumberKey).visibility === "public";
