import { uuidv7 } from "uuidv7";
import { inTransaction, type Sql, type Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { chinaDate } from "#domain/complaints/incident-time.ts";
import { findContactBlasts } from "#domain/matching/patterns/contact-blast.ts";
import { findImpersonations } from "#domain/matching/patterns/impersonation.ts";
import { findNumberBlocks } from "#domain/matching/patterns/number-block.ts";
import { findRecycledNumbers } from "#domain/matching/patterns/recycled.ts";
import { findRotatingNumbers } from "#domain/matching/patterns/rotating.ts";
import type { Runtime } from "../runtime.ts";
import { officialFaces } from "./find-impersonation.ts";
import { linkKey } from "./match-traits.ts";
import { type ReadReport, readPatternReports } from "./read-pattern-reports.ts";

/** As far back as a detector looks for what goes on now: chains of numbers end after 90 days, impersonations after 60. */
const WINDOW_DAYS = 180;
/** Before the earliest report that came in since the last run, whenever that was about. */
const MARGIN_DAYS = 60;
/** The newest of the window, so that a flood or a large import cannot exhaust the worker. */
const MAX_REPORTS = 20_000;
/** Reports of one number beyond this say nothing more about its neighbours, but comparing them takes long. */
const MAX_PER_NUMBER = 200;
/** A finding about more numbers than this, of no campaign, is shown with the most reported of them. */
const MAX_CASES = 20;
const DAY_MS = 86_400_000;
const STATE = "patterns";
const PATTERNS_LOCK = 7_461_005;

type Kind = "contact-blast" | "number-block" | "impersonation" | "recycled" | "rotating";
type Found = {
  readonly kind: Kind;
  readonly reports: readonly string[];
  /** Tells findings of one kind in one case apart: keyed, so that it names neither a number nor a person. */
  readonly key: string;
  readonly since: number;
  readonly until: number;
  /** Figures and dates only. */
  readonly detail: Readonly<Record<string, unknown>>;
};
type Located = Found & { readonly caseId: string };
type Detecting = Pick<Runtime, "keys" | "register">;

/**
 * Looks for the five patterns in what was reported lately and keeps what is found with the campaign it is about, or else
 * with the callers' cases: new rows, new figures, and `ended_at` when reports that left took the ground away. Repeating it
 * changes nothing. Answers how many rows it wrote.
 */
export async function detectPatterns(runtime: Detecting, sql: Sql, now: Date): Promise<number> {
  const [state] = await sql<{ value: { lastId?: string; day?: string } }[]>`
    select value from portal_state where name = ${STATE}`;
  const fresh = await changesSince(sql, state?.value.lastId ?? null);
  const day = chinaDate(now);
  // Once a day without a new report as well: reports are withdrawn, and the window moves on.
  if (!fresh.lastId || (fresh.lastId === state?.value.lastId && state?.value.day === day)) return 0;
  const from = state ? Math.min(now.getTime() - WINDOW_DAYS * DAY_MS, fresh.since - MARGIN_DAYS * DAY_MS) : 0;
  const ids = await sql<{ id: string; received_at: Date }[]>`
    select id, received_at from complaints where received_at >= ${new Date(from)} order by received_at desc, id desc limit ${MAX_REPORTS}`;
  const oldest = ids.length < MAX_REPORTS ? from : (ids.at(-1)?.received_at.getTime() ?? from);
  const reports = await readPatternReports(
    runtime.keys,
    sql,
    ids.map((row) => row.id),
  );
  const found = [
    ...findAmong(runtime, reports),
    ...findRecycled(runtime, await readRecycled(runtime, sql, reports)),
  ];
  return inTransaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${PATTERNS_LOCK})`;
    const written = await savePatterns(tx, await locate(tx, found), { oldest, now });
    const value = { lastId: fresh.lastId, day };
    await insertRows(
      tx,
      "portal_state",
      [{ name: STATE, value, updated_at: now }],
      "on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at",
    );
    return written;
  });
}

/** The newest complaint of all, and when the earliest of those that came in since `lastId` happened. */
async function changesSince(
  sql: Sql,
  lastId: string | null,
): Promise<{ lastId: string | null; since: number }> {
  const [newest] = await sql<{ id: string }[]>`select id from complaints order by id desc limit 1`;
  if (!newest || newest.id === lastId) return { lastId, since: Number.POSITIVE_INFINITY };
  const [row] = await sql<{ since: Date | null }[]>`
    select min(at) as since from complaint_traits
    where complaint_id > ${lastId ?? "00000000-0000-0000-0000-000000000000"}`;
  return { lastId: newest.id, since: row?.since?.getTime() ?? Number.POSITIVE_INFINITY };
}

function findAmong({ keys, register }: Detecting, reports: readonly ReadReport[]): Found[] {
  const named = (text: string) => linkKey(keys, "pattern", text).toString("hex");
  const blasts = findContactBlasts(reports).map((one): Found => {
    const { borrower, naming, sourcesPerNumber, days } = one.evidence;
    return found(one, named(borrower), { naming, sourcesPerNumber, days });
  });
  const blocks = findNumberBlocks(thinned(reports)).map((one): Found => {
    const { block, ...figures } = one.evidence;
    return found(one, named(block), figures);
  });
  const faked = new Set(reports.flatMap(({ impersonates }) => impersonates ?? []));
  const suspects = new Set(
    reports.flatMap(({ impersonates, numbers }) => (impersonates === null ? [] : numbers)),
  );
  const impersonations = findImpersonations(
    reports.filter(
      ({ impersonates, numbers }) => impersonates !== null || numbers.some((number) => suspects.has(number)),
    ),
    officialFaces(register).filter(({ institutionId }) => faked.has(institutionId)),
  ).map((one): Found => {
    const { institutionId, signatures, domains, spoofed, accusing } = one.evidence;
    return found(one, named(institutionId), {
      institutionId,
      signatures: signatures.length,
      domains: domains.length,
      spoofed: spoofed.length,
      accusing,
    });
  });
  const burnt = new Set(blocks.flatMap((one) => one.reports));
  const rotating = findRotatingNumbers(reports, burnt).map((one): Found => {
    const { script, ...figures } = one.evidence;
    return found(one, named(script), figures);
  });
  return [...blasts, ...blocks, ...impersonations, ...rotating];
}

function found(
  one: {
    readonly kind: Kind;
    readonly reports: readonly string[];
    readonly numbers: readonly string[];
    readonly since: number;
    readonly until: number;
    readonly sources: number;
  },
  key: string,
  figures: Readonly<Record<string, unknown>>,
): Found {
  const { kind, reports, since, until } = one;
  const counts = { reports: reports.length, sources: one.sources, numbers: one.numbers.length };
  const span = { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
  return { kind, reports, key, since, until, detail: { key, ...counts, ...figures, ...span } };
}

/** The newest reports of each number only. */
function thinned(reports: readonly ReadReport[]): readonly ReadReport[] {
  const seen = new Map<string, number>();
  return [...reports]
    .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
    .filter((report) => {
      const most = Math.max(0, ...report.numbers.map((number) => seen.get(number) ?? 0));
      for (const number of report.numbers) seen.set(number, (seen.get(number) ?? 0) + 1);
      return most < MAX_PER_NUMBER;
    });
}

/** All reports of numbers that had more than one holder and were reported lately: their history is longer than any window. */
async function readRecycled(
  { keys }: Detecting,
  sql: Sql,
  recent: readonly ReadReport[],
): Promise<ReadonlyMap<string, readonly ReadReport[]>> {
  const rows = await sql<{ number: string; complaint_id: string }[]>`
    select encode(c.number_index, 'hex') as number, m.complaint_id from cases c join case_members m on m.case_id = c.id
    where c.kind = 'caller' and c.number_index in (
      select h.number_index from cases h join case_members r on r.case_id = h.id
      where h.kind = 'caller' and h.epoch > 1 and r.complaint_id = any(${recent.map(({ id }) => id)}::uuid[]))`;
  const read = await readPatternReports(keys, sql, [...new Set(rows.map((row) => row.complaint_id))]);
  const byId = new Map(read.map((report) => [report.id, report]));
  const groups = Map.groupBy(rows, (row) => row.number);
  return new Map(
    [...groups].map(([number, own]) => [number, own.flatMap((row) => byId.get(row.complaint_id) ?? [])]),
  );
}

function findRecycled(
  { keys, register }: Detecting,
  byNumber: ReadonlyMap<string, readonly ReadReport[]>,
): Found[] {
  return [...byNumber].flatMap(([index, reports]) =>
    findRecycledNumbers(
      reports,
      (number, at) => register.byContact("number", number, chinaDate(new Date(at)))?.id ?? null,
    )
      // Its reports may name other numbers too; those are looked at on their own account.
      .filter((one) =>
        one.numbers.some((number) => keys.blindIndex("number", number).toString("hex") === index),
      )
      .map(
        (one): Found =>
          found(one, linkKey(keys, "pattern", index).toString("hex"), {
            holders: one.evidence.periods.length,
            silentDays: one.evidence.silentDays,
          }),
      ),
  );
}

/** The campaign that most of the reports are in, else the callers' cases they are about. */
async function locate(tx: Tx, all: readonly Found[]): Promise<readonly Located[]> {
  const ids = [...new Set(all.flatMap((one) => one.reports))];
  const rows = await tx<{ complaint_id: string; root: string; kind: string }[]>`
    select m.complaint_id, coalesce(c.merged_into, c.id) as root, c.kind from case_members m join cases c on c.id = m.case_id
    where m.complaint_id = any(${ids}::uuid[]) and c.kind in ('campaign', 'caller')`;
  const byReport = Map.groupBy(rows, (row) => row.complaint_id);
  return all.flatMap((one) => {
    const counts = new Map<string, { readonly kind: string; count: number }>();
    for (const id of one.reports)
      for (const { root, kind } of byReport.get(id) ?? []) {
        const own = counts.get(root) ?? { kind, count: 0 };
        own.count += 1;
        counts.set(root, own);
      }
    const ranked = [...counts].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
    const campaign = ranked.find(
      ([, { kind, count }]) => kind === "campaign" && 2 * count > one.reports.length,
    );
    const callers = ranked.filter(([, { kind, count }]) => kind === "caller" && count > 1);
    // A number that changed hands is told of where its present and its former holder are, not in anybody's campaign.
    const places = campaign && one.kind !== "recycled" ? [campaign] : callers.slice(0, MAX_CASES);
    return places.map(([caseId]) => ({ ...one, caseId }));
  });
}

type Stored = {
  id: string;
  case_id: string;
  root: string;
  kind: Kind;
  detail: { key?: string; since?: string; until?: string };
  ended_at: Date | null;
};

/**
 * Brings the rows in line with what was found. One that began before `oldest`, the first report that was read, is left as
 * it is: only a part of it was seen.
 */
async function savePatterns(
  tx: Tx,
  all: readonly Located[],
  { oldest, now }: { readonly oldest: number; readonly now: Date },
): Promise<number> {
  const stored = await tx<Stored[]>`
    select p.id, p.case_id, coalesce(c.merged_into, c.id) as root, p.kind, p.detail, p.ended_at
    from case_patterns p join cases c on c.id = p.case_id
    where p.ended_at is null or coalesce(c.merged_into, c.id) = any(${all.map((one) => one.caseId)}::uuid[])`;
  const left = new Set(stored);
  const added: Record<string, unknown>[] = [];
  const changed: { case_id: string; id: string; detail: unknown; ended_at: Date | null }[] = [];
  for (const one of all) {
    const known = [...left].find(
      (row) =>
        row.root === one.caseId && row.kind === one.kind && row.detail.key === one.key && overlaps(row, one),
    );
    if (!known) {
      added.push({
        case_id: one.caseId,
        id: uuidv7(),
        kind: one.kind,
        detail: one.detail,
        found_at: now,
        ended_at: null,
      });
      continue;
    }
    left.delete(known);
    const isCut = timeOf(known.detail.since) < oldest && one.kind !== "recycled";
    if (known.ended_at !== null || (!isCut && !isSame(known.detail, one.detail)))
      changed.push({
        case_id: known.case_id,
        id: known.id,
        detail: isCut ? known.detail : one.detail,
        ended_at: null,
      });
  }
  const single = await singleHolders(tx);
  for (const row of left)
    if (
      row.ended_at === null &&
      (row.kind === "recycled" ? single.has(row.id) : timeOf(row.detail.since) >= oldest)
    )
      changed.push({ case_id: row.case_id, id: row.id, detail: row.detail, ended_at: now });
  await insertRows(tx, "case_patterns", added);
  if (changed.length > 0)
    await tx`update case_patterns p set detail = r.detail, ended_at = r.ended_at
      from jsonb_to_recordset(${JSON.stringify(changed)}::text::jsonb) as r(case_id uuid, id uuid, detail jsonb, ended_at timestamptz)
      where p.case_id = r.case_id and p.id = r.id`;
  return added.length + changed.length;
}

/** Rows about a second holder that later reports made one with the first. */
async function singleHolders(tx: Tx): Promise<ReadonlySet<string>> {
  const rows = await tx<{ id: string }[]>`
    select p.id from case_patterns p join cases c on c.id = p.case_id where p.kind = 'recycled' and p.ended_at is null
      and (select count(*) from cases o where o.number_index = c.number_index and o.kind = 'caller' and o.complaint_count > 0) < 2`;
  return new Set(rows.map((row) => row.id));
}

const timeOf = (iso: string | undefined): number => Date.parse(iso ?? "");

const overlaps = ({ detail }: Stored, { since, until }: Located): boolean =>
  timeOf(detail.since) <= until && timeOf(detail.until) >= since;

/** What chance alone would do is reckoned from all that was read, and differs a little every day: no reason to write. */
const OF_REPORTS = ["reports", "sources", "numbers", "since", "until"] as const;

const isSame = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean =>
  OF_REPORTS.every((name) => a[name] === b[name]);
