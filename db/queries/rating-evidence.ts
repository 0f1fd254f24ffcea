import type { Sql, Tx } from "../client.ts";

/** A complaint that was confirmed to be about an institution, with what had become of it by the moment asked about. */
export type StoredEvidence = {
  readonly id: string;
  readonly institutionId: string;
  /** The one institution that it worked for on that day; null where there were several or none. */
  readonly principalId: string | null;
  readonly receivedAt: Date;
  /** YYYY-MM in China. */
  readonly month: string;
  readonly severity: number;
  /** Keyed index of the person, hex. */
  readonly person: string;
  readonly product: string | null;
  readonly matter: string;
  readonly status: string;
  readonly reason: string | null;
  /** How it was last closed. */
  readonly outcome: string | null;
  readonly isAccepted: boolean;
  readonly askedAt: Date | null;
  readonly answeredAt: Date | null;
  readonly closedAt: Date | null;
  readonly reopenedAt: Date | null;
  /** An officer passed it on or closed it. */
  readonly isConfirmed: boolean;
  readonly mode: string;
  readonly source: string;
  /** The lender case it belongs to has a listing in force that was decided after it came. */
  readonly isDecided: boolean;
  /** It shows itself, or belongs to a campaign that shows, that somebody faked the institution. */
  readonly isImpersonation: boolean;
  readonly textGroup: string | null;
  readonly network: string | null;
  /** What people said of the bin it was held in; null when it was not, or nobody has said. */
  readonly review: "released" | "dismissed" | null;
};

export type EvidencePeriod = {
  /** First month (YYYY-MM) and the instants the window begins and ends. */
  readonly from: Date;
  readonly to: Date;
  /** What was known by then. */
  readonly asOf: Date;
};

/** Claims of these kinds mean one institution only. */
export const CERTAIN_CLAIMS: readonly string[] = [
  "legal",
  "former",
  "short",
  "english",
  "brand",
  "app",
  "alias",
  "brand_and_business",
  "same_words",
  "word_order",
];
/** A regulator's own file names the company that it asked: no claim of a caller. */
export const RECORDED_SOURCES: readonly string[] = ["cfpb"];

/**
 * Every complaint of the window that is about an institution: a member of its lender case, or one whose claim can mean no
 * other. One read, however many there are.
 */
