import {
  type EntryAttachments,
  findEntry,
  listAttachments,
  type StoredEntry,
  type StoredVersion,
} from "#db/queries/entries.ts";
import { AppError } from "#domain/errors.ts";
import { isInForce, SUBJECT_KINDS, type SubjectKind } from "#domain/registry/entry.ts";
import { earliestRepairAt } from "#domain/registry/life.ts";
import type { AgencyName } from "#domain/registry/number-answer.ts";
import type { Runtime } from "../runtime.ts";
import { toAppError } from "../to-app-error.ts";
import { agencyName } from "./look-up-number.ts";

export type EntryDescription = {
  readonly id: string;
  readonly subject: {
    readonly kind: SubjectKind;
    readonly key: string | null;
    readonly institutionId: string | null;
    readonly name: string | null;
  };
  readonly visibility: "public" | "restricted";
  readonly version: number;
  readonly kind: StoredVersion["kind"];
  readonly status: StoredVersion["status"];
  readonly tier: StoredVersion["tier"];
  readonly grounds: readonly string[];
  readonly statement: string | null;
  readonly listedAt: string;
  readonly expiresAt: string;
  readonly earliestRepairAt: string | null;
  readonly authority: AgencyName | null;
  readonly objection: EntryAttachments["objection"];
  readonly subjectStatements: EntryAttachments["statements"];
  readonly measures: EntryAttachments["measures"];
  readonly asOf: string;
};

export type EntryVersionAnswer = {
  readonly version: number;
  readonly kind: StoredVersion["kind"];
  readonly status: StoredVersion["status"];
  /** What made the version. */
  readonly cause: string;
  readonly tier: StoredVersion["tier"];
  readonly listedAt: string;
  readonly expiresAt: string;
  readonly at: string;
};

export type FoundEntry<T> =
  | { readonly mergedInto: string }
  | { readonly mergedInto: null; readonly value: T };
type EntryRuntime = Pick<Runtime, "db" | "register" | "clock">;

/**
 * What anyone may know of an entry in force, now or at an earlier moment. An entry that is over (repaired, expired,
 * removed, erased) is `gone`, at every moment: repaired is repaired. Entries on people are not there at all. Of a
 * private number there are kind, tier and term and nothing else.
 */
export async function describeEntry(
  runtime: EntryRuntime,
  id: string,
  asOf: Date | null,
): Promise<FoundEntry<EntryDescription>> {
  const found = await open(runtime, id, asOf);
  if (found.mergedInto !== null) return found;
  const { entry, versions, at } = found.value;
  const version = versions.at(-1);
  if (!version) throw new AppError("not-found", "no-such-entry");
  const isPublic = isPublicEntry(entry);
  const now = runtime.clock.now();
  const attached = isPublic
    ? await listAttachments(runtime.db.system, id, now).catch(rethrow)
    : NOTHING_ATTACHED;
  const institution = entry.institutionId ? runtime.register.byId(entry.institutionId) : null;
  return {
    mergedInto: null,
    value: {
      id,
      subject: {
        kind: entry.subjectKind,
        key: isPublic ? entry.key : null,
        institutionId: isPublic ? entry.institutionId : null,
        name: isPublic ? (institution?.legalName ?? null) : null,
      },
      visibility: isPublic ? "public" : "restricted",
      version: version.version,
      kind: version.kind,
      status: version.status,
      tier: version.tier,
      grounds: isPublic ? version.grounds : [],
      statement: isPublic ? version.statement : null,
      listedAt: version.listedAt.toISOString(),
      expiresAt: version.expiresAt.toISOString(),
      earliestRepairAt: earliestRepairAt(version)?.toISOString() ?? null,
      authority: isPublic ? agencyName(runtime, entry.agencyId) : null,
      objection: attached.objection && new Date(attached.objection.since) <= at ? attached.objection : null,
      subjectStatements: attached.statements.filter((one) => new Date(one.at) <= at),
      measures: attached.measures.filter((one) => new Date(one.from) <= at),
      asOf: at.toISOString(),
    },
  };
}

/** How an entry in force came to be, oldest first. */
export async function describeEntryHistory(
  runtime: EntryRuntime,
  id: string,
  asOf: Date | null,
): Promise<FoundEntry<{ id: string; versions: EntryVersionAnswer[]; asOf: string }>> {
  const found = await open(runtime, id, asOf);
  if (found.mergedInto !== null) return found;
  const { versions, at } = found.value;
  return {
    mergedInto: null,
    value: {
      id,
      versions: versions.map((version) => ({
        version: version.version,
        kind: version.kind,
        status: version.status,
        cause: version.cause,
        tier: version.tier,
        listedAt: version.listedAt.toISOString(),
        expiresAt: version.expiresAt.toISOString(),
        at: version.at.toISOString(),
      })),
      asOf: at.toISOString(),
    },
  };
}

const NOTHING_ATTACHED: EntryAttachments = { statements: [], measures: [], objection: null };
/** Merges lead on; more than a handful in a row would be a mistake of ours. */
const MOST_MERGES = 16;

type Opened = { readonly entry: StoredEntry; readonly versions: readonly StoredVersion[]; readonly at: Date };

async function open({ db, clock }: EntryRuntime, id: string, asOf: Date | null): Promise<FoundEntry<Opened>> {
  const now = clock.now();
  if (asOf && asOf > now)
    throw new AppError("invalid-request", "fields", [{ pointer: "/as_of", code: "in-the-future" }]);
  const at = asOf ?? now;
  const entry = await findEntry(db.system, id).catch(rethrow);
  const newest = entry?.versions.at(-1);
  if (!entry || !newest || entry.subjectKind === "practitioner")
    throw new AppError("not-found", "no-such-entry");
  if (entry.mergedInto) return { mergedInto: await survivorOf(db, entry.mergedInto) };
  if (!isInForce(newest, now)) throw new AppError("gone", "entry-over");
  const versions = entry.versions.filter((version) => version.at <= at);
  const then = versions.at(-1);
  if (!then || !isInForce(then, at)) throw new AppError("not-found", "no-such-entry-then");
  return { mergedInto: null, value: { entry, versions, at } };
}

async function survivorOf(db: Runtime["db"], id: string): Promise<string> {
  let at = id;
  for (let step = 0; step < MOST_MERGES; step += 1) {
    const next = await findEntry(db.system, at).catch(rethrow);
    if (!next?.mergedInto) return at;
    at = next.mergedInto;
  }
  return at;
}

/** A number's entry shows while a version carries the number in clear; other kinds by what they are. */
function isPublicEntry(entry: StoredEntry): boolean {
  if (entry.subjectKind !== "number") return SUBJECT_KINDS[entry.subjectKind].visibility === "public";
  return entry.versions.at(-1)?.isPublic ?? false;
}

function rethrow(error: unknown): never {
  throw toAppError(error);
}
