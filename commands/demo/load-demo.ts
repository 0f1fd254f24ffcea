import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Sql } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { type Demo, generateDemo } from "#db/seed/demo-complaints.ts";
import { DEMO_HANDS, demoDecisions } from "#db/seed/demo-decisions.ts";
import { demoRelations } from "#db/seed/demo-institutions.ts";
import { demoListings, demoLives } from "#db/seed/demo-lives.ts";
import type { ApiScope } from "#domain/access/api-key.ts";
import { parseComplaint } from "#domain/complaints/complaint-input.ts";
import { createAccount } from "../accounts/create-account.ts";
import { saveAgencies } from "../agencies/save-agencies.ts";
import { issueApiKey } from "../api-keys/issue-api-key.ts";
import { assignCase } from "../cases/assign-case.ts";
import { closeQuietCases } from "../cases/close-quiet-cases.ts";
import type { Submission } from "../complaints/prepare-submission.ts";
import { submitComplaints } from "../complaints/submit-complaints.ts";
import { type RegisterRecord, saveInstitutions } from "../institutions/save-institutions.ts";
import { detectPatterns } from "../matching/detect-patterns.ts";
import { matchAll } from "../matching/match-reports.ts";
import type { Runtime } from "../runtime.ts";
import { logVkey } from "../transparency/log-identity.ts";
import { demoActor, replayDecision } from "./replay-decision.ts";
import { replayLife, replayListing } from "./replay-lives.ts";
import { replayHandling, replayRatings } from "./replay-ratings.ts";

type DemoAccess = {
  readonly url: string;
  /** Key of the transparency log, in the form that verifiers take. */
  readonly vkey: string;
  readonly accounts: readonly {
    readonly role: string;
    readonly agency: string;
    readonly email: string;
    readonly password: string;
    readonly totpSecret: string;
  }[];
  readonly apiKeys: readonly {
    readonly name: string;
    readonly scopes: readonly string[];
    readonly token: string;
  }[];
  readonly benchKey: string;
  readonly intakeKey: string;
};

/**
 * What the portal was first started as, for good: real reports and fictional ones never mix, whatever DEMO says later.
 * Returns whether it is a demonstration.
 */
export async function settlePortalKind(sql: Sql, wanted: boolean, now: Date): Promise<boolean> {
  const rows = [{ name: "portal_kind", value: { isDemo: wanted }, updated_at: now }];
  await insertRows(sql, "portal_state", rows, "on conflict (name) do nothing");
  const [row] = await sql<
    { value: { isDemo: boolean } }[]
  >`select value from portal_state where name = 'portal_kind'`;
  return row?.value.isDemo ?? wanted;
}

export type LoadDemo = {
  readonly dataDir: string;
  readonly seed: number;
  readonly say: (line: string) => void;
};

const BATCH = 500;
const DAY_MS = 86_400_000;
const MARKER = "demonstration";

/**
 * First start of a demonstration: fictional institutions, people and 24 months of complaints, through the same
 * commands that real ones take, then what officers did about them. A start that was cut off goes on where it was.
 */
