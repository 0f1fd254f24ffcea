import type { Tx } from "#db/client.ts";
import { appendLeaves } from "../transparency/append-leaves.ts";
import type { LockedEntry } from "./entry-life.ts";

/** Puts on the log what was decided about an entry without a new version: a joint measure, a refused repair. */
export async function logAct(
  tx: Tx,
  { id, agencyId, state }: Pick<LockedEntry, "id" | "agencyId" | "state">,
  told: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<void> {
  const [agency] = await tx<{ code: string }[]>`select code from agencies where id = ${agencyId}`;
  const authority = agency?.code ?? null;
  await appendLeaves(
    tx,
    [
      {
        type: "amend",
        entry: id,
        seq: state.version,
        record: { v: 1, entry: id, version: state.version, authority, at: now.toISOString(), ...told },
        tier: state.tier,
        decidedBy: authority,
        approvals: 2,
        effective: now,
        expires: state.expiresAt,
      },
    ],
    now,
  );
}
