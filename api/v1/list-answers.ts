import { hash } from "node:crypto";
import { promisify } from "node:util";
import { gzip, zstdCompress } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { deltaPath, snapshotPath } from "#commands/lists/list-file.ts";
import { type Catalog, readCatalog } from "#commands/lists/read-catalog.ts";
import type { Runtime } from "#commands/runtime.ts";
import { findDelta, findListFiles } from "#db/queries/lists.ts";
import { AppError } from "#domain/errors.ts";
import { FILE_NAMES, type FileFormat, isListName, type ListName } from "#domain/registry/lists/entity.ts";
import { chooseCoding, type SentCoding, sendFile } from "../file-answer.ts";

const IMMUTABLE = "public, max-age=31536000, immutable";
const SHORT = "public, max-age=60";
const FEED = "public, max-age=300";
const CATALOG_MS = 1_000;
/** Deltas of 10,000 changes are some three megabytes. */
const KEPT_CODED = 32;

const TYPES: Readonly<Record<FileFormat, string>> = {
  entities: "application/x-ndjson",
  "numbers-bin": "application/octet-stream",
  rice: "application/octet-stream",
  range: "application/octet-stream",
  csv: "text/csv; charset=utf-8",
  spamblocker: "text/csv; charset=utf-8",
  callkit: "application/octet-stream",
  "callkit-add": "application/octet-stream",
  "callkit-remove": "application/octet-stream",
  freeswitch: "text/plain; charset=utf-8",
  asterisk: "text/plain; charset=utf-8",
  vcard: "text/vcard; charset=utf-8",
};

export function listNamed(name: string): ListName {
  if (!isListName(name)) throw new AppError("unknown-list", "no-such-list");
  return name;
}

export type ListAnswers = {
  /** As it was at most a second ago; the last one known while the database is away. */
  catalog(): Promise<Catalog>;
  snapshot(request: FastifyRequest, reply: FastifyReply, wanted: WantedFile): Promise<FastifyReply>;
  /** The same file of the newest version, under an address that stays. */
  newest(request: FastifyRequest, reply: FastifyReply, list: ListName, file: string): Promise<FastifyReply>;
  delta(request: FastifyRequest, reply: FastifyReply, list: ListName, from: number): Promise<FastifyReply>;
};
export type WantedFile = { readonly list: ListName; readonly version: number; readonly file: string };

/** What the list routes and the feeds answer. */
export function listAnswers(runtime: Runtime): ListAnswers {
  const { db, storage } = runtime;
  let known: { readonly at: number; readonly catalog: Promise<Catalog> } | null = null;
  let last: Catalog | null = null;
  const read = async () => {
    try {
      last = await readCatalog(db.system, runtime.publicUrl, runtime.clock.real());
      return last;
    } catch (error) {
      if (last) return last;
      throw error;
    }
  };
  const catalog = () => {
    const at = performance.now();
    if (!known || at - known.at > CATALOG_MS) {
      const next = { at, catalog: read() };
      next.catalog.catch(() => {
        if (known === next) known = null;
      });
      known = next;
    }
    return known.catalog;
  };
  const itemOf = async (list: ListName) => {
    const item = (await catalog()).lists.find(({ name }) => name === list);
    if (!item) throw new AppError("unavailable", "list-not-published");
    return item;
  };
  const send = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { list, version, file }: WantedFile,
    cacheControl: string,
  ) => {
    const files = await findListFiles(db.system, list, version, file);
    const [first] = files;
    if (!first) throw new AppError("not-found", "no-such-file");
    if (files.every(({ isRemoved }) => isRemoved)) throw await gone(reply, list);
    const coding = chooseCoding(
      request.headers["accept-encoding"],
      files.map((one) => one.coding),
    );
    const chosen = files.find((one) => one.coding === coding) ?? first;
    const path = snapshotPath(list, version, file, chosen.coding);
    return sendFile(request, reply, {
      type: TYPES[chosen.format as FileFormat] ?? "application/octet-stream",
      cacheControl,
      coding: chosen.coding,
      bytes: chosen.bytes,
      sha256: chosen.sha256,
      listVersion: version,
      fileName: `${list}-${version}-${file}`,
      body: async () => {
        const found = await storage.stream(path);
        if (!found) throw await gone(reply, list);
        return found.body;
      },
    });
  };
  /** A refusal that says where the newest snapshot is. */
  const gone = async (reply: FastifyReply, list: ListName): Promise<AppError> => {
    const { version } = await itemOf(list);
    const href = `/api/v1/lists/${list}/snapshots/${version}/${FILE_NAMES.entities}`;
    reply.header("link", `<${href}>; rel="latest"`).header("cache-control", SHORT);
    return new AppError("version-gone", "version-not-kept");
  };
  const coded = codedDeltas();

  return {
    catalog,
    snapshot: (request, reply, wanted) => send(request, reply, wanted, IMMUTABLE),
    async newest(request, reply, list, file) {
      const { version } = await itemOf(list);
      return send(request, reply, { list, version, file }, FEED);
    },
    async delta(request, reply, list, from) {
      const item = await itemOf(list);
      if (from > item.version) throw new AppError("invalid-request", "version-to-come");
      if (from === item.version)
        return reply
          .code(204)
          .header("cache-control", SHORT)
          .header("list-version", String(item.version))
          .header("access-control-allow-origin", "*")
          .send();
      const delta = from >= item.windowFrom ? await findDelta(db.system, list, from) : null;
      const path = delta && deltaPath(list, delta.from, delta.to);
      const bytes = path && (await storage.read(path));
      if (!delta || !bytes) throw await gone(reply, list);
      const coding = chooseCoding(request.headers["accept-encoding"], ["zstd", "gzip", "identity"]);
      const body = await coded(path, bytes, coding);
      return sendFile(request, reply, {
        type: "application/x-ndjson",
        cacheControl: SHORT,
        coding,
        bytes: body.bytes.length,
        sha256: body.sha256,
        listVersion: delta.to,
        body: async () => body.bytes,
      });
    },
  };
}

type Coded = { readonly bytes: Buffer; readonly sha256: Buffer };

/** A delta is compressed when it is first asked for so, and that is kept for the others who ask. */
function codedDeltas(): (path: string, bytes: Buffer, coding: SentCoding) => Promise<Coded> {
  const kept = new Map<string, Promise<Coded>>();
  const compress = { gzip: promisify(gzip), zstd: promisify(zstdCompress) };
  return (path, bytes, coding) => {
    if (coding === "identity") return Promise.resolve(withDigest(bytes));
    const name = `${path}|${coding}`;
    const known = kept.get(name);
    if (known) return known;
    const made = compress[coding](bytes).then(withDigest);
    if (kept.size >= KEPT_CODED) kept.delete(kept.keys().next().value ?? "");
    kept.set(name, made);
    return made;
  };
}

const withDigest = (bytes: Buffer): Coded => ({ bytes, sha256: hash("sha256", bytes, "buffer") });
