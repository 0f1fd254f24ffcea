import type { Tx } from "#db/client.ts";
import { hexList, insertRows } from "#db/rows.ts";
import type { Runtime } from "../runtime.ts";
import type { Prepared } from "./prepare-submission.ts";
import type { SubmitResult } from "./submit-complaints.ts";

/** Idempotency: of several writers with one key or one source record exactly one goes on; the others get its answer. */
export async function claimOnce(
  runtime: Runtime,
  tx: Tx,
  items: readonly Prepared[],
  results: Map<Prepared, SubmitResult>,
  now: Date,
): Promise<Prepared[]> {
  const keyed = items.filter((item) => item.idempotency);
  if (keyed.length > 0) {
    const rows = keyed.map((item) => ({
      key: item.idempotency?.key,
      request_hash: item.idempotency?.requestHash,
      answer_sealed: item.answerSealed,
      key_version: runtime.keys.version,
      created_at: now,
    }));
    const won = await insertRows(
      tx,
      "idempotency_keys",
      rows,
      "on conflict (key) do nothing returning key, answer_sealed",
    );
    const winners = new Set(won.map((row) => `${hexOf(row.key)}${hexOf(row.answer_sealed)}`));
    const losers = keyed.filter(
      (item) => !winners.has(`${hexOf(item.idempotency?.key)}${hexOf(item.answerSealed)}`),
    );
    if (losers.length > 0) {
      const known = await tx<{ key: Buffer; request_hash: Buffer; answer_sealed: Buffer }[]>`
        select key, request_hash, answer_sealed from idempotency_keys
        where key = any(${hexList(losers.flatMap((item) => item.idempotency?.key ?? []))}::text[]::bytea[])`;
      for (const item of losers) {
        const row = known.find((candidate) => item.idempotency && candidate.key.equals(item.idempotency.key));
        const isSame = row && item.idempotency && row.request_hash.equals(item.idempotency.requestHash);
        if (!row || !isSame) {
          results.set(item, { outcome: "conflict" });
          continue;
        }
        const cell = { table: "idempotency_keys", column: "answer", row: row.key.toString("hex") };
        const answer = JSON.parse(runtime.keys.openWithMaster(cell, row.answer_sealed)) as {
          id: string;
          receipt: string;
        };
        results.set(item, { outcome: "same", ...answer });
      }
    }
  }
  const sourced = items.filter((item) => item.sourceId !== null && !results.has(item));
  if (sourced.length > 0) {
    const rows = sourced.map((item) => ({
      source: item.source,
      source_id: item.sourceId,
      kind: "complaint",
      record_id: item.id,
      content_hash: item.contentHash,
      created_at: now,
    }));
    const won = await insertRows<{ record_id: string }>(
      tx,
      "source_records",
      rows,
      "on conflict (source, source_id) do nothing returning record_id",
    );
    const winners = new Set(won.map((row) => row.record_id));
    const losers = sourced.filter((item) => !winners.has(item.id));
    if (losers.length > 0) {
      const known = await tx<
        { source: string; source_id: string; record_id: string; content_hash: Buffer }[]
      >`
        select source, source_id, record_id, content_hash from source_records
        where (source, source_id) in (select * from unnest(${losers.map((i) => i.source)}::text[], ${losers.map((i) => i.sourceId)}::text[]))`;
      const bySource = new Map(known.map((row) => [`${row.source}\0${row.source_id}`, row]));
      for (const item of losers) {
        const row = bySource.get(`${item.source}\0${item.sourceId}`);
        const isSame = row?.content_hash.equals(item.contentHash) ?? false;
        results.set(
          item,
          row && isSame ? { outcome: "same", id: row.record_id, receipt: null } : { outcome: "conflict" },
        );
      }
    }
  }
  return items.filter((item) => !results.has(item));
}

const hexOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString("hex") : "";
