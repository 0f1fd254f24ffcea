import { createHash } from "node:crypto";
import type { Storage } from "#adapters/storage.ts";
import {
  type FileFormat,
  LISTS,
  type ListEntity,
  type ListName,
  markOf,
} from "#domain/registry/lists/entity.ts";
import { numberRecords } from "#domain/registry/lists/numbers-bin.ts";
import {
  asteriskRows,
  CSV_HEAD,
  callkitChanges,
  callkitNumber,
  csvRow,
  freeswitchRows,
  readCallkit,
  SPAMBLOCKER_HEAD,
  spamblockerRow,
  writeCallkit,
} from "#domain/registry/lists/phone-files.ts";
import { prefixBitsFor, prefixesOf, rangeHasher, rangeRows } from "#domain/registry/lists/range.ts";
import { encodeRice, writeRiceFile } from "#domain/registry/lists/rice.ts";
import { stateHash } from "#domain/registry/lists/state-hash.ts";
import { contactNumbers, contactsOf, vcard } from "#domain/registry/lists/vcard.ts";
import { jcs } from "#domain/transparency/jcs.ts";
import { sha256 } from "../transparency/crypto.ts";
import {
  type BuiltFile,
  binaryFile,
  type ListFolder,
  snapshotPath,
  storedLines,
  type TextFile,
  textFile,
} from "./list-file.ts";

export type BuildOptions = {
  readonly storage: Storage;
  readonly list: ListName;
  readonly version: number;
  /** The version whose files are compared with; null for the first. */
  readonly previous: number | null;
  /** Ids whose text is wanted though nothing happened to them now: older changes tell of them. */
  readonly wanted: ReadonlySet<string>;
  readonly changedOn: string;
};

export type Snapshot = {
  readonly entries: number;
  readonly stateSha256: string;
  readonly prefixBits: number | null;
  /** Against `previous`; null when there is nothing to compare with. */
  readonly changes: SnapshotChanges | null;
  /** JCS of the entities that are new, changed or wanted. */
  readonly texts: ReadonlyMap<string, string>;
  /** Puts the binary files beside the text, and makes all of them final. */
  finish(): Promise<BuiltFile[]>;
  abandon(): Promise<void>;
};
export type SnapshotChanges = {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
};

/**
 * One walk over a list's entities in the order of their ids: text files are written as they come, compact ones are
 * gathered, and each line is compared with the same line of the version before. Memory holds some 60 bytes an entity.
 */
export async function buildSnapshot(
  options: BuildOptions,
  pages: AsyncIterable<readonly ListEntity[]>,
): Promise<Snapshot> {
  const comparison = await compareWith(options);
  try {
    return await build(options, comparison, pages);
  } finally {
    await comparison.close();
  }
}

async function build(
  options: BuildOptions,
  comparison: Awaited<ReturnType<typeof compareWith>>,
  pages: AsyncIterable<readonly ListEntity[]>,
): Promise<Snapshot> {
  const { list } = options;
  const folder: ListFolder = options;
  const hasFiles = list !== "numbers-restricted";
  const texts = await openTexts(folder, hasFiles ? formatsOf(list) : []);
  try {
    const compact = gatherCompact(options);
    const state = stateHash(sha256, createHash("sha256"));
    let entries = 0;
    for await (const page of pages) {
      for (const entity of page) {
        const text = jcs(entity);
        state.add(entity.id, Buffer.from(text));
        const seen = comparison.see(entity.id, text);
        if (seen) await seen;
        if (hasFiles) {
          const full = texts.add(entity, text);
          if (full) await full;
          compact.add(entity);
        }
        entries += 1;
      }
    }
    const changes = await comparison.end();
    return {
      entries,
      stateSha256: state.digest(),
      prefixBits: LISTS[list].hasRange ? prefixBitsFor(entries) : null,
      changes,
      texts: comparison.texts,
      async finish() {
        const contacts = compact.contacts();
        if (contacts !== null) await texts.put("vcard", contacts);
        const built = await texts.finish();
        for await (const [format, bytes] of compact.files())
          built.push(await binaryFile(folder, format, bytes));
        return built;
      },
      abandon: () => texts.abandon(),
    };
  } catch (error) {
    await texts.abandon();
    throw error;
  }
}

const formatsOf = (list: ListName): readonly FileFormat[] => ["entities", ...LISTS[list].files];

type RowsOf = (entity: ListEntity, text: string) => string | null;
const TEXTS: readonly (readonly [format: FileFormat, head: string, rows: RowsOf])[] = [
  ["entities", "", (_, text) => `${text}\n`],
  ["csv", CSV_HEAD, csvRow],
  ["spamblocker", SPAMBLOCKER_HEAD, spamblockerRow],
  ["freeswitch", "", freeswitchRows],
  ["asterisk", "", asteriskRows],
  ["vcard", "", () => null],
];

