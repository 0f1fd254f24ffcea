import type { Runtime } from "#commands/runtime.ts";

const DRAFT_HOURS = 48;
const IDEMPOTENCY_DAYS = 7;
const HOUR_MS = 3_600_000;

/** Throws away what has no use any more: abandoned drafts, old idempotency keys, forgotten sign-in failures. */
export async function pruneJob({ db, clock }: Runtime): Promise<void> {
  const now = clock.real().getTime();
  const before = (hours: number) => new Date(now - hours * HOUR_MS);
  await db.system`delete from complaint_drafts where updated_at < ${before(DRAFT_HOURS)}`;
  await db.system`delete from idempotency_keys where created_at < ${before(IDEMPOTENCY_DAYS * 24)}`;
  await db.system`delete from api_subjects where day < ${new Date(now - 48 * HOUR_MS).toISOString().slice(0, 10)}::date`;
  await db.system`delete from sign_in_throttles where last_at < ${before(24)}`;
}
