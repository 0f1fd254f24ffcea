import { createReadStream, existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "#adapters/clock.ts";
import { createLog } from "#adapters/log.ts";
import { ensureAgency } from "#commands/agencies/save-agencies.ts";
import { matchAll } from "#commands/matching/match-reports.ts";
import { loadClockOffset, openRuntime } from "#commands/open-runtime.ts";
import { env } from "#env";
import {
  type Importer,
  importCfpb,
  importFtc,
  importLicences,
  importMingjian,
  importNumbers,
} from "./importers.ts";
import { portalKeys, portalStorage, readyPortalDatabase } from "./portal-database.ts";
import { progressBar } from "./progress-bar.ts";
import { rejectsFile } from "./rejects-file.ts";

const FORMATS: Record<string, Importer> = {
  cfpb: importCfpb,
  "ftc-dnc": importFtc,
  numbers: importNumbers,
  mingjian: importMingjian,
  licences: importLicences,
};
const USAGE = `npm run -s import -- --format ${Object.keys(FORMATS).join("|")} [--region CC] [--source NAME] [--dry-run] FILE`;

/** `npm run import`: reads a file into the portal's database, running or not. May be stopped and started again: what is in stays in and is not added twice. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      format: { type: "string" },
      region: { type: "string" },
      source: { type: "string" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const importer = values.format ? FORMATS[values.format] : undefined;
  const [file] = positionals;
  if (!importer || !file || positionals.length > 1)
    throw new Error(`${USAGE}\n（请给出 --format 和一个文件。）`);
  if (!existsSync(file) || !statSync(file).isFile())
    throw new Error(`There is no file ${file}. （找不到文件 ${file}。）`);
  if (values.region && !/^[A-Z]{2}$/.test(values.region))
    throw new Error(
      "--region takes two capital letters of ISO 3166, for example DE. （--region 应为两个大写字母，例如 DE。）",
    );

  const startedAt = performance.now();
  const log = createLog("warn");
  const clock = systemClock();
  const keys = portalKeys(env);
  const database = await readyPortalDatabase(env, () => {});
  const runtime = openRuntime({
    databaseUrl: database.url,
    keys,
    clock,
    log,
    storage: portalStorage(env),
    isDemo: env.demo,
    publicUrl: env.publicUrl,
    maxConnections: 4,
  });
  const source = values.source ?? values.format ?? "";
  mkdirSync(path.join(env.dataDir, "rejects"), { recursive: true });
  const rejects = rejectsFile(path.join(env.dataDir, "rejects", `${path.basename(file)}-${source}.csv`));
  const progress = progressBar(statSync(file).size);
  try {
    await loadClockOffset(runtime);
    await ensureAgency(runtime.db.system, clock.now());
    await runtime.register.refresh();
    const stream = createReadStream(file);
    stream.on("data", (chunk) => progress.advance(chunk.length));
    const counts = await importer(
      { ...runtime, actor: null, now: clock.now() },
      {
        stream,
        source,
        region: values.region ?? null,
        dryRun: values["dry-run"],
        reject: (row, reason) => rejects.add(row, reason),
        note: (line) => progress.say(line),
      },
    );
    progress.end();
    if (!values["dry-run"]) await matchAll(runtime, runtime.db.system, clock.now());
    const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(2));
    process.stdout.write(
      `${JSON.stringify({ ...counts, rejected: rejects.count(), seconds, rejects: rejects.close() })}\n`,
    );
    return 0;
  } finally {
    await runtime.close();
    await database.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