export async function listRatingEvidence(
  sql: Sql | Tx,
  { from, to, asOf }: EvidencePeriod,
): Promise<StoredEvidence[]> {
  // What belongs to a complaint is looked up by its id, each by an index: a join of whole tables would hang on statistics.
  const rows = await sql`
    with listed as materialized (
      select d.case_id, max(d.decided_at) as decided_at from decisions d join cases c on c.id = d.case_id
      where c.kind = 'lender' and d.kind = 'list' and d.state = 'published' and d.decided_at <= ${asOf}
        and not exists (select 1 from decisions l where l.case_id = d.case_id and l.kind = 'delist' and l.state = 'published'
          and l.decided_at > d.decided_at and l.decided_at <= ${asOf})
        and not exists (select 1 from registry_versions v where v.entry_id = d.entry_id and v.status = 'withdrawn' and v.at <= ${asOf})
      group by d.case_id
    )
    select co.id, named.id as institution_id, co.received_at,
      -- Somebody who fakes a lender may well call himself its agent.
      case when principal.id = any(faked.ids) or principal.id = tr.impersonates then null else principal.id end as principal_id,
      to_char(co.received_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, co.severity,
      encode(co.reporter_index, 'hex') as person, co.facts -> 'loan' ->> 'product' as product, co.matter,
      coalesce(t.status, 'screening') as status, t.reason, t.outcome, coalesce(t.is_accepted, false) as is_accepted,
      coalesce(t.is_confirmed, false) as is_confirmed, t.asked_at, t.answered_at, t.closed_at, t.reopened_at, co.mode, co.source,
      coalesce(co.received_at <= (select l.decided_at from listed l where l.case_id = s.case_id), false) as is_decided,
      (s.case_id is null and tr.impersonates is not null) or named.id = any(faked.ids) as is_impersonation,
      encode(sc.group_id, 'hex') as text_group, encode(tr.network_index, 'hex') as network, r.state as review
    from complaints co
    left join lateral (
      select c.institution_id, c.id as case_id from case_members m join cases c on c.id = m.case_id
      where m.complaint_id = co.id and c.kind = 'lender' and c.institution_id is not null order by m.judgement_id limit 1
    ) s on true
    cross join lateral (select coalesce(s.institution_id, case
      when co.claimed_match = any(${[...CERTAIN_CLAIMS]}::text[]) or co.source = any(${[...RECORDED_SOURCES]}::text[])
      then co.claimed_institution_id end) as id) named
    join institutions i on i.id = named.id
    left join lateral (
      select (array_agg(a.principal_id))[1] as id from agents_of a
      where a.agent_id = named.id and (a.since is null or a.since <= (co.received_at at time zone 'Asia/Shanghai')::date)
        and (a.until is null or a.until >= (co.received_at at time zone 'Asia/Shanghai')::date)
      having count(distinct a.principal_id) = 1
    ) principal on true
    left join complaint_traits tr on tr.complaint_id = co.id
    cross join lateral (
      select coalesce(array_agg(p.detail ->> 'institutionId') filter (where p.detail ->> 'institutionId' is not null), '{}')::uuid[] as ids
      from case_members fm join case_patterns p on p.case_id = fm.case_id
      where fm.complaint_id = co.id and p.kind = 'impersonation' and p.ended_at is null
    ) faked
    left join lateral (
      select (array_agg(e.status order by e.at desc, e.id desc))[1] as status,
        (array_agg(e.reason order by e.at desc, e.id desc))[1] as reason,
        (array_agg(e.reason order by e.at desc, e.id desc) filter (where e.status = 'closed'))[1] as outcome,
        bool_or(e.by_kind = 'officer' and e.status in ('accepted', 'linked_to_case', 'not_accepted', 'referred_out')) as is_accepted,
        bool_or(e.by_kind = 'officer' and e.status in ('with_institution', 'closed')) as is_confirmed,
        min(e.at) filter (where e.status = 'with_institution') as asked_at,
        min(e.at) filter (where e.status = 'answered') as answered_at,
        max(e.at) filter (where e.status = 'closed') as closed_at,
        max(e.at) filter (where e.status = 'reopened') as reopened_at
      from complaint_events e where e.complaint_id = co.id and e.at <= ${asOf}
    ) t on true
    left join scripts sc on sc.id = tr.script_id
    left join lateral (
      select h.state from rating_hold_complaints hc
        join rating_holds h on h.institution_id = hc.institution_id and h.id = hc.hold_id
      where hc.complaint_id = co.id and h.state <> 'open' and h.closed_at <= ${asOf} order by h.closed_at desc limit 1
    ) r on true
    where co.received_at >= ${from} and co.received_at < ${to}
      -- A name that only callers gave is nobody's to rate.
      and (i.status <> 'provisional' or co.source = any(${[...RECORDED_SOURCES]}::text[]))
    order by co.received_at, co.id`;
  return rows.map((row) => ({
    id: row.id,
    institutionId: row.institution_id,
    principalId: row.principal_id,
    receivedAt: row.received_at,
    month: row.month,
    severity: row.severity,
    person: row.person,
    product: row.product,
    matter: row.matter,
    status: row.status,
    reason: row.reason,
    outcome: row.outcome,
    isAccepted: row.is_accepted,
    askedAt: row.asked_at,
    answeredAt: row.answered_at,
    closedAt: row.closed_at,
    reopenedAt: row.reopened_at,
    isConfirmed: row.is_confirmed,
    mode: row.mode,
    source: row.source,
    isDecided: row.is_decided,
    isImpersonation: row.is_impersonation,
    textGroup: row.text_group,
    network: row.network,
    review: row.review,
  }));
}

