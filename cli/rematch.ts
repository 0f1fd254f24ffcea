import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "#adapters/clock.ts";
import { createLog } from "#adapters/log.ts";
import { rematch } from "#commands/matching/rematch.ts";
import { loadClockOffset, openRuntime } from "#commands/open-runtime.ts";
import { CAMPAIGN_MODEL } from "#domain/matching/campaigns/link-kinds.ts";
import { env } from "#env";
import { portalKeys, readyPortalDatabase } from "./portal-database.ts";

const USAGE = `npm run -s rematch -- [--apply] [--model ${CAMPAIGN_MODEL}] [--out FILE]`;

/**
 * `npm run rematch`: scores all reports anew and writes what would change to a file; with `--apply` it takes effect. Beside
 * a running portal or without one. Progress on stderr; the last line of stdout is JSON with counts and the file's path.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      apply: { type: "boolean", default: false },
      model: { type: "string", default: CAMPAIGN_MODEL },
      out: { type: "string" },
    },
  });
  if (values.model !== CAMPAIGN_MODEL)
    throw new Error(
      `This program scores with ${CAMPAIGN_MODEL} and no other. ${USAGE}\n（本程序只能使用模型 ${CAMPAIGN_MODEL}。）`,
    );
  const startedAt = performance.now();
  const clock = systemClock();
  const keys = portalKeys(env);
  const database = await readyPortalDatabase(env, () => {});
  const runtime = openRuntime({
    databaseUrl: database.url,
    keys,
    clock,
    log: createLog("warn"),
    isDemo: env.demo,
    publicUrl: env.publicUrl,
    maxConnections: 2,
  });
  try {
    await loadClockOffset(runtime);
    await runtime.register.refresh();
    const now = clock.now();
    const report = await rematch(runtime, runtime.db.system, {
      apply: values.apply,
      model: values.model,
      now,
      say: (line) => process.stderr.write(`${line}\n`),
    });
    const file = path.resolve(values.out ?? path.join(env.dataDir, "rematch", `${stampOf(now)}.json`));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ at: now.toISOString(), ...report }, null, 2)}\n`, {
      mode: 0o600,
    });
    const { figures, diff } = report;
    const per = (count: number) => Math.round((100 * count) / Math.max(1, figures.reports)) / 100;
    const counts = Object.fromEntries(Object.entries(diff).map(([name, list]) => [name, list.length]));
    process.stdout.write(
      `${JSON.stringify({
        model: report.model,
        applied: report.applied,
        reports: figures.reports,
        linksPerReport: per(figures.links),
        pairsPerReport: per(figures.pairs),
        ...counts,
        seconds: Math.round((performance.now() - startedAt) / 100) / 10,
        peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
        file,
      })}\n`,
    );
    return 0;
  } finally {
    await runtime.close();
    await database.stop();
  }
}

const stampOf = (at: Date): string => at.toISOString().replaceAll(/[:.]/g, "-");

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
