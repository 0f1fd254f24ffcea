import type { Scope } from "#domain/access/actor.ts";
import type { CampaignKey, CommonKey, CommonKeyPreview } from "#domain/cases/common-keys.ts";
import { AppError } from "#domain/errors.ts";
import { groupReports, type LinkedReport } from "#domain/matching/campaigns/group-reports.ts";
import { isCampaign } from "#domain/matching/campaigns/is-campaign.ts";
import {
  type CampaignModel,
  isLinkKind,
  LINK_KINDS,
  type LinkKind,
  tiesAlone,
} from "#domain/matching/campaigns/link-kinds.ts";
import type { Tx } from "../client.ts";
import { caseFamily } from "./case-family.ts";
import { numberGroups, type SealedKeys } from "./case-subjects.ts";

/** More rows than these tell nobody anything: those that tie most come first. */
const SHOWN = 40;
/** Reports of one key that are read for what it is called. */
const NAMED_BY = 20;

/** What a report carries itself. Detectors' findings go when what they rest on goes, and have names of their own each time. */
const CARRIED = Object.keys(LINK_KINDS).filter((kind) => isLinkKind(kind) && LINK_KINDS[kind].isIdentity);

/** Whether a person may call a key of this kind common. */
export const isCarried = (kind: string): boolean => CARRIED.includes(kind);

type KeyRow = {
  readonly key: string;
  readonly kind: LinkKind;
  readonly complaints: number;
  readonly everywhere: number;
  readonly example: string | null;
};

/** What ties the reports of a campaign, most reports first, and what this agency called common there. */
export async function listCampaignKeys(
  tx: Tx,
  scope: Scope,
  caseId: string,
  sealed: SealedKeys,
): Promise<{ readonly ties: readonly CampaignKey[]; readonly common: readonly CommonKey[] }> {
  const family = await caseFamily(tx, scope, caseId);
  const [tying, said] = await Promise.all([
    tx<KeyRow[]>`
      select encode(own.key, 'hex') as key, k.kind, own.complaints, k.complaints as everywhere, own.example
      from (
        select l.key, count(*)::int as complaints, min(l.complaint_id::text) as example
        from case_members m join complaint_links l on l.complaint_id = m.complaint_id
        where m.case_id = any(${family}::uuid[]) group by l.key having count(*) > 1
      ) own join link_keys k on k.key = own.key
      where not k.is_common and k.kind = any(${CARRIED}::text[]) order by own.complaints desc, own.key limit ${SHOWN}`,
    tx<(KeyRow & { is_common: boolean; name: string | null; at: Date; reason: string })[]>`
      select encode(last.key, 'hex') as key, k.kind, last.complaints, k.complaints as everywhere, null as example, k.is_common,
        a.name, last.at, last.reason
      from (
        select distinct on (key) * from key_judgements
        where agency_id = ${scope.agencyId} and key in (select key from key_judgements where case_id = any(${family}::uuid[]))
        order by key, id desc
      ) last join link_keys k on k.key = last.key left join accounts a on a.id = last.by_id
      where last.verdict = 'common' and last.case_id = any(${family}::uuid[]) order by last.id desc limit ${SHOWN}`,
  ]);
  const ordinals = new Map<string, number>();
  const named = async (rows: readonly KeyRow[]): Promise<CampaignKey[]> => {
    const labels = await labelsOf(tx, rows, sealed);
    return rows.map(({ key, kind, complaints, everywhere, example }) => {
      const ordinal = (ordinals.get(kind) ?? 0) + 1;
      ordinals.set(kind, ordinal);
      const label = labels.get(key) ?? null;
      return { key, kind, label, ordinal, complaints, everywhere, exampleId: example };
    });
  };
  const own = new Map(said.map((row) => [row.key, row]));
  // What waits for another agency still ties here; it is shown once, with what was said of it.
  const ties = await named(tying.filter((row) => !own.has(row.key)));
  const common = (await named(said)).flatMap((key): CommonKey[] => {
    const row = own.get(key.key);
    if (!row) return [];
    const state = row.is_common ? "common" : "waiting";
    return [{ ...key, state, by: row.name, at: row.at.toISOString(), reason: row.reason }];
  });
  return { ties, common };
}

const ROLE_OF: Readonly<Record<string, string>> = {
  number: "displayed",
  callback: "callback",
  domain: "link",
  signature: "signature",
};

type Named = {
  readonly key: string;
  readonly public_value: string | null;
  readonly index_hex: string;
  readonly key_sealed: Uint8Array | null;
  readonly carriers: number;
};

