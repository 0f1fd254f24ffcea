import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { systemClock } from "#adapters/clock.ts";
import { createLog } from "#adapters/log.ts";
import { buildApi } from "#api/app.ts";
import { clientAddress } from "#api/client-address.ts";
import { documentHeaders, startingPage, tooManyPage } from "#api/documents.ts";
import { NETWORK_SUBJECTS, type NetworkBudget, networkBudget } from "#api/limits/network-budget.ts";
import { isPageLookUp, PAGE_LOOK_UPS } from "#api/limits/page-look-ups.ts";
import { windowLimiter } from "#api/limits/window.ts";
import {
  databaseName,
  memoryFolder,
  openPortalDatabase,
  type PortalDatabase,
  portalKeys,
  portalStorage,
} from "#cli/portal-database.ts";
import { ensureAgency } from "#commands/agencies/save-agencies.ts";
import { loadDemo, refreshDemoUrl, settlePortalKind } from "#commands/demo/load-demo.ts";
import { loadClockOffset, type OpenRuntime, openRuntime } from "#commands/open-runtime.ts";
import { keepLookUps, readSavedLookUps } from "#commands/registry/saved-look-ups.ts";
import { isDatabaseDown } from "#commands/to-app-error.ts";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { assertDriverPatched } from "#db/verify-driver.ts";
import { networkOf } from "#domain/access/network.ts";
import { AppError } from "#domain/errors.ts";
import { env, exportToNext } from "#env";
import { startWorker } from "#worker/worker.ts";

/**
 * One process, one port: Fastify answers JSON, Next answers pages, the worker runs inline, PostgreSQL is embedded
 * unless DATABASE_URL names one. The port opens first; everything behind it may come later, go away and come back.
 */
const RETRY_MS = 1_000;
const DRAIN_MS = 10_000;
const RUNTIME_SLOT = Symbol.for("mingjian.runtime");
/** The response under way, for pages that have to set its status themselves (a 404 that shows without script). */
const RESPONSE_SLOT = Symbol.for("mingjian.response");
/** What networks have asked about today, for the API and the pages. */
const NETWORKS_SLOT = Symbol.for("mingjian.networks");

type Handle = (req: IncomingMessage, res: ServerResponse) => unknown;
type Portal = {
  phase: "database" | "schema" | "demonstration data" | "pages" | "ready" | "stopping";
  reason: string | null;
  api: Handle | null;
  pages: Handle | null;
};

/** Everything else under /api/ is next-auth's own. */
const API_PATHS = ["/api/desk/", "/log/", "/witness/", "/feeds/", "/.well-known/carddav"];
const PlainDate = Date;
const pageLimits = windowLimiter();

const log = createLog(env.logLevel);
const say = (line: string) => process.stdout.write(`${line}\n`);
const responses = new AsyncLocalStorage<ServerResponse>();
(globalThis as { [RESPONSE_SLOT]?: typeof responses })[RESPONSE_SLOT] = responses;
const portal: Portal = { phase: "database", reason: null, api: null, pages: null };
const closers: (() => Promise<void> | void)[] = [];
let stopping: Promise<never> | null = null;

process.on("unhandledRejection", (error) => log.error({ err: error }, "unhandled rejection"));
process.on("uncaughtException", (error) => {
  log.fatal({ err: error }, "uncaught exception");
  void stop(1);
});
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop(0));

assertDriverPatched();
const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, answer);
await listen(server);
try {
  await boot();
} catch (error) {
  // A start that was told to stop is no failure; the stop under way ends the process.
  if (!stopping) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await stop(1);
}

