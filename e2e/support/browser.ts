import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";

/** Browsers a machine may have, in the order we would rather use them. */
const KNOWN = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const CACHE = path.resolve(import.meta.dirname, "../../node_modules/.cache/chromium-153");

export type Browser = { readonly executable: string; readonly environment: Readonly<Record<string, string>> };

/**
 * A Chromium for the tests: the one named, one the machine has, or the one among the project's own packages, unpacked
 * into a folder of its version beside the libraries and fonts it needs.
 */
export function findBrowser(named: string | undefined): Browser {
  const known = [named, ...KNOWN].find((candidate) => candidate !== undefined && existsSync(candidate));
  if (known && named !== "bundled") return { executable: known, environment: {} };
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("There is no Chromium on this machine. Install one, or set CHROMIUM to its path.");
  }
  mkdirSync(CACHE, { recursive: true });
  const executable = execFileSync(process.execPath, [path.join(import.meta.dirname, "unpack-browser.ts")], {
    env: { NODE_ENV: "test", TMPDIR: CACHE, HOME: CACHE, PATH: "" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    executable,
    environment: {
      LD_LIBRARY_PATH: path.join(CACHE, "al2023/lib"),
      FONTCONFIG_PATH: path.join(CACHE, "fonts"),
    },
  };
}
