import { PgBoss } from "pg-boss";
import { STREAMS, sealChain } from "#commands/audit-chain/seal-chain.ts";
import { matchReports } from "#commands/matching/match-reports.ts";
import { loadClockOffset } from "#commands/open-runtime.ts";
import type { Runtime } from "#commands/runtime.ts";
import { isDatabaseDown } from "#commands/to-app-error.ts";
import { connect } from "#db/client.ts";
import { closeQuietCasesJob } from "./close-quiet-cases.ts";
import { detectPatternsJob } from "./detect-patterns.ts";
import { eraseEntriesJob } from "./erase-entries.ts";
import { expireEntriesJob } from "./expire-entries.ts";
import { keepPractitionerRecordsJob } from "./keep-practitioner-records.ts";
import { pruneJob } from "./prune.ts";
import { startPublishing } from "./publish-lists.ts";
import { publishRatingsJob } from "./publish-ratings.ts";
import { refreshNumberReportsJob } from "./refresh-number-reports.ts";
import { refreshOprfJob } from "./refresh-oprf.ts";
import { refreshTrendsJob } from "./refresh-trends.ts";
import { startSequencing } from "./sequence-log.ts";
import { watchDeadlinesJob } from "./watch-deadlines.ts";

/** What runs when. Each job is idempotent; a crashed worker's job is taken again within 30 s. */
const JOBS = [
  { name: "expire-entries", cron: "* * * * *", run: expireEntriesJob },
  { name: "watch-deadlines", cron: "* * * * *", run: watchDeadlinesJob },
  { name: "erase-entries", cron: "* * * * *", run: eraseEntriesJob },
  { name: "keep-practitioner-records", cron: "11 * * * *", run: keepPractitionerRecordsJob },
  { name: "close-quiet-cases", cron: "41 3 * * *", run: closeQuietCasesJob },
  { name: "refresh-number-reports", cron: "29 * * * *", run: refreshNumberReportsJob },
  { name: "detect-patterns", cron: "7 * * * *", run: detectPatternsJob },
  { name: "refresh-oprf", cron: "* * * * *", run: refreshOprfJob },
  { name: "refresh-trends", cron: "* * * * *", run: refreshTrendsJob },
  { name: "publish-ratings", cron: "23 18 * * *", run: publishRatingsJob },
  { name: "prune", cron: "17 * * * *", run: pruneJob },
] as const;

const SEAL_EVERY_MS = 1_000;
/** How long a new campaign may stay unseen; what a report brings with it is joined in its own transaction. */
const MATCH_EVERY_MS = 1_000;
const QUEUE_OPTIONS = {
  retryLimit: 5,
  retryBackoff: true,
  heartbeatSeconds: 10,
  expireInSeconds: 300,
} as const;

/** Starts the worker beside or apart from the web process; returns how to stop it. A dead database only delays it. */
export async function startWorker(runtime: Runtime, databaseUrl: string): Promise<() => Promise<void>> {
  const { log } = runtime;
  const db = connect(databaseUrl, { role: "mingjian_worker", max: 5 });
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 2,
    superviseIntervalSeconds: 5,
    application_name: "mingjian-jobs",
  });
  let isStopped = false;
  boss.on("error", (error) => {
    if (!isStopped) log.warn({ err: error }, "job queue");
  });
  await boss.start();
  for (const job of JOBS) {
    await boss.createQueue(job.name, QUEUE_OPTIONS);
    await boss.work(job.name, { pollingIntervalSeconds: 5 }, async () => {
      await job.run({ ...runtime, db });
    });
    await boss.schedule(job.name, job.cron);
  }

  const tick = async () => {
    try {
      for (const stream of STREAMS) await sealChain(db.system, stream, runtime.clock.real());
      await loadClockOffset({ db, clock: runtime.clock });
    } catch (error) {
      log.debug({ err: error }, "sealing waits for the database");
    }
  };
  const sealing = (async () => {
    while (!isStopped) {
      await tick();
      await new Promise((resolve) => setTimeout(resolve, SEAL_EVERY_MS));
    }
  })();

  const matching = (async () => {
    while (!isStopped) {
      const consumed = await matchReports(runtime, db.system, runtime.clock.now()).catch((error: unknown) => {
        // A database that is away is told of elsewhere; anything else keeps reports from their cases and is said aloud.
        if (isDatabaseDown(error)) log.debug({ err: error }, "matching waits for the database");
        else log.error({ err: error }, "matching failed; it is tried again");
        return 0;
      });
      if (consumed === 0) await new Promise((resolve) => setTimeout(resolve, MATCH_EVERY_MS));
    }
  })();

  const stopSequencing = startSequencing(runtime, db);
  const stopPublishing = startPublishing(runtime, db);

  return async () => {
    isStopped = true;
    await Promise.all([sealing, matching, stopSequencing(), stopPublishing()]);
    await tick();
    await boss.stop({ graceful: true, timeout: 5_000 });
    await db.close();
  };
}