async function boot(): Promise<void> {
  const keys = portalKeys(env);
  exportToNext(keys.sessionSecret);
  const pages = preparePages();
  const database = await openPortalDatabase(env, (line) => log.info(line));
  if (database.kind === "running")
    throw new Error(
      `Another portal is running in ${env.dataDir}. Stop it, or set DATA_DIR to another folder.`,
    );
  closers.push(() => database.stop());
  const storage = portalStorage(env);
  const lastList = { storage: memoryFolder(env), keys, database: databaseName(env) };
  const saved = await readSavedLookUps(lastList);
  const secret = keys.subkey("subjects");
  const networks = networkBudget({ policy: NETWORK_SUBJECTS, realNow: () => Date.now(), secret });
  (globalThis as { [NETWORKS_SLOT]?: NetworkBudget })[NETWORKS_SLOT] = networks;
  const open = async (isDemo: boolean) => {
    const runtime = openRuntime({
      databaseUrl: database.url,
      keys,
      clock: systemClock(),
      log,
      storage,
      isDemo,
      publicUrl: env.publicUrl,
      witnesses: env.witnesses,
      witnessedLogs: env.witnessedLogs,
      saved,
    });
    closers.push(() => runtime.close());
    (globalThis as { [RUNTIME_SLOT]?: OpenRuntime })[RUNTIME_SLOT] = runtime;
    const api = await buildApi(runtime, { trustedProxies: env.trustedProxies, port: env.port, networks });
    closers.push(() => api.close());
    portal.api = (req, res) => api.routing(req, res);
    return { runtime, api };
  };
  // With a list of an earlier run look-ups are answered before the database is there, however long that takes.
  const early = saved ? await open(saved.isDemo) : null;
  await untilItWorks("schema", async () => {
    await migrate(database.url);
  });
  const isDemo = await settleKind(database.url);
  const { runtime, api } = early ?? (await open(isDemo));
  await untilItWorks("schema", async () => {
    await loadClockOffset(runtime);
    if (!isDemo) await ensureAgency(runtime.db.system, runtime.clock.now());
    await runtime.register.refresh();
  });
  if (isDemo) {
    enter("demonstration data");
    await loadDemo(runtime, { dataDir: env.dataDir, seed: 1, say });
    refreshDemoUrl(env.dataDir, env.publicUrl);
  }
  enter("pages");
  portal.pages = await pages;
  if (env.worker === "inline") {
    await untilItWorks("pages", async () => {
      closers.push(await startWorker(runtime, database.url));
    });
  }
  await untilItWorks("pages", async () => {
    const ready = await api.inject({ url: "/readyz" });
    if (ready.statusCode !== 200) throw new AppError("unavailable", "not-ready");
  });
  closers.push(keepLookUps(lastList, runtime));
  enter("ready");
  announce(database, isDemo);
}

/** DEMO matters on the first start only; a later one that says otherwise is told what this portal holds. */
async function settleKind(databaseUrl: string): Promise<boolean> {
  const db = connect(databaseUrl, { max: 1 });
  try {
    const isDemo = await settlePortalKind(db.system, env.demo, new Date());
    if (isDemo !== env.demo)
      say(
        isDemo
          ? "This portal holds demonstration data; DEMO=off is not followed. Set DATA_DIR to an empty folder for a real one. （本库为演示数据，忽略 DEMO=off。）"
          : "This portal holds real data; no demonstration data are loaded. Set DEMO=off. （本库为真实数据，不载入演示数据。）",
      );
    return isDemo;
  } finally {
    await db.close();
  }
}

/** The next part of the start; once stopping, there is none. */
function enter(phase: Portal["phase"]): void {
  if (stopping) throw new AppError("unavailable", "stopping");
  portal.phase = phase;
}

async function preparePages(): Promise<Handle> {
  const { default: next } = await import("next");
  const app = next({
    dev: env.isDevelopment,
    dir: import.meta.dirname,
    hostname: env.host,
    port: env.port,
    quiet: !env.isDevelopment,
  });
  await app.prepare();
  if (!env.isDevelopment) unwatchClock();
  closers.push(() => app.close());
  return app.getRequestHandler();
}

/**
 * Next puts a Date of its own in place, to notice pages that read the clock while cacheComponents prerenders them, which
 * this portal does not use. It costs every look-up a few microseconds.
 */
function unwatchClock(): void {
  globalThis.Date = PlainDate;
  Object.defineProperty(PlainDate.prototype, "constructor", { value: PlainDate });
}

