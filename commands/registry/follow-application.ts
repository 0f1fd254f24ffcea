import { hashSecret } from "#adapters/keys.ts";
import { parseReceipt } from "#domain/complaints/receipt.ts";
import { AppError } from "#domain/errors.ts";
import type { ApplicationKind, ApplicationState } from "#domain/registry/application.ts";
import type { Context } from "../context.ts";
import { toAppError } from "../to-app-error.ts";

export type ApplicationStatus = {
  readonly id: string;
  readonly entryId: string;
  readonly kind: ApplicationKind;
  readonly status: ApplicationState;
  readonly receivedAt: string;
  /** Last day on which the answer is in time, `YYYY-MM-DD` in China. */
  readonly answerBy: string;
  readonly decidedAt: string | null;
  /** The deadline passed without an answer. */
  readonly isMissed: boolean;
  /** The agency's written answer. */
  readonly answer: string | null;
};

/** What became of an application, by its receipt. A wrong receipt is `not-found`, whatever is wrong with it. */
export async function followApplication(
  { db }: Pick<Context, "db">,
  receipt: string,
): Promise<ApplicationStatus> {
  const parsed = parseReceipt(receipt);
  if (!parsed.ok) throw new AppError("not-found", `receipt-${parsed.reason}`);
  try {
    const [row] = await db.system`
      select a.id, a.entry_id, a.kind, a.state, a.received_at, a.due_on::text as due_on, a.decided_at, a.missed_at, a.answer
      from application_receipts r join entry_applications a on a.entry_id = r.entry_id and a.id = r.application_id
      where r.hash = ${hashSecret(parsed.bytes)}`;
    if (!row) throw new AppError("not-found", "receipt-unknown");
    return {
      id: row.id,
      entryId: row.entry_id,
      kind: row.kind,
      status: row.state,
      receivedAt: row.received_at.toISOString(),
      answerBy: row.due_on,
      decidedAt: row.decided_at?.toISOString() ?? null,
      isMissed: row.missed_at !== null,
      answer: row.answer,
    };
  } catch (error) {
    throw toAppError(error);
  }
}
