import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The import rule is enforced by the linter; violations planted in every folder prove that it looks. */
const ROOT = path.resolve(import.meta.dirname, "..");

const FORBIDDEN: readonly (readonly [string, string])[] = [
  ["domain", "#db/client.ts"],
  ["domain", "node:fs"],
  ["domain", "react"],
  ["domain", "../../commands/audit.ts"],
  ["db", "#commands/audit.ts"],
  ["db", "../../commands/audit.ts"],
  ["db", "#env"],
  ["adapters", "#db/client.ts"],
  ["adapters", "postgres"],
  ["commands", "next/headers"],
  ["commands", "#api/app.ts"],
  ["commands", "../../api/app.ts"],
  ["commands", "fastify"],
  ["worker", "#app/_server/session.ts"],
  ["cli", "#components/ui/tag.tsx"],
  ["components", "#db/client.ts"],
  ["components", "#commands/audit.ts"],
  ["components", "../../db/client.ts"],
  ["components", "node:crypto"],
  ["app", "postgres"],
  ["app", "#worker/worker.ts"],
  ["api", "next/server"],
  ["api", "postgres"],
  ["packages/client", "#domain/errors.ts"],
  ["packages/client", "../../../domain/errors.ts"],
];
const ALLOWED: readonly (readonly [string, string])[] = [
  ["commands", "#db/client.ts"],
  ["app", "#commands/audit.ts"],
  ["components", "#domain/errors.ts"],
  ["api", "fastify"],
  ["worker", "#commands/audit.ts"],
];

let folder: string;
let report: string;
const fileOf = (from: string, at: number) => `${from}/planted/planted-${at}.ts`;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "boundaries-"));
  copyFileSync(path.join(ROOT, "biome.json"), path.join(folder, "biome.json"));
  for (const [at, [from, module]] of [...FORBIDDEN, ...ALLOWED].entries()) {
    mkdirSync(path.join(folder, from, "planted"), { recursive: true });
    writeFileSync(
      path.join(folder, fileOf(from, at)),
      `import { x } from "${module}";\n\nexport const y = x;\n`,
    );
  }
  writeFileSync(
    path.join(folder, "commands/planted/environment.ts"),
    "export const port = process.env.PORT;\n",
  );
  const { stdout, stderr } = spawnSync(
    path.join(ROOT, "node_modules/.bin/biome"),
    ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "--reporter=github", "."],
    { cwd: folder, encoding: "utf8" },
  );
  report = stdout + stderr;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const complaintsOf = (file: string) => report.split("\n").filter((line) => line.includes(file));

describe("import boundaries", () => {
  test.each(FORBIDDEN.map(([from, module], at) => [from, module, at] as const))(
    "%s/ may not import %s",
    (from, _module, at) => {
      expect(complaintsOf(`${fileOf(from, at)},`).join()).toContain("noRestrictedImports");
    },
  );

  test.each(ALLOWED.map(([from, module], at) => [from, module, at + FORBIDDEN.length] as const))(
    "%s/ may import %s",
    (from, _module, at) => {
      expect(complaintsOf(`${fileOf(from, at)},`).join()).not.toContain("noRestrictedImports");
    },
  );

  test("only env.ts reads the environment", () => {
    expect(complaintsOf("commands/planted/environment.ts").join()).toContain("noProcessEnv");
  });
});
