import type { Scope } from "#domain/access/actor.ts";
import type { CampaignFile, CampaignValue, CasePattern, ValueKind } from "#domain/cases/campaign-file.ts";
import type { CaseFile } from "#domain/cases/case-file.ts";
import type { CaseState } from "#domain/cases/case-state.ts";
import { type CarryingReport, type DrawnValue, drawCampaign } from "#domain/cases/draw-campaign.ts";
import { isInForce, type VersionStatus } from "#domain/registry/entry.ts";
import type { Tx } from "../client.ts";
import { caseFamily } from "./case-family.ts";
import { campaignNames, numberGroups, type SealedKeys } from "./case-subjects.ts";

/** A machine joins no more than 2,000 reports into one campaign; people may merge such. */
const REPORTS_READ = 4000;

type Options = { readonly now: Date; readonly sealed: SealedKeys };

/**
 * What a campaign's reports carry, and which of it they carry together. Restricted numbers come masked; accounts and
 * wordings stay sealed and are named by their place. Another agency's case is `not-found`.
 */
export async function getCampaignFile(
  tx: Tx,
  scope: Scope,
  caseId: string,
  { now, sealed }: Options,
): Promise<CampaignFile> {
  const family = await caseFamily(tx, scope, caseId);
  const [reports, rules] = await Promise.all([readReports(tx, family), listRules(tx, family)]);
  const { values, ...drawn } = drawCampaign(reports);
  const [said, institutions] = await Promise.all([
    whatWasSaid(tx, values),
    institutionsOf(
      tx,
      values.flatMap((value) => (value.kind === "institution" ? [value.value] : [])),
    ),
  ]);
  return {
    ...drawn,
    values: values.map((value) =>
      toValue(value, said.get(value.id), institutions.get(value.value), sealed, now),
    ),
    rules,
    read: reports.length,
  };
}

const KIND_OF: Readonly<Record<string, ValueKind>> = {
  n: "number",
  c: "number",
  d: "domain",
  s: "signature",
  i: "im",
  p: "payee",
};

/**
 * Each report with what it carries: opaque values cut to nine bytes, which is far more than one campaign needs to tell them
 * apart. Counting them here costs less than sorting them in the database, and one look at each table a report has costs
 * less than one for each kind of value.
 */
async function readReports(tx: Tx, family: readonly string[]): Promise<CarryingReport[]> {
  const rows = await tx<CarryingRow[]>`
    with members as materialized (
      select complaint_id, source_index, reported_at from case_members where case_id = any(${family}::uuid[])
      order by reported_at desc limit ${REPORTS_READ}
    )
    select m.complaint_id as id, encode(substring(m.source_index for 9), 'base64') as source, m.reported_at as at, v.carried,
      encode(substring(s.group_id for 9), 'base64') as script, t.institution_id as institution
    from members m cross join lateral (
      select string_agg(case ci.role when 'displayed' then 'n' when 'callback' then 'c' when 'link' then 'd' when 'signature' then 's'
          when 'im_account' then 'i' else 'p' end || encode(substring(ci.value_index for 9), 'base64'), ',') as carried
      from complaint_identifiers ci where ci.complaint_id = m.complaint_id and ci.value_index is not null
        and ci.role in ('displayed', 'callback', 'signature', 'link', 'im_account', 'payee_account')
    ) v
    left join complaint_traits t on t.complaint_id = m.complaint_id left join scripts s on s.id = t.script_id`;
  return rows.map(({ id, source, at, carried, script, institution }) => ({
    id,
    source,
    at: at.getTime(),
    carried: [
      ...(carried?.split(",") ?? []).flatMap((one) => {
        const kind = KIND_OF[one.charAt(0)];
        return kind ? [{ kind, value: one.slice(1), isCallback: one.startsWith("c") }] : [];
      }),
      ...(script === null ? [] : [{ kind: "script" as const, value: script, isCallback: false }]),
      ...(institution === null
        ? []
        : [{ kind: "institution" as const, value: institution, isCallback: false }]),
    ],
  }));
}

type CarryingRow = {
  readonly id: string;
  readonly source: string;
  readonly at: Date;
  readonly carried: string | null;
  readonly script: string | null;
  readonly institution: string | null;
};

async function listRules(tx: Tx, family: readonly string[]): Promise<{ rule: string; complaints: number }[]> {
  const rows = await tx<{ rule: string; complaints: number }[]>`
    select j.rule, count(*)::int as complaints from case_members m
    join case_judgements j on j.case_id = m.case_id and j.id = m.judgement_id
    where m.case_id = any(${family}::uuid[]) and j.by_kind = 'model' group by 1 order by 2 desc, 1`;
  return [...rows];
}

type Said = {
  readonly publicValue: string | null;
  readonly indexHex: string;
  readonly keySealed: Uint8Array | null;
  readonly case: CampaignValue["case"];
  readonly listing: {
    readonly kind: string;
    readonly status: VersionStatus;
    readonly expiresAt: Date;
  } | null;
};

