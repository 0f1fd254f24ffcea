import { REPORTED_WINDOW_DAYS } from "#domain/cases/score.ts";
import { VERSION_STATUSES } from "#domain/registry/entry.ts";
import { packEntry, unpackEntry } from "#domain/registry/entry-bits.ts";
import { bucketPlace } from "#domain/registry/number-answer.ts";
import { checkOf, createNumberIndex, keyOf } from "#domain/registry/number-index.ts";
import {
  EMPTY_ROW,
  isSameRow,
  type NumberRow,
  type PackedRows,
  rowList,
} from "#domain/registry/number-rows.ts";
import { type EntryFacts, NO_FACTS, type RegistryFacts } from "#domain/registry/verdict.ts";
import type { Db } from "./client.ts";
import { keepFresh, type MemoryLog } from "./keep-fresh.ts";
import {
  endOfListVersion,
  findListVersion,
  findNewestReportChange,
  findRegisterStamp,
  listChangedReports,
  listNewestVersions,
  listOfficialNumbers,
  listReportedNumbers,
  listVersionsSince,
  type NewestVersion,
  type ReportedNumber,
} from "./queries/registry.ts";

export type RegistryMemory = {
  /** What the registry knows of a canonical key. Pure memory: no database, no wait. */
  lookUp(numberKey: string): RegistryFacts;
  /**
   * The entry about an institution, or about a domain, signature, app or block as `kind:key`; in force by its status:
   * check its term against the time of asking.
   */
  institutionEntry(institutionId: string): EntryFacts | null;
  readonly listVersion: number;
  /** False until the first load is complete: until then "nothing known" would be a lie. */
  readonly isReady: boolean;
  readonly loadedAt: Date | null;
  /** When the memory was last seen to be in line with the database; the age of an answer during an outage. */
  asOf(): Date;
  /** Whether the last look at the database succeeded. */
  readonly isFresh: boolean;
  /** Numbers known. */
  readonly size: number;
  /** Looks at the database now; rejects when it cannot be reached. */
  refresh(): Promise<void>;
  /** All it knows, to be kept for a start without the database; null until it was in line with one. */
  save(): SavedRegistry | null;
  close(): Promise<void>;
};

/** What a memory knew. The rows are its own: write them out before anything else runs. */
export type SavedRegistry = {
  /** Changes whenever what is known may have changed. */
  readonly edition: string;
  readonly listVersion: number;
  readonly asOf: Date;
  readonly agencies: readonly string[];
  readonly institutions: readonly string[];
  readonly entries: readonly (readonly [institutionId: string, facts: EntryFacts])[];
  readonly rows: PackedRows;
};

export type RegistryMemoryOptions = {
  readonly db: Pick<Db, "open">;
  /** The keyed blind index of a canonical key, as stored in the database. */
  readonly blindNumber: (key: string) => Uint8Array;
  readonly log: MemoryLog;
  /** The portal's time. */
  readonly now?: () => Date;
  /** What an earlier process knew: answered from until the database was read. */
  readonly saved?: SavedRegistry | null;
};

const POLL_MS = 1_000;
const PAGE = 10_000;
const DAY_MS = 86_400_000;
/** A day more than the window, so that a number is still there at the moment it leaves it. */
const REPORT_DAYS = REPORTED_WINDOW_DAYS + 1;
/** Rows carry the time their transaction began, so one may appear this much later; long ones are met each minute. */
const OVERLAP_MS = 5_000;
const LONG_OVERLAP_MS = 10 * 60_000;
const LONG_OVERLAP_EVERY = 60;
const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Everything look-ups need, in memory, and kept in line: woken by `NOTIFY registry`, and looking every second at
 * what was published, reported and registered since. Starts empty; survives a database that is away or goes away.
 */
