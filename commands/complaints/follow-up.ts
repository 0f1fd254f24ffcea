import { hashSecret } from "#adapters/keys.ts";
import { inTransaction } from "#db/client.ts";
import { parseReceipt } from "#domain/complaints/receipt.ts";
import type { StatusActor } from "#domain/complaints/status.ts";
import type { Status } from "#domain/complaints/statuses.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import { partComplaint } from "../cases/part-complaint.ts";
import type { Context } from "../context.ts";
import { toAppError } from "../to-app-error.ts";
import { moveComplaint } from "./move-complaint.ts";

export type FollowUp = {
  readonly complaintId: string;
  readonly status: Status;
  readonly reason: string | null;
  /** What an officer wrote to the reporter with the latest step, if anything. */
  readonly message: string | null;
  readonly receivedAt: string;
  /** When it came into this status. */
  readonly since: string;
  readonly matter: string;
  readonly channel: string;
  /** Oldest first. */
  readonly history: readonly {
    readonly status: Status;
    readonly at: string;
    readonly by: StatusActor;
    readonly reason: string | null;
    readonly message: string | null;
  }[];
};

/**
 * Opens a complaint by its receipt. A wrong receipt is `not-found`, whatever is wrong with it; a database that cannot
 * be reached is `unavailable`.
 */
export async function findByReceipt(context: Context, receipt: string): Promise<FollowUp> {
  try {
    return await read(context, await complaintOf(context, receipt));
  } catch (error) {
    throw toAppError(error);
  }
}

async function read({ db: { system } }: Context, complaintId: string): Promise<FollowUp> {
  const [[row], history] = await Promise.all([
    system`select s.status, s.reason, s.message, s.updated_at, c.received_at, c.matter, c.channel from complaints c
      join complaint_states s on s.complaint_id = c.id where c.id = ${complaintId}`,
    system`select status, at, by_kind, reason, message from complaint_events where complaint_id = ${complaintId} order by id`,
  ]);
  if (!row) throw new AppError("not-found", "receipt");
  return {
    complaintId,
    status: row.status,
    reason: row.reason,
    message: row.message,
    receivedAt: row.received_at.toISOString(),
    since: row.updated_at.toISOString(),
    matter: row.matter,
    channel: row.channel,
    history: history.map((event) => ({
      status: event.status,
      at: event.at.toISOString(),
      by: event.by_kind,
      reason: event.reason,
      message: event.message,
    })),
  };
}

/** The reporter takes the report back: it leaves every case it joined, which then stands as if it had never been filed. */
export async function withdrawComplaint(context: Context, receipt: string): Promise<{ status: Status }> {
  const { now } = context;
  try {
    const complaintId = await complaintOf(context, receipt);
    return await inTransaction(context.db.system, async (tx) => {
      const status = await moveComplaint(tx, {
        complaintId,
        event: "withdraw",
        details: { by: "reporter" },
        byId: null,
        now,
      });
      await partComplaint(
        tx,
        complaintId,
        { kind: "rule", id: null, rule: "withdrawn", reason: "withdrawn" },
        now,
      );
      await audit(tx, {
        at: now,
        actor: { kind: "reporter", id: null },
        agencyId: null,
        action: "complaint.withdrawn",
        subject: { kind: "complaint", id: complaintId },
        detail: {},
      });
      return { status };
    });
  } catch (error) {
    throw toAppError(error);
  }
}

/** The complaint of a receipt; `not-found` when it was copied badly (`receipt-<why>`) or belongs to none (`receipt-unknown`). */
export async function complaintOf(context: Pick<Context, "db">, receipt: string): Promise<string> {
  const parsed = parseReceipt(receipt);
  if (!parsed.ok) throw new AppError("not-found", `receipt-${parsed.reason}`);
  const [row] = await context.db.system<{ complaint_id: string }[]>`
    select complaint_id from receipt_hashes where hash = ${hashSecret(parsed.bytes)}`;
  if (!row) throw new AppError("not-found", "receipt-unknown");
  return row.complaint_id;
}
