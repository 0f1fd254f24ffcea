import type { Tx } from "#db/client.ts";
import type { LeafType } from "#domain/transparency/leaf.ts";
import { appendLeaves } from "../transparency/append-leaves.ts";
import type { LockedEntry } from "./entry-life.ts";

/**
 * Puts on the log what makes no new version: a joint measure and a refused repair, which two officers decided, or an
 * objection that joined one under way.
 */
export async function logAct(
  tx: Tx,
  { id, agencyId, state }: Pick<LockedEntry, "id" | "agencyId" | "state">,
  told: Readonly<Record<string, unknown>>,
  now: Date,
  type: LeafType = "amend",
): Promise<void> {
  const [agency] = await tx<{ code: string }[]>`select code from agencies where id = ${agencyId}`;
  const authority = agency?.code ?? null;
  await appendLeaves(
    tx,
    [
      {
        type,
        entry: id,
        seq: state.version,
        record: { v: 1, entry: id, version: state.version, authority, at: now.toISOString(), ...told },
        tier: state.tier,
        ...(type === "amend" ? { decidedBy: authority, approvals: 2 } : { decidedBy: null, approvals: 0 }),
        effective: now,
        expires: state.expiresAt,
      },
    ],
    now,
  );
}
