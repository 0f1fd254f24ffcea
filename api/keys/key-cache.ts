import { hashSecret } from "#adapters/keys.ts";
import type { Db } from "#db/client.ts";
import { findApiKeys, type StoredApiKey } from "#db/queries/api-keys.ts";
import { isApiToken } from "#domain/access/api-key.ts";
import { AppError } from "#domain/errors.ts";

export type VerifiedKey = Omit<StoredApiKey, "hash">;

export type KeyCache = {
  /** What is known of a token without asking: a key, null (there is none), or undefined (ask `verify`). */
  peek(token: string): VerifiedKey | null | undefined;
  /** Asks the database. Throws `unavailable` when it is away and the token was never seen. */
  verify(token: string): Promise<VerifiedKey | null>;
  close(): void;
};

type Known = { key: VerifiedKey | null; checkedAt: number; usedAt: number };

/** A revoked key is refused within this time. */
const FRESH_MS = 5_000;
/** Keys in use are asked about in the background, so that no request waits for it. */
const RECHECK_MS = 2_000;
const IN_USE_MS = 60_000;
/** While the database is away nothing can be revoked either: what was true is taken to be true for this long. */
const AWAY_MS = 60 * 60_000;
const VERIFY_TIMEOUT_MS = 1_000;
const MAX_KNOWN = 10_000;

export type KeyCacheOptions = {
  readonly db: Pick<Db, "system">;
  /** Milliseconds on the machine's clock. */
  readonly realNow: () => number;
  /** Tells the meter what a key has used, as the database has it. */
  readonly onSeen: (key: VerifiedKey) => void;
  /** What has to be known of a key before its first request is let in. */
  readonly ready: (key: VerifiedKey) => Promise<void>;
};

/**
 * Verifies API keys against the hashes in the database and remembers the answer for a few seconds. Tokens are kept in
 * memory as they came, for at most a minute after their last use: hashing each request would cost more than the rest.
 */
export function keyCache({ db, realNow, onSeen, ready }: KeyCacheOptions): KeyCache {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<VerifiedKey | null>>();
  let isAway = false;

  const remember = (token: string, key: VerifiedKey | null) => {
    const before = known.get(token);
    if (!before && known.size >= MAX_KNOWN) {
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    }
    known.set(token, { key, checkedAt: realNow(), usedAt: before?.usedAt ?? realNow() });
    if (key) onSeen(key);
  };

  const ask = async (tokens: readonly string[]): Promise<void> => {
    const hashes = tokens.map((token) => hashSecret(token));
    const day = new Date(realNow()).toISOString().slice(0, 10);
    const found = await findApiKeys(db.system, { hashes, day });
    isAway = false;
    const byHash = new Map(found.map(({ hash, ...key }) => [hash.toString("hex"), key]));
    tokens.forEach((token, at) => {
      remember(token, byHash.get(hashes[at]?.toString("hex") ?? "") ?? null);
    });
  };

  const verifyNow = async (token: string): Promise<VerifiedKey | null> => {
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(() => timeout.reject(new Error("key check timed out")), VERIFY_TIMEOUT_MS);
    try {
      const asked = ask([token]).then(async () => {
        const key = known.get(token)?.key ?? null;
        if (key) await ready(key);
        return key;
      });
      return await Promise.race([asked, timeout.promise]);
    } catch {
      isAway = true;
      const before = known.get(token);
      if (before?.key && realNow() - before.checkedAt <= AWAY_MS) return before.key;
      throw new AppError("unavailable", "database-unreachable");
    } finally {
      clearTimeout(timer);
      asking.delete(token);
    }
  };

  const recheck = async () => {
    const now = realNow();
    // During an outage a key stays known although nobody used it for a while.
    for (const [token, { usedAt }] of known) if (!isAway && now - usedAt > IN_USE_MS) known.delete(token);
    const inUse = [...known].filter(([, { usedAt, key }]) => key !== null && now - usedAt <= IN_USE_MS);
    if (inUse.length === 0) return;
    await ask(inUse.map(([token]) => token)).catch(() => {
      isAway = true;
    });
  };
  let isRechecking = false;
  const timer = setInterval(() => {
    if (isRechecking) return;
    isRechecking = true;
    void recheck().finally(() => {
      isRechecking = false;
    });
  }, RECHECK_MS);
  timer.unref();

  return {
    peek(token) {
      const found = known.get(token);
      if (!found) return isApiToken(token) ? undefined : null;
      const now = realNow();
      const age = now - found.checkedAt;
      if (age > FRESH_MS && !(isAway && found.key && age <= AWAY_MS)) return undefined;
      found.usedAt = now;
      return found.key;
    },
    async verify(token) {
      const under = asking.get(token) ?? verifyNow(token);
      asking.set(token, under);
      return under;
    },
    close: () => clearInterval(timer),
  };
}
