import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import type { Demo } from "#db/seed/demo-complaints.ts";
import { DEMO_HANDS } from "#db/seed/demo-decisions.ts";
import { type DemoStep, handlingSteps } from "#db/seed/demo-handling.ts";
import { transition } from "#domain/complaints/status.ts";
import type { Status } from "#domain/complaints/statuses.ts";
import { monthIndex, monthName } from "#domain/rating/evidence/months.ts";
import { audit } from "../audit.ts";
import { rebuildCase } from "../cases/part-complaint.ts";
import { monthStart } from "../rating/gather-evidence.ts";
import { monthDue, publishRatings } from "../rating/publish-ratings.ts";
import { stateOwnView } from "../rating/state-own-view.ts";
import type { Runtime } from "../runtime.ts";
import { demoActor } from "./replay-decision.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** So many months are published at once, so that letters have a past. */
const MONTHS = 3;

type Row = {
  id: string;
  source_id: string;
  received_at: Date;
  code: string;
  agency: string;
  case_id: string;
  memberships: number;
};
/** What is planted, and which reports are part of a flood. */
type Known = { readonly truth: Demo["truth"]; readonly isFlood: ReadonlySet<string> };
type Taken = DemoStep & { readonly status: Status };

/** Officers deal with the complaints about institutions, each step by the rules and at its time, all written together. */
export async function replayHandling(
  runtime: Runtime,
  demo: Demo,
  { seed, now }: { readonly seed: number; readonly now: Date },
): Promise<void> {
  const sql = runtime.db.system;
  const rows = await sql<Row[]>`
    select co.id, s.source_id, co.received_at, i.code, a.code as agency, c.id as case_id,
      (select count(*)::int from case_members o where o.complaint_id = co.id) as memberships
    from cases c join institutions i on i.id = c.institution_id join agencies a on a.id = c.agency_id
      join case_members m on m.case_id = c.id join complaints co on co.id = m.complaint_id
      join complaint_states st on st.complaint_id = co.id and st.status = 'screening'
      join source_records s on s.record_id = co.id and s.kind = 'complaint' and s.source = 'demonstration'
    where c.kind = 'lender' order by co.received_at, co.id`;
  const { truth } = demo;
  const known = { truth, isFlood: new Set(truth.floods.flatMap(({ sourceIds }) => sourceIds)) };
  const handled = rows
    .map((row) => ({ row, steps: stepsOf(row, known, seed, now) }))
    .filter(({ steps }) => steps.length > 0);
  const officers = new Map<string, string>();
  for (const [code, { proposer }] of Object.entries(DEMO_HANDS))
    officers.set(code, (await demoActor(runtime, proposer)).id);
  await sql.begin(async (tx) => {
    await insertRows(
      tx,
      "complaint_events",
      handled.flatMap(({ row, steps }) =>
        steps.map(({ status, details, at }) => ({
          complaint_id: row.id,
          id: uuidv7(),
          status,
          reason: details.reasonCode ?? details.outcome ?? null,
          message: details.note ?? null,
          by_kind: details.by,
          by_id: details.by === "officer" ? officers.get(row.agency) : null,
          at,
        })),
      ),
    );
    const last = handled.map(({ row, steps }) => ({ id: row.id, ...(steps.at(-1) as Taken) }));
    await tx`update complaint_states s set status = r.status, reason = r.reason, message = r.message, updated_at = r.at
      from jsonb_to_recordset(${JSON.stringify(
        last.map(({ id, status, details, at }) => ({
          id,
          status,
          reason: details.reasonCode ?? details.outcome ?? null,
          message: details.note ?? null,
          at,
        })),
      )}::text::jsonb) as r(id uuid, status text, reason text, message text, at timestamptz)
      where s.complaint_id = r.id`;
    await partDeclined(
      tx,
      handled.filter(({ steps }) => steps.at(-1)?.status === "not_accepted"),
      officers,
    );
    await audit(tx, {
      at: now,
      actor: { kind: "system", id: null },
      agencyId: null,
      action: "complaints.handled",
      subject: { kind: "demonstration", id: null },
      detail: { complaints: handled.length },
    });
  });
}

function stepsOf(row: Row, { truth, isFlood }: Known, seed: number, now: Date): readonly Taken[] {
  let status: Status = "screening";
  return handlingSteps(
    {
      sourceId: row.source_id,
      receivedAt: row.received_at,
      institution: row.code,
      isAlone: row.memberships === 1,
      isDuplicate: truth.duplicateOf[row.source_id] !== undefined,
      isFlood: isFlood.has(row.source_id),
    },
    seed,
    now,
  ).map((step) => {
    status = transition(status, step.event, step.details);
    return { ...step, status };
  });
}

/** What was not accepted leaves the only case it was in; each case is rebuilt once. */
async function partDeclined(
  tx: Tx,
  declined: readonly { readonly row: Row; readonly steps: readonly Taken[] }[],
  officers: ReadonlyMap<string, string>,
): Promise<void> {
  if (declined.length === 0) return;
  const members = await tx<{ case_id: string; complaint_id: string; reported_at: Date }[]>`
    delete from case_members where complaint_id = any(${declined.map(({ row }) => row.id)}::uuid[])
    returning case_id, complaint_id, reported_at`;
  const stepOf = new Map(declined.map(({ row, steps }) => [row.id, { row, step: steps.at(-1) }]));
  await insertRows(
    tx,
    "case_judgements",
    members.map(({ case_id, complaint_id, reported_at }) => ({
      case_id,
      id: uuidv7(),
      complaint_id,
      verdict: "part",
      by_kind: "person",
      by_id: officers.get(stepOf.get(complaint_id)?.row.agency ?? "") ?? null,
      rule: "not-accepted",
      reason: stepOf.get(complaint_id)?.step?.details.reasonCode ?? "",
      weights: { reportedAt: reported_at.toISOString() },
      model_version: "keys-1",
      at: stepOf.get(complaint_id)?.step?.at,
    })),
  );
  const newest = new Map<string, Date>();
  for (const { case_id, complaint_id } of members) {
    const at = stepOf.get(complaint_id)?.step?.at ?? new Date(0);
    if (at > (newest.get(case_id) ?? new Date(0))) newest.set(case_id, at);
  }
  const ids = [...newest.keys()].sort();
  await tx`select 1 from cases where id = any(${ids}::uuid[]) order by id for update`;
  for (const id of ids) await rebuildCase(tx, id, newest.get(id) as Date);
}

/** The last months' ratings, each published on the fifth of the month after it, and what one institution says to its own. */
export async function replayRatings(runtime: Runtime, now: Date): Promise<void> {
  const last = monthIndex(monthDue(now));
  for (let month = last - MONTHS + 1; month <= last; month++) {
    const due = monthStart(monthName(month + 1)).getTime() + 4 * DAY_MS + 10 * HOUR_MS;
    await publishRatings(runtime, { month: monthName(month), now: new Date(Math.min(due, now.getTime())) });
  }
  const actor = await demoActor(runtime, "risk@anhe.example");
  await stateOwnView(
    { ...runtime, actor, now: new Date(now.getTime() - 2 * DAY_MS) },
    {
      zh: "（演示）本公司已更换两家受托催收机构，并把答复期限从十五日缩短到七日，欢迎监督。",
      en: "(Demonstration) We have replaced two of the firms that collect for us, and now answer within seven days.",
    },
  );
}
