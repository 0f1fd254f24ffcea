import * as z from "zod";
import { countDismissedAlone, findHold } from "#db/queries/rating-holds.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

/** More reports than this about one institution in a year are dismissed by two people only, in however many bins they lie. */
const DISMISSED_ALONE = 10;
const YEAR_MS = 365 * 86_400_000;

export const reviewHoldInput = z.object({
  institutionId: z.uuid(),
  holdId: z.uuid(),
  verdict: z.enum(["release", "dismiss"], "choose-verdict"),
  reason: z.string("reason-too-short").trim().min(10, "reason-too-short").max(2000, "reason-too-long"),
});
export type HoldState = "open" | "released" | "dismissed";

/**
 * An officer of the agency says of reports that were held back that they count, or that they do not. A large dismissal,
 * in one bin or by and by, takes a second officer who says the same; one who says otherwise releases it. The next batch, or a correction, follows.
 */
export async function reviewHold(
  context: Context,
  raw: z.input<typeof reviewHoldInput>,
): Promise<{ readonly state: HoldState }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "rating.review");
  const { institutionId, holdId, verdict, reason } = parseInput(reviewHoldInput, raw);
  return db.scoped(scope.agencyId, async (tx) => {
    // All of the institution's: two small dismissals at once would not see each other.
    await tx`select 1 from rating_holds where institution_id = ${institutionId} order by id for update`;
    const hold = await findHold(tx, { institutionId, id: holdId });
    if (!hold) throw new AppError("not-found", "hold");
    if (hold.state !== "open") throw new AppError("conflict", "hold-closed");
    if (hold.byId === scope.accountId) throw new AppError("conflict", "second-person-needed");
    const isSecond = hold.verdict !== null;
    const alone =
      hold.complaints +
      (await countDismissedAlone(tx, { institutionId, since: new Date(now.getTime() - YEAR_MS) }));
    const state: HoldState =
      verdict === "release" ? "released" : isSecond || alone <= DISMISSED_ALONE ? "dismissed" : "open";
    const closedAt = state === "open" ? null : now;
    if (isSecond)
      await tx`update rating_holds set state = ${state}, verdict = ${verdict}, second_by = ${scope.accountId},
        second_reason = ${reason}, closed_at = ${closedAt} where institution_id = ${institutionId} and id = ${holdId}`;
    else
      await tx`update rating_holds set state = ${state}, verdict = ${verdict}, by_id = ${scope.accountId}, reason = ${reason},
        at = ${now}, closed_at = ${closedAt} where institution_id = ${institutionId} and id = ${holdId}`;
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "rating_hold.reviewed",
      subject: { kind: "rating_hold", id: holdId },
      detail: { verdict, state, complaints: hold.complaints },
    });
    return { state };
  });
}
