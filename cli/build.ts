import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { childEnvironment } from "#env";

const ROOT = path.resolve(import.meta.dirname, "..");
const SOURCES = [
  "app",
  "components",
  "messages",
  "domain",
  "commands",
  "db",
  "adapters",
  "docs/errors",
  "env.ts",
  "next.config.ts",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];
const STAMP = path.join(ROOT, ".next", "built-from");

/** Runs `next build` unless the pages were built from exactly these sources. */
export async function buildWhenNeeded(): Promise<void> {
  const fingerprint = fingerprintOfSources();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === fingerprint) return;
  process.stdout.write("Building the pages, once: about 30 s …\n");
  await build();
  writeFileSync(STAMP, fingerprint);
}

function fingerprintOfSources(): string {
  const files = SOURCES.flatMap((source) => {
    const full = path.join(ROOT, source);
    if (!existsSync(full)) return [];
    if (statSync(full).isFile()) return [source];
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes(".test."))
      .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
  });
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(path.join(ROOT, file)));
  return hash.digest("hex");
}

function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(ROOT, "node_modules/next/dist/bin/next"), "build"], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
      env: childEnvironment({ NODE_ENV: "production" }),
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) return resolve();
      process.stderr.write(output);
      reject(new Error(`The pages could not be built (next build ended with ${code}).`));
    });
  });
}
