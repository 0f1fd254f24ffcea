import { inTransaction, type Sql } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { TIERS } from "#domain/cases/decision.ts";
import { CLOCK_PRESETS } from "#domain/clocks/presets.ts";
import { LIFE_RULES } from "#domain/registry/life-rules.ts";
import { toHex, utf8 } from "#domain/transparency/bytes.ts";
import { jcs } from "#domain/transparency/jcs.ts";
import { formatVkey } from "#domain/transparency/signed-note.ts";
import { policyText } from "#domain/transparency/witness.ts";
import type { Runtime } from "../runtime.ts";
import { appendLeaves } from "./append-leaves.ts";
import { sha256 } from "./crypto.ts";
import { logVkey } from "./log-identity.ts";

const STATE = "log_policy";

/**
 * Puts on the log what the portal goes by: its key, its witnesses, and the rules, tiers and time limits that entries live
 * under. Once, and again whenever any of it is another than was said last. Returns whether it was said now.
 */
export async function announcePolicy(
  runtime: Pick<Runtime, "db" | "keys" | "clock" | "publicUrl" | "witnesses">,
  sql: Sql,
  now: Date,
): Promise<boolean> {
  const vkey = await logVkey(runtime);
  const witnesses = runtime.witnesses.map(({ key, url }) => ({ vkey: formatVkey(key), url }));
  const trust = policyText(vkey, `${runtime.publicUrl}/log`, witnesses);
  const record = { v: 1, trust, rules: LIFE_RULES, tiers: TIERS, clocks: CLOCK_PRESETS };
  const value = toHex(sha256(utf8(jcs(record))));
  return inTransaction(sql, async (tx) => {
    const [said] = await insertRows(
      tx,
      "portal_state",
      [{ name: STATE, value, updated_at: now }],
      `on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at
        where portal_state.value <> excluded.value returning name`,
    );
    if (!said) return false;
    await appendLeaves(tx, [{ type: "policy", entry: null, seq: null, record, effective: now }], now);
    return true;
  });
}
