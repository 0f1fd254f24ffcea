import * as z from "zod";
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
  let checked: { readonly at: number; readonly health: Promise<PartHealth> } | null = null;
  const database = () => {
    const now = performance.now();
    if (!checked || now - checked.at > CHECK_EVERY_MS) checked = { at: now, health: askDatabase() };
    return checked.health;
  };
  const askDatabase = async (): Promise<PartHealth> => {
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(() => timeout.reject(new Error("timed out")), CHECK_TIMEOUT_MS);
    try {
      await Promise.race([findListVersion(runtime.db.system), timeout.promise]);
      return { ok: true };
    } catch {
      return { ok: false, reason: "database-unreachable" };
    } finally {
      clearTimeout(timer);
    }
  };
  const registry = (): PartHealth => {
    const { isReady, isFresh, loadedAt, listVersion, size } = runtime.registry;
    if (!isReady) return { ok: false, reason: "registry-loading" };
    return {
      ok: true,
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
          "数据库断开时为 503，查询仍由内存回答。 / 503 while the database is away; look-ups go on from memory.",
        response: { 200: described(readiness), 503: described(readiness) },
      },
    },
    async (_request, reply) => {
      const parts = {
        database: await database(),
        registry: registry(),
        ...(worker ? { worker: worker() } : {}),
      };
      const reasons = Object.values(parts).flatMap(({ ok, reason }) => (ok ? [] : [reason ?? "not-ready"]));
      const isReady = reasons.length === 0;
      if (!isReady) reply.header("retry-after", "5");
      return reply
        .code(isReady ? 200 : 503)
        .send({ status: isReady ? ("ready" as const) : ("not-ready" as const), reasons, parts });
    },
  );
}
