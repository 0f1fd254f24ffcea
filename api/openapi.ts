import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { API_SCOPES } from "#domain/access/api-key.ts";
import { ERROR_CODES, type ErrorCode } from "#domain/errors.ts";
import en from "#messages/en/errors.json" with { type: "json" };
import zhComplaints from "#messages/zh-CN/complaints.json" with { type: "json" };
import zh from "#messages/zh-CN/errors.json" with { type: "json" };
import type { Access } from "./guard.ts";

export type RouteAccess = { readonly method: string; readonly url: string; readonly access: Access };

const SCOPES = Object.entries(API_SCOPES).map(
  ([scope, { zh: words, en: english }]) => `\`${scope}\`: ${words} / ${english}`,
);

export function openApiOptions(): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "明鉴 Mingjian",
        version: "1",
        description:
          "贷款骚扰与诈骗的举报和查询。查不到是 200 和 `unknown`，不是 404。不认识的字段忽略，不认识的取值什么都不做。 / Reports and look-ups on loan harassment and scams. Nothing known is 200 with `unknown`, not 404. Ignore fields you do not know; do nothing on values you do not know.",
        license: { name: "AGPL-3.0-only", identifier: "AGPL-3.0-only" },
      },
      // Relative: the document is the same wherever the portal runs.
      servers: [{ url: "/" }],
      tags: [
        { name: "numbers", description: "号码 / Numbers" },
        { name: "check", description: "批量核验 / Batch check" },
        { name: "complaints", description: "举报 / Complaints" },
        { name: "institutions", description: "机构 / Institutions" },
        { name: "entries", description: "名录条目 / Registry entries" },
        { name: "objections", description: "异议、申诉、修复 / Objections, appeals, repair" },
        { name: "ratings", description: "机构评级 / Ratings of institutions" },
        { name: "lists", description: "名单文件与前缀查询 / Lists as files, and range queries" },
        { name: "keys", description: "密钥 / Keys" },
        { name: "log", description: "透明日志 / Transparency log" },
        { name: "status", description: "运行状态 / Status" },
        { name: "desk", description: "办案台，只供已登录的监管人员 / The desk, for signed-in officers only" },
      ],
      components: {
        securitySchemes: {
          apiKey: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "mj_<id>.<secret>",
            description: `API 密钥。权限 / Scopes: ${SCOPES.join("; ")}`,
          },
          session: {
            type: "apiKey",
            in: "cookie",
            name: "mj-session-<port>",
            description:
              "办案台的登录，https 下名称前加 __Host-。别的网站发起的请求一律拒绝 / The desk's sign-in, its name prefixed __Host- over https. Requests that another site started are refused",
          },
        },
      },
    },
    transform: jsonSchemaTransform as FastifyDynamicSwaggerOptions["transform"],
    transformObject: jsonSchemaTransformObject,
  };
}

/** JSON of an OpenAPI document, as far as it is touched here. */
export type OpenApiDocument = {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, unknown>;
    responses?: Record<string, unknown>;
    headers?: Record<string, unknown>;
  };
};
export type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  security?: readonly unknown[];
  parameters?: unknown[];
  responses: Record<
    string,
    { description?: string; headers?: Record<string, unknown>; content?: unknown; $ref?: string }
  >;
};

