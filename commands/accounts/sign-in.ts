import { hash, verify } from "@node-rs/argon2";
import { uuidv7 } from "uuidv7";
import { contentHash } from "#adapters/keys.ts";
import { hexList, insertRows } from "#db/rows.ts";
import { type Actor, makeActor } from "#domain/access/actor.ts";
import { isRole } from "#domain/access/permissions.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Runtime } from "../runtime.ts";
import { ARGON2 } from "./password.ts";
import { newTotpSecret, totpStep } from "./totp.ts";

/** A desk session ends after 12 hours, whatever happens. */
const SESSION_HOURS = 12;
/** From the fifth failure in a row each further one doubles the wait, up to 15 minutes; it slows guessing and locks nobody out for good. */
const FREE_FAILURES = 4;
const LONGEST_WAIT_SECONDS = 900;

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
  const throttles = [
    contentHash(`account|${email}`),
    ...(input.network ? [contentHash(`network|${input.network}`)] : []),
  ];
  await assertNotThrottled(runtime, throttles, now);

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
    await insertRows(
      sql,
      "sign_in_throttles",
      throttles.map((key) => ({ key, failures: 1, last_at: now })),
      "on conflict (key) do update set failures = sign_in_throttles.failures + 1, last_at = excluded.last_at",
    );
    throw new AppError("unauthenticated", "sign-in-failed");
  }
  const sessionId = uuidv7();
  await sql.begin(async (tx) => {
    // The step only moves forward: of two uses of one code at the same moment, one finds it taken.
    const taken =
      await tx`update accounts set totp_last_step = ${step} where id = ${account.id} and totp_last_step < ${step} returning id`;
    if (taken.length === 0) throw new AppError("unauthenticated", "sign-in-failed");
    await tx`delete from sign_in_throttles where key = ${throttles[0] ?? null}`;
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

async function assertNotThrottled(runtime: Runtime, keys: readonly Buffer[], now: Date): Promise<void> {
  const rows = await runtime.db.system<{ failures: number; last_at: Date }[]>`
    select failures, last_at from sign_in_throttles where key = any(${hexList(keys)}::text[]::bytea[])`;
  for (const row of rows) {
    if (row.failures <= FREE_FAILURES) continue;
    const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, 2 ** (row.failures - FREE_FAILURES));
    if (now.getTime() < row.last_at.getTime() + waitSeconds * 1000)
      throw new AppError("quota", "sign-in-too-often");
  }
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
