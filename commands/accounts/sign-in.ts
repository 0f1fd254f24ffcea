import { hash, verify } from "@node-rs/argon2";
import { uuidv7 } from "uuidv7";
import type { Sql } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { type Actor, makeActor } from "#domain/access/actor.ts";
import { isRole } from "#domain/access/permissions.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Runtime } from "../runtime.ts";
import { ARGON2 } from "./password.ts";
import { newTotpSecret, totpStep } from "./totp.ts";

/** A desk session ends after 12 hours, whatever happens. */
const SESSION_HOURS = 12;
/**
 * Guesses are slowed down and nobody is locked out for good: beyond the free failures each further one doubles the wait,
 * up to 15 minutes. A network has many people behind it, so it has more of them and forgets after an hour.
 */
const FREE_FAILURES = { account: 4, network: 60 } as const;
const LONGEST_WAIT_SECONDS = 900;
const NETWORK_MEMORY_MS = 3_600_000;

// Verified against when the account does not exist, so that the answer takes as long.
let decoy: Promise<string> | null = null;

export type SignInInput = {
  readonly email: string;
  readonly password: string;
  readonly totp: string;
  readonly network: string | null;
};

/**
 * Password and second factor in one step. Every failure is the same `unauthenticated`; a one-time code works once
 * (RFC 6238 section 5.2). Returns the new session's id.
 */
export async function signIn(
  runtime: Runtime,
  input: SignInInput,
): Promise<{ sessionId: string; accountId: string }> {
  const now = runtime.clock.real();
  const email = input.email.trim().toLowerCase();
  const sql = runtime.db.system;
  const throttle = {
    account: runtime.keys.fingerprint(`account|${email}`),
    network: input.network ? runtime.keys.fingerprint(`network|${input.network}`) : null,
  };
  // Counted before anything is verified: guesses sent at the same moment are slowed like guesses in a row.
  await countAttempt(sql, throttle.account, FREE_FAILURES.account, now, null);
  if (throttle.network)
    await countAttempt(sql, throttle.network, FREE_FAILURES.network, now, NETWORK_MEMORY_MS);

  const [account] = await sql`
    select id, role, agency_id, institution_id, password_hash, totp_sealed, totp_last_step, disabled_at from accounts where email = ${email}`;
  decoy ??= hash("no such account", ARGON2);
  const isPassword = await verify(account?.password_hash ?? (await decoy), input.password).catch(() => false);
  const secret = account
    ? runtime.keys.openWithMaster({ table: "accounts", column: "totp", row: account.id }, account.totp_sealed)
    : newTotpSecret();
  const step = totpStep(secret, input.totp, now);
  if (
    !account ||
    account.disabled_at ||
    !isPassword ||
    step === null ||
    BigInt(step) <= BigInt(account.totp_last_step)
  ) {
    throw new AppError("unauthenticated", "sign-in-failed");
  }
  const sessionId = uuidv7();
  await sql.begin(async (tx) => {
    // The step only moves forward: of two uses of one code at the same moment, one finds it taken.
    const taken =
      await tx`update accounts set totp_last_step = ${step} where id = ${account.id} and totp_last_step < ${step} returning id`;
    if (taken.length === 0) throw new AppError("unauthenticated", "sign-in-failed");
    await tx`delete from sign_in_throttles where key = ${throttle.account}`;
    if (throttle.network)
      await tx`update sign_in_throttles set failures = greatest(failures - 1, 0) where key = ${throttle.network}`;
    await insertRows(tx, "sessions", [
      {
        id: sessionId,
        account_id: account.id,
        created_at: now,
        expires_at: new Date(now.getTime() + SESSION_HOURS * 3_600_000),
        revoked_at: null,
      },
    ]);
    await audit(tx, {
      at: now,
      actor: { kind: account.agency_id ? "officer" : "member", id: account.id },
      agencyId: account.agency_id,
      action: "session.opened",
      subject: { kind: "session", id: sessionId },
      detail: {},
    });
  });
  return { sessionId, accountId: account.id };
}

/** Counts one attempt, or refuses it while the wait after the last one is not over. One statement: nothing slips between. */
async function countAttempt(
  sql: Sql,
  key: Buffer,
  free: number,
  now: Date,
  memoryMs: number | null,
): Promise<void> {
  const forgottenBefore = new Date(memoryMs === null ? 0 : now.getTime() - memoryMs);
  const counted = await sql`
    insert into sign_in_throttles (key, failures, last_at) values (${key}, 1, ${now})
    on conflict (key) do update set last_at = excluded.last_at,
      failures = case when sign_in_throttles.last_at < ${forgottenBefore} then 1 else sign_in_throttles.failures + 1 end
    where sign_in_throttles.failures <= ${free} or sign_in_throttles.last_at < ${forgottenBefore}
      or sign_in_throttles.last_at + make_interval(secs => least(${LONGEST_WAIT_SECONDS}::int, power(2, least(sign_in_throttles.failures - ${free}, 20)))) <= ${now}
    returning failures`;
  if (counted.length === 0) throw new AppError("quota", "sign-in-too-often");
}

/** The person behind a session id, or null when it is unknown, over, or revoked. Checked on every request. */
export async function findActor(
  runtime: Pick<Runtime, "db" | "clock">,
  sessionId: string,
): Promise<Actor | null> {
  const [row] = await runtime.db.system`
    select a.id, a.name, a.role, a.agency_id, a.institution_id from sessions s join accounts a on a.id = s.account_id
    where s.id = ${sessionId} and s.revoked_at is null and s.expires_at > ${runtime.clock.real()} and a.disabled_at is null`;
  if (!row || !isRole(row.role)) return null;
  return makeActor({
    id: row.id,
    name: row.name,
    role: row.role,
    agencyId: row.agency_id,
    institutionId: row.institution_id,
    sessionId,
  });
}

/** Ends one session at once: signing out, or a supervisor's revocation. */
export async function revokeSession(runtime: Runtime, actor: Actor, sessionId: string): Promise<void> {
  const now = runtime.clock.real();
  await runtime.db.system.begin(async (tx) => {
    const [row] =
      await tx`select s.account_id, a.agency_id from sessions s join accounts a on a.id = s.account_id where s.id = ${sessionId}`;
    const isOwn = row?.account_id === actor.id;
    const isSupervised = actor.permissions.has("session.revoke") && row?.agency_id === actor.agencyId;
    if (!row || !(isOwn || isSupervised)) throw new AppError("not-found", "session");
    await tx`update sessions set revoked_at = ${now} where id = ${sessionId} and revoked_at is null`;
    await audit(tx, {
      at: now,
      actor: { kind: actor.agencyId ? "officer" : "member", id: actor.id },
      agencyId: actor.agencyId,
      action: "session.revoked",
      subject: { kind: "session", id: sessionId },
      detail: { own: isOwn },
    });
  });
}
