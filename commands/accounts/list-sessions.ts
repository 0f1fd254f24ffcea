import { type Actor, authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";

export type OpenSession = {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly role: string;
  readonly openedAt: string;
  readonly expiresAt: string;
  readonly isCurrent: boolean;
};

/** A page for people, not a log: more open sessions than this are named by their newest. */
const LIMIT = 200;

/** The sessions of the signed-in person that are still open, newest first. */
export async function listOwnSessions(context: Context): Promise<OpenSession[]> {
  const { actor, db, clock } = context;
  if (!actor) throw new AppError("not-signed-in", "sign-in-first");
  const rows = await db.system`
    select s.id, s.account_id, a.name, a.role, s.created_at, s.expires_at from sessions s join accounts a on a.id = s.account_id
    where s.account_id = ${actor.id} and s.revoked_at is null and s.expires_at > ${clock.real()}
    order by s.created_at desc limit ${LIMIT}`;
  return rows.map((row) => toSession(row, actor));
}

/** The open sessions of the agency's other officers; for whoever may revoke them. */
export async function listAgencySessions(context: Context): Promise<OpenSession[]> {
  const { actor, db, clock } = context;
  const scope = authorize(actor, "session.revoke");
  const rows = await db.system`
    select s.id, s.account_id, a.name, a.role, s.created_at, s.expires_at from accounts a join sessions s on s.account_id = a.id
    where a.agency_id = ${scope.agencyId} and a.id <> ${scope.accountId} and s.revoked_at is null and s.expires_at > ${clock.real()}
    order by s.created_at desc limit ${LIMIT}`;
  return rows.map((row) => toSession(row, actor));
}

function toSession(row: Record<string, unknown>, actor: Actor | null): OpenSession {
  return {
    id: row.id as string,
    accountId: row.account_id as string,
    name: row.name as string,
    role: row.role as string,
    openedAt: (row.created_at as Date).toISOString(),
    expiresAt: (row.expires_at as Date).toISOString(),
    isCurrent: row.id === actor?.sessionId,
  };
}
