import { type EntryVersion, findNumberEntry, listEntryVersions } from "#db/queries/registry.ts";
import { describeKey } from "#domain/numbers/display-key.ts";
import type { NumberKey, NumberReason } from "#domain/numbers/number-kinds.ts";
import type { VersionStatus } from "#domain/registry/entry.ts";
import { isInForce } from "#domain/registry/entry.ts";
import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import type { Runtime } from "../runtime.ts";
import { findNumberRecord, type NumberRecord } from "./find-number-record.ts";
import { type LookUpRuntime, lookUpNumber } from "./look-up-number.ts";
import { type Freshness, freshnessOf, readPublished } from "./read-published.ts";

/** An entry that is over: what it was and since when it is not. */
export type PastEntry = {
  readonly kind: EntryVersion["kind"];
  readonly status: Extract<VersionStatus, "withdrawn" | "expired" | "lapsed">;
  readonly listedAt: string;
  readonly endedAt: string;
};

export type NumberPage = {
  readonly answer: NumberAnswer;
  readonly statement: string | null;
  readonly history: NumberRecord["history"];
  readonly past: PastEntry | null;
  /** The database is away, so statement and history could not be read. */
  readonly isRecordAway: boolean;
  readonly freshness: Freshness;
};

export type DescribedNumber =
  | { readonly ok: true; readonly page: NumberPage }
  | { readonly ok: false; readonly reason: NumberReason };

type DescribeRuntime = LookUpRuntime & Pick<Runtime, "db" | "keys">;

/**
 * Everything a page says about a number: the answer from memory, and for a public number what the database adds.
 * Without the database the answer stands, says how old it is, and that the rest cannot be read now.
 */
export async function describeNumber(runtime: DescribeRuntime, input: string): Promise<DescribedNumber> {
  const found = lookUpNumber(runtime, input);
  if (!found.ok) return found;
  const { answer } = found;
  const bare = { answer, statement: null, history: [], past: null, isRecordAway: false };
  if (answer.visibility !== "public") return { ok: true, page: { ...bare, freshness: freshnessOf(runtime) } };
  const read = await readPublished(runtime, async () => ({
    record: await findNumberRecord(runtime, answer),
    past: answer.entry ? null : await findPastEntry(runtime, answer.canonical as NumberKey),
  }));
  const page = read
    ? {
        ...bare,
        statement: read.value.record.statement,
        history: read.value.record.history,
        past: read.value.past,
      }
    : { ...bare, isRecordAway: answer.entry !== null };
  return { ok: true, page: { ...page, freshness: freshnessOf(runtime) } };
}

const HIDDEN: ReadonlySet<VersionStatus> = new Set(["repaired", "merged", "erased"]);

/**
 * The ended entry of a number that is public by its kind. What a person's number was once listed for is not told,
 * and neither is what was repaired: repaired is repaired.
 */
async function findPastEntry(
  { db, keys, clock }: DescribeRuntime,
  key: NumberKey,
): Promise<PastEntry | null> {
  if (describeKey(key).visibility !== "public") return null;
  const entryId = await findNumberEntry(db.system, keys.blindIndex("number", key));
  const [newest] = entryId === null ? [] : await listEntryVersions(db.open, entryId);
  if (!newest || HIDDEN.has(newest.status)) return null;
  const { kind, status, listedAt, expiresAt, at } = newest;
  if (status === "withdrawn" || status === "lapsed" || status === "expired")
    return { kind, status, listedAt, endedAt: status === "expired" ? expiresAt : at };
  // Its term is over and the job that writes so has not run yet.
  if (isInForce({ status, expiresAt: new Date(expiresAt) }, clock.now())) return null;
  return { kind, status: "expired", listedAt, endedAt: expiresAt };
}
