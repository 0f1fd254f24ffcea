import { existsSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { type Keys, loadOrCreateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { localStorage, type Storage } from "#adapters/storage.ts";
import { findRunningEmbedded, startEmbedded } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import type { Env } from "#env";

/** The database a portal lives in: one given by DATABASE_URL, a running portal's embedded one, or one started here. */
export type PortalDatabase = {
  readonly url: string;
  readonly kind: "given" | "running" | "embedded";
  stop(): Promise<void>;
};

const DATABASE = "mingjian";

/** Keys of the portal: KEY_RING, else DATA_DIR/keys, which only the embedded default makes by itself. */
export function portalKeys(env: Env): Keys {
  if (env.keyRing) return parseKeyRing(env.keyRing);
  if (env.databaseUrl && !existsSync(path.join(env.dataDir, "keys"))) {
    throw new Error(
      "DATABASE_URL is set but there is no key ring. Run `npm run -s new-keys`, keep the line it prints in a safe place, and set KEY_RING to it. " +
        "（已设置 DATABASE_URL，但没有密钥环：运行 npm run -s new-keys，妥善保存输出，并设为 KEY_RING。）",
    );
  }
  return loadOrCreateKeyRing(env.dataDir);
}

/** What the portal publishes as files; a worker apart from the web process needs the same folder. */
export const portalStorage = (env: Env): Storage => localStorage(path.join(env.dataDir, "published"));

/** What this process keeps for its next start; nobody else's business. */
export const memoryFolder = (env: Env): Storage => localStorage(path.join(env.dataDir, "memory"));

/** Which database the portal lives in, without its password. */
export function databaseName(env: Env): string {
  if (!env.databaseUrl) return "embedded";
  const { host, pathname } = new URL(env.databaseUrl);
  return `${host}${pathname}`;
}

export async function openPortalDatabase(env: Env, log: (line: string) => void): Promise<PortalDatabase> {
  if (env.databaseUrl) return { url: env.databaseUrl, kind: "given", stop: async () => {} };
  const running = findRunningEmbedded(path.join(env.dataDir, "pg"));
  if (running) return { url: inDatabase(running), kind: "running", stop: async () => {} };
  const server = await startEmbedded({ dataDir: path.join(env.dataDir, "pg"), log });
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  try {
    const known = await admin`select 1 from pg_database where datname = ${DATABASE}`;
    if (known.length === 0) await admin.unsafe(`create database ${DATABASE}`);
  } finally {
    await admin.end({ timeout: 5 });
  }
  return { url: inDatabase(server.url), kind: "embedded", stop: () => server.stop() };
}

function inDatabase(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${DATABASE}`;
  return url.href;
}

/** Opens and migrates; for commands that run beside or without a portal. */
export async function readyPortalDatabase(env: Env, log: (line: string) => void): Promise<PortalDatabase> {
  const database = await openPortalDatabase(env, log);
  await migrate(database.url);
  return database;
}