const text = (description: string, example: string) => ({ description, schema: { type: "string" }, example });
const HEADERS = {
  RateLimitPolicy: text("配额，q 次，w 秒内 / The quotas: q requests in w seconds", '"burst";q=60;w=60'),
  RateLimit: text("还剩 r 次，t 秒后恢复 / r left, full again in t seconds", '"burst";r=59;t=30'),
  RetryAfter: text("多少秒后再试 / Try again after this many seconds", "30"),
};
const headerRef = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` });

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "重试时带同一个值，最长 200 个字符 / The same value on a retry, at most 200 characters",
  schema: { type: "string", maxLength: 200 },
  example: "3f0c5c1e-8a52-4a0e-9a67-0c0b9a1d2e3f",
} as const;

/** Parameters every POST that creates, and every look-up of people, takes beside its schema. */
const HEADER_PARAMETERS: Readonly<Record<string, unknown>> = {
  fileComplaint: IDEMPOTENCY_KEY,
  openObjection: IDEMPOTENCY_KEY,
  check: {
    name: "Purpose",
    in: "header",
    required: false,
    description: "查询从业人员的用途 / Why you ask about a practitioner",
    schema: { type: "string", enum: ["employment", "partner-due-diligence", "complaint-handling"] },
  },
};

const SECURITY: Readonly<Record<Access["key"], readonly unknown[]>> = {
  none: [],
  optional: [{}, { apiKey: [] }],
  required: [{ apiKey: [] }],
  session: [{ session: [] }],
};

/**
 * Adds to the generated description what follows from the guard and not from a schema: who may call, which problems
 * may be answered, which headers come with it.
 */
export function completeDocument(generated: unknown, routes: readonly RouteAccess[]): OpenApiDocument {
  const document = generated as OpenApiDocument;
  for (const { method, url, access } of routes) {
    const path = url.replace(/:(\w+)/g, "{$1}").replace("*", "{*}");
    const operation = document.paths[path]?.[method.toLowerCase()];
    if (!operation) continue;
    operation.security ??= SECURITY[access.key];
    const parameter = HEADER_PARAMETERS[operation.operationId ?? ""];
    if (parameter) operation.parameters = [...(operation.parameters ?? []), parameter];
    const isLimited = access.limit !== "none" || access.key === "required" || access.key === "session";
    for (const response of Object.values(operation.responses)) {
      if (!response.description || response.description === "Default Response")
        response.description = "成功 / Success";
      if (isLimited)
        response.headers = {
          "RateLimit-Policy": headerRef("RateLimitPolicy"),
          RateLimit: headerRef("RateLimit"),
        };
    }
    for (const code of problemsOf(method, url, access)) {
      const status = String(ERROR_CODES[code]);
      operation.responses[status] ??= { $ref: `#/components/responses/Problem${status}` };
    }
  }
  document.components.headers = HEADERS;
  document.components.responses = problemResponses();
  return withoutUnused(document);
}

/**
 * The generator describes every schema twice, as sent and as answered (`…Input`). What nothing refers to is left out,
 * and an input that stands alone gets the plain name.
 */
function withoutUnused(document: OpenApiDocument): OpenApiDocument {
  const { schemas } = document.components;
  const used = new Set<string>();
  const follow = (part: unknown) => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(schemas[name] ?? {});
    }
  };
  follow({ paths: document.paths, responses: document.components.responses });
  const alone = [...used].filter(
    (name) => name.endsWith("Input") && !used.has(name.slice(0, -"Input".length)),
  );
  document.components.schemas = Object.fromEntries([...used].sort().map((name) => [name, schemas[name]]));
  let text = JSON.stringify(document);
  for (const name of alone)
    text = text
      .replaceAll(`"${name}"`, `"${name.slice(0, -"Input".length)}"`)
      .replaceAll(`/${name}"`, `/${name.slice(0, -"Input".length)}"`);
  return JSON.parse(text) as OpenApiDocument;
}

function problemsOf(method: string, url: string, access: Access): ErrorCode[] {
  if (access.key === "none") return [];
  const isSession = access.key === "session";
  const codes: ErrorCode[] = ["invalid-request", "quota", "internal-error", "unavailable"];
  codes.push(...(isSession ? (["not-signed-in", "forbidden"] as const) : (["unauthenticated"] as const)));
  if (access.scope) codes.push("scope");
  if (url.includes(":id")) codes.push("not-found");
  if (method === "POST") codes.push("payload-too-large", "unsupported-media-type");
  if (url === "/api/v1/complaints" || url === "/api/v1/objections") codes.push("idempotency-conflict");
  if (url === "/api/v1/objections") codes.push("conflict");
  if (url === "/api/v1/objections/status") codes.push("not-found");
  if (url.startsWith("/api/v1/entries/")) codes.push("gone");
  return codes;
}

/** One response a status, with an example of every code that has it. */
function problemResponses(): Record<string, unknown> {
  const byStatus = Object.groupBy(Object.keys(ERROR_CODES) as ErrorCode[], (code) =>
    String(ERROR_CODES[code]),
  );
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes = []]) => [
      `Problem${status}`,
      {
        description: codes
          .map((code) => `\`${code}\`: ${zh.codes[code].title} / ${en.codes[code].title}`)
          .join("; "),
        ...(status === "429" || status === "503"
          ? { headers: { "Retry-After": headerRef("RetryAfter") } }
          : {}),
        content: {
          "application/problem+json": {
            schema: { $ref: "#/components/schemas/Problem" },
            examples: Object.fromEntries(codes.map((code) => [code, { value: problemExample(code) }])),
          },
        },
      },
    ]),
  );
}

/** What the portal answers, with the address left open. */
export function problemExample(code: ErrorCode): Record<string, unknown> {
  const fields =
    code === "invalid-request"
      ? [{ pointer: "/number", code: "required", message: zhComplaints.problems.required }]
      : [];
  return {
    type: `https://mingjian.example/errors/${code}`,
    title: zh.codes[code].title,
    status: ERROR_CODES[code],
    code,
    detail: zh.codes[code].detail,
    errors: fields,
  };
}
