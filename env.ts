import path from "node:path";

/** The only reader of process.env. Every variable is described in .env.example. */
export type Env = {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly keyRing: string | null;
  readonly demo: boolean;
  readonly worker: "inline" | "off";
  readonly publicUrl: string;
  readonly trustedProxies: readonly string[];
  readonly witnesses: readonly string[];
  readonly witnessedLogs: readonly string[];
  readonly logLevel: string;
  readonly isDevelopment: boolean;
};

/** Reads and checks the environment; a wrong value throws one sentence that says what to set. */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const text = (name: string) => source[name]?.trim() || null;
  const oneOf = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
    const value = text(name) ?? fallback;
    const found = allowed.find((candidate) => candidate === value);
    if (!found) throw new Error(`${name} is "${value}"; set it to ${allowed.join(" or ")}.`);
    return found;
  };
  const port = Number(text("PORT") ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT is "${source.PORT}"; set it to a whole number from 1 to 65535.`);
  }
  const host = text("HOST") ?? "127.0.0.1";
  const databaseUrl = text("DATABASE_URL");
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new Error(
      "DATABASE_URL has to start with postgres:// (for example postgres://owner:secret@db:5432/mingjian).",
    );
  }
  const shownHost = host === "0.0.0.0" || host === "::" || host === "127.0.0.1" ? "localhost" : host;
  return {
    port,
    host,
    dataDir: path.resolve(
      /* turbopackIgnore: true */ text("DATA_DIR") ??
        path.join(import.meta.dirname ?? process.cwd(), ".data"),
    ),
    databaseUrl,
    keyRing: text("KEY_RING"),
    demo: oneOf("DEMO", ["on", "off"], databaseUrl ? "off" : "on") === "on",
    worker: oneOf("WORKER", ["inline", "off"], "inline"),
    publicUrl: (text("PUBLIC_URL") ?? `http://${shownHost}:${port}`).replace(/\/+$/, ""),
    trustedProxies: (text("TRUSTED_PROXIES") ?? "").split(/[,\s]+/).filter(Boolean),
    witnesses: list(text("WITNESSES")),
    witnessedLogs: list(text("WITNESSED_LOGS")),
    logLevel: text("LOG_LEVEL") ?? "info",
    isDevelopment: source.NODE_ENV === "development",
  };
}

const list = (text: string | null): string[] =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

export const env = readEnv(process.env);

/** For commands that are the portal with one setting changed; called before anything else reads `env`. */
export function enterDevelopment(): void {
  (process.env as Record<string, string>).NODE_ENV = "development";
  Object.assign(env, readEnv(process.env));
}

export function setWorkerOff(): void {
  process.env.WORKER = "off";
  Object.assign(env, readEnv(process.env));
}

/** What a child process gets: this one's environment with some things set. */
export function childEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...extra };
}

/** Next, next-auth and their workers read these from the process; nothing else may. */
export function exportToNext(sessionSecret: string): void {
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  process.env.NEXTAUTH_URL = env.publicUrl;
  process.env.NEXTAUTH_SECRET = sessionSecret;
}