export function startRegistryMemory({
  db,
  blindNumber,
  log,
  now = () => new Date(),
  saved = null,
}: RegistryMemoryOptions): RegistryMemory {
  const sql = db.open;
  const agencies = places(saved?.agencies);
  const institutions = places(saved?.institutions);
  let index = createNumberIndex(saved?.rows);
  let institutionEntries = new Map<string, EntryFacts>(saved?.entries);
  let officials = new Map<string, string>();
  let listVersion = saved?.listVersion ?? 0;
  let reportsUpTo: Date | null = null;
  let registerStamp = "";
  let loadedAt: Date | null = null;
  let seenAt = saved?.asOf ?? new Date(0);
  let changes = 0;
  let looks = 0;

  const entryPart = (version: NewestVersion) =>
    VERSION_STATUSES[version.status].inForce
      ? {
          entryBits: packEntry(version),
          entryId: version.entryId,
          listedAt: seconds(version.listedAt),
          expiresAt: seconds(version.expiresAt),
          agency: agencies.placeOf(version.agencyId),
        }
      : NO_ENTRY;
  const change = (blind: Uint8Array, part: Partial<NumberRow>) => {
    const [key, check] = [keyOf(blind), checkOf(blind)];
    const before = index.get(key, check) ?? EMPTY_ROW;
    const after = { ...before, ...part };
    if (isSameRow(before, after)) return;
    index.set(key, check, after);
    changes += 1;
  };
  const applyVersion = (version: NewestVersion) => {
    // The end of an earlier entry says nothing about a later one on the same number.
    const isStale = (blind: Buffer) => {
      const known = index.get(keyOf(blind), checkOf(blind))?.entryId ?? version.entryId;
      return !VERSION_STATUSES[version.status].inForce && known !== version.entryId;
    };
    if (version.numberIndex && !isStale(version.numberIndex)) change(version.numberIndex, entryPart(version));
    if (version.institutionId) setInstitution(institutionEntries, version);
  };

  /** Reports from before this are nothing to know. */
  const reportsSince = () => new Date(now().getTime() - REPORT_DAYS * DAY_MS);

  const load = async () => {
    // Read first, so that what changes during the load is met again by the next look.
    const startVersion = await findListVersion(sql);
    const startReports = await findNewestReportChange(sql);
    const rows = rowList();
    const entries = new Map<string, EntryFacts>();
    for (let after: string | null = null; ; ) {
      const page: NewestVersion[] = await listNewestVersions(sql, { after, limit: PAGE });
      for (const version of page) {
        if (version.institutionId) setInstitution(entries, version);
        if (!version.numberIndex || !VERSION_STATUSES[version.status].inForce) continue;
        rows.add(keyOf(version.numberIndex), checkOf(version.numberIndex), {
          ...EMPTY_ROW,
          ...entryPart(version),
        });
      }
      after = page.at(-1)?.entryId ?? null;
      if (page.length < PAGE) break;
    }
    const since = reportsSince();
    for (let after: Buffer | null = null; ; ) {
      const page: ReportedNumber[] = await listReportedNumbers(sql, { since, after, limit: PAGE });
      for (const report of page) {
        rows.add(keyOf(report.numberIndex), checkOf(report.numberIndex), {
          ...EMPTY_ROW,
          ...reportPart(report, since),
        });
      }
      after = page.at(-1)?.numberIndex ?? null;
      if (page.length < PAGE) break;
    }
    index = createNumberIndex(rows.take());
    changes += 1;
    institutionEntries = entries;
    officials = new Map();
    registerStamp = "";
    listVersion = startVersion;
    reportsUpTo = startReports;
  };

  const followVersions = async () => {
    let after = endOfListVersion(listVersion);
    for (;;) {
      const { versions, upTo } = await listVersionsSince(sql, { after, limit: PAGE });
      for (const version of versions) applyVersion(version);
      after = upTo;
      if (versions.length < PAGE) break;
    }
    listVersion = after.listVersion;
  };

  const followReports = async () => {
    const overlap = looks % LONG_OVERLAP_EVERY === 0 ? LONG_OVERLAP_MS : OVERLAP_MS;
    // The portal's time may have been set back (demonstration): then changes are older than what was seen last.
    const upTo = Math.min(reportsUpTo?.getTime() ?? 0, now().getTime());
    const since = reportsSince();
    let after = { place: new Date(upTo - overlap).toISOString(), index: EMPTY };
    for (;;) {
      const page = await listChangedReports(sql, { after, limit: PAGE });
      for (const report of page) change(report.numberIndex, reportPart(report, since));
      const last = page.at(-1);
      if (!last) return;
      reportsUpTo = new Date(Math.max(upTo, last.updatedAt.getTime()));
      after = { place: last.place, index: last.numberIndex };
      if (page.length < PAGE) return;
    }
  };

  const followRegister = async () => {
    const on = now().toISOString().slice(0, 10);
    const stamp = `${on}|${await findRegisterStamp(sql)}`;
    if (stamp === registerStamp) return;
    const found = new Map((await listOfficialNumbers(sql, on)).map((row) => [row.key, row.institutionId]));
    for (const key of officials.keys()) if (!found.has(key)) change(blindNumber(key), { official: 0 });
    for (const [key, institutionId] of found) {
      if (officials.get(key) === institutionId) continue;
      change(blindNumber(key), { official: institutions.placeOf(institutionId) + 1 });
    }
    officials = found;
    registerStamp = stamp;
  };

  const look = async () => {
    const startedAt = now();
    // A database put back from a copy is behind what was read: then start over.
    if (!loadedAt || (await findListVersion(sql)) < listVersion) await load();
    await followVersions();
    await followReports();
    await followRegister();
    looks += 1;
    loadedAt ??= now();
    seenAt = startedAt;
  };

  const fresh = keepFresh({ name: "registry", everyMs: POLL_MS, log, look });
  // Only to be quicker than the next look: a channel that fails costs nothing but that.
  sql.listen("registry", fresh.wake, fresh.wake).catch(() => {});

  return {
    lookUp(numberKey) {
      const blind = blindNumber(numberKey);
      const row = index.get(keyOf(blind), checkOf(blind));
      if (!row) return NO_FACTS;
      return {
        entry: row.entryId === null ? null : entryFacts(row, row.entryId, agencies.at(row.agency)),
        officialOf: row.official === 0 ? null : institutions.at(row.official - 1),
        reports:
          row.fifthLastAt === 0
            ? null
            : {
                fifthLastAt: new Date(row.fifthLastAt * 1000),
                sourcesBucket: row.sources - 1,
                sources30dBucket: row.sources30d - 1,
              },
      };
    },
    institutionEntry: (institutionId) => institutionEntries.get(institutionId) ?? null,
    get listVersion() {
      return listVersion;
    },
    get isReady() {
      return loadedAt !== null || saved !== null;
    },
    get loadedAt() {
      return loadedAt;
    },
    asOf: () => seenAt,
    get isFresh() {
      return fresh.isFresh;
    },
    get size() {
      return index.sorted + index.overlaid;
    },
    refresh: fresh.refresh,
    save: () =>
      loadedAt && {
        edition: `${listVersion}|${changes}|${registerStamp}`,
        listVersion,
        asOf: seenAt,
        agencies: agencies.all(),
        institutions: institutions.all(),
        entries: [...institutionEntries],
        rows: index.packed(),
      },
    close: fresh.close,
  };
}

