import { hash } from "node:crypto";
import type { Storage } from "#adapters/storage.ts";
import { LISTS, type ListName } from "#domain/registry/lists/entity.ts";
import { readRangeFile } from "#domain/registry/lists/range.ts";
import { currentPath, snapshotPath } from "./list-file.ts";

/** Text is ASCII and kept as a string: Node writes that with the head in one piece. */
export type RangeBody<Body> = { readonly body: Body; readonly etag: string };
export type RangeAnswers = {
  readonly version: number;
  readonly prefixBits: number;
  text(prefix: number): RangeBody<string>;
  binary(prefix: number): RangeBody<Buffer>;
};
export type RangeMemory = {
  /** The newest version of a list; null while it was never published. At once, but for the first asking of each list. */
  answers(list: ListName): RangeAnswers | null | Promise<RangeAnswers | null>;
};

const LOOK_EVERY_MS = 1_000;
/** Bodies kept a list, of one or two kilobytes each; making one takes some fifteen microseconds. */
const KEPT_BODIES = 32_768;

type Held = { answers: RangeAnswers | null; lookedAt: number; loading: Promise<void> | null };

/**
 * Range answers from the published files alone: no database, so they go on when it is away. The newest version is looked
 * for at most once a second, behind an answer.
 */
export function rangeMemory(storage: Storage, now: () => number = () => performance.now()): RangeMemory {
  const held = new Map<ListName, Held>();
  const look = async (list: ListName, own: Held): Promise<void> => {
    const current = await storage.read(currentPath(list));
    if (!current) return;
    const { version } = JSON.parse(current.toString()) as { version: number };
    if (own.answers?.version === version) return;
    const file = await storage.read(snapshotPath(list, version, "range.bin", "identity"));
    if (file) own.answers = answersOf(file);
  };
  return {
    answers(list) {
      if (!LISTS[list].hasRange) return null;
      const own = held.get(list) ?? { answers: null, lookedAt: Number.NEGATIVE_INFINITY, loading: null };
      held.set(list, own);
      if (!own.loading && now() - own.lookedAt >= LOOK_EVERY_MS) {
        own.lookedAt = now();
        own.loading = look(list, own).finally(() => {
          own.loading = null;
        });
        // What is in memory goes on being answered when the folder cannot be read.
        own.loading.catch(() => {});
      }
      if (own.answers) return own.answers;
      return own.loading ? own.loading.then(() => own.answers) : null;
    },
  };
}

const shake = (seed: Uint8Array, bytes: number) =>
  hash("shake256", seed, { outputEncoding: "buffer", outputLength: bytes });

function answersOf(bytes: Uint8Array): RangeAnswers {
  const file = readRangeFile(bytes, shake);
  // The file's own digest: a version that was restored and went on otherwise has other tags.
  const tag = hash("sha256", bytes).slice(0, 16);
  const kept = <Body>(make: (rows: Buffer) => Body, form: "text" | "binary") => {
    const bodies = new Map<number, RangeBody<Body>>();
    return (prefix: number): RangeBody<Body> => {
      const known = bodies.get(prefix);
      if (known) return known;
      const { buffer, byteOffset, byteLength } = file[form](prefix);
      const made = {
        body: make(Buffer.from(buffer, byteOffset, byteLength)),
        etag: `"${tag}-${prefix.toString(16)}-${form.charAt(0)}"`,
      };
      if (bodies.size >= KEPT_BODIES) bodies.clear();
      bodies.set(prefix, made);
      return made;
    };
  };
  return {
    version: file.version,
    prefixBits: file.prefixBits,
    text: kept((rows) => rows.toString("latin1"), "text"),
    binary: kept((rows) => rows, "binary"),
  };
}