async function openTexts(folder: ListFolder, formats: readonly FileFormat[]) {
  const open: { readonly format: FileFormat; readonly file: TextFile; readonly rows: RowsOf }[] = [];
  for (const [format, head, rows] of TEXTS) {
    if (!formats.includes(format)) continue;
    const file = await textFile(folder, format);
    await file.write(head);
    open.push({ format, file, rows });
  }
  return {
    add(entity: ListEntity, text: string): Promise<unknown> | undefined {
      let waits: Promise<void>[] | null = null;
      for (const { file, rows } of open) {
        const row = rows(entity, text);
        const full = row ? file.write(row) : undefined;
        if (full) waits = [...(waits ?? []), full];
      }
      return waits ? Promise.all(waits) : undefined;
    },
    put: async (format: FileFormat, text: string) => {
      await open.find((one) => one.format === format)?.file.write(text);
    },
    finish: async () => (await Promise.all(open.map(({ file }) => file.finish()))).flat(),
    abandon: async () => {
      await Promise.all(open.map(({ file }) => file.abandon()));
    },
  };
}

/** What the compact files are made of, gathered during the walk. */
function gatherCompact({ storage, list, version, previous, changedOn }: BuildOptions) {
  const formats: readonly FileFormat[] = LISTS[list].files;
  const numbers = formats.includes("numbers-bin") ? numberRecords() : null;
  const rows = formats.includes("range") ? rangeRows() : null;
  const contacts = formats.includes("vcard") ? contactNumbers() : null;
  const hashOf = rangeHasher(sha256, list);
  const callkit = formats.includes("callkit") ? growing() : null;
  return {
    add(entity: ListEntity): void {
      const { canonical } = entity;
      if (canonical === undefined) return;
      const mark = markOf(entity);
      if (list === "number-blocks") numbers?.addPrefix(canonical, mark);
      else numbers?.add(canonical, mark);
      rows?.add(hashOf(canonical), mark);
      contacts?.add(entity);
      const blocked = callkit ? callkitNumber(entity) : null;
      if (blocked !== null) callkit?.push(blocked);
    },
    contacts: () =>
      contacts &&
      contactsOf(contacts.ranked(), { version, changedOn })
        .map((contact) => vcard(contact, "4.0"))
        .join(""),
    async *files(): AsyncGenerator<[FileFormat, Uint8Array]> {
      if (numbers) yield ["numbers-bin", numbers.finish(version)];
      if (rows) {
        const range = rows.finish(version);
        yield ["range", range];
        yield ["rice", writeRiceFile(encodeRice(prefixesOf(range)))];
      }
      if (callkit) {
        const own = writeCallkit(callkit.values());
        const before =
          previous === null
            ? null
            : await storage.read(snapshotPath(list, previous, "callkit.i64", "identity"));
        const { add, remove } = callkitChanges(readCallkit(before ?? new Uint8Array(0)), readCallkit(own));
        yield ["callkit", own];
        yield ["callkit-add", writeCallkit(add)];
        yield ["callkit-remove", writeCallkit(remove)];
      }
    },
  };
}

function growing() {
  let all = new Float64Array(1024);
  let length = 0;
  return {
    push(value: number) {
      if (length === all.length) {
        const wider = new Float64Array(length * 2);
        wider.set(all);
        all = wider;
      }
      all[length] = value;
      length += 1;
    },
    values: () => all.subarray(0, length),
  };
}

/** The members of an entity are in order, so its id stands in the line exactly so, and nowhere else unescaped. */
const ID = /"id":"([^"]{36})"/;

/** Walks the version before beside the new one; both ascend by id. */
async function compareWith({ storage, list, previous, wanted }: BuildOptions) {
  const path = previous === null ? null : snapshotPath(list, previous, "entities.ndjson", "identity");
  const old = path === null ? null : await storedLines(storage, path);
  const added: string[] = [];
  const changed: string[] = [];
  const removed: string[] = [];
  const texts = new Map<string, string>();
  let line: string | null = null;
  let id = "";
  const next = async () => {
    const read = await old?.next();
    line = read && !read.done ? read.value : null;
    id = line === null ? "" : (ID.exec(line)?.[1] ?? "");
  };
  await next();
  const skipTo = async (wantedId: string | null) => {
    while (line !== null && (wantedId === null || id < wantedId)) {
      removed.push(id);
      await next();
    }
  };
  const note = (entityId: string, text: string) => {
    if (line === null || id !== entityId) {
      if (!old) return keep(entityId, text, false);
      added.push(entityId);
      return keep(entityId, text, true);
    }
    const isChanged = line !== text;
    if (isChanged) changed.push(entityId);
    keep(entityId, text, isChanged);
    return next();
  };
  const keep = (entityId: string, text: string, isNews: boolean): undefined => {
    if (isNews || wanted.has(entityId)) texts.set(entityId, text);
  };
  return {
    texts,
    /** Waits only when the old list has to be read on. */
    see(entityId: string, text: string): Promise<void> | undefined {
      if (line !== null && id < entityId) return skipTo(entityId).then(() => note(entityId, text));
      return note(entityId, text);
    },
    async end(): Promise<SnapshotChanges | null> {
      if (!old) return null;
      await skipTo(null);
      return { added, changed, removed };
    },
    /** Lets go of the old list's file, read to its end or not. */
    async close(): Promise<void> {
      await old?.return(null);
    },
  };
}
