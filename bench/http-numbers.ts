import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { uuidv7 } from "uuidv7";
import { parseKeyRing } from "#adapters/keys.ts";
import type { Sql } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { createRandom } from "#db/seed/random.ts";
import { describeKey } from "#domain/numbers/display-key.ts";
import { type NumberKey, normaliseNumber } from "#domain/numbers/normalise-number.ts";
import type { BenchPortal } from "./http-portal.ts";

export type Listed = {
  readonly numbers: readonly string[];
  readonly entryIds: readonly string[];
  /** Canonical keys of those that have a page of their own. */
  readonly publicKeys: readonly string[];
};

const CHUNK = 5_000;
const DAY_MS = 86_400_000;

/** Lists `count` numbers in the portal's database (call-centre numbers, mobiles and landlines) and waits until it knows them. */
export async function listNumbers(
  portal: Pick<BenchPortal, "dataDir" | "databaseUrl" | "readiness">,
  count: number,
  seed: number,
  makeNumber: (random: Random) => string = numberOf,
): Promise<Listed> {
  const keys = parseKeyRing(readFileSync(path.join(portal.dataDir, "keys"), "utf8"));
  const random = createRandom(seed).fork("listed");
  const sql = postgres(portal.databaseUrl, { max: 2, onnotice: () => {} });
  const now = new Date();
  try {
    const [agency] = await sql`select id from agencies order by code limit 1`;
    const [state] = await sql`select value from portal_state where name = 'list_version'`;
    const listVersion = Number(state?.value ?? 0) + 1;
    const byKey = new Map<string, string>();
    while (byKey.size < count) {
      const number = makeNumber(random);
      byKey.set(normaliseNumber(number).key, number);
    }
    const list = [...byKey.values()];
    const entryIds = list.map(() => uuidv7());
    // In one transaction, as every publication: what has a list version is seen with all that has it.
    await sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      for (let start = 0; start < list.length; start += CHUNK) {
        const chunk = list.slice(start, start + CHUNK).map((number, at) => {
          const { key, kind, visibility } = normaliseNumber(number);
          return { id: entryIds[start + at] ?? "", key, kind, isPublic: visibility === "public" };
        });
        await insertRows(
          tx,
          "registry_entries",
          chunk.map(({ id, key, kind }) => ({
            id,
            agency_id: agency?.id,
            case_id: randomUUID(),
            subject_kind: "number",
            number_index: keys.blindIndex("number", key),
            number_kind: kind,
            country: "CN",
            key_version: keys.version,
            created_at: now,
          })),
        );
        await insertRows(
          tx,
          "registry_versions",
          chunk.map(({ id, key, isPublic }) => ({
            entry_id: id,
            version: 1,
            list_version: listVersion,
            kind: random.chance(0.8) ? "blacklist" : "warning",
            status: "active",
            tier: random.pick(["minor", "general", "serious"]),
            grounds: random.sample(["fraud", "threats", "excessive_contact", "false_identity"], 2),
            statement: "性能测试用的虚构条目，不指向任何真实号码的持有人。",
            public_key: isPublic ? key : null,
            listed_at: now,
            expires_at: new Date(now.getTime() + 300 * DAY_MS),
            at: now,
          })),
        );
      }
      await tx`update portal_state set value = ${tx.json(listVersion)}, updated_at = ${now} where name = 'list_version'`;
      await tx`select pg_notify('registry', ${String(listVersion)})`;
    });
    for (let tries = 0; ((await portal.readiness()).parts.registry.numbers ?? 0) < count; tries++) {
      if (tries > 300) throw new Error("the portal did not learn the listed numbers");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const publicKeys = [...byKey.keys()].filter(
      (key) => describeKey(key as NumberKey).visibility === "public",
    );
    return { numbers: list, entryIds, publicKeys };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

type Random = ReturnType<typeof createRandom>;

export function numberOf(random: Random): string {
  return random.weighted([
    [() => `1${random.pick(["30", "38", "59", "77", "86", "99"])}${random.digits(8)}`, 6],
    [() => `1069${random.digits(8)}`, 1],
    [() => `400${random.int(1, 9)}${random.digits(6)}`, 1],
    [() => `0571-8${random.digits(7)}`, 2],
  ])();
}
