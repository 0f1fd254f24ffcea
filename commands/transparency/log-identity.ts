import type { Sql } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { originOf } from "#domain/transparency/checkpoint.ts";
import {
  formatVkey,
  SIGNATURE_TYPE,
  type VerifierKey,
  verifierKey,
} from "#domain/transparency/signed-note.ts";
import type { Runtime } from "../runtime.ts";
import { sha256 } from "./crypto.ts";

/**
 * The log's origin, fixed when the log begins and kept whatever PUBLIC_URL says later: every checkpoint names it, and
 * a log under another name is another log.
 */
export async function logOrigin(sql: Sql, publicUrl: string, now: Date): Promise<string> {
  const find = async () =>
    (await sql<{ value: string }[]>`select value from portal_state where name = 'log_origin'`)[0]?.value;
  const known = await find();
  if (known !== undefined) return known;
  const row = { name: "log_origin", value: originOf(publicUrl), updated_at: now };
  await insertRows(sql, "portal_state", [row], "on conflict (name) do nothing");
  return (await find()) ?? row.value;
}

type Identity = Pick<Runtime, "db" | "keys" | "publicUrl" | "clock">;

/** The key that the log's checkpoints are checked with; its name is the origin. */
export async function logKey(runtime: Identity): Promise<VerifierKey> {
  const origin = await logOrigin(runtime.db.system, runtime.publicUrl, runtime.clock.real());
  return verifierKey(sha256, origin, SIGNATURE_TYPE.ed25519, runtime.keys.logPublicKey);
}

/** `origin+hash+key`, as auditors are given it. */
export async function logVkey(runtime: Identity): Promise<string> {
  return formatVkey(await logKey(runtime));
}

/** The key that this portal cosigns other logs with. */
export async function witnessKey(runtime: Identity): Promise<VerifierKey> {
  const origin = await logOrigin(runtime.db.system, runtime.publicUrl, runtime.clock.real());
  const name = origin.replace(/\/log$/, "/witness");
  return verifierKey(sha256, name, SIGNATURE_TYPE.cosignature, runtime.keys.witnessPublicKey);
}
