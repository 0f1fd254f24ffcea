import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { errorCode } from "./boot-error.ts";

const hasProc = process.platform === "linux";

/** When the process began, in a form that is equal only for the same process; null when it is gone or a zombie. */
export function processStart(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  try {
    if (!hasProc) {
      const [state = "Z", ...began] = ps(pid, "stat=,lstart=").split(/\s+/);
      return state.startsWith("Z") ? null : began.join(" ");
    }
    // proc_pid_stat(5): the name stands in brackets and may hold anything; state is field 3, start time field 22.
    const fields = fs
      .readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

export function isAlive(pid: number): boolean {
  return processStart(pid) !== null;
}

/** True when the process is a PostgreSQL server, or a child of one, on this data folder. */
export function servesFolder(pid: number, dataDir: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    const folder = fs.realpathSync(dataDir);
    if (!hasProc) {
      const command = ps(pid, "command=");
      return command.includes("postgres") && (command.includes(dataDir) || command.includes(folder));
    }
    // The kernel's name of the process, because PostgreSQL rewrites its command line; it works in its data folder.
    if (fs.readFileSync(`/proc/${pid}/comm`, "utf8").trim() !== "postgres") return false;
    return fs.readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false;
  }
}

/** All processes of a server on this folder. Empty where there is no /proc: there PostgreSQL's own check has to do. */
export function processesOn(dataDir: string): number[] {
  if (!hasProc) return [];
  return fs
    .readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => servesFolder(pid, dataDir));
}

/** What postmaster.pid says, or null. Lines: pid, data folder, start, port, socket folder, address, memory key, status. */
export function readPidFile(dataDir: string): { pid: number; port: number; isReady: boolean } | null {
  try {
    const lines = fs.readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === "ready" };
  } catch {
    return null;
  }
}

/** Sends the signal; false when the process is gone or not ours to end. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) === "ESRCH" || errorCode(error) === "EPERM") return false;
    throw error;
  }
}

function ps(pid: number, columns: string): string {
  return execFileSync("ps", ["-o", columns, "-p", String(pid)], { encoding: "utf8" }).trim();
}
