import type { InformationAnswer } from "#domain/complaints/outcomes.ts";
import type { Status } from "#domain/complaints/statuses.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { toAppError } from "../to-app-error.ts";
import { complaintOf } from "./follow-up.ts";
import { moveComplaint } from "./move-complaint.ts";

/**
 * The reporter answers a request for more: either the facts went into another report, which joins the same case by its
 * number, or there is nothing to add. The time limits run again. No free text is taken here: it would have to be as
 * well sealed as the report itself.
 */
export async function giveInformation(
  context: Context,
  { receipt, answer }: { readonly receipt: string; readonly answer: InformationAnswer },
): Promise<{ status: Status }> {
  const { now } = context;
  try {
    const complaintId = await complaintOf(context, receipt);
    return await context.db.system.begin(async (tx) => {
      const status = await moveComplaint(tx, {
        complaintId,
        event: "give_info",
        details: { by: "reporter", answer },
        byId: null,
        now,
      });
      await audit(tx, {
        at: now,
        actor: { kind: "reporter", id: null },
        agencyId: null,
        action: "complaint.information_given",
        subject: { kind: "complaint", id: complaintId },
        detail: { answer },
      });
      return { status };
    });
  } catch (error) {
    throw toAppError(error);
  }
}
