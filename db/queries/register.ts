import type { InstitutionClass } from "#domain/institutions/classes.ts";
import type { ContactKind, LicenceStatus, NameKind } from "#domain/institutions/types.ts";
import type { Sql } from "../client.ts";

/** An institution of the register with all that is public about it. Days are YYYY-MM-DD, times RFC 3339. */
export type RegisterInstitution = {
  readonly id: string;
  readonly code: string | null;
  readonly legalName: string;
  readonly englishName: string | null;
  readonly uscc: string | null;
  readonly regulatorCode: string | null;
  readonly class: InstitutionClass;
  readonly status: "registered" | "deregistered";
  readonly region: string | null;
  readonly country: string;
  readonly source: string;
  readonly updatedAt: string;
  readonly names: readonly { readonly name: string; readonly kind: NameKind }[];
  readonly contacts: readonly RegisterContact[];
  readonly licences: readonly RegisterLicence[];
  /** Whom it works for and who works for it. */
  readonly principals: readonly RegisterRelation[];
  readonly agents: readonly RegisterRelation[];
  /** Who took it over, and from which day; null where that is nobody or the day is not known. */
  readonly successor: { readonly institutionId: string; readonly since: string } | null;
};
export type RegisterContact = {
  readonly kind: ContactKind;
  readonly value: string;
  readonly key: string;
  readonly since: string | null;
  readonly until: string | null;
};
export type RegisterLicence = {
  readonly number: string;
  readonly regulator: string;
  readonly scope: string;
  readonly region: string | null;
  readonly issuedOn: string | null;
  readonly expiresOn: string | null;
  readonly status: LicenceStatus;
};
export type RegisterRelation = {
  readonly institutionId: string;
  readonly scope: string;
  readonly since: string | null;
  readonly until: string | null;
};

export type RegisterAgency = {
  readonly id: string;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly regionPrefixes: readonly string[];
  readonly isDefault: boolean;
};

/** Every institution somebody registered or once registered. Provisional ones, which only claims name, are not public. */
export async function listRegister(sql: Sql): Promise<readonly RegisterInstitution[]> {
  const [institutions, names, contacts, licences, relations, mergers] = await Promise.all([
    sql`select id, code, legal_name, english_name, uscc, regulator_code, class, status, region, country, source, updated_at
      from institutions where status <> 'provisional'`,
    sql`select institution_id, name, kind from institution_names order by institution_id, created_at, id`,
    sql`select institution_id, kind, value, key, since::text, until::text from institution_contacts
      order by institution_id, created_at, id`,
    sql`select institution_id, number, regulator, scope, region, issued_on::text, expires_on::text, status from licences
      order by institution_id, issued_on, id`,
    sql`select principal_id, agent_id, scope, since::text, until::text from agents_of order by principal_id, since, id`,
    sql<{ institution_id: string; other_id: string; since: string }[]>`
      select institution_id, other_id, since::text from institution_links
      where kind = 'successor' and since is not null order by since desc, id`,
  ]);
  const namesOf = Map.groupBy(names, (row) => row.institution_id as string);
  const contactsOf = Map.groupBy(contacts, (row) => row.institution_id as string);
  const licencesOf = Map.groupBy(licences, (row) => row.institution_id as string);
  const agentsOf = Map.groupBy(relations, (row) => row.principal_id as string);
  const principalsOf = Map.groupBy(relations, (row) => row.agent_id as string);
  const successors = new Map(
    mergers.map((row) => [row.institution_id, { institutionId: row.other_id, since: row.since }]),
  );
  const list = institutions.map((row) => ({
    id: row.id,
    code: row.code,
    legalName: row.legal_name,
    englishName: row.english_name,
    uscc: row.uscc,
    regulatorCode: row.regulator_code,
    class: row.class,
    status: row.status,
    region: row.region,
    country: row.country,
    source: row.source,
    updatedAt: row.updated_at.toISOString(),
    names: (namesOf.get(row.id) ?? []).map(({ name, kind }) => ({ name, kind })),
    contacts: (contactsOf.get(row.id) ?? []).map(({ kind, value, key, since, until }) => ({
      kind,
      value,
      key,
      since,
      until,
    })),
    licences: (licencesOf.get(row.id) ?? []).map((licence) => ({
      number: licence.number,
      regulator: licence.regulator,
      scope: licence.scope,
      region: licence.region,
      issuedOn: licence.issued_on,
      expiresOn: licence.expires_on,
      status: licence.status,
    })),
    principals: (principalsOf.get(row.id) ?? []).map((relation) => ({
      institutionId: relation.principal_id,
      scope: relation.scope,
      since: relation.since,
      until: relation.until,
    })),
    agents: (agentsOf.get(row.id) ?? []).map((relation) => ({
      institutionId: relation.agent_id,
      scope: relation.scope,
      since: relation.since,
      until: relation.until,
    })),
    successor: successors.get(row.id) ?? null,
  }));
  // In the order of code units, which a page's cursor is compared by; a database sorts by its own collation.
  return list.sort((a, b) =>
    a.legalName === b.legalName ? (a.id < b.id ? -1 : 1) : a.legalName < b.legalName ? -1 : 1,
  );
}

export async function listAgencies(sql: Sql): Promise<RegisterAgency[]> {
  const rows =
    await sql`select id, code, name_zh, name_en, region_prefixes, is_default from agencies order by code`;
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    nameZh: row.name_zh,
    nameEn: row.name_en,
    regionPrefixes: row.region_prefixes,
    isDefault: row.is_default,
  }));
}
