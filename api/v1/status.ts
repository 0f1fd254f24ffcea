import * as z from "zod";
import { logStoppedAt } from "#commands/transparency/log-stopped.ts";
import { findListVersion } from "#db/queries/registry.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { described, readiness } from "./schemas.ts";

export type PartHealth = {
  readonly ok: boolean;
  readonly reason?: string;
  readonly [extra: string]: unknown;
};

const OPEN: Access = { key: "none", scope: null, limit: "none", items: "none" };
const CHECK_TIMEOUT_MS = 1_000;
/** Probes come often and from several places; one look a while is enough. */
const CHECK_EVERY_MS = 500;

/** /livez: the process answers. /readyz: it can do its work, part by part; look-ups may go on while it says no. */
export function statusRoutes(app: ApiInstance, { runtime }: Api, worker?: () => PartHealth): void {
  type Checked = { readonly database: PartHealth; readonly log: PartHealth };
  let checked: { readonly at: number; readonly health: Promise<Checked> } | null = null;
  const inDatabase = () => {
    const now = performance.now();
    if (!checked || now - checked.at > CHECK_EVERY_MS) checked = { at: now, health: askDatabase() };
    return checked.health;
  };
  const askDatabase = async (): Promise<Checked> => {
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(() => timeout.reject(new Error("timed out")), CHECK_TIMEOUT_MS);
    try {
      const asked = Promise.all([findListVersion(runtime.db.system), logStoppedAt(runtime.db.system)]);
      const [, stopped] = await Promise.race([asked, timeout.promise]);
      // Stopped by the worker, in whichever process, because it would have contradicted itself; docs/operations.md.
      const log = stopped ? { ok: false, reason: "log-stopped", since: stopped.toISOString() } : { ok: true };
      return { database: { ok: true }, log };
    } catch {
      return { database: { ok: false, reason: "database-unreachable" }, log: { ok: true, isKnown: false } };
    } finally {
      clearTimeout(timer);
    }
  };
  const registry = (): PartHealth => {
    const { isReady, isFresh, loadedAt, listVersion, size } = runtime.registry;
    if (!isReady) return { ok: false, reason: "registry-loading" };
    return {
      ok: true,
      ...(isFresh ? {} : { reason: "look-ups-stale" }),
      isFresh,
      loadedAt: loadedAt?.toISOString() ?? null,
      asOf: runtime.registry.asOf().toISOString(),
      listVersion,
      numbers: size,
    };
  };

  app.get(
    "/livez",
    {
      config: { access: OPEN },
      schema: {
        tags: ["status"],
        summary: "进程在运行 · The process answers",
        response: { 200: described(z.object({ status: z.literal("alive") })) },
      },
    },
    (_request, reply) => reply.send({ status: "alive" }),
  );

  app.get(
    "/readyz",
    {
      config: { access: OPEN },
      schema: {
        tags: ["status"],
        summary: "各部分是否就绪 · Whether each part is ready",
        description:
          "数据库断开时为 503，查询仍由内存回答。日志停止或查询过时为 200，status 是 degraded，reasons 说明原因。 / 503 while the database is away; look-ups go on from memory. 200 with status degraded, and the reason, while the transparency log is stopped or look-ups are out of date.",
        response: { 200: described(readiness), 503: described(readiness) },
      },
    },
    async (_request, reply) => {
      const { database, log } = await inDatabase();
      const parts = {
        database,
        registry: registry(),
        log,
        ...(worker ? { worker: worker() } : {}),
      };
      const health: readonly PartHealth[] = Object.values(parts);
      const reasons = health.flatMap(({ ok, reason }) => reason ?? (ok ? [] : "not-ready"));
      // A stopped log takes no look-up away from anybody, so the portal stays in service and says so.
      const isReady = health.every((part) => part.ok || part === log);
      const served = reasons.length === 0 ? "ready" : "degraded";
      if (!isReady) reply.header("retry-after", "5");
      return reply.code(isReady ? 200 : 503).send({ status: isReady ? served : "not-ready", reasons, parts });
    },
  );
}
