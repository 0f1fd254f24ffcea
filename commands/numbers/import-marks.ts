import { uuidv7 } from "uuidv7";
import { inTransaction } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { numberKeyRow } from "../complaints/joinable-cases.ts";
import { RollBack } from "../complaints/submit-complaints.ts";
import type { Runtime } from "../runtime.ts";

/** A third party's mark of a number: evidence with a source, without a reporter, never a complaint. */
export type Mark = {
  readonly number: string;
  /** The file's own identity of the row; null where the number is all there is, which its keyed index then stands for. */
  readonly sourceId: string | null;
  readonly markedAt: Date | null;
  readonly category: string | null;
  readonly isRecording: boolean | null;
};
export type MarkResult =
  | { readonly outcome: "new" | "same" }
  | { readonly outcome: "rejected"; readonly reason: string };

export type ImportMarks = {
  readonly source: string;
  readonly region: string;
  readonly marks: readonly Mark[];
  readonly now: Date;
  readonly dryRun: boolean;
};

/** Writes a batch of marks in one transaction; a source id seen before adds nothing. */
export async function importMarks(
  runtime: Runtime,
  { source, region, marks, now, dryRun }: ImportMarks,
): Promise<MarkResult[]> {
  const results: (MarkResult | null)[] = marks.map(() => null);
  const readable = marks.flatMap((mark, at) => {
    const number = normaliseNumber(mark.number, { region });
    if (!number.isCaseKey) {
      results[at] = { outcome: "rejected", reason: number.reason ?? number.kind };
      return [];
    }
    const index = runtime.keys.blindIndex("number", number.key);
    const visibility: "public" | "restricted" = number.visibility === "public" ? "public" : "restricted";
    return [
      {
        mark,
        at,
        id: uuidv7(),
        caller: {
          index,
          indexHex: index.toString("hex"),
          key: number.key,
          kind: number.kind,
          country: number.country,
          visibility,
        },
      },
    ];
  });
  const write = inTransaction(runtime.db.system, async (tx) => {
    const won = await insertRows<{ record_id: string }>(
      tx,
      "source_records",
      readable.map(({ mark, id, caller }) => ({
        source,
        source_id: mark.sourceId ?? caller.indexHex,
        kind: "mark",
        record_id: id,
        content_hash: caller.index,
        created_at: now,
      })),
      "on conflict (source, source_id) do nothing returning record_id",
    );
    const winners = new Set(won.map((row) => row.record_id));
    const fresh = readable.filter(({ id }) => winners.has(id));
    for (const { at, id } of readable) results[at] = { outcome: winners.has(id) ? "new" : "same" };
    const numbers = [...new Map(fresh.map(({ caller }) => [caller.indexHex, caller])).values()].sort(
      (a, b) => (a.indexHex < b.indexHex ? -1 : 1),
    );
    await insertRows(
      tx,
      "number_keys",
      numbers.map((caller) => numberKeyRow(runtime, caller, now)),
      "on conflict (number_index) do nothing",
    );
    await insertRows(
      tx,
      "number_marks",
      fresh.map(({ mark, id, caller }) => ({
        number_index: caller.index,
        id,
        source,
        marked_at: mark.markedAt,
        category: mark.category,
        is_recording: mark.isRecording,
        created_at: now,
      })),
    );
    if (dryRun) throw new RollBack();
  });
  await write.catch((error: unknown) => {
    if (!(error instanceof RollBack)) throw error;
  });
  return results.map((result) => result ?? { outcome: "rejected", reason: "not-read" });
}
