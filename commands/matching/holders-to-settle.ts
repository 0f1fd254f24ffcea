import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import type { Row } from "#db/rows.ts";
import { HOLDER_SILENCE_DAYS } from "#domain/cases/holder-periods.ts";
import type { JoinableCase } from "../complaints/joinable-cases.ts";
import type { Prepared } from "../complaints/prepare-submission.ts";

const SILENCE_MS = HOLDER_SILENCE_DAYS * 86_400_000;
type Span = { number_index: Buffer; from: Date; to: Date; is_shared: boolean };

/**
 * Rows of `match_queue` that have the holders of a number looked at again whenever its reports span half a year or it had
 * two before. A report inside the span counts too: it may be the second that says a pattern differs, or the one that
 * fills the silence.
 */
export async function holdersToSettle(
  tx: Tx,
  items: readonly Prepared[],
  cases: ReadonlyMap<string, JoinableCase>,
  now: Date,
): Promise<Row[]> {
  const timesOf = new Map<string, number[]>();
  for (const item of items)
    for (const { indexHex } of item.callers)
      timesOf.set(indexHex, [...(timesOf.get(indexHex) ?? []), item.reportedAt.getTime()]);
  const caseIds = [...timesOf.keys()].flatMap((hex) => cases.get(`number:${hex}`)?.id ?? []);
  const rows = await tx<Span[]>`
    select c.number_index, c.first_report_at as from, c.last_report_at as to,
      exists (select 1 from cases o where o.number_index = c.number_index and o.id <> c.id and o.kind = 'caller') as is_shared
    from cases c where c.id = any(${caseIds}::uuid[])`;
  const queued = rows.filter((row) => {
    const times = [
      ...(timesOf.get(row.number_index.toString("hex")) ?? []),
      row.from.getTime(),
      row.to.getTime(),
    ];
    return row.is_shared || Math.max(...times) - Math.min(...times) >= SILENCE_MS;
  });
  return queued.map((row) => ({ id: uuidv7(), kind: "number", key: row.number_index, at: now }));
}
