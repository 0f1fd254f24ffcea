import { createHash, hash } from "node:crypto";
import { once } from "node:events";
import type { Transform } from "node:stream";
import { constants, createGzip, createZstdCompress } from "node:zlib";
import type { Storage } from "#adapters/storage.ts";
import { FILE_NAMES, type FileFormat, type ListName } from "#domain/registry/lists/entity.ts";

/** How a file is stored: as it is, and as HTTP clients like it. */
export const CODINGS = ["identity", "zstd", "gzip"] as const;
export type Coding = (typeof CODINGS)[number];

export type BuiltFile = {
  readonly format: FileFormat;
  readonly file: string;
  readonly coding: Coding;
  readonly bytes: number;
  readonly sha256: Buffer;
};

const ENDINGS: Readonly<Record<Coding, string>> = { identity: "", zstd: ".zst", gzip: ".gz" };

export function snapshotPath(list: ListName, version: number, file: string, coding: Coding): string {
  return `lists/${list}/${version}/${file}${ENDINGS[coding]}`;
}
export function deltaPath(list: ListName, from: number, to: number): string {
  return `lists/${list}/deltas/${from}-${to}.ndjson`;
}

/** Names a list's newest version, for those who read files alone. */
export function currentPath(list: ListName): string {
  return `lists/${list}/current.json`;
}

export type ListFolder = {
  readonly storage: Storage;
  readonly list: ListName;
  readonly version: number;
};

/** Text is gathered to pieces of this size before it is written and compressed. */
const PIECE = 256 * 1024;
const ZSTD_LEVEL = 3;
const GZIP_LEVEL = 5;

export type TextFile = {
  /** Waits only when a piece is full. */
  write(text: string): Promise<void> | undefined;
  finish(): Promise<BuiltFile[]>;
  abandon(): Promise<void>;
};

/** A text written once as it comes, plain and compressed at the same time, whatever its length. */
export async function textFile(folder: ListFolder, format: FileFormat): Promise<TextFile> {
  const sinks = await Promise.all(CODINGS.map((coding) => sink(folder, format, coding)));
  let gathered = "";
  const flush = async () => {
    const piece = Buffer.from(gathered);
    gathered = "";
    await Promise.all(sinks.map((one) => one.write(piece)));
  };
  return {
    write(text) {
      gathered += text;
      return gathered.length >= PIECE ? flush() : undefined;
    },
    async finish() {
      await flush();
      return Promise.all(sinks.map((one) => one.finish()));
    },
    abandon: async () => {
      await Promise.all(sinks.map((one) => one.abandon()));
    },
  };
}

type Sink = {
  write(piece: Buffer): Promise<void>;
  finish(): Promise<BuiltFile>;
  abandon(): Promise<void>;
};

async function sink(
  { storage, list, version }: ListFolder,
  format: FileFormat,
  coding: Coding,
): Promise<Sink> {
  const file = FILE_NAMES[format];
  const target = await storage.create(snapshotPath(list, version, file, coding));
  const digest = createHash("sha256");
  let bytes = 0;
  const store = async (piece: Buffer) => {
    digest.update(piece);
    bytes += piece.length;
    await target.write(piece);
  };
  const coder = coderOf(coding);
  const drained = coder ? drain(coder, store) : Promise.resolve();
  return {
    async write(piece) {
      if (piece.length === 0) return;
      if (!coder) return store(piece);
      if (!coder.write(piece)) await Promise.race([once(coder, "drain"), drained]);
    },
    async finish() {
      coder?.end();
      await drained;
      await target.finish();
      return { format, file, coding, bytes, sha256: digest.digest() };
    },
    async abandon() {
      coder?.destroy();
      await drained.catch(() => {});
      await target.abandon();
    },
  };
}

function coderOf(coding: Coding): Transform | null {
  if (coding === "identity") return null;
  return coding === "gzip"
    ? createGzip({ level: GZIP_LEVEL })
    : createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });
}

async function drain(coder: Transform, store: (piece: Buffer) => Promise<void>): Promise<void> {
  for await (const piece of coder) await store(piece as Buffer);
}

/** Binary files are dense already and are stored as they are. */
export async function binaryFile(
  { storage, list, version }: ListFolder,
  format: FileFormat,
  bytes: Uint8Array,
): Promise<BuiltFile> {
  const file = FILE_NAMES[format];
  await storage.write(snapshotPath(list, version, file, "identity"), bytes);
  return { format, file, coding: "identity", bytes: bytes.length, sha256: hash("sha256", bytes, "buffer") };
}

/** Lines of a stored text, one after the other; null when the file is not there. */
export async function storedLines(storage: Storage, path: string): Promise<AsyncGenerator<string> | null> {
  const found = await storage.stream(path);
  return found ? lines(found.body) : null;
}

async function* lines(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of body) {
    const parts = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}
