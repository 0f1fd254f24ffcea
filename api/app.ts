import compress from "@fastify/compress";
import swagger from "@fastify/swagger";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type * as z from "zod";
import { openOprf } from "#adapters/oprf.ts";
import type { Runtime } from "#commands/runtime.ts";
import { AppError, ERROR_CODES } from "#domain/errors.ts";
import { trustedList } from "./client-address.ts";
import { caseEvidenceRoutes } from "./desk/case-evidence.ts";
import { deskSession } from "./desk/session.ts";
import { feedRoutes } from "./feeds/feeds.ts";
import { createGuard, DEFAULT_LIMITS, type Guard, type Limits } from "./guard.ts";
import { jsonParser } from "./json-body.ts";
import { keyCache } from "./keys/key-cache.ts";
import { usageMeter } from "./keys/usage-meter.ts";
import { NETWORK_SUBJECTS, type NetworkBudget, networkBudget } from "./limits/network-budget.ts";
import { subjectBudget } from "./limits/subject-budget.ts";
import { logRoutes, witnessRoutes } from "./log.ts";
import { completeDocument, type OpenApiDocument, openApiOptions, type RouteAccess } from "./openapi.ts";
import { eventLoopPressure } from "./pressure.ts";
import { asAppError, PROBLEM_TYPE, preferredLocale, problemBody, refusal } from "./problem.ts";
import { callRoutes } from "./v1/call.ts";
import { checkRoutes } from "./v1/check.ts";
import { complaintRoutes } from "./v1/complaints.ts";
import { entryRoutes } from "./v1/entries.ts";
import { institutionRoutes } from "./v1/institutions.ts";
import { institutionCsvRoutes } from "./v1/institutions-csv.ts";
import { keyRoutes } from "./v1/keys.ts";
import { listAnswers } from "./v1/list-answers.ts";
import { listRoutes, rangeRoutes } from "./v1/lists.ts";
import { meRoutes } from "./v1/me.ts";
import { numberRoutes } from "./v1/numbers.ts";
import { objectionRoutes } from "./v1/objections.ts";
import { oprfRoutes } from "./v1/oprf.ts";
import { ratingRoutes } from "./v1/ratings.ts";
import { receiptRoutes } from "./v1/receipts.ts";
import { type PartHealth, statusRoutes } from "./v1/status.ts";
import { trendRoutes } from "./v1/trends.ts";
import { validator } from "./validate.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Every route with who may call it, for the route matrix. */
    readonly routeAccess: readonly RouteAccess[];
    openApi(): OpenApiDocument;
  }
}

export const BODY_LIMIT = 256 * 1024;

export type ApiOptions = {
  /** Addresses and networks whose X-Forwarded-For is believed, from the right. */
  readonly trustedProxies?: readonly string[];
  /** Limits for callers without a key; null switches one off. */
  readonly limits?: Limits;
  /** What networks have asked about today, where the pages share it; null switches the budget off. */
  readonly networks?: NetworkBudget | null;
  /** How the jobs are doing; left out when they run in another process. */
  readonly worker?: () => PartHealth;
  readonly maxEventLoopDelayMs?: number;
  /** Part of the session cookie's name. */
  readonly port?: number;
};

/** What the routes work with. */
export type Api = { readonly runtime: Runtime; readonly guard: Guard; readonly sendText: SendText };
/**
 * Answers 200 with JSON that is joined already. For the routes that are asked most; `bytes` when each character of the
 * text is a byte of the answer (plain ASCII, or UTF-8 as number-text.ts writes it).
 */
export type SendText = (
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
  letters?: "any" | "bytes",
) => FastifyReply;
export type ApiInstance = FastifyInstance<
  import("node:http").Server,
  import("node:http").IncomingMessage,
  import("node:http").ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/**
 * Every JSON route, as one Fastify app that server.ts mounts in front of the pages. One chain for all routes: who is
 * calling (guard) → quota → parse → run → answer or problem. A route that does not say who may call it cannot be added.
 */
