import * as z from "zod";
import { inTransaction } from "#db/client.ts";
import { authorize } from "#domain/access/actor.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { type BadRow, readExposures } from "./exposure-rows.ts";
import { saveFilings } from "./save-filings.ts";

export const recordExposuresInput = z.object({
  /** A CSV file's text: institution, month, product, accounts, source, filed_at. */
  csv: z.string("file-missing").min(1, "file-missing").max(20_000_000, "file-too-large"),
});
export type RecordedExposures = {
  readonly read: number;
  readonly added: number;
  /** Rows that were there already, to the letter. */
  readonly same: number;
  readonly bad: readonly BadRow[];
  readonly problem: { readonly zh: string; readonly en: string } | null;
};

/** An officer records how many accounts institutions have. Good rows are taken, bad ones answered with how to mend them. */
export async function recordExposures(
  context: Context,
  raw: z.input<typeof recordExposuresInput>,
): Promise<RecordedExposures> {
  const { accountId, agencyId } = authorize(context.actor, "exposure.record");
  const { csv } = parseInput(recordExposuresInput, raw);
  return record(context, csv, { accountId, agencyId });
}

/** The same for an operator at the command line of the machine that holds the portal's keys. */
export function importExposures(context: Context, csv: string): Promise<RecordedExposures> {
  return record(context, csv, null);
}

async function record(
  { db, register, now }: Context,
  csv: string,
  officer: { readonly accountId: string; readonly agencyId: string } | null,
): Promise<RecordedExposures> {
  const found = await readExposures({ sql: db.system, register }, csv, now);
  if (found.problem !== null) return { read: 0, added: 0, same: 0, bad: [], problem: found.problem };
  const { filings, bad, read } = found;
  const added = await inTransaction(db.system, async (tx) => {
    const count = await saveFilings(tx, filings, {
      recordedBy: officer?.accountId ?? null,
      recordedAt: now,
    });
    await audit(tx, {
      at: now,
      actor: officer ? { kind: "officer", id: officer.accountId } : { kind: "system", id: null },
      agencyId: officer?.agencyId ?? null,
      action: "exposures.recorded",
      subject: { kind: "register", id: null },
      detail: { read, added: count, rejected: bad.length },
    });
    return count;
  });
  return { read, added, same: filings.length - added, bad, problem: null };
}
