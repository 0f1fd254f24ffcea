import { findEntry } from "#db/queries/entries.ts";
import { type EntryLeaf, findNewestLeaf } from "#db/queries/log.ts";
import { AppError } from "#domain/errors.ts";
import { KIND_VISIBILITY, type NumberKind } from "#domain/numbers/number-kinds.ts";
import { SUBJECT_KINDS } from "#domain/registry/entry.ts";
import type { Runtime } from "../runtime.ts";
import { logVkey } from "../transparency/log-identity.ts";
import {
  describeEntry,
  describeEntryHistory,
  type EntryDescription,
  type EntryVersionAnswer,
} from "./describe-entry.ts";
import { readPublished } from "./read-published.ts";

/** Where the log has the entry's newest record, and the key to check that with. */
export type EntryProof = { readonly leaf: EntryLeaf; readonly vkey: string };

export type EntryPage =
  /** There is none, or none that may be browsed: nobody learns which. */
  | { readonly state: "missing" }
  | { readonly state: "moved"; readonly to: string }
  | { readonly state: "over"; readonly id: string; readonly proof: EntryProof | null }
  | { readonly state: "not-then"; readonly id: string; readonly asOf: string }
  | {
      readonly state: "shown";
      readonly entry: EntryDescription;
      readonly institution: { readonly legalName: string; readonly englishName: string | null } | null;
      /** Oldest first. */
      readonly versions: readonly EntryVersionAnswer[];
      readonly proof: EntryProof | null;
      readonly isPast: boolean;
    };

type PageRuntime = Pick<Runtime, "db" | "keys" | "publicUrl" | "register" | "registry" | "clock">;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Everything the page of an entry says, now or at an earlier moment. Throws `unavailable` when the database is away. */
export async function openEntryPage(runtime: PageRuntime, id: string, asOf: Date | null): Promise<EntryPage> {
  if (!UUID.test(id)) return { state: "missing" };
  const read = await readPublished(runtime, () => open(runtime, id, asOf));
  if (!read) throw new AppError("unavailable", "registry-away");
  return read.value;
}

async function open(runtime: PageRuntime, id: string, asOf: Date | null): Promise<EntryPage> {
  try {
    const [described, history, proof] = await Promise.all([
      describeEntry(runtime, id, asOf),
      describeEntryHistory(runtime, id, asOf),
      proofOf(runtime, id),
    ]);
    if (described.mergedInto !== null || history.mergedInto !== null)
      return await moved(runtime, described.mergedInto ?? history.mergedInto ?? id);
    const { value: entry } = described;
    if (entry.visibility !== "public") return { state: "missing" };
    const { institutionId } = entry.subject;
    const institution = institutionId === null ? null : runtime.register.byId(institutionId);
    return {
      state: "shown",
      entry,
      institution: institution && {
        legalName: institution.legalName,
        englishName: institution.englishName,
      },
      versions: history.value.versions,
      proof,
      isPast: asOf !== null,
    };
  } catch (error) {
    return await withoutEntry(runtime, id, asOf, error);
  }
}

/** Leads on only to what may be seen there. */
async function moved(runtime: PageRuntime, to: string): Promise<EntryPage> {
  const next = await open(runtime, to, null);
  return next.state === "shown" || next.state === "over" ? { state: "moved", to } : { state: "missing" };
}

async function withoutEntry(
  runtime: PageRuntime,
  id: string,
  asOf: Date | null,
  error: unknown,
): Promise<EntryPage> {
  if (!(error instanceof AppError)) throw error;
  const isOver = error.code === "gone";
  const isNotThen = error.code === "not-found" && error.reason === "no-such-entry-then";
  if (!isOver && !isNotThen) {
    if (error.code === "not-found") return { state: "missing" };
    throw error;
  }
  if (!(await isKnownToAll(runtime, id, isNotThen))) return { state: "missing" };
  if (isOver) return { state: "over", id, proof: await proofOf(runtime, id) };
  return { state: "not-then", id, asOf: (asOf ?? runtime.clock.now()).toISOString() };
}

/** What ended is told of subjects that are public by their kind; a number that was once public is a private one again. */
async function isKnownToAll({ db }: PageRuntime, id: string, isInForce: boolean): Promise<boolean> {
  const entry = await findEntry(db.system, id);
  if (!entry) return false;
  if (entry.subjectKind !== "number") return SUBJECT_KINDS[entry.subjectKind].visibility === "public";
  if (isInForce) return entry.versions.at(-1)?.isPublic ?? false;
  return entry.numberKind !== null && KIND_VISIBILITY[entry.numberKind as NumberKind] === "public";
}

async function proofOf(runtime: PageRuntime, id: string): Promise<EntryProof | null> {
  const leaf = await findNewestLeaf(runtime.db.system, id);
  return leaf && { leaf, vkey: await logVkey(runtime) };
}
