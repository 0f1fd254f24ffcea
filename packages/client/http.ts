import { ClientError } from "./errors.ts";

/** How to reach a portal. Everything but the address has a default. */
export type PortalOptions = {
  /** Address of the portal, for example https://mingjian.example. */
  readonly url: string;
  /** API key; look-ups of one number and public lists need none. */
  readonly token?: string | null;
  /** Language of the server's messages. */
  readonly language?: "zh-CN" | "en";
  /** Longer waits than this are not sat out: `quota` is thrown with the time to come back. Default 120. */
  readonly maxWaitSeconds?: number;
  /** How often one request is tried when the network or the server fails. Default 5. */
  readonly tries?: number;
  /** An answer that takes longer counts as a failure. Default 30. */
  readonly timeoutSeconds?: number;
  readonly fetch?: typeof fetch;
  readonly sleep?: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

export type Portal = Required<Omit<PortalOptions, "sleep">> & {
  readonly sleep: (ms: number) => Promise<void>;
  /** When the quota of this minute is full again, as far as answers have told; shared by all requests. */
  readonly pace: { notBefore: number };
};

export function openPortal(options: PortalOptions): Portal {
  if (!URL.canParse(options.url) || !/^https?:$/.test(new URL(options.url).protocol))
    throw new ClientError("input", { detail: `url ${options.url}` });
  return {
    token: null,
    language: "zh-CN",
    maxWaitSeconds: 120,
    tries: 5,
    timeoutSeconds: 30,
    fetch: globalThis.fetch,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: Date.now,
    ...options,
    url: options.url.replace(/\/+$/, ""),
    pace: { notBefore: 0 },
  };
}

export type Request = {
  readonly path: string;
  readonly method?: "GET" | "POST";
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers beside 200, for example 204 or 304. */
  readonly also?: readonly number[];
  /** For public files, which are the same for everyone: no key is sent. */
  readonly isPublic?: boolean;
};

const RETRIED: ReadonlySet<number> = new Set([408, 425, 500, 502, 503, 504]);

/**
 * One request, tried again when it makes sense: every request of this package is a question, so asking twice does no
 * harm. A refusal because of a quota is waited out as Retry-After says; when answers say that nothing is left of a
 * minute's quota, the next request waits before it is refused.
 */
export async function request(portal: Portal, ask: Request): Promise<Response> {
  let failure: ClientError | null = null;
  for (let tried = 0; tried < portal.tries; ) {
    await sitOut(portal, portal.pace.notBefore - portal.now());
    let response: Response;
    try {
      response = await send(portal, ask);
    } catch (error) {
      failure = new ClientError("unreachable", { detail: portal.url }, error);
      tried += 1;
      if (tried < portal.tries) await portal.sleep(backOffMs(tried));
      continue;
    }
    keepPace(portal, response);
    if (response.ok || ask.also?.includes(response.status)) return response;
    const refused = await refusalOf(response);
    if (response.status === 429) {
      const seconds = refused.retryAfterSeconds ?? 30;
      if (seconds > portal.maxWaitSeconds) throw refused;
      portal.pace.notBefore = portal.now() + seconds * 1000;
      continue;
    }
    if (!RETRIED.has(response.status)) throw refused;
    failure = refused;
    tried += 1;
    const told = (refused.retryAfterSeconds ?? 0) * 1000;
    if (told > portal.maxWaitSeconds * 1000) throw refused;
    if (tried < portal.tries) await portal.sleep(Math.max(told, backOffMs(tried)));
  }
  throw failure ?? new ClientError("unreachable");
}

async function send(portal: Portal, { path, method = "GET", body, headers, isPublic }: Request) {
  return await portal.fetch(`${portal.url}${path}`, {
    method,
    headers: {
      accept: "application/json, application/problem+json, */*;q=0.5",
      "accept-language": portal.language,
      ...(portal.token && !isPublic ? { authorization: `Bearer ${portal.token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    // A key must not be carried to another host.
    redirect: "error",
    signal: AbortSignal.timeout(portal.timeoutSeconds * 1000),
  });
}

/** Exponential with full jitter, so that clients that failed together do not come back together. */
function backOffMs(tried: number): number {
  return Math.random() * Math.min(30_000, 500 * 2 ** tried);
}

async function sitOut(portal: Portal, ms: number): Promise<void> {
  if (ms > 0) await portal.sleep(ms);
}

/** `RateLimit: "burst";r=0;t=40`: wait for the rest of the minute instead of being refused. A day is not waited for. */
function keepPace(portal: Portal, response: Response): void {
  for (const part of (response.headers.get("ratelimit") ?? "").split(",")) {
    const left = Number(/;r=(\d+)/.exec(part)?.[1] ?? 1);
    const seconds = Number(/;t=(\d+)/.exec(part)?.[1] ?? 0);
    if (left === 0 && seconds <= portal.maxWaitSeconds)
      portal.pace.notBefore = Math.max(portal.pace.notBefore, portal.now() + seconds * 1000);
  }
}

async function refusalOf(response: Response): Promise<ClientError> {
  const text = await response.text().catch(() => "");
  const problem = parsed(text) as { code?: unknown; title?: unknown; detail?: unknown } | null;
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const said = [problem?.title, problem?.detail].filter((part) => typeof part === "string").join("；");
  return new ClientError(response.status === 429 ? "quota" : "refused", {
    status: response.status,
    detail: `HTTP ${response.status}${said ? ` ${said}` : ""}`,
    ...(typeof problem?.code === "string" ? { problem: problem.code } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfterSeconds: retryAfter } : {}),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The JSON object of an answer; `bad-answer` for anything else. */
export async function readObject(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const value = parsed(await response.text());
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ClientError("bad-answer", { detail: new URL(response.url || "http://-/").pathname });
  return value as Readonly<Record<string, unknown>>;
}
