import { open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { ClientError } from "./errors.ts";

/** One process at a time in a folder. A lock of a process that is gone is taken over. Returns how to give it back. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, "lock");
  for (let tried = 0; tried < 2; tried++) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const owner = Number(await readFile(file, "utf8").catch(() => ""));
      if (isRunning(owner)) throw new ClientError("busy", { detail: `${file}, pid ${owner}` });
      await rm(file, { force: true });
    }
  }
  throw new ClientError("busy", { detail: file });
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
