import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { foldName } from "#domain/institutions/fold-name.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { type AuditEvent, audit } from "../audit.ts";
import { filedAfter, saveFilings } from "../rating/save-filings.ts";
import type { Runtime } from "../runtime.ts";

/** An institution of the register as a list or the demonstration gives it; `code` is the list's own identity for it. */
export type RegisterRecord = {
  readonly code: string;
  readonly legalName: string;
  readonly englishName?: string | null;
  readonly uscc?: string | null;
  readonly regulatorCode?: string | null;
  readonly class: string;
  readonly region?: string | null;
  readonly country?: string;
  readonly names?: readonly { readonly name: string; readonly kind: string }[];
  readonly contacts?: readonly {
    readonly kind: string;
    readonly value: string;
    readonly since?: string | null;
    readonly until?: string | null;
  }[];
  readonly licences?: readonly {
    readonly number: string;
    readonly regulator: string;
    readonly scope: string;
    readonly region?: string | null;
    readonly issuedOn?: string | null;
    readonly expiresOn?: string | null;
    readonly status: string;
  }[];
  readonly exposures?: readonly {
    readonly month: string;
    readonly accounts: number;
    readonly source: string;
  }[];
};

/** Relations between records, by code; saved after the records themselves. */
export type RegisterRelations = {
  readonly agents: readonly {
    readonly principal: string;
    readonly agent: string;
    readonly scope: string;
    readonly since: string | null;
    readonly until: string | null;
  }[];
  readonly links: readonly {
    readonly institution: string;
    readonly kind: string;
    readonly other: string;
    /** From which day a successor answers for what its predecessor did. */
    readonly since?: string | null;
  }[];
};

/** Adds institutions to the register and brings known ones up to date, by code; returns code → id. One transaction. */
export async function saveInstitutions(
  { db }: Pick<Runtime, "db">,
  input: {
    readonly records: readonly RegisterRecord[];
    readonly relations?: RegisterRelations;
    readonly source: string;
    readonly actor: AuditEvent["actor"];
    readonly now: Date;
  },
): Promise<ReadonlyMap<string, string>> {
  return (await db.system.begin((tx) => saveIn(tx, input))) as ReadonlyMap<string, string>;
}

export async function saveIn(
  tx: Tx,
  { records, relations, source, actor, now }: Parameters<typeof saveInstitutions>[1],
): Promise<ReadonlyMap<string, string>> {
  await insertRows(
    tx,
    "institutions",
    records.map((record) => ({
      id: uuidv7(),
      code: record.code,
      legal_name: record.legalName,
      english_name: record.englishName ?? null,
      folded_name: foldName(record.legalName),
      uscc: record.uscc ?? null,
      regulator_code: record.regulatorCode ?? null,
      class: record.class,
      status: "registered",
      region: record.region ?? null,
      country: record.country ?? "CN",
      source,
      created_at: now,
      updated_at: now,
    })),
    `on conflict (code) do update set legal_name = excluded.legal_name, english_name = coalesce(excluded.english_name, institutions.english_name),
      folded_name = excluded.folded_name, uscc = coalesce(excluded.uscc, institutions.uscc), regulator_code = coalesce(excluded.regulator_code, institutions.regulator_code),
      class = excluded.class, region = coalesce(excluded.region, institutions.region), updated_at = excluded.updated_at`,
  );
  const rows = await tx<
    { code: string; id: string }[]
  >`select code, id from institutions where code = any(${records.map((r) => r.code)}::text[])`;
  const ids = new Map(rows.map((row) => [row.code, row.id]));
  const idOf = (code: string): string => {
    const id = ids.get(code);
    if (!id) throw new Error(`no institution with code ${code}`);
    return id;
  };
  await insertRows(
    tx,
    "institution_names",
    records.flatMap((record) =>
      [
        { name: record.legalName, kind: "legal" },
        ...(record.englishName ? [{ name: record.englishName, kind: "english" }] : []),
        ...(record.names ?? []),
      ].map(({ name, kind }) => ({
        institution_id: idOf(record.code),
        id: uuidv7(),
        name,
        kind,
        source,
        created_at: now,
      })),
    ),
    "on conflict (institution_id, name) do nothing",
  );
  await insertRows(
    tx,
    "institution_contacts",
    records.flatMap((record) =>
      (record.contacts ?? []).map((contact) => ({
        institution_id: idOf(record.code),
        id: uuidv7(),
        kind: contact.kind,
        value: contact.value,
        key: contactKey(contact.kind, contact.value),
        since: contact.since ?? null,
        until: contact.until ?? null,
        source,
        created_at: now,
      })),
    ),
    "on conflict (institution_id, kind, key) do nothing",
  );
  await insertRows(
    tx,
    "licences",
    records.flatMap((record) =>
      (record.licences ?? []).map((licence) => ({
        institution_id: idOf(record.code),
        id: uuidv7(),
        number: licence.number,
        regulator: licence.regulator,
        scope: licence.scope,
        region: licence.region ?? null,
        issued_on: licence.issuedOn ?? null,
        expires_on: licence.expiresOn ?? null,
        status: licence.status,
        source,
        updated_at: now,
      })),
    ),
    `on conflict (institution_id, number) do update set regulator = excluded.regulator, scope = excluded.scope, region = excluded.region,
      issued_on = excluded.issued_on, expires_on = excluded.expires_on, status = excluded.status, updated_at = excluded.updated_at`,
  );
  await saveFilings(
    tx,
    records.flatMap((record) =>
      (record.exposures ?? []).map(({ month, accounts, source: filed }) => ({
        institutionId: idOf(record.code),
        month: month.slice(0, 7),
        product: "all",
        accounts,
        source: filed,
        filedAt: new Date(Math.min(filedAfter(month).getTime(), now.getTime())),
      })),
    ),
    { recordedBy: null, recordedAt: null },
  );
  await insertRows(
    tx,
    "agents_of",
    (relations?.agents ?? []).map((relation) => ({
      principal_id: idOf(relation.principal),
      id: uuidv7(),
      agent_id: idOf(relation.agent),
      scope: relation.scope,
      since: relation.since,
      until: relation.until,
      source,
    })),
  );
  await insertRows(
    tx,
    "institution_links",
    (relations?.links ?? []).map((relation) => ({
      institution_id: idOf(relation.institution),
      id: uuidv7(),
      kind: relation.kind,
      other_id: idOf(relation.other),
      since: relation.since ?? null,
    })),
  );
  await audit(tx, {
    at: now,
    actor,
    agencyId: null,
    action: "institutions.saved",
    subject: { kind: "register", id: null },
    detail: { source, count: records.length },
  });
  return ids;
}

/** What a contact is compared by: the canonical number, or the text folded to lower case. */
function contactKey(kind: string, value: string): string {
  return kind === "number" ? normaliseNumber(value).key : value.normalize("NFKC").trim().toLowerCase();
}