/** What the reports that carry a key say it is: the value that most of them have. Two that all have cannot be told apart. */
async function labelsOf(
  tx: Tx,
  rows: readonly KeyRow[],
  sealed: SealedKeys,
): Promise<ReadonlyMap<string, string>> {
  const wanted = rows.filter(({ kind }) => kind in ROLE_OF);
  if (wanted.length === 0) return new Map();
  const found = await tx<Named[]>`
    select wanted.key, best.* from unnest(${wanted.map((row) => row.key)}::text[], ${wanted.map((row) => ROLE_OF[row.kind] ?? "")}::text[]) as wanted(key, role)
    cross join lateral (
      select ci.public_value, encode(ci.value_index, 'hex') as index_hex, nk.key_sealed, count(distinct ci.complaint_id)::int as carriers
      from (
        select c.id from complaint_links l join complaints c on c.id = l.complaint_id
        where l.key = decode(wanted.key, 'hex') limit ${NAMED_BY}
      ) few
      join complaint_identifiers ci on ci.complaint_id = few.id and ci.role = wanted.role
      left join number_keys nk on nk.number_index = ci.value_index
      group by ci.value_index, ci.public_value, nk.key_sealed order by carriers desc, ci.value_index limit 2
    ) best`;
  const kinds = new Map(wanted.map((row) => [row.key, row.kind]));
  const labels = new Map<string, string>();
  for (const [key, [first, second]] of Map.groupBy(found, (row) => row.key)) {
    const kind = kinds.get(key) ?? "";
    // Signatures of one core differ in their general words: any of them names it.
    if (!first || (kind !== "signature" && second?.carriers === first.carriers)) continue;
    const label = labelOf(first, kind, sealed);
    if (label) labels.set(key, label);
  }
  return labels;
}

function labelOf({ public_value, index_hex, key_sealed }: Named, kind: string, sealed: SealedKeys) {
  const isNumber = kind === "number" || kind === "callback";
  if (public_value !== null) return isNumber ? numberGroups(public_value, false).join(" ") : public_value;
  if (!isNumber || !key_sealed) return null;
  return numberGroups(sealed.ofNumber(index_hex, key_sealed), true).join("");
}

/** What would remain of a campaign without a key, computed from its reports as the worker would. */
export async function previewCommonKey(
  tx: Tx,
  scope: Scope,
  caseId: string,
  {
    key,
    model,
    sealed,
  }: { readonly key: string; readonly model: CampaignModel; readonly sealed: SealedKeys },
): Promise<CommonKeyPreview> {
  const { ties } = await listCampaignKeys(tx, scope, caseId, sealed);
  const asked = ties.find((tie) => tie.key === key);
  if (!asked) throw new AppError("not-found", "key");
  const family = await caseFamily(tx, scope, caseId);
  const [[own], rows, others] = await Promise.all([
    tx<{ reference: string }[]>`select reference from cases where id = ${caseId}`,
    tx<{ id: string; source: string; by_kind: string; carried: string | null }[]>`
      select m.complaint_id as id, encode(m.source_index, 'hex') as source, j.by_kind, l.carried
      from case_members m join case_judgements j on j.case_id = m.case_id and j.id = m.judgement_id
      left join (
        select o.complaint_id, string_agg(k.kind || '|' || encode(k.key, 'hex'), ',') as carried
        from complaint_links o join link_keys k on k.key = o.key
        where o.complaint_id in (select complaint_id from case_members where case_id = any(${family}::uuid[]))
          and not k.is_common and k.key <> decode(${key}, 'hex')
        group by o.complaint_id
      ) l on l.complaint_id = m.complaint_id
      where m.case_id = any(${family}::uuid[])`,
    agenciesConcerned(tx, key),
  ]);
  const reports = [...new Map(rows.map((row) => [row.id, row])).values()].map((row) => ({
    ...row,
    keys: (row.carried?.split(",") ?? []).filter((name) => tiesAlone(model, kindOf(name))),
  }));
  const groups = campaignsAmong(reports);
  const grouped = new Set(groups.flat());
  return {
    key: asked,
    reference: own?.reference ?? "",
    complaints: reports.length,
    leaving: reports.filter(({ id, by_kind }) => by_kind === "model" && !grouped.has(id)).length,
    parts: groups.map((group) => group.length).sort((a, b) => b - a),
    otherAgencies: others.filter((id) => id !== scope.agencyId).length,
  };
}

/** The groups that these reports would be campaigns of. A key's name begins with its kind. */
function campaignsAmong(reports: readonly LinkedReport[]): readonly (readonly string[])[] {
  const counts = new Map<string, number>();
  for (const { keys } of reports) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const names = [...counts.keys()];
  const { groups } = groupReports(reports, {
    detected: new Set(names.filter((key) => !LINK_KINDS[kindOf(key)].isIdentity)),
    numbers: new Set(names.filter((key) => kindOf(key) === "number")),
  });
  return groups.flatMap((group) => {
    const keys = group.keys.map((key) => ({ kind: kindOf(key), reports: counts.get(key) ?? 0 }));
    return isCampaign(group.reports.length, keys) ? [group.reports] : [];
  });
}

const kindOf = (name: string): LinkKind => {
  const kind = name.slice(0, name.indexOf("|"));
  return isLinkKind(kind) ? kind : "rotating";
};

/** Agencies with campaigns that hold a report with this key; the cases themselves stay each agency's own. */
export async function agenciesConcerned(tx: Tx, keyHex: string): Promise<readonly string[]> {
  const rows = await tx<{ agency_id: string }[]>`
    select distinct r.agency_id from complaint_links l join case_members m on m.complaint_id = l.complaint_id
      join case_references r on r.case_id = m.case_id
    where l.key = decode(${keyHex}, 'hex') and r.reference like 'G%'`;
  return rows.map((row) => row.agency_id);
}
