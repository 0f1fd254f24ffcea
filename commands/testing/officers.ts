import { uuidv7 } from "uuidv7";
import { insertRows } from "#db/rows.ts";
import { type Actor, makeActor } from "#domain/access/actor.ts";
import type { RoleName } from "#domain/access/permissions.ts";
import { saveAgencies } from "../agencies/save-agencies.ts";
import type { Context } from "../context.ts";
import type { Runtime } from "../runtime.ts";

/** A second agency, competent for the regions given; returns its id. */
export async function addAgency(
  { db, register }: Runtime,
  code: string,
  regionPrefixes: readonly string[],
  now: Date,
): Promise<string> {
  const ids = await saveAgencies(
    db.system,
    [{ code, nameZh: code, nameEn: code, regionPrefixes, isDefault: false }],
    now,
  );
  await register.refresh();
  const id = ids.get(code);
  if (!id) throw new Error(`no agency ${code}`);
  return id;
}

/** The agency every test portal has. */
export async function firstAgency({ db }: Runtime): Promise<string> {
  const [row] = await db.system<{ id: string }[]>`select id from agencies order by created_at, id limit 1`;
  if (!row) throw new Error("no agency");
  return row.id;
}

/** An officer with an open session, who cannot sign in: hashing a password is not what these tests are about. */
export async function addOfficer(context: Context, role: RoleName, agencyId: string): Promise<Actor> {
  const id = uuidv7();
  const sessionId = uuidv7();
  const now = context.clock.real();
  await insertRows(context.db.system, "accounts", [
    {
      id,
      email: `${id}@desk.example`,
      name: `${role} ${id.slice(-4)}`,
      role,
      agency_id: agencyId,
      institution_id: null,
      password_hash: "none",
      totp_sealed: Buffer.from("none"),
      totp_last_step: 0,
      key_version: 1,
      created_at: now,
      disabled_at: null,
    },
  ]);
  await insertRows(context.db.system, "sessions", [
    {
      id: sessionId,
      account_id: id,
      created_at: now,
      expires_at: new Date(now.getTime() + 12 * 3_600_000),
      revoked_at: null,
    },
  ]);
  return makeActor({ id, name: `${role} ${id.slice(-4)}`, role, agencyId, institutionId: null, sessionId });
}

/** The same portal, used by this officer, `days` after the test's own moment. */
export function as(context: Context, actor: Actor | null, days = 0): Context {
  return { ...context, actor, now: new Date(context.now.getTime() + days * 86_400_000) };
}
