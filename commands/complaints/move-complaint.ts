import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { type StatusEvent, type StepDetails, transition } from "#domain/complaints/status.ts";
import type { Status } from "#domain/complaints/statuses.ts";
import { AppError } from "#domain/errors.ts";

/** One step of a complaint's status, locked, by the table of domain/complaints/status.ts; history is appended. */
export async function moveComplaint(
  tx: Tx,
  step: {
    readonly complaintId: string;
    readonly event: StatusEvent;
    readonly details: StepDetails;
    readonly byId: string | null;
    readonly now: Date;
  },
): Promise<Status> {
  const [row] = await tx<
    { status: string }[]
  >`select status from complaint_states where complaint_id = ${step.complaintId} for update`;
  if (!row) throw new AppError("not-found", "complaint");
  const status = transition(row.status as Status, step.event, step.details);
  const reason =
    step.event === "withdraw"
      ? "withdrawn"
      : (step.details.reasonCode ?? step.details.outcome ?? step.details.answer ?? null);
  const message = step.details.note?.trim() || null;
  await tx`update complaint_states set status = ${status}, reason = ${reason}, message = ${message}, updated_at = ${step.now}
    where complaint_id = ${step.complaintId}`;
  await insertRows(tx, "complaint_events", [
    {
      complaint_id: step.complaintId,
      id: uuidv7(),
      status,
      reason,
      message,
      by_kind: step.details.by,
      by_id: step.byId,
      at: step.now,
    },
  ]);
  return status;
}