export async function buildApi(runtime: Runtime, options: ApiOptions = {}): Promise<ApiInstance> {
  const trustedProxies = options.trustedProxies ?? [];
  trustedList(trustedProxies);
  const realNow = turnClock(() => runtime.clock.real().getTime());
  const meter = usageMeter({ db: runtime.db, log: runtime.log, realNow });
  const secret = runtime.keys.subkey("subjects");
  const budget = subjectBudget({ db: runtime.db, log: runtime.log, realNow, secret });
  const networks =
    options.networks === undefined
      ? networkBudget({ policy: NETWORK_SUBJECTS, realNow, secret })
      : options.networks;
  const keys = keyCache({ db: runtime.db, realNow, onSeen: meter.see, ready: budget.ready });
  const guard = createGuard({
    keys,
    meter,
    budget,
    networks,
    limits: options.limits ?? DEFAULT_LIMITS,
    trustedProxies,
    realNow,
  });
  const oprf = openOprf(runtime.keys);
  const app = Fastify({
    // Fastify's own log writes urls, and urls hold numbers.
    logger: false,
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 600, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
  }).withTypeProvider<ZodTypeProvider>();

  const routes: RouteAccess[] = [];
  app.decorate("routeAccess", { getter: () => routes });
  app.decorate("openApi", () => completeDocument(app.swagger(), routes));
  const secured = securityHeaders(runtime.publicUrl);
  const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const refused = asAppError(error);
    const status = ERROR_CODES[refused.code];
    const route = request.routeOptions?.url ?? "unknown";
    // A database that is away is told of once, by what waits for it; each request it costs is no fault of its own.
    if (refused.code === "unavailable")
      runtime.log.debug({ route, status, reason: refused.reason }, "unavailable");
    else if (status >= 500 && refused.code !== "overloaded") {
      runtime.log.error({ route, method: request.method, status, err: error }, "request failed");
    }
    const locale = preferredLocale(request.headers["accept-language"]);
    if (refused.retryAfterSeconds !== undefined || status === 503) {
      reply.header("retry-after", String(refused.retryAfterSeconds ?? 5));
    }
    if (status === 401) reply.header("www-authenticate", 'Bearer realm="mingjian"');
    return reply
      .code(status)
      .headers(secured)
      .header("content-type", PROBLEM_TYPE)
      .header("content-language", locale)
      .header("vary", "accept-language")
      .send(JSON.stringify(problemBody(refused, locale, runtime.publicUrl)));
  };

  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser<string>(
    "application/json",
    { parseAs: "string" },
    jsonParser(app.getDefaultJsonParser("error", "error")),
  );
  app.setValidatorCompiler<z.ZodType>(({ schema }) => validator(schema));
  // What routes send is typed by the schema already; encoding it once more through zod would cost more than the look-up.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(new AppError("not-found", "no-such-address"), request, reply),
  );
  app.decorateRequest("caller", null);
  app.decorateRequest("actor", null);
  const session = deskSession(runtime, options.port ?? 3000);
  app.addHook("onSend", (request, reply, _payload, done) => {
    const kept = reply.getHeader("cache-control");
    reply.headers(secured);
    if (kept !== undefined) reply.header("cache-control", kept);
    const { caller } = request;
    if (caller?.policy)
      reply.header("ratelimit-policy", caller.policy).header("ratelimit", guard.standingOf(caller));
    done();
  });
  app.addHook("onRoute", (route) => {
    if (!route.config?.access) throw new Error(`${route.method} ${route.url} does not say who may call it`);
    route.onRequest = [
      guard.admit(route.config.access),
      ...(route.config.access.key === "session" ? [session] : []),
    ];
    for (const method of [route.method].flat())
      routes.push({ method, url: route.url, access: route.config.access });
  });
  app.addHook("onClose", async () => {
    keys.close();
    pressure.close();
    await Promise.all([meter.close(), budget.close(), oprf.close()]);
  });

  const pressure = eventLoopPressure(options.maxEventLoopDelayMs ?? 1_500);
  app.addHook("onRequest", (request, _reply, done) => {
    // An orchestrator that gets no answer from /livez would kill a process that is only busy.
    if (pressure.isTooHigh() && request.url !== "/livez") done(refusal("overloaded", "too-busy", 2));
    else done();
  });
  await app.register(swagger, openApiOptions());
  const api: Api = { runtime, guard, sendText: textSender(secured, guard) };
  await app.register(async (scope) => {
    const typed = scope.withTypeProvider<ZodTypeProvider>();
    statusRoutes(typed, api, options.worker);
    numberRoutes(typed, api);
    callRoutes(typed, api);
    checkRoutes(typed, api);
    keyRoutes(typed, api, oprf);
    oprfRoutes(typed, api, oprf);
    complaintRoutes(typed, api);
    receiptRoutes(typed, api);
    meRoutes(typed, api);
    entryRoutes(typed, api);
    objectionRoutes(typed, api);
    caseEvidenceRoutes(typed, api);
    const lists = listAnswers(runtime);
    listRoutes(typed, lists);
    rangeRoutes(typed, api);
    feedRoutes(typed, api, lists);
    ratingRoutes(typed, api);
  });
  await app.register(async (scope) => {
    await scope.register(compress, { threshold: 4096, customTypes: /^application\/octet-stream$/ });
    logRoutes(scope.withTypeProvider<ZodTypeProvider>(), api);
  });
  await app.register(async (scope) => witnessRoutes(scope.withTypeProvider<ZodTypeProvider>(), api));
  // In a scope of its own: the plugin adds a hook to every route it can see, and look-ups are too small to gain.
  await app.register(async (scope) => {
    await scope.register(compress, { threshold: 4096 });
    const typed = scope.withTypeProvider<ZodTypeProvider>();
    institutionRoutes(typed, api);
    trendRoutes(typed, api);
    institutionCsvRoutes(typed, api);
    documentRoute(typed);
  });
  await app.ready();
  return app;
}

