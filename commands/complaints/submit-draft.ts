import { hashSecret } from "#adapters/keys.ts";
import type { Language } from "#domain/complaints/codes.ts";
import {
  firstIncomplete,
  type JourneyForm,
  toComplaintInput,
  validateStep,
} from "#domain/complaints/journey.ts";
import type { StepSlug } from "#domain/complaints/journey-answers.ts";
import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";
import { toAppError } from "../to-app-error.ts";
import { type DraftToken, discardDraft, findDraft } from "./drafts.ts";
import { idempotencyRow, submitComplaint } from "./submit-complaint.ts";

export type SubmitDraft = {
  readonly token: DraftToken;
  /** The last page's form, with the statement of truth. */
  readonly form: JourneyForm;
  readonly language: Language;
  readonly network: string | null;
};

export type DraftOutcome =
  | {
      readonly kind: "filed";
      readonly receipt: string;
      readonly filedAt: string;
      readonly relationship: string | null;
      /** It had been filed before with other answers; what was changed since is not part of it. */
      readonly isEarlier: boolean;
    }
  | { readonly kind: "incomplete"; readonly step: StepSlug }
  | { readonly kind: "refused"; readonly problems: Readonly<Record<string, string>> }
  /** No such draft: too old, thrown away, or filed long ago. */
  | { readonly kind: "missing" };

/** How long a second press of the button, or one whose answer got lost, is answered with the first one's receipt. */
const REPEAT_MINUTES = 30;
const MINUTE_MS = 60_000;

/**
 * Files an unfinished report and forgets it as a draft. One draft is filed once, however often it is sent: the draft's
 * name is the idempotency key. Throws `unavailable` when the database cannot be reached; the draft then stays.
 */
export async function submitDraft(
  context: Context,
  { token, form, language, network }: SubmitDraft,
): Promise<DraftOutcome> {
  const draft = await findDraft(context, token);
  if (draft === null) return (await findFiled(context, token)) ?? { kind: "missing" };
  const step = firstIncomplete(draft);
  if (step !== null) return { kind: "incomplete", step };
  const checked = validateStep("check", form, { answers: draft, now: context.now });
  if (!checked.ok) return { kind: "refused", problems: checked.problems };
  try {
    const { receipt } = await submitComplaint(context, {
      body: toComplaintInput(checked.answers, { language }),
      idempotencyKey: keyOf(token),
      origin: { kind: "anonymous", network },
      source: "web",
    });
    await forget(context, token);
    const relationship = draft.relationship ?? null;
    return { kind: "filed", receipt, filedAt: context.now.toISOString(), relationship, isEarlier: false };
  } catch (error) {
    const filed =
      error instanceof AppError && error.code === "idempotency-conflict"
        ? await findFiled(context, token)
        : null;
    if (filed === null) throw error;
    await forget(context, token);
    return { ...filed, isEarlier: true };
  }
}

/** What a draft that is gone was answered a moment ago, so that nobody loses a receipt to a double click. */
async function findFiled(
  { db, keys, now }: Context,
  token: DraftToken,
): Promise<(DraftOutcome & { kind: "filed" }) | null> {
  const key = idempotencyRow(keys, "public", keyOf(token));
  const since = new Date(now.getTime() - REPEAT_MINUTES * MINUTE_MS);
  try {
    const [row] = await db.system<{ answer_sealed: Buffer; created_at: Date }[]>`
      select answer_sealed, created_at from idempotency_keys where key = ${key} and created_at > ${since}`;
    if (!row) return null;
    const cell = { table: "idempotency_keys", column: "answer", row: key.toString("hex") };
    const { receipt } = JSON.parse(keys.openWithMaster(cell, row.answer_sealed)) as { receipt: string };
    const filedAt = row.created_at.toISOString();
    return { kind: "filed", receipt, filedAt, relationship: null, isEarlier: false };
  } catch (error) {
    throw toAppError(error);
  }
}

const keyOf = (token: DraftToken): string => `draft:${hashSecret(token).toString("hex")}`;

/** After the commit nothing may come between a person and the receipt; what is left over is pruned later. */
async function forget(context: Context, token: DraftToken): Promise<void> {
  try {
    await discardDraft(context, token);
  } catch (error) {
    context.log.warn({ err: error }, "a filed draft was left to the pruning");
  }
}
