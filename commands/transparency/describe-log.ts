import { countMissedDeadlines, findSignings, listCosigned, listLogSizes } from "#db/queries/log.ts";
import { toBase64, toHex } from "#domain/transparency/bytes.ts";
import type { LogDescription } from "#domain/transparency/log-description.ts";
import { formatVkey } from "#domain/transparency/signed-note.ts";
import { readPublished } from "../registry/read-published.ts";
import type { Runtime } from "../runtime.ts";
import { logVkey } from "./log-identity.ts";
import { CHECKPOINT, readHead } from "./tile-store.ts";

type LogRuntime = Pick<
  Runtime,
  "db" | "keys" | "publicUrl" | "storage" | "witnesses" | "register" | "registry" | "clock"
>;

const DAYS = 30;
const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;

/** What anyone may know of the log, from its files and the record of its heads. Null when the database is away. */
export async function describeLog(runtime: LogRuntime): Promise<LogDescription | null> {
  const read = await readPublished(runtime, () => readLog(runtime));
  return read?.value ?? null;
}

async function readLog(runtime: LogRuntime): Promise<LogDescription> {
  const { db, storage, witnesses, register, clock } = runtime;
  const days = lastDays(clock.real());
  const head = await readHead(storage, CHECKPOINT);
  const [vkey, signings, sizes, cosigned, missed] = await Promise.all([
    logVkey(runtime),
    findSignings(db.system, head?.size ?? 0),
    listLogSizes(
      db.system,
      days.map(({ endsAt }) => endsAt),
    ),
    listCosigned(db.system),
    countMissedDeadlines(db.system),
  ]);
  return {
    vkey,
    head: head && {
      origin: head.origin,
      size: head.size,
      root: toBase64(head.root),
      signedAt: signings.signedAt?.toISOString() ?? null,
    },
    firstSignedAt: signings.firstSignedAt?.toISOString() ?? null,
    growth: days.map(({ day }, at) => ({ day, size: sizes[at] ?? null })),
    witnesses: witnesses.map(({ key }) => {
      const last = cosigned.find(({ witness }) => witness === `${key.name}+${toHex(key.keyId)}`);
      return {
        name: key.name,
        vkey: formatVkey(key),
        cosigned: last ? { size: last.size, at: last.at.toISOString() } : null,
      };
    }),
    missed: missed.map(({ agency: code, count }) => {
      const agency = register.agencies().find((one) => one.code === code);
      return { agency: agency ? { nameZh: agency.nameZh, nameEn: agency.nameEn } : null, count };
    }),
  };
}

/** The last days in China, today included, each with the instant it ends. */
function lastDays(now: Date): readonly { readonly day: string; readonly endsAt: Date }[] {
  const today = Math.floor((now.getTime() + CHINA_MS) / DAY_MS);
  return Array.from({ length: DAYS }, (_, at) => {
    const day = today - DAYS + 1 + at;
    return {
      day: new Date(day * DAY_MS).toISOString().slice(0, 10),
      endsAt: new Date((day + 1) * DAY_MS - CHINA_MS),
    };
  });
}