function documentRoute(app: ApiInstance): void {
  let text: string | null = null;
  app.get(
    "/api/v1/openapi.json",
    {
      config: { access: { key: "none", scope: null, limit: "none", items: "none" } },
      schema: { hide: true },
    },
    (_request, reply) => {
      text ??= JSON.stringify(app.openApi());
      return reply
        .header("content-type", "application/json; charset=utf-8")
        .header("cache-control", "public, max-age=300")
        .send(text);
    },
  );
}

/** The time, read once for everything that runs without a pause: a look-up asks for it ten times. */
function turnClock(read: () => number): () => number {
  let time: number | null = null;
  const forget = () => {
    time = null;
  };
  const soon = Promise.resolve();
  return () => {
    if (time === null) {
      time = read();
      void soon.then(forget);
    }
    return time;
  };
}

/**
 * Writes head and body at once, past Fastify's reply: its header bookkeeping alone costs a fifth of a look-up. The
 * same headers as every other answer.
 */
function textSender(secured: Readonly<Record<string, string>>, guard: Guard): SendText {
  const fixed = [...Object.entries(secured).flat(), "content-type", "application/json; charset=utf-8"];
  return ({ caller }, reply, text, letters = "any") => {
    const head = fixed.slice();
    if (caller?.policy) head.push("ratelimit-policy", caller.policy, "ratelimit", guard.standingOf(caller));
    const bytes = letters === "bytes" ? text.length : Buffer.byteLength(text);
    head.push("content-length", String(bytes));
    reply.hijack();
    reply.raw.writeHead(200, head);
    // As many bytes as characters: they need not be looked at again to be written.
    reply.raw.end(text, bytes === text.length ? "latin1" : "utf8");
    return reply;
  };
}

function securityHeaders(publicUrl: string): Record<string, string> {
  return {
    "cache-control": "private, no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    ...(publicUrl.startsWith("https://")
      ? { "strict-transport-security": "max-age=31536000; includeSubDomains" }
      : {}),
  };
}
