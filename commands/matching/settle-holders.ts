import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { type HolderPeriod, type HolderReport, holderPeriods } from "#domain/cases/holder-periods.ts";
import { caseReference } from "#domain/cases/reference.ts";
import { chinaDate } from "#domain/complaints/incident-time.ts";
import { freshCase } from "../cases/fresh-case.ts";
import { refreshNumberReports } from "../complaints/write-memberships.ts";
import type { Runtime } from "../runtime.ts";
import { linkKey } from "./match-traits.ts";
import { type Move, moveMembers } from "./move-members.ts";
import { enqueueKeys } from "./queue.ts";

const HOLDER_RULE = "holder-period";

type CallerCase = { id: string; epoch: number; agency_id: string; decided_at: Date | null };
type Member = {
  case_id: string;
  complaint_id: string;
  at: Date;
  matter: HolderReport["matter"];
  script: string | null;
  institution_id: string | null;
  identities: string[];
};

/**
 * One number's holders, from all its reports: a number that was given to somebody else after half a year of silence
 * gets a case of its own for the new holder, and the old one's decisions stay with the old one.
 */
export async function settleHolders(
  runtime: Pick<Runtime, "keys" | "register">,
  tx: Tx,
  numberIndex: Buffer,
  now: Date,
): Promise<void> {
  const [known] = await tx<{ key_sealed: Buffer }[]>`
    select key_sealed from number_keys where number_index = ${numberIndex} for update`;
  if (!known) return;
  const number = runtime.keys.openWithMaster(
    { table: "number_keys", column: "key", row: numberIndex.toString("hex") },
    known.key_sealed,
  );
  const cases = await tx<CallerCase[]>`
    select c.id, c.epoch, c.agency_id, (select min(d.proposed_at) from decisions d where d.case_id = c.id) as decided_at
    from cases c where c.number_index = ${numberIndex} and c.kind = 'caller' order by c.epoch`;
  const [newest] = cases.slice(-1);
  if (!newest) return;
  const members = await tx<Member[]>`
    select m.case_id, m.complaint_id, m.reported_at as at, c.matter, encode(s.group_id, 'hex') as script, t.institution_id,
      coalesce((select array_agg(encode(l.key, 'hex')) from complaint_links l join link_keys k on k.key = l.key
        where l.complaint_id = m.complaint_id and k.kind in ('callback', 'domain', 'im', 'payee', 'signature')), '{}') as identities
    from case_members m join complaints c on c.id = m.complaint_id join complaint_traits t on t.complaint_id = m.complaint_id
      left join scripts s on s.id = t.script_id
    where m.case_id = any(${cases.map((row) => row.id)}::uuid[])`;
  const periods = holderPeriods(
    members.map((row) => ({
      id: row.complaint_id,
      at: row.at.getTime(),
      matter: row.matter,
      script: row.script,
      claimed: row.institution_id,
      // A registered contact keeps its holder, whatever it is reported for.
      identifiers: [...row.identities, ...registeredHolder(runtime.register, number, row.at)],
    })),
  );
  if (periods.length <= 1 && cases.length <= 1) return;
  const caseOf = await casesOfPeriods(runtime, tx, { numberIndex, cases, members, periods, now });
  const judged = await judgedByPeople(
    tx,
    cases.map((row) => row.id),
  );
  const at = new Map(members.map((row) => [row.complaint_id, row.case_id]));
  const moves = periods.flatMap((period) =>
    period.reports.flatMap((complaintId): Move[] => {
      const from = at.get(complaintId) ?? null;
      const to = caseOf.get(period.period) ?? newest.id;
      if (from === to || judged.has(complaintId)) return [];
      return [{ complaintId, from, to, rule: HOLDER_RULE, weights: { cut: period.cut } }];
    }),
  );
  await moveMembers(tx, moves, { modelVersion: "holders-1", now });
  await moveKeys(runtime, tx, moves, now);
  const last = periods.at(-1);
  const current = last ? (caseOf.get(last.period) ?? newest.id) : newest.id;
  await tx`update number_keys n set case_id = c.id, agency_id = c.agency_id, epoch = c.epoch from cases c
    where n.number_index = ${numberIndex} and c.id = ${current} and n.case_id is distinct from c.id`;
  await refreshNumberReports(tx, [current], now);
  for (const period of periods) {
    const id = caseOf.get(period.period);
    if (id)
      await tx`update cases set holder_from = ${period.cut ? new Date(period.since) : null},
        holder_to = ${period === last ? null : new Date(period.until)} where id = ${id}`;
  }
}