const NO_ENTRY = { entryBits: 0, entryId: null, listedAt: 0, expiresAt: 0, agency: 0 };
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

function reportPart(
  { fifthLastAt, sourceCount, sources30d }: ReportedNumber,
  since: Date,
): Partial<NumberRow> {
  if (!fifthLastAt || fifthLastAt < since) return { fifthLastAt: 0, sources: 0, sources30d: 0 };
  return {
    fifthLastAt: seconds(fifthLastAt),
    sources: bucketPlace(sourceCount) + 1,
    sources30d: bucketPlace(sources30d) + 1,
  };
}

function entryFacts(row: NumberRow, id: string, agencyId: string): EntryFacts {
  return {
    ...unpackEntry(row.entryBits),
    id,
    agencyId,
    listedAt: new Date(row.listedAt * 1000),
    expiresAt: new Date(row.expiresAt * 1000),
  };
}

function setInstitution(entries: Map<string, EntryFacts>, version: NewestVersion): void {
  const { institutionId, entryId, agencyId, listedAt, expiresAt } = version;
  if (!institutionId) return;
  if (!VERSION_STATUSES[version.status].inForce) {
    if ((entries.get(institutionId)?.id ?? entryId) === entryId) entries.delete(institutionId);
  } else
    entries.set(institutionId, {
      ...unpackEntry(packEntry(version)),
      id: entryId,
      agencyId,
      listedAt,
      expiresAt,
    });
}

/** Small numbers for ids that repeat a million times. Only grows. */
function places(saved: readonly string[] = []): {
  placeOf(id: string): number;
  at(place: number): string;
  all(): readonly string[];
} {
  const ids = [...saved];
  const known = new Map(ids.map((id, place) => [id, place]));
  return {
    placeOf(id) {
      const place = known.get(id) ?? ids.push(id) - 1;
      known.set(id, place);
      return place;
    },
    at: (place) => ids[place] ?? "",
    all: () => [...ids],
  };
}
