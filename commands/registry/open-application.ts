import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { hashSecret } from "#adapters/keys.ts";
import { inTransaction, type Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { dueOn } from "#domain/clocks/due-on.ts";
import { clockPreset } from "#domain/clocks/presets.ts";
import { formatReceipt } from "#domain/complaints/receipt.ts";
import { AppError } from "#domain/errors.ts";
import {
  type Application,
  type ApplicationKind,
  applicationInput,
  privateSubjectOf,
  sameWords,
} from "#domain/registry/application.ts";
import { challengeClock, type LifeEvent, type Stage, transition } from "#domain/registry/life.ts";
import type { LeafType } from "#domain/transparency/leaf.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { toAppError } from "../to-app-error.ts";
import { type LockedEntry, lockEntry, moveEntry } from "./entry-life.ts";
import { findEntryAbout } from "./find-entry-about.ts";
import { logAct } from "./log-act.ts";

/** A private number (or person) that an answer would tell about, as the budget of look-ups counts it. */
export type PrivateSubject = { readonly canonical: string; readonly visibility: "restricted" };

export type OpenApplication = {
  readonly body: unknown;
  readonly idempotencyKey: string | null;
  /**
   * Draws a private subject on the budget that look-ups of whoever asks draw on, before anything is looked up; throws
   * `quota`. Null for the portal itself, which knows whose entry it means.
   */
  readonly spend: ((subject: PrivateSubject) => void | Promise<void>) | null;
};
export type ApplicationReceipt = {
  readonly id: string;
  readonly receipt: string;
  readonly entryId: string;
  readonly kind: ApplicationKind;
  readonly status: "open";
  /** Last day on which the answer is in time, `YYYY-MM-DD` in China. */
  readonly answerBy: string;
  readonly followUpUrl: string;
};

/**
 * The subject of an entry objects, appeals, asks for repair or wants a statement attached: no account, a receipt to
 * follow it with. An objection or appeal marks the entry at once, which is sooner than the law asks, and starts the
 * clock that lifts the entry when nobody answers. While one is open, another of the same kind joins it: it has a receipt, a
 * clock and a place on the log of its own, and does not mark the entry once more.
 */
export async function openApplication(
  context: Context,
  { body, idempotencyKey, spend }: OpenApplication,
): Promise<ApplicationReceipt> {
  const input = parseInput(applicationInput, body);
  const canonical = privateSubjectOf(input);
  if (canonical !== null) await spend?.({ canonical, visibility: "restricted" });
  const by = { idempotencyKey, isPortal: spend === null };
  try {
    return await inTransaction(context.db.system, (tx) => open(context, tx, input, by));
  } catch (error) {
    throw toAppError(error);
  }
}

async function open(
  context: Context,
  tx: Tx,
  input: Application,
  { idempotencyKey, isPortal }: { readonly idempotencyKey: string | null; readonly isPortal: boolean },
): Promise<ApplicationReceipt> {
  const { now, keys } = context;
  const bytes = randomBytes(16);
  const id = uuidv7();
  const entryId = await findEntryAbout(context, tx, { ...input, isPortal }, now);
  const earlier = idempotencyKey === null ? null : await answered(context, tx, input, idempotencyKey);
  if (earlier) return earlier;
  if (!entryId) throw notListed();
  const entry = await lockEntry(context, tx, entryId, null).catch((error: unknown) => {
    throw error instanceof AppError ? notListed() : error;
  });
  const clock = clockOf(input.kind, now);
  const event = eventOf(input);
  const possible = transition(entry.state, event, now);
  if (!possible.ok) {
    const isOver = ["entry-ended", "entry-merged", "term-over"].includes(possible.reason);
    throw isOver ? notListed() : new AppError("conflict", possible.reason);
  }
  const answer: ApplicationReceipt = {
    id,
    receipt: formatReceipt(bytes),
    entryId,
    kind: input.kind,
    status: "open",
    answerBy: clock.answerOn,
    followUpUrl: `${context.publicUrl}/objections/follow`,
  };
  if (idempotencyKey !== null) await remember(context, tx, { input, idempotencyKey, answer });
  const joinedTo = event.type === "challenge" ? await openOfKind(tx, entryId, event.stage) : null;
  const told = { application: { id, kind: input.kind, ground: input.ground, answerBy: clock.answerOn } };
  if (joinedTo) await logAct(tx, entry, { ...told, joined: joinedTo }, now, leafOf(input.kind));
  else if (event.type === "challenge") await mark(tx, entry, event, told, now);
  const seal = (column: string, text: string) =>
    keys.sealWithMaster({ table: "entry_applications", column, row: id }, text);
  await insertRows(tx, "entry_applications", [
    {
      entry_id: entryId,
      id,
      agency_id: entry.agencyId,
      kind: input.kind,
      applicant: input.applicant,
      ground: input.ground,
      body_sealed: seal("body", input.text),
      contact_sealed: seal("contact", JSON.stringify(input.contact)),
      key_version: keys.version,
      public_text: null,
      is_corrected: input.isCorrected,
      has_promise: input.hasPromise,
      received_at: now,
      flag_due_on: clock.flagOn,
      due_on: clock.answerOn,
      state: "open",
      answer: null,
      decided_at: null,
      missed_at: null,
      joined_to: joinedTo,
      words_hash: keys.fingerprint(`application-words|${sameWords(input.text)}`),
    },
  ]);
  await insertRows(tx, "application_receipts", [
    { hash: hashSecret(bytes), entry_id: entryId, application_id: id, created_at: now },
  ]);
  await audit(tx, {
    at: now,
    actor: { kind: "system", id: null },
    agencyId: entry.agencyId,
    action: `application.received.${input.kind}`,
    subject: { kind: "entry", id: entryId },
    detail: { applicationId: id, answerBy: clock.answerOn },
  });
  return answer;
}

function mark(
  tx: Tx,
  entry: LockedEntry,
  event: LifeEvent,
  told: Readonly<Record<string, unknown>>,
  now: Date,
) {
  return moveEntry(tx, entry, event, { now, by: { kind: "system", id: null }, approvals: 0, told });
}

/** The open application that marked the entry for this kind; the entry is locked. */
async function openOfKind(tx: Tx, entryId: string, kind: Stage): Promise<string | null> {
  const [row] = await tx<{ id: string }[]>`
    select id from entry_applications
    where entry_id = ${entryId} and kind = ${kind} and state = 'open' and joined_to is null limit 1`;
  return row?.id ?? null;
}

const leafOf = (kind: ApplicationKind): LeafType => (kind === "appeal" ? "appeal-open" : "objection");

function eventOf({ kind, isCorrected, hasPromise }: Application): LifeEvent {
  if (kind === "statement") return { type: "statement" };
  if (kind === "repair") return { type: "repair", isCorrected, hasPromise };
  return { type: "challenge", stage: kind };
}

function clockOf(kind: ApplicationKind, now: Date) {
  if (kind === "objection" || kind === "appeal") return challengeClock(kind, now);
  const preset = kind === "repair" ? "repair_decision" : "statement_attachment";
  return { flagOn: null, answerOn: dueOn(clockPreset(preset), now) };
}

const notListed = () =>
  new AppError("invalid-request", "not-in-registry", [{ pointer: "/about", code: "not-in-registry" }]);

const cellOf = (key: Buffer) => ({ table: "idempotency_keys", column: "answer", row: key.toString("hex") });
const rowOf = ({ keys }: Context, key: string) => keys.fingerprint(`application|public|${key}`);
const hashOf = ({ keys }: Context, input: Application) => keys.fingerprint(JSON.stringify(input));

/** The answer that was given to this key before; with another body a conflict. */
async function answered(
  context: Context,
  tx: Tx,
  input: Application,
  idempotencyKey: string,
): Promise<ApplicationReceipt | null> {
  const key = rowOf(context, idempotencyKey);
  // Two sends at the same moment wait for each other here.
  await tx`select pg_advisory_xact_lock(hashtextextended(${key.toString("hex")}, 0))`;
  const [row] = await tx<{ request_hash: Buffer; answer_sealed: Buffer }[]>`
    select request_hash, answer_sealed from idempotency_keys where key = ${key}`;
  if (!row) return null;
  if (!row.request_hash.equals(hashOf(context, input)))
    throw new AppError("idempotency-conflict", "key-used-for-another-body");
  return JSON.parse(context.keys.openWithMaster(cellOf(key), row.answer_sealed)) as ApplicationReceipt;
}

async function remember(
  context: Context,
  tx: Tx,
  {
    input,
    idempotencyKey,
    answer,
  }: {
    readonly input: Application;
    readonly idempotencyKey: string;
    readonly answer: ApplicationReceipt;
  },
): Promise<void> {
  const key = rowOf(context, idempotencyKey);
  await insertRows(tx, "idempotency_keys", [
    {
      key,
      request_hash: hashOf(context, input),
      answer_sealed: context.keys.sealWithMaster(cellOf(key), JSON.stringify(answer)),
      key_version: context.keys.version,
      created_at: context.now,
    },
  ]);
}
