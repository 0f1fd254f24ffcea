import { type CaseSubject, maskNumber } from "#domain/cases/inbox.ts";
import { groupDigits } from "#domain/numbers/groups.ts";
import type { Tx } from "../client.ts";

/** Opens sealed numbers by where they are stored; the key ring stays with the caller. */
export type SealedKeys = {
  ofCase(caseId: string, sealed: Uint8Array): string;
  ofNumber(indexHex: string, sealed: Uint8Array): string;
};

/** What a campaign is called by: how many numbers it has, and the public name that most of its reports carry. */
export type CampaignName = { readonly numbers: number; readonly name: string | null };

/**
 * The subject of a case from its row (id, subject_public, subject_sealed, number_kind, institution_id, legal_name,
 * english_name, institution_status). With `isMasked` a restricted number shows only its ends. What a campaign is called
 * comes from `campaignNames`.
 */
export function caseSubject(
  row: Readonly<Record<string, unknown>>,
  sealed: SealedKeys,
  { isMasked, campaign }: { readonly isMasked: boolean; readonly campaign?: CampaignName },
): CaseSubject {
  if (campaign) return { kind: "campaign", ...campaign };
  if (row.institution_id) {
    return {
      kind: "institution",
      id: row.institution_id as string,
      name: (row.legal_name as string | null) ?? "",
      englishName: row.english_name as string | null,
      isProvisional: row.institution_status === "provisional",
    };
  }
  const known = row.subject_public as string | null;
  const bytes = row.subject_sealed as Uint8Array | null;
  const key = known ?? (bytes ? sealed.ofCase(row.id as string, bytes) : null);
  if (!key) return { kind: "none" };
  const isHidden = isMasked && known === null;
  return {
    kind: "number",
    groups: numberGroups(key, isHidden),
    isMasked: isHidden,
    numberKind: (row.number_kind as string | null) ?? "invalid",
  };
}

/** Reports of the best attested key that are read for what it is called. */
const NAMED_BY = 20;

/**
 * What campaigns are called, by case id: the domain, signature or public number that most reports carry. Names come from the reports that carry the best attested key, so a report's other links do not decide.
 */
export async function campaignNames(
  tx: Tx,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, CampaignName>> {
  if (caseIds.length === 0) return new Map();
  const rows = await tx<{ id: string; numbers: number; name: string | null; kind: string | null }[]>`
    select wanted.id, counted.numbers, named.name, named.kind
    from unnest(${[...caseIds]}::uuid[]) as wanted(id)
    cross join lateral (
      select count(*)::int as numbers from link_keys k
      where k.kind = 'number' and k.case_id in (select c.id from cases c where c.id = wanted.id or c.merged_into = wanted.id)
    ) counted
    left join lateral (
      select found.name, best.kind
      from unnest(array['domain', 'signature', 'number']) with ordinality as wanted_kind(kind, place)
      cross join lateral (
        select k.key, k.kind, k.complaints from link_keys k
        where k.case_id = wanted.id and k.kind = wanted_kind.kind and not k.is_common order by k.complaints desc, k.key limit 2
      ) best
      cross join lateral (
        select ci.public_value as name from (select l.complaint_id from complaint_links l where l.key = best.key limit ${NAMED_BY}) few
        join complaint_identifiers ci on ci.complaint_id = few.complaint_id
        where ci.public_value is not null and ci.role = case best.kind when 'domain' then 'link' when 'signature' then 'signature' else 'displayed' end
        group by 1 order by count(*) desc, 1 limit 1
      ) found
      order by best.complaints desc, wanted_kind.place, found.name limit 1
    ) named on true`;
  return new Map(
    rows.map(({ id, numbers, name, kind }) => [
      id,
      { numbers, name: name && kind === "number" ? numberGroups(name, false).join(" ") : name },
    ]),
  );
}

/** A number's digits in the groups people read, or one masked group. */
export function numberGroups(key: string, isMasked: boolean): string[] {
  const groups = groupDigits(key);
  return isMasked ? [maskNumber(groups.join(""))] : groups;
}