/** What the report of example says a value is, and for numbers their own case and listing; by the value's id. */
async function whatWasSaid(tx: Tx, values: readonly DrawnValue[]): Promise<ReadonlyMap<string, Said>> {
  const written = values.filter(({ kind }) => kind !== "script" && kind !== "institution");
  const rows = await tx`
    select wanted.id, ci.public_value, encode(ci.value_index, 'hex') as index_hex, nk.key_sealed,
      own.id as own_case, own.reference, own.state, v.kind as list_kind, v.status, v.expires_at
    from unnest(${written.map((value) => value.id)}::text[], ${written.map((value) => value.exampleId)}::uuid[],
      ${written.map((value) => value.value)}::text[], ${written.map((value) => value.kind)}::text[]) as wanted(id, complaint_id, value, kind)
    cross join lateral (
      select ci.public_value, ci.value_index from complaint_identifiers ci where ci.complaint_id = wanted.complaint_id
        and substring(ci.value_index for 9) = decode(wanted.value, 'base64')
      order by ci.public_value limit 1
    ) ci
    left join number_keys nk on wanted.kind = 'number' and nk.number_index = ci.value_index
    left join cases own on own.id = nk.case_id
    left join registry_subjects r on r.subject = 'number:' || encode(nk.number_index, 'hex')
    left join lateral (
      select kind, status, expires_at from registry_versions where entry_id = r.entry_id order by version desc limit 1
    ) v on true`;
  return new Map(
    rows.map((row): [string, Said] => [
      row.id,
      {
        publicValue: row.public_value,
        indexHex: row.index_hex,
        keySealed: row.key_sealed,
        case: row.own_case
          ? { id: row.own_case, reference: row.reference, state: row.state as CaseState }
          : null,
        listing: row.list_kind
          ? { kind: row.list_kind, status: row.status as VersionStatus, expiresAt: row.expires_at }
          : null,
      },
    ]),
  );
}

type InstitutionFacts = {
  readonly institution: NonNullable<CampaignValue["institution"]>;
  readonly case: CampaignValue["case"];
};

async function institutionsOf(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, InstitutionFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await tx`
    select i.id, i.legal_name, i.english_name, i.status, own.id as case_id, own.reference, own.state
    from institutions i left join institution_cases ic on ic.institution_id = i.id left join cases own on own.id = ic.case_id
    where i.id = any(${[...ids]}::uuid[])`;
  return new Map(
    rows.map((row) => [
      row.id as string,
      {
        institution: {
          name: row.legal_name,
          englishName: row.english_name,
          isProvisional: row.status === "provisional",
        },
        case: row.case_id
          ? { id: row.case_id, reference: row.reference, state: row.state as CaseState }
          : null,
      },
    ]),
  );
}

function toValue(
  { value: _, ...value }: DrawnValue,
  said: Said | undefined,
  institution: InstitutionFacts | undefined,
  sealed: SealedKeys,
  now: Date,
): CampaignValue {
  const listing = said?.listing ?? null;
  return {
    ...value,
    ...shownText(value.kind, said, sealed),
    institution: institution?.institution ?? null,
    firstAt: new Date(value.firstAt).toISOString(),
    lastAt: new Date(value.lastAt).toISOString(),
    case: said?.case ?? institution?.case ?? null,
    listedAs: listing && isInForce(listing, now) ? listing.kind : null,
  };
}

/** Public values in clear; a private number shows its ends, as everywhere where it is one of many. */
function shownText(
  kind: ValueKind,
  said: Said | undefined,
  sealed: SealedKeys,
): Pick<CampaignValue, "groups" | "isMasked"> {
  if (kind !== "number") return { groups: said?.publicValue ? [said.publicValue] : null, isMasked: false };
  if (said?.publicValue) return { groups: numberGroups(said.publicValue, false), isMasked: false };
  if (!said?.keySealed) return { groups: null, isMasked: true };
  return { groups: numberGroups(sealed.ofNumber(said.indexHex, said.keySealed), true), isMasked: true };
}

/** A campaign's file with what it is called; any other as it is. */
export async function nameCampaign(tx: Tx, file: CaseFile): Promise<CaseFile> {
  if (file.kind !== "campaign") return file;
  const name = (await campaignNames(tx, [file.id])).get(file.id);
  return name ? { ...file, subject: { kind: "campaign", ...name } } : file;
}

/** Patterns that detectors found in a case and in those merged into it, newest first. */
export async function listCasePatterns(tx: Tx, scope: Scope, caseId: string): Promise<CasePattern[]> {
  const family = await caseFamily(tx, scope, caseId);
  const rows = await tx`
    select kind, detail, found_at, ended_at from case_patterns where case_id = any(${family}::uuid[])
    order by found_at desc, id desc limit 50`;
  return rows.map((row) => ({
    kind: row.kind,
    foundAt: (row.found_at as Date).toISOString(),
    endedAt: row.ended_at ? (row.ended_at as Date).toISOString() : null,
    counts: Object.fromEntries(
      Object.entries((row.detail ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
        typeof value === "number" ? [[name, value]] : Array.isArray(value) ? [[name, value.length]] : [],
      ),
    ),
  }));
}