const registeredHolder = (register: Runtime["register"], number: string, at: Date): string[] => {
  const holder = register.byContact("number", number, chinaDate(at));
  return holder ? [`holder:${holder.id}`] : [];
};

type Settling = {
  readonly numberIndex: Buffer;
  readonly cases: readonly CallerCase[];
  readonly members: readonly Member[];
  readonly periods: readonly HolderPeriod[];
  readonly now: Date;
};

/**
 * A case that something was decided on stays with whoever had the number then; any other with the period that most of its
 * reports are of, the oldest first. A period without one gets a new case.
 */
async function casesOfPeriods(
  runtime: Pick<Runtime, "keys">,
  tx: Tx,
  { numberIndex, cases, members, periods, now }: Settling,
): Promise<ReadonlyMap<number, string>> {
  const periodOf = new Map(
    periods.flatMap((period) => period.reports.map((id) => [id, period.period] as const)),
  );
  const taken = new Map<number, string>();
  for (const row of cases) {
    if (!row.decided_at) continue;
    const at = row.decided_at.getTime();
    const then = periods.findLast((period) => period.since <= at) ?? periods[0];
    if (then && !taken.has(then.period)) taken.set(then.period, row.id);
  }
  const placed = new Set(taken.values());
  for (const row of cases) {
    if (placed.has(row.id)) continue;
    const counts = new Map<number, number>();
    for (const member of members)
      if (member.case_id === row.id) {
        const period = periodOf.get(member.complaint_id) ?? 0;
        counts.set(period, (counts.get(period) ?? 0) + 1);
      }
    const best = [...counts]
      .filter(([period]) => !taken.has(period))
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
    if (best) taken.set(best[0], row.id);
  }
  const [like] = cases.slice(-1);
  let epoch = Math.max(...cases.map((row) => row.epoch));
  for (const period of periods) {
    if (taken.has(period.period) || !like) continue;
    epoch += 1;
    const id = uuidv7();
    taken.set(period.period, id);
    const [template] = await tx`select * from cases where id = ${like.id}`;
    if (!template) continue;
    const subject = runtime.keys.openWithMaster(
      { table: "cases", column: "subject", row: like.id },
      template.subject_sealed,
    );
    const reference = caseReference("caller", id, now);
    await insertRows(tx, "cases", [
      {
        ...template,
        id,
        reference,
        epoch,
        subject_sealed: runtime.keys.sealWithMaster({ table: "cases", column: "subject", row: id }, subject),
        key_version: runtime.keys.version,
        number_index: numberIndex,
        holder_from: new Date(period.since),
        holder_to: null,
        ...freshCase(now),
      },
    ]);
    await insertRows(tx, "case_references", [{ reference, case_id: id, agency_id: template.agency_id }]);
  }
  return taken;
}

async function judgedByPeople(tx: Tx, caseIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx<{ complaint_id: string }[]>`
    select distinct complaint_id from case_judgements where case_id = any(${[...caseIds]}::uuid[]) and by_kind = 'person'`;
  return new Set(rows.map((row) => row.complaint_id));
}

/** A number ties the reports of one holder: whoever moved carries the key of the case it moved to. */
async function moveKeys(
  { keys }: Pick<Runtime, "keys">,
  tx: Tx,
  moves: readonly Move[],
  now: Date,
): Promise<void> {
  for (const move of moves) {
    if (!move.from || !move.to) continue;
    const [old, fresh] = [linkKey(keys, "number", move.from), linkKey(keys, "number", move.to)];
    const gone = await tx<{ source_index: Buffer }[]>`
      delete from complaint_links where key = ${old} and complaint_id = ${move.complaintId} returning source_index`;
    const [link] = gone;
    if (!link) continue;
    await tx`update link_keys set complaints = complaints - 1 where key = ${old}`;
    await insertRows(
      tx,
      "link_keys",
      [{ key: fresh, kind: "number", case_id: null, complaints: 1, script_group: null, is_common: false }],
      "on conflict (key) do update set complaints = link_keys.complaints + 1",
    );
    await insertRows(tx, "complaint_links", [
      { key: fresh, complaint_id: move.complaintId, source_index: link.source_index },
    ]);
  }
  const touched = new Map(
    moves.flatMap(({ from, to }) =>
      [from, to].flatMap((id) => (id ? [[id, linkKey(keys, "number", id)] as const] : [])),
    ),
  );
  await enqueueKeys(tx, [...touched.values()], now);
}
