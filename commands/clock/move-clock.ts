import * as z from "zod";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

const DAY_MS = 86_400_000;

export const moveClockInput = z.object({
  days: z.coerce
    .number("clock-whole-days")
    .int("clock-whole-days")
    .min(1, "clock-forward-only")
    .max(366, "clock-too-far"),
});
export type MoveClockInput = z.input<typeof moveClockInput>;

/**
 * Moves the portal's clock forward by whole days, so that a demonstration gets past a response window. Never back:
 * what has been dated stays in the past. Refused outside a demonstration.
 */
export async function moveClock(
  context: Context,
  raw: MoveClockInput,
): Promise<{ offsetMs: number; now: string }> {
  const { db, actor, clock, now } = context;
  const scope = authorize(actor, "clock.move");
  if (!context.isDemo) throw new AppError("forbidden", "demo-only");
  const { days } = parseInput(moveClockInput, raw);

  const offsetMs = await db.system.begin(async (tx) => {
    const at = clock.real();
    await insertRows(
      tx,
      "portal_state",
      [{ name: "clock_offset_ms", value: 0, updated_at: at }],
      "on conflict (name) do nothing",
    );
    const [row] = await tx<
      { value: number }[]
    >`select value from portal_state where name = 'clock_offset_ms' for update`;
    const next = Math.max(0, Number(row?.value ?? 0)) + days * DAY_MS;
    await tx`update portal_state set value = ${tx.json(next)}, updated_at = ${at} where name = 'clock_offset_ms'`;
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "clock.moved",
      subject: { kind: "portal", id: null },
      detail: { days, offsetMs: next },
    });
    return next;
  });
  clock.setOffsetMs(offsetMs);
  return { offsetMs, now: clock.now().toISOString() };
}
