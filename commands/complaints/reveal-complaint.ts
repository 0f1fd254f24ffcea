import { uuidv7 } from "uuidv7";
import * as z from "zod";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { REVEAL_PURPOSES, type RevealPurpose } from "#domain/access/permissions.ts";
import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

const REVEALABLE = ["told", "contact"] as const;

export const revealInput = z.object({
  complaintId: z.uuid(),
  fields: z.array(z.enum(REVEALABLE)).min(1),
  purpose: z.enum(Object.keys(REVEAL_PURPOSES) as [RevealPurpose, ...RevealPurpose[]], "choose-purpose"),
  reason: z.string().trim().min(4, "reason-too-short").max(500, "reason-too-long"),
});
export type RevealInput = z.input<typeof revealInput>;

export type Revealed = {
  readonly told: {
    readonly scriptText: string | null;
    readonly claimed: Record<string, unknown> | null;
    readonly numbersDisplayed: readonly (string | null)[];
  } | null;
  readonly contact: {
    readonly contact: { readonly phone?: string | null } | null;
    readonly receivedOn: readonly string[];
  } | null;
};

/** Opens personal data of one complaint for a stated purpose. The access row is written before anything is opened. */
export async function revealComplaint(context: Context, raw: RevealInput): Promise<Revealed> {
  const { db, actor, now, keys } = context;
  const scope = authorize(actor, "complaint.reveal");
  const input = parseInput(revealInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const [row] = await tx`
      select c.told_sealed, c.contact_sealed, k.wrapped from complaints c join complaint_keys k on k.complaint_id = c.id where c.id = ${input.complaintId}`;
    if (!row) throw new AppError("not-found", "complaint");
    await insertRows(tx, "access_events", [
      {
        id: uuidv7(),
        at: now,
        account_id: scope.accountId,
        agency_id: scope.agencyId,
        purpose: input.purpose,
        reason: input.reason,
        subject_kind: "complaint",
        subject_id: input.complaintId,
        fields: input.fields,
      },
    ]);
    const dataKey = keys.openDataKey(input.complaintId, row.wrapped);
    const open = (column: string, sealed: Uint8Array | null) =>
      sealed
        ? JSON.parse(keys.open(dataKey, { table: "complaints", column, row: input.complaintId }, sealed))
        : null;
    return {
      told: input.fields.includes("told") ? open("told", row.told_sealed) : null,
      contact: input.fields.includes("contact") ? open("contact", row.contact_sealed) : null,
    };
  });
}
