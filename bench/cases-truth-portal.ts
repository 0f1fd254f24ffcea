import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { fixedClock } from "#adapters/clock.ts";
import { generateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { createLog } from "#adapters/log.ts";
import { memoryStorage } from "#adapters/storage.ts";
import { saveAgencies } from "#commands/agencies/save-agencies.ts";
import { submitComplaints } from "#commands/complaints/submit-complaints.ts";
import { saveInstitutions } from "#commands/institutions/save-institutions.ts";
import { matchAll } from "#commands/matching/match-reports.ts";
import { type OpenRuntime, openRuntime } from "#commands/open-runtime.ts";
import { startEmbedded } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import type { Demo } from "#db/seed/demo-complaints.ts";
import { demoRelations } from "#db/seed/demo-institutions.ts";
import { parseComplaint } from "#domain/complaints/complaint-input.ts";

const SOURCE = "demonstration";
const BATCH = 500;

export type Membership = {
  readonly sourceId: string;
  readonly caseId: string;
  readonly kind: "caller" | "lender" | "campaign";
  /** Institution of a lender case by its code; null for a provisional one. */
  readonly code: string | null;
};

export type TruthPortal = {
  readonly runtime: OpenRuntime;
  memberships(): Promise<readonly Membership[]>;
  stop(): Promise<void>;
};

/** A portal without pages on an embedded PostgreSQL of its own, filled by the commands that real complaints take. */
export async function loadPortal(
  demo: Demo,
  until: string,
  say: (line: string) => void,
): Promise<TruthPortal> {
  const folder = mkdtempSync(path.join(tmpdir(), "mingjian-truth-"));
  // What is measured is what the rules decide; nothing has to outlive a power cut.
  const server = await startEmbedded({
    dataDir: path.join(folder, "pg"),
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
  });
  const end = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const admin = postgres(server.url, { max: 1, onnotice: () => {} });
    await admin.unsafe("create database mingjian");
    await admin.end();
    const url = new URL(server.url);
    url.pathname = "/mingjian";
    await migrate(url.href);
    const runtime = openRuntime({
      databaseUrl: url.href,
      keys: parseKeyRing(generateKeyRing()),
      clock: fixedClock(until),
      log: createLog("silent"),
      storage: memoryStorage(),
      isDemo: true,
      publicUrl: "https://mingjian.example",
      maxConnections: 4,
    });
    await fill(runtime, demo, new Date(until), say);
    return {
      runtime,
      memberships: () => listMemberships(runtime),
      stop: async () => {
        await runtime.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function fill(runtime: OpenRuntime, demo: Demo, now: Date, say: (line: string) => void): Promise<void> {
  await saveAgencies(runtime.db.system, demo.agencies, now);
  await saveInstitutions(runtime, {
    records: [...demo.institutions, ...demo.agents],
    relations: demoRelations(demo.institutions, demo.agents),
    source: SOURCE,
    actor: { kind: "system", id: null },
    now,
  });
  await runtime.register.refresh();
  for (let from = 0; from < demo.complaints.length; from += BATCH) {
    const batch = demo.complaints.slice(from, from + BATCH);
    const submissions = batch.map(({ sourceId, receivedAt, body, reporter, network }) => {
      const at = new Date(receivedAt);
      const parsed = parseComplaint(body, { now: at });
      if (!parsed.ok) throw new Error(`${sourceId}: ${JSON.stringify(parsed.problems)}`);
      return {
        complaint: parsed.complaint,
        origin: { kind: "import", reporter: `${SOURCE}:${reporter}`, network } as const,
        source: SOURCE,
        sourceId,
        receivedAt: at,
        country: "CN",
        idempotency: null,
      };
    });
    await submitComplaints(runtime, submissions, new Date(batch.at(-1)?.receivedAt ?? now));
    say(`filed ${Math.min(from + BATCH, demo.complaints.length)} of ${demo.complaints.length}`);
  }
  await matchAll(runtime, runtime.db.system, now);
}

async function listMemberships({ db }: OpenRuntime): Promise<readonly Membership[]> {
  return db.system<Membership[]>`
    select r.source_id as "sourceId", coalesce(c.merged_into, c.id) as "caseId", c.kind, i.code
    from source_records r
    join case_members m on m.complaint_id = r.record_id
    join cases c on c.id = m.case_id
    left join institutions i on i.id = c.institution_id
    where r.source = ${SOURCE} and r.kind = 'complaint'
    order by r.source_id, c.kind, "caseId"`;
}
