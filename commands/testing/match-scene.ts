import type { Demo } from "#db/seed/demo-complaints.ts";
import { demoRelations } from "#db/seed/demo-institutions.ts";
import type { TestDatabase } from "#db/testing/database.ts";
import { type ComplaintInput, parseComplaint } from "#domain/complaints/complaint-input.ts";
import type { Submission } from "../complaints/prepare-submission.ts";
import { submitComplaints } from "../complaints/submit-complaints.ts";
import { saveInstitutions } from "../institutions/save-institutions.ts";
import { matchAll } from "../matching/match-reports.ts";
import type { TestContext } from "./context.ts";

/** One report by one person, in the words of a test. */
export type Told = {
  readonly id: string;
  readonly reporter: string;
  readonly at: Date;
  readonly body: Partial<ComplaintInput>;
  /** Calls came from these, all at `at`. */
  readonly numbers?: readonly string[];
  readonly network?: string;
};

const SOURCE = "scene";

/** As intake takes it from a file. Throws on a body that is not a complaint. */
export function asSubmission({ id, reporter, at, body, numbers = [], network }: Told): Submission {
  const parsed = parseComplaint(
    {
      matter: "marketing",
      channel: "sms",
      relationship: "NEVER_BORROWED",
      incidents: numbers.map((numberDisplayed) => ({ numberDisplayed, at: at.toISOString() })),
      truthStatement: true,
      ...body,
    },
    { now: at },
  );
  if (!parsed.ok) throw new Error(`${id}: ${JSON.stringify(parsed.problems)}`);
  return {
    complaint: parsed.complaint,
    origin: { kind: "import", reporter, network: network ?? null },
    source: SOURCE,
    sourceId: id,
    receivedAt: at,
    country: "CN",
    idempotency: null,
  };
}

/** The institutions of demonstration data, registered; complaints are left to the test. */
export async function registerInstitutions(portal: TestContext, demo: Demo): Promise<void> {
  await saveInstitutions(portal, {
    records: [...demo.institutions, ...demo.agents],
    relations: demoRelations(demo.institutions, demo.agents),
    source: SOURCE,
    actor: { kind: "system", id: null },
    now: portal.now,
  });
  await portal.register.refresh();
}

/** Files reports in one transaction and settles what they leave. Returns complaint ids by the test's own ids. */
export async function fileAndMatch(
  portal: TestContext,
  told: readonly Told[],
): Promise<ReadonlyMap<string, string>> {
  const results = await submitComplaints(portal, told.map(asSubmission), portal.now);
  await matchAll(portal, portal.db.system, portal.now);
  return new Map(
    results.flatMap((result, at) => {
      const id = told[at]?.id;
      return result.outcome !== "conflict" && id ? [[id, result.id] as const] : [];
    }),
  );
}

type Membership = { readonly sourceId: string; readonly caseId: string; readonly kind: string };

/** Which report is in which case; a merged case is the one that stands for it. */
export const listMemberships = ({ owner }: TestDatabase): Promise<Membership[]> =>
  owner<Membership[]>`
    select r.source_id as "sourceId", coalesce(c.merged_into, c.id) as "caseId", c.kind
    from source_records r join case_members m on m.complaint_id = r.record_id join cases c on c.id = m.case_id
    where r.kind = 'complaint' order by r.source_id, c.kind, 2`;

/** The cases of one kind as sets of reports, in an order that says nothing: two partitions are equal when these are. */
export function partitionOf(members: readonly Membership[], kind: string): readonly string[] {
  const byCase = Map.groupBy(
    members.filter((member) => member.kind === kind),
    (member) => member.caseId,
  );
  return [...byCase.values()]
    .map((own) => [...new Set(own.map((member) => member.sourceId))].sort().join(" "))
    .sort();
}

/** Takes every complaint and case away; the register, its agencies and keys stay. */
export async function emptyPortal({ owner }: TestDatabase): Promise<void> {
  await owner`truncate complaints, cases, case_references, institution_cases, number_keys, number_reports, source_records,
    receipt_hashes, scripts, link_keys, complaint_links, match_queue, audit_events cascade`;
}

type Figures = {
  readonly id: string;
  readonly kind: string;
  readonly complaints: number;
  readonly sources: number;
  readonly low: number;
  readonly high: number;
  readonly heat: number;
  readonly severity: number;
};

/** What every case says of itself. */
export const listFigures = ({ owner }: TestDatabase): Promise<Figures[]> =>
  owner<Figures[]>`
    select id, kind, complaint_count as complaints, source_count as sources, independent_low as low, independent_high as high, heat,
      severity_max as severity
    from cases order by id`;