/** Accounts of a month as filed. */
export type StoredFiling = {
  readonly institutionId: string;
  readonly month: string;
  readonly product: string;
  readonly accounts: number;
  readonly source: string;
  readonly filedAt: Date;
};

/**
 * Filings of these months (YYYY-MM, both included) that were recorded by `asOf`; restatements beside what they restate.
 * Of two with the same source and day the one recorded last stands, of the same file the smaller: days are all that most
 * files say, or what is taken where they say none, and a restatement must not lose to what it restates.
 */
export async function listFilings(
  sql: Sql | Tx,
  { first, last, asOf }: { readonly first: string; readonly last: string; readonly asOf: Date },
): Promise<StoredFiling[]> {
  const rows = await sql`
    select distinct on (institution_id, f.month, product, filed_at, source)
      institution_id, to_char(month, 'YYYY-MM') as month, product, accounts, source, filed_at from exposure_filings f
    where f.month >= ${`${first}-01`}::date and f.month <= ${`${last}-01`}::date and recorded_at <= ${asOf}
    order by institution_id, f.month, product, filed_at, source, recorded_at desc, accounts`;
  return rows.map((row) => ({
    institutionId: row.institution_id,
    month: row.month,
    product: row.product,
    accounts: Number(row.accounts),
    source: row.source,
    filedAt: row.filed_at,
  }));
}

export type RatedInstitution = {
  readonly id: string;
  readonly class: string;
  readonly status: string;
  /** YYYY-MM of its oldest licence. */
  readonly openedIn: string | null;
  readonly isSanctioned: boolean;
  readonly isRevoked: boolean;
};

/** Class and standing of institutions: a serious entry in force, no licence left but revoked ones. */
export async function listRatedInstitutions(
  sql: Sql | Tx,
  ids: readonly string[],
  { monthEnd, asOf }: { readonly monthEnd: Date; readonly asOf: Date },
): Promise<RatedInstitution[]> {
  const rows = await sql`
    select i.id, i.class, i.status,
      (select to_char(min(l.issued_on), 'YYYY-MM') from licences l where l.institution_id = i.id) as opened_in,
      exists (select 1 from registry_entries e cross join lateral (
          select kind, status, tier, listed_at, expires_at from registry_versions v
          where v.entry_id = e.id and v.at <= ${asOf} order by version desc limit 1) v
        where e.subject_kind = 'institution' and e.institution_id = i.id and v.kind = 'blacklist'
          and v.status in ('active', 'under_appeal') and v.tier = 'serious' and v.listed_at < ${monthEnd} and v.expires_at > ${asOf}
      ) as is_sanctioned,
      coalesce((select bool_or(l.status = 'revoked') and not bool_or(l.status in ('valid', 'suspended'))
        from licences l where l.institution_id = i.id), false) as is_revoked
    from institutions i where i.id = any(${[...ids]}::uuid[]) order by i.id`;
  return rows.map((row) => ({
    id: row.id,
    class: row.class,
    status: row.status,
    openedIn: row.opened_in,
    isSanctioned: row.is_sanctioned,
    isRevoked: row.is_revoked,
  }));
}

/** Who took over whom, and from which day (YYYY-MM-DD). */
export async function listMergers(
  sql: Sql | Tx,
): Promise<{ readonly from: string; readonly into: string; readonly since: string }[]> {
  const rows = await sql`
    select institution_id, other_id, to_char(since, 'YYYY-MM-DD') as since from institution_links
    where kind = 'successor' and since is not null order by since, institution_id`;
  return rows.map((row) => ({ from: row.institution_id, into: row.other_id, since: row.since }));
}

/** Names for an operator, provisional ones too. */
export async function listInstitutionNames(
  sql: Sql | Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ id: string; legal_name: string }[]>`
    select id, legal_name from institutions where id = any(${[...ids]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.legal_name]));
}
