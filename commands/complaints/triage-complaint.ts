import * as z from "zod";
import { authorize } from "#domain/access/actor.ts";
import { REASON_CODES } from "#domain/complaints/outcomes.ts";
import type { Status } from "#domain/complaints/statuses.ts";
import { audit } from "../audit.ts";
import { partComplaint } from "../cases/part-complaint.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { moveComplaint } from "./move-complaint.ts";

export const triageInput = z.object({
  complaintId: z.uuid(),
  verdict: z.enum(["accept", "need_info", "reject"], "choose-verdict"),
  reasonCode: z
    .enum(
      REASON_CODES.map((reason) => reason.code),
      "choose-reason",
    )
    .optional(),
  note: z.string().trim().max(2000, "note-too-long").optional(),
});
export type TriageInput = z.input<typeof triageInput>;

/** An officer accepts a complaint, asks the reporter for more, or rejects it with a reason, which takes it out of its cases. */
export async function triageComplaint(context: Context, raw: TriageInput): Promise<{ status: Status }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "complaint.triage");
  const input = parseInput(triageInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const move = (event: "accept" | "ask_info" | "decline" | "link_to_case") =>
      moveComplaint(tx, {
        complaintId: input.complaintId,
        event,
        byId: scope.accountId,
        now,
        details: {
          by: "officer",
          reasonCode: input.reasonCode,
          note: input.note,
          reviewerIds: [scope.accountId],
        },
      });
    let status: Status;
    if (input.verdict === "accept") {
      status = await move("accept");
      const joined = await tx`select 1 from case_members where complaint_id = ${input.complaintId} limit 1`;
      if (joined.length > 0) status = await move("link_to_case");
    } else if (input.verdict === "need_info") {
      status = await move("ask_info");
    } else {
      status = await move("decline");
      await partComplaint(
        tx,
        input.complaintId,
        { kind: "person", id: scope.accountId, rule: "not-accepted", reason: input.reasonCode ?? "" },
        now,
      );
    }
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: `complaint.${input.verdict}`,
      subject: { kind: "complaint", id: input.complaintId },
      detail: { status, reason: input.reasonCode ?? null },
    });
    return { status };
  });
}
