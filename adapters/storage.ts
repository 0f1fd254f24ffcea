import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";

/**
 * Files that the portal publishes: a local folder now, an object store when there are several machines. Paths are
 * relative, with "/" between plain names. A file is there whole or not at all, and stays after a power cut.
 */
export type Storage = {
  write(file: string, bytes: Uint8Array): Promise<void>;
  /** Many files for the price of few waits for the disk; all are durable when it returns. */
  writeAll(files: readonly StoredFile[]): Promise<void>;
  read(file: string): Promise<Buffer | null>;
  /** For large files; null when there is none. */
  stream(file: string): Promise<{ readonly bytes: number; readonly body: Readable } | null>;
  /** For files too large to hold: written in pieces, there under its name only once it is finished. */
  create(file: string): Promise<FileInPieces>;
  /** A file or a whole folder; one that is not there is no error. */
  remove(file: string): Promise<void>;
};
export type FileInPieces = {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  /** Leaves nothing behind; after `finish` it does nothing. */
  abandon(): Promise<void>;
};
export type StoredFile = { readonly path: string; readonly bytes: Uint8Array };

const AT_ONCE = 16;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/** Files under `root`, which need not exist yet. */
export function localStorage(root: string): Storage {
  const place = (file: string): string => path.join(root, ...checkedPath(file));
  const put = async (target: string, bytes: Uint8Array) => {
    const temporary = `${target}.${randomBytes(6).toString("hex")}.tmp`;
    try {
      const handle = await open(temporary, "wx", 0o644);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  };
  const writeAll = async (files: readonly StoredFile[]) => {
    const targets = files.map((file) => ({ target: place(file.path), bytes: file.bytes }));
    const folders = new Set(targets.map(({ target }) => path.dirname(target)));
    const touched = new Set<string>();
    for (const folder of folders) for (const one of await makeFolder(folder)) touched.add(one);
    await each(targets, ({ target, bytes }) => put(target, bytes));
    await each([...touched], syncFolder);
  };
  return {
    write: (file, bytes) => writeAll([{ path: file, bytes }]),
    writeAll,
    read: (file) => readFile(place(file)).catch(missing),
    async stream(file) {
      const handle = await open(place(file)).catch(missing);
      if (!handle) return null;
      const { size } = await handle.stat();
      return { bytes: size, body: createReadStream("", { fd: handle, autoClose: true }) };
    },
    async create(file) {
      const target = place(file);
      const folder = path.dirname(target);
      const touched = await makeFolder(folder);
      const temporary = `${target}.${randomBytes(6).toString("hex")}.tmp`;
      const handle = await open(temporary, "wx", 0o644);
      return {
        write: async (bytes) => {
          await handle.writeFile(bytes);
        },
        finish: async () => {
          await handle.sync();
          await handle.close();
          await rename(temporary, target);
          await each([...touched], syncFolder);
        },
        abandon: async () => {
          await handle.close().catch(() => {});
          await rm(temporary, { force: true });
        },
      };
    },
    remove: (file) => rm(place(file), { recursive: true, force: true }),
  };
}

/** Makes a folder and says which folders have to be synced: those made on the way are entries of the ones above. */
async function makeFolder(folder: string): Promise<Set<string>> {
  const touched = new Set([folder]);
  const made = await mkdir(folder, { recursive: true });
  if (made === undefined) return touched;
  for (let at = folder; at.length >= made.length; at = path.dirname(at)) touched.add(path.dirname(at));
  return touched;
}

/** For portals that leave nothing behind: tests, and runs that publish nothing. */
export function memoryStorage(): Storage {
  const files = new Map<string, Buffer>();
  const put = ({ path: file, bytes }: StoredFile) => {
    files.set(checkedPath(file).join("/"), Buffer.from(bytes));
  };
  return {
    write: async (file, bytes) => put({ path: file, bytes }),
    writeAll: async (all) => all.forEach(put),
    read: async (file) => files.get(file) ?? null,
    async stream(file) {
      const bytes = files.get(file);
      const { Readable } = await import("node:stream");
      return bytes ? { bytes: bytes.length, body: Readable.from([bytes]) } : null;
    },
    async create(file) {
      const pieces: Buffer[] = [];
      return {
        write: async (bytes) => {
          pieces.push(Buffer.from(bytes));
        },
        finish: async () => put({ path: file, bytes: Buffer.concat(pieces) }),
        abandon: async () => {},
      };
    },
    async remove(file) {
      for (const name of files.keys()) if (name === file || name.startsWith(`${file}/`)) files.delete(name);
    },
  };
}

/** A path's names. Anything that could lead out of the folder is refused. */
function checkedPath(file: string): string[] {
  const names = file.split("/");
  if (!names.every((name) => NAME.test(name))) throw new Error("storage: not a plain path");
  return names;
}

async function each<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) await run(items[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane));
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; its renames last by themselves.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function missing(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return null;
  throw error;
}
