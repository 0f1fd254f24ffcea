import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { type BootError, bootError, errorCode } from "./boot-error.ts";
import { majorVersion, type RunAs, run, userName } from "./embedded-binaries.ts";
import { processStart } from "./embedded-processes.ts";

/** Everything that belongs to one cluster lies beside its folder, under the folder's name. */
export function besideCluster(dataDir: string) {
  return {
    password: `${dataDir}.password`,
    lock: `${dataDir}.lock`,
    log: `${dataDir}.log`,
    staging: `${dataDir}.new`,
    passwordForInitdb: `${dataDir}.initdb`,
  };
}

export function holdsCluster(dataDir: string): boolean {
  return fs.existsSync(path.join(dataDir, "PG_VERSION"));
}

/**
 * Makes the folder around the cluster and opens it to the user PostgreSQL runs as.
 * Throws `data-folder-unwritable` or `data-folder-unreachable`; both messages name folder, user and remedy.
 */
export async function prepareFolder(
  dataDir: string,
  as: RunAs,
  log: (message: string) => void,
): Promise<void> {
  const around = path.dirname(dataDir);
  try {
    // Searchable by others whatever the umask: PostgreSQL may run as another user. Files in it have their own modes.
    const firstMade = fs.mkdirSync(around, { recursive: true });
    for (let made = around; firstMade && made.length >= firstMade.length; made = path.dirname(made)) {
      fs.chmodSync(made, fs.statSync(made).mode | 0o711);
    }
    fs.accessSync(around, fs.constants.W_OK | fs.constants.X_OK);
    if (fs.existsSync(dataDir)) fs.accessSync(dataDir, fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    throw unwritable(dataDir, error);
  }
  if (!as) return;

  let closed = await firstClosedFolder(around, as);
  while (closed && mayOpen(closed, around)) {
    log(`letting user ${as.name} pass through ${closed}`);
    const { uid, mode } = fs.statSync(closed);
    fs.chownSync(closed, uid, as.gid);
    fs.chmodSync(closed, mode | 0o010);
    closed = await firstClosedFolder(around, as);
  }
  if (closed) {
    throw bootError(
      "data-folder-unreachable",
      `The data folder ${dataDir} cannot be reached by user ${as.name}, who runs PostgreSQL because it refuses to run as root: ${closed} is closed to that user. Set DATA_DIR to a folder outside it, for example DATA_DIR=/var/lib/mingjian, or start as an ordinary user.`,
    );
  }
}

/**
 * The folder around the cluster is the portal's own, and one in the system's folder for temporary files was made by this
 * user for a while: such a folder is opened, to this one group and for passing through only. A home directory is not, nor
 * a folder that another group has been let into.
 */
function mayOpen(folder: string, around: string): boolean {
  const { uid, mode } = fs.statSync(folder);
  const isTemporary = folder.startsWith(`${fs.realpathSync(tmpdir())}${path.sep}`);
  return (
    (folder === around || isTemporary) &&
    folder !== homedir() &&
    uid === process.getuid?.() &&
    (mode & 0o070) === 0
  );
}

/** The outermost folder on the way to `folder` that the user may not pass through; null when the way is open. */
async function firstClosedFolder(folder: string, as: RunAs): Promise<string | null> {
  const way = [folder];
  for (let at = folder; path.dirname(at) !== at; at = path.dirname(at)) way.unshift(path.dirname(at));
  // Only that user can tell, access lists included. A process cannot ask for another user, so a child does.
  const { output } = await run(
    "/bin/sh",
    ["-c", 'for d in "$@"; do [ -x "$d" ] || { printf "closed:%s" "$d"; exit 1; }; done', "sh", ...way],
    { as },
  );
  return /closed:(.*)/s.exec(output)?.[1] ?? null;
}

function unwritable(dataDir: string, error: unknown): BootError {
  const owner = [dataDir, path.dirname(dataDir)].find((folder) => fs.existsSync(folder));
  const belongs = owner ? ` ${owner} belongs to user ${userName(fs.statSync(owner).uid)}.` : "";
  return bootError(
    "data-folder-unwritable",
    `The data folder ${dataDir} cannot be written (${errorCode(error)}).${belongs} Set DATA_DIR to a folder this user may write, or change its owner.`,
    error,
  );
}

/**
 * Marks the folder as ours, so that a second start does not take the server from the first. The mark of a process that
 * has died counts for nothing. Returns the release. Throws `data-folder-in-use`.
 */
export function claimFolder(dataDir: string): () => void {
  const { lock } = besideCluster(dataDir);
  const mark = `${process.pid} ${processStart(process.pid) ?? ""}`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      fs.writeFileSync(lock, mark, { flag: "wx", mode: 0o644 });
      return () => {
        if (readText(lock) === mark) fs.rmSync(lock, { force: true });
      };
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw unwritable(dataDir, error);
      const holder = lockHolder(dataDir);
      if (holder !== null) {
        throw bootError(
          "data-folder-in-use",
          `The data folder ${dataDir} is in use by process ${holder}. Stop that one first, or set DATA_DIR and PORT to start another portal.`,
        );
      }
      fs.rmSync(lock, { force: true });
    }
  }
  throw bootError("data-folder-in-use", `Another start is taking the data folder ${dataDir} right now.`);
}

