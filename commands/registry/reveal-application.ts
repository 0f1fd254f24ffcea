import { uuidv7 } from "uuidv7";
import * as z from "zod";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

const revealApplicationInput = z.object({
  entryId: z.uuid(),
  applicationId: z.uuid(),
  reason: z.string().trim().min(4, "reason-too-short").max(500, "reason-too-long"),
});

export type RevealedApplication = {
  readonly text: string;
  readonly contact: { readonly name: string; readonly phone: string; readonly email: string } | null;
};

/** Opens what an applicant wrote and how to reach them. The access row is written before anything is opened. */
export async function revealApplication(
  context: Context,
  raw: z.input<typeof revealApplicationInput>,
): Promise<RevealedApplication> {
  const { db, actor, now, keys } = context;
  const scope = authorize(actor, "complaint.reveal");
  const { entryId, applicationId, reason } = parseInput(revealApplicationInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const [row] = await tx<{ body_sealed: Buffer | null; contact_sealed: Buffer | null }[]>`
      select body_sealed, contact_sealed from entry_applications where entry_id = ${entryId} and id = ${applicationId}`;
    if (!row) throw new AppError("not-found", "application");
    await insertRows(tx, "access_events", [
      {
        id: uuidv7(),
        at: now,
        account_id: scope.accountId,
        agency_id: scope.agencyId,
        purpose: "handle_objection",
        reason,
        subject_kind: "application",
        subject_id: applicationId,
        fields: ["body", "contact"],
      },
    ]);
    const open = (column: string, sealed: Buffer | null) =>
      sealed && keys.openWithMaster({ table: "entry_applications", column, row: applicationId }, sealed);
    const contact = open("contact", row.contact_sealed);
    return {
      text: open("body", row.body_sealed) ?? "",
      contact: contact ? (JSON.parse(contact) as RevealedApplication["contact"]) : null,
    };
  });
}