/** A database that is not there yet is waited for, and said to be missing at /readyz; it never ends the process. */
async function untilItWorks(phase: Portal["phase"], run: () => Promise<void>): Promise<void> {
  enter(phase);
  for (let attempt = 0; ; attempt++) {
    try {
      await run();
      portal.reason = null;
      return;
    } catch (error) {
      const isWaiting = isDatabaseDown(error) || (error instanceof AppError && error.code === "unavailable");
      if (stopping || !isWaiting) throw error;
      portal.reason = "database-unreachable";
      if (attempt % 30 === 0) log.warn({ err: error, phase }, "waiting for the database");
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Answered from memory, so also while the portal waits for its database. */
function isMemoryLookUp(url: string): boolean {
  return /^\/api\/v1\/(?:numbers|check|call|range)(?:[/?]|$)/.test(url);
}

function isForApi(url: string): boolean {
  return (
    url.startsWith("/api/v1/") ||
    API_PATHS.some((path) => url.startsWith(path)) ||
    url === "/livez" ||
    url === "/readyz"
  );
}

function answer(req: IncomingMessage, res: ServerResponse): void {
  const url = req.url ?? "/";
  if (isForApi(url)) {
    if (portal.api && (portal.phase === "ready" || isMemoryLookUp(url))) portal.api(req, res);
    else if (url === "/livez") json(res, 200, { status: "alive" });
    else if (url === "/readyz")
      json(res, 503, { status: "not-ready", phase: portal.phase, reasons: [portal.reason ?? portal.phase] });
    else unavailable(res);
    return;
  }
  const client = clientAddress(
    req.socket.remoteAddress ?? "",
    req.headers["x-forwarded-for"],
    env.trustedProxies,
  );
  req.headers["x-mingjian-client"] = client;
  if (
    isPageLookUp(req.method, url) &&
    !pageLimits.take(networkOf(client), PAGE_LOOK_UPS, Date.now()).isAllowed
  ) {
    tooManyPage(res, url);
    return;
  }
  const nonce = randomBytes(16).toString("base64");
  documentHeaders(req, res, {
    nonce,
    isDevelopment: env.isDevelopment,
    isSecure: env.publicUrl.startsWith("https://"),
  });
  req.headers["x-mingjian-path"] = url;
  const { pages } = portal;
  if (portal.phase === "ready" && pages) responses.run(res, () => pages(req, res));
  else startingPage(res, url, portal.reason);
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  res.end(JSON.stringify(body));
}

function unavailable(res: ServerResponse): void {
  res.writeHead(503, {
    "content-type": "application/problem+json",
    "retry-after": "5",
    "cache-control": "no-store",
  });
  res.end(
    JSON.stringify({
      type: `${env.publicUrl}/errors/unavailable`,
      title: "服务暂不可用",
      status: 503,
      code: "unavailable",
      detail: "系统正在启动或数据库暂不可用，请几秒后重试。",
      errors: [],
    }),
  );
}

function listen(target: Server): Promise<void> {
  return new Promise((resolve) => {
    target.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? `Port ${env.port} is taken. Set PORT to a free one. （端口 ${env.port} 已被占用，请设置 PORT。）`
          : error.message;
      process.stderr.write(`${why}\n`);
      process.exit(1);
    });
    target.listen(env.port, env.host, () => resolve());
  });
}

function stop(code: number): Promise<never> {
  stopping ??= (async () => {
    portal.phase = "stopping";
    const drained = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
    server.closeAllConnections();
    for (const close of closers.toReversed()) {
      try {
        await close();
      } catch (error) {
        log.warn({ err: error }, "while stopping");
      }
    }
    process.exit(code);
  })();
  return stopping;
}

function announce(database: PortalDatabase, isDemo: boolean): void {
  say(
    `明鉴 Mingjian · ${database.kind === "embedded" ? `embedded PostgreSQL in ${env.dataDir}` : "PostgreSQL given by DATABASE_URL"}`,
  );
  say(`  ${env.publicUrl}          public · 公众`);
  say(`  ${env.publicUrl}/en       English`);
  say(`  ${env.publicUrl}/desk     officers · 办案台`);
  say(`  ${env.publicUrl}/developers  API`);
  if (isDemo) say("  demonstration sign-ins · 演示账号: npm run -s demo-codes");
  say(`ready ${env.publicUrl}`);
}