export async function loadDemo(runtime: Runtime, { dataDir, seed, say }: LoadDemo): Promise<void> {
  const sql = runtime.db.system;
  const done = await sql`select 1 from portal_state where name = ${MARKER}`;
  if (done.length > 0) return;
  const startedAt = performance.now();
  const now = runtime.clock.now();
  say(
    "Loading demonstration data, once: 24 fictional institutions, 40 agents, 6,000 complaints … （首次启动，载入虚构的演示数据）",
  );

  const demo = generateDemo({ seed, until: now.toISOString() });
  const agencies = await saveAgencies(sql, demo.agencies, now);
  const institutions = await saveRegister(runtime, demo, now);
  await runtime.register.refresh();
  await saveAccess(runtime, demo, agencies, institutions, dataDir, now);
  await fileComplaints(runtime, demo);
  await matchAll(runtime, sql, now);
  await detectPatterns(runtime, sql, now);
  await closeQuietCases(sql, now);
  const decisions = demoDecisions(demo, now.toISOString());
  for (const decision of decisions) await replayDecision(runtime, decision, agencies, institutions);
  for (const listing of demoListings(now.toISOString())) await replayListing(runtime, listing);
  for (const life of demoLives(decisions, now.toISOString())) await replayLife(runtime, life, institutions);
  await takeUpCases(runtime, agencies, now);
  await replayHandling(runtime, demo, { seed, now });
  await replayRatings(runtime, now);
  await insertRows(sql, "portal_state", [{ name: MARKER, value: { seed }, updated_at: now }]);
  await runtime.registry.refresh();
  say(`Loaded in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
}

async function saveRegister(runtime: Runtime, demo: Demo, now: Date): Promise<ReadonlyMap<string, string>> {
  const all = [...demo.institutions, ...demo.agents];
  const records: RegisterRecord[] = all.map(
    ({ code, legalName, englishName, uscc, class: kind, region, names, contacts, licences, exposures }) => ({
      code,
      legalName,
      englishName,
      uscc,
      class: kind,
      region,
      names,
      contacts,
      licences,
      exposures,
    }),
  );
  const known = await runtime.db.system`select 1 from agents_of limit 1`;
  // Relations have no identity of their own to be found again by; a start that was cut off after them leaves them.
  const relations = known.length > 0 ? undefined : demoRelations(demo.institutions, demo.agents);
  return saveInstitutions(runtime, {
    records,
    relations,
    source: "demonstration",
    actor: { kind: "system", id: null },
    now,
  });
}

/** Accounts and keys, written to demo.json before anything depends on them; the file survives a start that was cut off. */
async function saveAccess(
  runtime: Runtime,
  demo: Demo,
  agencies: ReadonlyMap<string, string>,
  institutions: ReadonlyMap<string, string>,
  dataDir: string,
  now: Date,
): Promise<void> {
  const accounts: DemoAccess["accounts"][number][] = [];
  const people = [
    ...demo.officers.map((officer) => ({
      ...officer,
      agencyId: agencies.get(officer.agency) ?? null,
      institutionId: null,
    })),
    ...demo.lenders.map(({ email, name, institution }) => ({
      email,
      name,
      role: "lender" as const,
      agency: institution,
      agencyId: null,
      institutionId: institutions.get(institution) ?? null,
    })),
  ];
  for (const { email, name, role, agency, agencyId, institutionId } of people) {
    const password = randomBytes(12).toString("base64url");
    const { totpSecret } = await createAccount(
      runtime,
      { email, name, role, agencyId, institutionId, password },
      { replace: true },
    );
    accounts.push({ role, agency, email, password, totpSecret });
  }
  const context = { db: runtime.db, now, actor: null };
  const apiKeys: DemoAccess["apiKeys"][number][] = [];
  for (const lender of demo.lenders) {
    for (const { name, scopes } of lender.apiKeys) {
      const institutionId = institutions.get(lender.institution) ?? null;
      const { token } = await issueApiKey(context, {
        name,
        institutionId,
        scopes: scopes as readonly ApiScope[],
        perMinute: 600,
        itemsPerDay: 100_000,
      });
      apiKeys.push({ name, scopes, token });
    }
  }
  // Metered like any other, with limits high enough to measure with.
  const subjects = { perDay: 1_000_000_000_000, need: "benchmarks" };
  const measured = { institutionId: null, perMinute: 100_000_000, itemsPerDay: 1_000_000_000_000, subjects };
  const bench = await issueApiKey(context, { name: "Benchmark: check", scopes: ["check"], ...measured });
  const intake = await issueApiKey(context, { name: "Benchmark: intake", scopes: ["intake"], ...measured });
  const access: DemoAccess = {
    url: runtime.publicUrl,
    vkey: await logVkey(runtime),
    accounts,
    apiKeys,
    benchKey: bench.token,
    intakeKey: intake.token,
  };
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, "demo.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(access, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** demo.json names where the portal is; a start on another port says so there. */
export function refreshDemoUrl(dataDir: string, url: string): void {
  const file = path.join(dataDir, "demo.json");
  if (!existsSync(file)) return;
  const access = JSON.parse(readFileSync(file, "utf8")) as DemoAccess;
  if (access.url === url) return;
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...access, url }, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Officers have taken up the gravest cases about institutions, some days ago each. */
async function takeUpCases(
  runtime: Runtime,
  agencies: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  for (const [code, { proposer }] of Object.entries(DEMO_HANDS)) {
    const rows = await runtime.db.system<{ id: string }[]>`
      select id from cases where agency_id = ${agencies.get(code) ?? null} and kind = 'lender' and state = 'triage' and source_count >= 10 order by heat desc`;
    const actor = await demoActor(runtime, proposer);
    for (const [at, row] of rows.entries()) {
      const context = { ...runtime, actor, now: new Date(now.getTime() - (5 + ((at * 13) % 70)) * DAY_MS) };
      await assignCase(context, { caseId: row.id, to: "me", from: null });
    }
  }
}

async function fileComplaints(runtime: Runtime, demo: Demo): Promise<void> {
  for (let from = 0; from < demo.complaints.length; from += BATCH) {
    const batch = demo.complaints.slice(from, from + BATCH);
    const submissions = batch.map(({ sourceId, receivedAt, body, reporter, network }): Submission => {
      const at = new Date(receivedAt);
      const parsed = parseComplaint(body, { now: at });
      if (!parsed.ok)
        throw new Error(`demonstration complaint ${sourceId}: ${JSON.stringify(parsed.problems)}`);
      return {
        complaint: parsed.complaint,
        origin: { kind: "import", reporter: `demonstration:${reporter}`, network },
        source: "demonstration",
        sourceId,
        receivedAt: at,
        country: "CN",
        idempotency: null,
      };
    });
    await submitComplaints(runtime, submissions, new Date(batch.at(-1)?.receivedAt ?? 0));
  }
}
