import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";

/** Files that are whole or not there, whatever happens in between. */

/** Writes beside, flushes, then renames over: a reader sees the old file or the new one. */
export async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  const handle = await open(beside, "w");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await syncFolder(path.dirname(file));
}

/** Makes a rename last through a power cut. Systems that cannot open a folder do without. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(folder, "r");
    await handle.sync();
  } catch {
    // Windows.
  } finally {
    await handle?.close();
  }
}

/** Null when there is no such file. */
export async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

export async function removeIfThere(file: string): Promise<void> {
  await rm(file, { force: true, recursive: true });
}
