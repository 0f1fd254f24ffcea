import { randomBytes } from "node:crypto";
import * as z from "zod";
import { hashSecret } from "#adapters/keys.ts";
import { insertRows } from "#db/rows.ts";
import type { JourneyAnswers } from "#domain/complaints/journey-answers.ts";
import type { Runtime } from "../runtime.ts";
import { toAppError } from "../to-app-error.ts";

/** How long an unfinished report is kept after the last answer; the worker's pruning deletes it then. */
export const DRAFT_HOURS = 48;
const HOUR_MS = 3_600_000;
const TOKEN_BYTES = 16;

/**
 * Names one unfinished report: 128 random bits that only its writer's browser knows. The database has the hash, the
 * answers are sealed to that row, so neither a copy of the table nor a swapped row opens anything.
 */
export type DraftToken = string & { readonly draft: unique symbol };

type Store = Pick<Runtime, "db" | "keys" | "clock" | "log">;

const answersJson = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

export function newDraftToken(): DraftToken {
  return randomBytes(TOKEN_BYTES).toString("base64url") as DraftToken;
}

/** Null for anything that is not a token: a cookie is whatever a browser sends. */
export function draftToken(value: string | undefined): DraftToken | null {
  return value !== undefined && /^[\w-]{22}$/.test(value) ? (value as DraftToken) : null;
}

/** Keeps all answers of an unfinished report, new or known. Throws `unavailable` when the database cannot be reached. */
export async function saveDraft(
  { db, keys, clock }: Omit<Store, "log">,
  token: DraftToken,
  answers: JourneyAnswers,
): Promise<void> {
  const hash = hashSecret(token);
  const row = {
    cookie_hash: hash,
    answers_sealed: keys.sealWithMaster(cellOf(hash), JSON.stringify(answers)),
    key_version: keys.version,
    updated_at: clock.real(),
  };
  await reached(
    insertRows(
      db.system,
      "complaint_drafts",
      [row],
      `on conflict (cookie_hash) do update set answers_sealed = excluded.answers_sealed, key_version = excluded.key_version,
        updated_at = excluded.updated_at`,
    ),
  );
}

/** The answers so far; null when there is no such draft, or it is too old or unreadable. Throws `unavailable` as above. */
export async function findDraft(
  { db, keys, clock, log }: Store,
  token: DraftToken,
): Promise<JourneyAnswers | null> {
  const hash = hashSecret(token);
  const oldest = new Date(clock.real().getTime() - DRAFT_HOURS * HOUR_MS);
  const [row] = await reached(
    db.system<{ answers_sealed: Buffer }[]>`
      select answers_sealed from complaint_drafts where cookie_hash = ${hash} and updated_at > ${oldest}`,
  );
  if (!row) return null;
  try {
    return answersJson.parse(
      JSON.parse(keys.openWithMaster(cellOf(hash), row.answers_sealed)),
    ) as JourneyAnswers;
  } catch (error) {
    // A person with such a draft could neither go on nor start anew if this were an error.
    log.warn({ err: error }, "a draft cannot be opened");
    return null;
  }
}

/** Forgets an unfinished report at once. Nothing happens when there is none. */
export async function discardDraft({ db }: Pick<Store, "db">, token: DraftToken): Promise<void> {
  await reached(db.system`delete from complaint_drafts where cookie_hash = ${hashSecret(token)}`);
}

function cellOf(hash: Buffer) {
  return { table: "complaint_drafts", column: "answers", row: hash.toString("hex") };
}

async function reached<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw toAppError(error);
  }
}
