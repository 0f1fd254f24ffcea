import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { fixedClock } from "#adapters/clock.ts";
import { generateKeyRing, type Keys, parseKeyRing } from "#adapters/keys.ts";
import { createLog } from "#adapters/log.ts";
import { memoryStorage } from "#adapters/storage.ts";
import { saveAgencies } from "#commands/agencies/save-agencies.ts";
import type { Submission } from "#commands/complaints/prepare-submission.ts";
import { submitComplaints } from "#commands/complaints/submit-complaints.ts";
import { saveInstitutions } from "#commands/institutions/save-institutions.ts";
import { matchAll } from "#commands/matching/match-reports.ts";
import { type OpenRuntime, openRuntime } from "#commands/open-runtime.ts";
import type { Runtime } from "#commands/runtime.ts";
import { startEmbedded } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import type { Demo, DemoComplaint } from "#db/seed/demo-complaints.ts";
import { demoRelations } from "#db/seed/demo-institutions.ts";
import { parseComplaint } from "#domain/complaints/complaint-input.ts";
import { multiply } from "./assign-base.ts";

const SOURCE = "demonstration";
const BATCH = 500;
/** While it is filled nothing has to outlive a power cut. */
const FILLING = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_wal_size: "8GB",
  shared_buffers: "1GB",
  maintenance_work_mem: "512MB",
  autovacuum: "off",
};

export type AssignPortal = {
  readonly databaseUrl: string;
  /** What the server logs. */
  readonly logFile: string;
  /** The portal as a complaint about copy `copy` of the base meets it: its keys, everything else shared. */
  runtimeOf(copy: number): Runtime;
  stop(): Promise<void>;
};

export type Filling = {
  readonly demo: Demo;
  readonly complaints: readonly DemoComplaint[];
  readonly copies: number;
  readonly until: string;
  /** The portal's present while it is measured: later than anything in it. */
  readonly now: string;
  /** PostgreSQL settings for measuring, over the portal's own. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
};

/** An embedded PostgreSQL with `copies` times these complaints in it, durable from then on, as the portal runs it. */
export async function fillPortal({
  demo,
  complaints,
  copies,
  until,
  now,
  settings = {},
  say,
}: Filling): Promise<AssignPortal> {
  const folder = mkdtempSync(path.join(tmpdir(), "mingjian-assign-"));
  const dataDir = path.join(folder, "pg");
  const keys = parseKeyRing(generateKeyRing());
  const open = (databaseUrl: string, at: string) =>
    openRuntime({
      databaseUrl,
      keys: keysOf(keys, 0),
      clock: fixedClock(at),
      log: createLog("silent"),
      storage: memoryStorage(),
      isDemo: true,
      publicUrl: "https://mingjian.example",
      maxConnections: 4,
    });
  let stop = async () => rmSync(folder, { recursive: true, force: true });
  const start = async (own: Readonly<Record<string, string>>) => {
    const server = await startEmbedded({ dataDir, settings: own });
    const removed = stop;
    stop = async () => {
      await server.stop();
      await removed();
    };
    const url = new URL(server.url);
    const admin = url.href;
    url.pathname = "/mingjian";
    return { server, admin, url: url.href };
  };
  try {
    const filling = await start(FILLING);
    const admin = postgres(filling.admin, { max: 1, onnotice: () => {} });
    await admin.unsafe("create database mingjian");
    await admin.end();
    await migrate(filling.url);
    const first = open(filling.url, until);
    await fileAll(first, demo, complaints, new Date(until), say);
    await first.close();
    const owner = postgres(filling.url, { max: 2, onnotice: () => {} });
    await multiply(owner, copies, say);
    await owner.unsafe("checkpoint");
    await owner.end();
    await filling.server.stop();
    const measuring = await start(settings);
    const runtime: OpenRuntime = open(measuring.url, now);
    await Promise.all([runtime.register.refresh(), runtime.registry.refresh()]);
    return {
      databaseUrl: measuring.url,
      logFile: `${dataDir}.log`,
      runtimeOf: (copy) => ({ ...runtime, keys: keysOf(keys, copy) }),
      stop: async () => {
        await runtime.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function fileAll(
  runtime: OpenRuntime,
  demo: Demo,
  complaints: readonly DemoComplaint[],
  now: Date,
  say: (line: string) => void,
): Promise<void> {
  await saveAgencies(runtime.db.system, demo.agencies, now);
  await saveInstitutions(runtime, {
    records: [...demo.institutions, ...demo.agents],
    relations: demoRelations(demo.institutions, demo.agents),
    source: SOURCE,
    actor: { kind: "system", id: null },
    now,
  });
  await runtime.register.refresh();
  for (let from = 0; from < complaints.length; from += BATCH) {
    const batch = complaints.slice(from, from + BATCH);
    await submitComplaints(runtime, batch.map(asSubmission), new Date(batch.at(-1)?.receivedAt ?? now));
  }
  say(`filed ${complaints.length}`);
  await matchAll(runtime, runtime.db.system, now);
  say("matched");
}

export function asSubmission({ sourceId, receivedAt, body, reporter, network }: DemoComplaint): Submission {
  const at = new Date(receivedAt);
  const parsed = parseComplaint(body, { now: at });
  if (!parsed.ok) throw new Error(`${sourceId}: ${JSON.stringify(parsed.problems)}`);
  return {
    complaint: parsed.complaint,
    origin: { kind: "import", reporter: `${SOURCE}:${reporter}`, network },
    source: SOURCE,
    sourceId,
    receivedAt: at,
    country: "CN",
    idempotency: null,
  };
}

const UUID_HEAD = 28;
const CASE_KEY = /^number\|[0-9a-f]{8}-/;
const MATCH_BYTES = 16;

/**
 * The keys under which a copy of the base was written (assign-base.ts): one hash more with the copy's number, over as
 * much of the key as is stored. Case ids count without their end, which tells the copies apart; what is sealed with the
 * master key is bound to its column, not to its row, whose name differs in each copy.
 */
function keysOf(keys: Keys, copy: number): Keys {
  const number = Buffer.alloc(4);
  number.writeInt32BE(copy);
  const again = (key: Buffer): Buffer =>
    copy === 0 ? key : createHash("sha256").update(key).update(number).digest().subarray(0, key.length);
  return {
    ...keys,
    blindIndex: (column, value) => {
      const named = CASE_KEY.test(value) ? value.slice(0, "number|".length + UUID_HEAD) : value;
      const key = keys.blindIndex(column, named);
      return again(column === "match" ? key.subarray(0, MATCH_BYTES) : key);
    },
    fingerprint: (text) => {
      const key = keys.fingerprint(text);
      return copy === 0
        ? key
        : Buffer.concat([again(key.subarray(0, MATCH_BYTES)), key.subarray(MATCH_BYTES)]);
    },
    sealWithMaster: (cell, text) => keys.sealWithMaster({ ...cell, row: "" }, text),
    openWithMaster: (cell, sealed) => keys.openWithMaster({ ...cell, row: "" }, sealed),
  };
}
