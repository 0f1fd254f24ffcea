// Plain JavaScript for any Node >= 20.9: it runs at `npm install`, before the project's own Node is there.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "3.4.9";
const BUILDS = ["src", "cjs/src", "cf/src"];
const PATCH_FILE = fileURLToPath(new URL(`../patches/postgres-${VERSION}.patch`, import.meta.url));

/** A line that only the repaired driver has; it stands inside its default export, so a loaded driver can be asked too. */
export const REPAIR_MARK = "query.reserve && queries.push(query)";

/** The installed driver's folder. Its exports hide package.json, so the way leads over its CommonJS entry. */
export function driverFolder() {
  const entry = createRequire(import.meta.url).resolve("postgres");
  return path.resolve(path.dirname(entry), "..", "..");
}

/**
 * Reads a unified diff as pairs of exact texts: what a hunk expects and what it leaves.
 * @param {string} diff
 */
export function parsePatch(diff) {
  /** @type {{ file: string, at: string, before: string, after: string }[]} */
  const hunks = [];
  let file = "";
  for (const line of diff.split("\n")) {
    const header = /^\+\+\+ b\/src\/(\S+)/.exec(line);
    if (header?.[1]) file = header[1];
    else if (line.startsWith("@@")) hunks.push({ file, at: line.split(" ")[1] ?? "", before: "", after: "" });
    const hunk = hunks.at(-1);
    if (!hunk || hunk.file !== file || !/^[ +-]/.test(line) || /^(---|\+\+\+) /.test(line)) continue;
    if (line[0] !== "+") hunk.before += `${line.slice(1)}\n`;
    if (line[0] !== "-") hunk.after += `${line.slice(1)}\n`;
  }
  return hunks;
}

/**
 * What each of the driver's files is and what it should be.
 * @param {string} folder
 */
function plan(folder) {
  const version = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")).version;
  if (version !== VERSION) {
    throw new Error(
      `The repair in ${PATCH_FILE} is for postgres ${VERSION}, but ${version} is installed. ` +
        `Pin ${VERSION} in package.json, or read docs/adr/0003-patched-driver.md and make the repair anew.`,
    );
  }
  const hunks = parsePatch(fs.readFileSync(PATCH_FILE, "utf8"));
  if (hunks.length === 0) throw new Error(`${PATCH_FILE} holds no change`);
  const files = [...new Set(hunks.map((hunk) => hunk.file))];
  return BUILDS.flatMap((build) =>
    files.map((name) => {
      const file = path.join(folder, build, name);
      const found = fs.readFileSync(file, "utf8");
      let wanted = found;
      for (const hunk of hunks) {
        if (hunk.file !== name || occurrences(wanted, hunk.after) === 1) continue;
        if (occurrences(wanted, hunk.before) !== 1) {
          throw new Error(
            `${file} is neither the published nor the repaired text near line ${hunk.at} of ${PATCH_FILE}. ` +
              "Delete node_modules/postgres and run `npm ci` again.",
          );
        }
        // A function, because `$` in a replacement text has a meaning of its own.
        wanted = wanted.replace(hunk.before, () => hunk.after);
      }
      return { file, found, wanted };
    }),
  );
}

/** @param {string} text @param {string} part */
function occurrences(text, part) {
  return text.split(part).length - 1;
}

/**
 * True when all builds of the installed driver carry the whole repair.
 * Throws when version or text are none that the repair knows.
 */
export function verifyDriver(folder = driverFolder()) {
  return plan(folder).every(({ found, wanted }) => found === wanted);
}

/**
 * Repairs the installed driver; again is harmless. Returns how many files changed.
 * All texts are checked before the first is written. Throws as verifyDriver does, and when a file cannot be written.
 */
export function patchDriver(folder = driverFolder()) {
  const changes = plan(folder).filter(({ found, wanted }) => found !== wanted);
  for (const { file, wanted } of changes) {
    // Written beside and renamed: no half file after a crash, and a copy shared by hard links stays as it is.
    const part = `${file}.${process.pid}.part`;
    fs.writeFileSync(part, wanted);
    fs.renameSync(part, file);
  }
  return changes.length;
}