/** The living process that holds the folder, or null. */
export function lockHolder(dataDir: string): number | null {
  const [pid = "", started = ""] = (readText(besideCluster(dataDir).lock) ?? "").split(/ (.*)/s);
  // The number alone may have gone to another process since.
  return pid !== "" && started !== "" && processStart(Number(pid)) === started ? Number(pid) : null;
}

export function readText(file: string): string | null {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

export type Cluster = { readonly password: string; readonly isFresh: boolean };

/**
 * The cluster in `dataDir`, made when the folder is empty or missing. No server may run on it.
 * Throws `initdb-failed`, `data-folder-unfit`, `data-folder-unwritable`.
 */
export async function openCluster(
  native: string,
  dataDir: string,
  as: RunAs,
  { isDurable }: { isDurable: boolean },
): Promise<Cluster> {
  const beside = besideCluster(dataDir);
  const known = readText(beside.password)?.trim();
  const password = known || randomBytes(24).toString("base64url");
  if (!holdsCluster(dataDir)) {
    if (!known) writeSecret(beside.password, password);
    await createCluster(native, dataDir, as, password, isDurable);
    return { password, isFresh: true };
  }
  const major = await majorVersion(native, as);
  const found = readText(path.join(dataDir, "PG_VERSION"))?.trim();
  if (found !== major) {
    throw bootError(
      "data-folder-unfit",
      `The data folder ${dataDir} was made by PostgreSQL ${found}; this portal brings ${major}. Export it with the old version, or set DATA_DIR to a new folder.`,
    );
  }
  giveTo(dataDir, as);
  if (!known) {
    await resetPassword(native, dataDir, as, password);
    writeSecret(beside.password, password);
  }
  return { password, isFresh: false };
}

/** For a lost password file: the server's single-user mode asks for none. */
async function resetPassword(native: string, dataDir: string, as: RunAs, password: string): Promise<void> {
  const { code, output } = await run(
    path.join(native, "bin", "postgres"),
    ["--single", "-D", dataDir, "-c", "log_min_messages=fatal", "postgres"],
    { as, input: `alter role postgres password '${password}'\n` },
  );
  if (code !== 0 || /ERROR|FATAL/.test(output)) {
    throw bootError("postgres-failed", `The database password could not be set anew: ${output.trim()}`);
  }
}

function writeSecret(file: string, text: string): void {
  const part = `${file}.part`;
  fs.writeFileSync(part, `${text}\n`, { mode: 0o600 });
  fs.renameSync(part, file);
}

/** A folder that root made or copied goes to the user that runs the server; PostgreSQL insists on owner and mode. */
function giveTo(folder: string, as: RunAs): void {
  if (as && fs.statSync(folder).uid !== as.uid) {
    for (const entry of ["", ...fs.readdirSync(folder, { recursive: true, encoding: "utf8" })]) {
      fs.lchownSync(path.join(folder, entry), as.uid, as.gid);
    }
  }
  if (fs.statSync(folder).mode & 0o077) fs.chmodSync(folder, 0o700);
}

async function createCluster(
  native: string,
  dataDir: string,
  as: RunAs,
  password: string,
  isDurable: boolean,
): Promise<void> {
  if (fs.existsSync(dataDir) && fs.readdirSync(dataDir).length > 0) {
    throw bootError(
      "data-folder-unfit",
      `The folder ${dataDir} is not empty and holds no PostgreSQL cluster. Empty it, or set DATA_DIR to another folder.`,
    );
  }
  // Made under another name: a start that is killed half-way leaves no half cluster under the real one.
  const { staging, passwordForInitdb } = besideCluster(dataDir);
  fs.rmSync(staging, { recursive: true, force: true });
  fs.mkdirSync(staging, { mode: 0o700 });
  writeSecret(passwordForInitdb, password);
  if (as) {
    fs.chownSync(staging, as.uid, as.gid);
    fs.chownSync(passwordForInitdb, as.uid, as.gid);
  }
  const { code, output } = await run(
    path.join(native, "bin", "initdb"),
    [
      `--pgdata=${staging}`,
      "--username=postgres",
      "--auth=scram-sha-256",
      `--pwfile=${passwordForInitdb}`,
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--locale=C.UTF-8",
      "--lc-messages=C",
      "--no-instructions",
      ...(isDurable ? [] : ["--no-sync"]),
    ],
    { as },
  );
  fs.rmSync(passwordForInitdb, { force: true });
  if (code !== 0) {
    fs.rmSync(staging, { recursive: true, force: true });
    throw bootError(
      "initdb-failed",
      `initdb could not make ${dataDir}: ${output.trim().split("\n").slice(-4).join(" | ")}`,
    );
  }
  try {
    fs.renameSync(staging, dataDir);
  } catch (error) {
    if (!["EBUSY", "EXDEV", "EPERM", "EACCES"].includes(errorCode(error))) throw unwritable(dataDir, error);
    // A mount point cannot be replaced. PG_VERSION goes last: only with it is the folder a cluster.
    const entries = fs
      .readdirSync(staging)
      .sort((a, b) => Number(a === "PG_VERSION") - Number(b === "PG_VERSION"));
    for (const entry of entries) {
      fs.cpSync(path.join(staging, entry), path.join(dataDir, entry), { recursive: true });
    }
    fs.rmSync(staging, { recursive: true });
    giveTo(dataDir, as);
  }
}
