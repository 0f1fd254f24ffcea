import type { Scope } from "#domain/access/actor.ts";
import { COUNT_CAP, writeCursor } from "#domain/cases/inbox.ts";
import {
  APPLICATION_PAGE_SIZE,
  type ApplicationFilter,
  type ApplicationPage,
  dueDays,
  isNearestFirst,
  readApplicationCursor,
} from "#domain/registry/application-list.ts";
import type { Tx } from "../client.ts";
import { subjectInList } from "./agency-entries.ts";
import type { OpenEntryKey } from "./entry-file.ts";

/**
 * A page of what subjects asked the agency for. Those that wait leave out what is answered with an earlier one; the nearest
 * deadline first, answered ones the newest first.
 */
export async function listApplicationPage(
  tx: Tx,
  scope: Scope,
  filter: ApplicationFilter,
  { now, open }: { readonly now: Date; readonly open: OpenEntryKey },
): Promise<ApplicationPage> {
  const { from, to } = dueDays(filter.due, now);
  const cursor = readApplicationCursor(filter.after);
  const isUp = isNearestFirst(filter);
  const where = tx`
    a.agency_id = ${scope.agencyId}
    ${filter.state === "any" ? tx`` : tx`and a.state = ${filter.state}`}
    ${filter.state === "open" ? tx`and a.joined_to is null` : tx``}
    ${filter.kind ? tx`and a.kind = ${filter.kind}` : tx``}
    ${from ? tx`and a.due_on >= ${from}::date` : tx``} ${to ? tx`and a.due_on <= ${to}::date` : tx``}`;
  const beyond = cursor
    ? tx`and (a.due_on, a.id) ${isUp ? tx`>` : tx`<`} (${cursor.value}::date, ${cursor.id}::uuid)`
    : tx``;
  const [rows, [count]] = await Promise.all([
    tx`
      select p.*, e.subject_kind, e.key_sealed, coalesce(e.subject_key, i.legal_name, r.pseudonym, '') as name, v.public_key
      from (
        select a.entry_id, a.id, a.kind, a.ground, a.received_at, a.due_on::text as due_on, a.state, a.missed_at, a.joined_to
        from entry_applications a where ${where} ${beyond}
        order by ${isUp ? tx`a.due_on, a.id` : tx`a.due_on desc, a.id desc`} limit ${APPLICATION_PAGE_SIZE + 1}
      ) p
      join registry_entries e on e.id = p.entry_id
      left join institutions i on i.id = e.institution_id left join practitioners r on r.id = e.practitioner_id
      left join lateral (
        select public_key from registry_versions where entry_id = p.entry_id order by version desc limit 1
      ) v on true
      order by ${isUp ? tx`p.due_on, p.id` : tx`p.due_on desc, p.id desc`}`,
    tx<{ count: number }[]>`
      select count(*)::int as count from (select 1 from entry_applications a where ${where} limit ${COUNT_CAP + 1}) c`,
  ]);
  const shown = rows.slice(0, APPLICATION_PAGE_SIZE).map((row) => ({
    entryId: row.entry_id,
    id: row.id,
    kind: row.kind,
    ground: row.ground,
    receivedAt: row.received_at.toISOString(),
    dueOn: row.due_on,
    state: row.state,
    isMissed: row.missed_at !== null,
    joinedTo: row.joined_to,
    subject: subjectInList({ ...row, id: row.entry_id }, open),
  }));
  const last = rows.length > APPLICATION_PAGE_SIZE ? shown.at(-1) : undefined;
  return {
    rows: shown,
    next: last ? writeCursor({ value: last.dueOn, id: last.id }) : null,
    total: count?.count ?? 0,
  };
}
