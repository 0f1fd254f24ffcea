import { systemClock } from "#adapters/clock.ts";
import { createLog } from "#adapters/log.ts";
import { openRuntime } from "#commands/open-runtime.ts";
import { isDatabaseDown } from "#commands/to-app-error.ts";
import { env } from "#env";
import { startWorker } from "#worker/worker.ts";
import { portalKeys, portalStorage, readyPortalDatabase } from "./portal-database.ts";

/** `npm run worker`: jobs apart from the web process; any number of them on one DATABASE_URL. */
const log = createLog(env.logLevel);
const database = await waiting(() => readyPortalDatabase(env, (line) => log.info(line)));
const runtime = openRuntime({
  databaseUrl: database.url,
  keys: portalKeys(env),
  clock: systemClock(),
  log,
  storage: portalStorage(env),
  isDemo: env.demo,
  publicUrl: env.publicUrl,
  witnesses: env.witnesses,
  role: "mingjian_worker",
  maxConnections: 4,
});
const stopWorker = await waiting(() => startWorker(runtime, database.url));
process.stdout.write("worker ready\n");

let isStopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, async () => {
    if (isStopping) return;
    isStopping = true;
    await stopWorker();
    await runtime.close();
    await database.stop();
    process.exit(0);
  });
}

/** A database that is away only delays the worker. */
async function waiting<T>(run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!isDatabaseDown(error)) throw error;
      log.warn({ err: error }, "waiting for the database");
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
