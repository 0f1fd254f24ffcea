import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";

/** One line of a case's timeline; codes and ids only, the page finds the words. */
export async function caseEvent(
  tx: Tx,
  event: {
    readonly caseId: string;
    readonly kind: string;
    readonly byId: string | null;
    readonly at: Date;
    readonly detail: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  await insertRows(tx, "case_events", [
    {
      case_id: event.caseId,
      id: uuidv7(),
      kind: event.kind,
      by_id: event.byId,
      detail: event.detail,
      at: event.at,
    },
  ]);
}
