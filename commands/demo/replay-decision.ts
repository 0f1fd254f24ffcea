import { DEMO_HANDS, type DemoDecision } from "#db/seed/demo-decisions.ts";
import { makeActor } from "#domain/access/actor.ts";
import { isRole } from "#domain/access/permissions.ts";
import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";
import { decideDecision } from "../decisions/decide-decision.ts";
import { issueEmergencyWarning } from "../decisions/issue-emergency-warning.ts";
import { proposeDecision } from "../decisions/propose-decision.ts";
import { recordNotice } from "../decisions/record-notice.ts";
import type { Runtime } from "../runtime.ts";

/** Does what an officer of the demonstration did, by the desk's own commands, each at its time. Already done is done. */
export async function replayDecision(
  runtime: Runtime,
  decision: DemoDecision,
  agencies: ReadonlyMap<string, string>,
  institutions: ReadonlyMap<string, string>,
): Promise<void> {
  const found = await findCase(runtime, decision, institutions);
  if (!found) throw new Error(`demonstration decision ${decision.id}: nobody reported its subject`);
  // Whose case it is follows from the first report that was linked; the officers are that agency's.
  const code = [...agencies].find(([, id]) => id === found.agencyId)?.[0] ?? decision.agency;
  const { proposer, approver } = DEMO_HANDS[code] ?? decision;
  const as = async (email: string, at: string): Promise<Context> => ({
    ...runtime,
    actor: await demoActor(runtime, email),
    now: new Date(at),
  });
  const { caseId } = found;
  const common = { caseId, grounds: [...decision.grounds], statement: decision.statement };
  try {
    if (decision.outcome === "emergency") {
      await issueEmergencyWarning(await as(proposer, decision.proposedAt), common);
      return;
    }
    const { decisionId } = await proposeDecision(await as(proposer, decision.proposedAt), {
      ...common,
      kind: "list",
      tier: decision.tier,
      termDays: decision.termDays,
      findsCommercialUse: decision.findsCommercialUse,
    });
    if (!decision.notice) return;
    const { method, addressee, unservedReason, at } = decision.notice;
    await recordNotice(await as(proposer, at), {
      caseId,
      decisionId,
      method,
      addressee,
      unservedReason,
    });
    if (!decision.decidedAt || !decision.decidedReason) return;
    await decideDecision(await as(approver, decision.decidedAt), {
      caseId,
      decisionId,
      verdict: "approve",
      reason: decision.decidedReason,
    });
    if (!decision.delisting) return;
    const { statement, proposedAt, decidedAt, decidedReason } = decision.delisting;
    const removal = await proposeDecision(await as(proposer, proposedAt), {
      ...common,
      statement,
      kind: "delist",
      tier: decision.tier,
      termDays: decision.termDays,
      findsCommercialUse: false,
    });
    await decideDecision(await as(approver, decidedAt), {
      caseId,
      decisionId: removal.decisionId,
      verdict: "approve",
      reason: decidedReason,
    });
  } catch (error) {
    if (
      error instanceof AppError &&
      (error.reason === "decision-already-open" || error.reason === "already-listed")
    )
      return;
    throw error;
  }
}

/** The case about a decision's subject, and the agency that holds it. */
export async function findCase(
  { db, keys }: Runtime,
  { subject }: DemoDecision,
  institutions: ReadonlyMap<string, string>,
): Promise<{ caseId: string; agencyId: string } | null> {
  const [row] =
    subject.kind === "number"
      ? await db.system<{ case_id: string; agency_id: string }[]>`
          select case_id, agency_id from number_keys where number_index = ${keys.blindIndex("number", subject.key)}`
      : await db.system<{ case_id: string; agency_id: string }[]>`
          select case_id, agency_id from institution_cases where institution_id = ${institutions.get(subject.code) ?? null}`;
  return row ? { caseId: row.case_id, agencyId: row.agency_id } : null;
}

/** An account of the demonstration as the commands see it. */
export async function demoActor({ db }: Runtime, email: string) {
  const [row] =
    await db.system`select id, name, role, agency_id, institution_id from accounts where email = ${email}`;
  if (!row || !isRole(row.role)) throw new Error(`no demonstration account ${email}`);
  return makeActor({
    id: row.id,
    name: row.name,
    role: row.role,
    agencyId: row.agency_id,
    institutionId: row.institution_id,
    sessionId: "",
  });
}
