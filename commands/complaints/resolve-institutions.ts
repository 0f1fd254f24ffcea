import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import type { RegisterMemory } from "#db/register-memory.ts";
import { insertRows } from "#db/rows.ts";
import { foldName } from "#domain/institutions/fold-name.ts";
import { buildNameScan, institutionsNamedIn, type NameScan } from "#domain/institutions/names-in-text.ts";
import { findImpersonation } from "../matching/find-impersonation.ts";
import type { Runtime } from "../runtime.ts";
import type { Prepared } from "./prepare-submission.ts";

const PROVISIONAL_LOCK = 7_461_002;

/**
 * Links what each complaint claims to an institution of the register, or to a provisional one under the folded
 * name: claimed is not confirmed, so a name nobody answers to gets a record of its own that an officer can identify.
 */
export async function resolveInstitutions(
  runtime: Runtime,
  tx: Tx,
  items: readonly Prepared[],
  now: Date,
): Promise<void> {
  const unknown = new Map<string, { name: string; country: string; items: Prepared[] }>();
  for (const item of items) {
    const name = item.complaint.claimed?.institution?.trim();
    if (!name) {
      const named = namedIn(runtime.register, item.complaint.scriptText);
      if (named) {
        item.institutionId = named;
        item.claimedMatch = "named-in-text";
        item.isRegisteredClaim = true;
      }
      continue;
    }
    const match = matchClaim(runtime.register, name);
    if (match.outcome === "match") {
      item.institutionId = match.institutionId;
      item.claimedMatch = match.via;
      item.isRegisteredClaim = true;
      continue;
    }
    item.claimedMatch = match.outcome;
    const folded = foldName(name);
    if (!folded) continue;
    const entry = unknown.get(folded) ?? { name, country: item.country, items: [] };
    entry.items.push(item);
    unknown.set(folded, entry);
  }
  for (const item of items) item.impersonates = findImpersonation(runtime.register, item);
  if (unknown.size === 0) return;

  const names = [...unknown.keys()].sort();
  const find = () => tx<{ folded_name: string; institution_id: string }[]>`
    select folded_name, institution_id from institution_name_keys where folded_name = any(${names}::text[])`;
  let known = new Map((await find()).map((row) => [row.folded_name, row.institution_id]));
  if (known.size < names.length) {
    // Rare, so one writer at a time: afterwards nobody else can have made the same name in between.
    await tx`select pg_advisory_xact_lock(${PROVISIONAL_LOCK})`;
    known = new Map((await find()).map((row) => [row.folded_name, row.institution_id]));
    const missing = names
      .filter((name) => !known.has(name))
      .map((folded) => ({ folded, id: uuidv7(), entry: unknown.get(folded) }));
    await insertRows(
      tx,
      "institutions",
      missing.map(({ folded, id, entry }) => ({
        id,
        code: null,
        legal_name: entry?.name,
        english_name: null,
        folded_name: folded,
        uscc: null,
        regulator_code: null,
        class: "other",
        status: "provisional",
        region: null,
        country: entry?.country,
        source: "claimed",
        created_at: now,
        updated_at: now,
      })),
    );
    await insertRows(
      tx,
      "institution_name_keys",
      missing.map(({ folded, id }) => ({ folded_name: folded, institution_id: id, created_at: now })),
    );
    for (const { folded, id } of missing) known.set(folded, id);
  }
  for (const [folded, entry] of unknown) {
    for (const item of entry.items) item.institutionId = known.get(folded) ?? null;
  }
}

/** People add 公司 to any name; what is left without it may be the one they mean. */
function matchClaim(register: RegisterMemory, name: string): ReturnType<RegisterMemory["match"]> {
  const match = register.match(name);
  const short = /^(.{3,})公司$/u.exec(name)?.[1];
  if (match.outcome === "match" || !short) return match;
  const again = register.match(short);
  return again.outcome === "match" ? again : match;
}

/** The only institution of the register whose name stands in the words; two names are nobody's. */
function namedIn(register: RegisterMemory, text: string | null): string | null {
  if (text === null) return null;
  const all = register.all();
  const scan = scans.get(all) ?? buildNameScan(all);
  scans.set(all, scan);
  const found = institutionsNamedIn(scan, text);
  return found.length === 1 ? (found[0] ?? null) : null;
}
const scans = new WeakMap<object, NameScan>();
