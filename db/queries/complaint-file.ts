import type { Scope } from "#domain/access/actor.ts";
import type { CaseState } from "#domain/cases/case-state.ts";
import type { CaseKind } from "#domain/cases/inbox.ts";
import type { ComplaintFacts, ComplaintFile } from "#domain/complaints/complaint-file.ts";
import { AppError } from "#domain/errors.ts";
import type { Tx } from "../client.ts";
import { campaignNames, caseSubject, type SealedKeys } from "./case-subjects.ts";

const LIMIT = 100;
const iso = (value: unknown): string => (value as Date).toISOString();

/** One complaint of the agency as coded; what was said and who said it stays sealed. Another agency's is `not-found`. */
export async function getComplaintFile(
  tx: Tx,
  scope: Scope,
  complaintId: string,
  sealed: SealedKeys,
): Promise<ComplaintFile> {
  const [row] = await tx`
    select c.id, c.received_at, c.source, c.matter, c.channel, c.relationship, c.mode, c.language, c.region, c.severity, c.severity_reasons,
      c.first_incident_at, c.facts, c.contact_sealed is not null as has_contact, s.status, s.reason, s.message,
      i.legal_name, i.english_name, i.status as institution_status
    from complaints c join complaint_states s on s.complaint_id = c.id left join institutions i on i.id = c.claimed_institution_id
    where c.id = ${complaintId} and ${scope.agencyId} = any(c.agency_ids)`;
  if (!row) throw new AppError("not-found", "complaint");
  const [cases, history, accesses] = await Promise.all([
    tx`select c.id, c.reference, c.kind, c.state, c.subject_public, c.subject_sealed, c.number_kind, c.institution_id, i.legal_name,
        i.english_name, i.status as institution_status, j.rule, j.reason
      from case_members m join cases c on c.id = m.case_id left join institutions i on i.id = c.institution_id
      join case_judgements j on j.case_id = m.case_id and j.id = m.judgement_id
      where m.complaint_id = ${complaintId} and c.agency_id = ${scope.agencyId} order by c.kind, c.reference`,
    tx`select e.status, e.at, e.reason, e.message, e.by_kind, a.name from complaint_events e left join accounts a on a.id = e.by_id
      where e.complaint_id = ${complaintId} order by e.id desc limit ${LIMIT}`,
    tx`select e.id, e.at, e.purpose, e.reason, e.fields, a.name from access_events e left join accounts a on a.id = e.account_id
      where e.subject_id = ${complaintId} and e.subject_kind = 'complaint' order by e.id desc limit ${LIMIT}`,
  ]);
  const names = await campaignNames(
    tx,
    cases.filter((own) => own.kind === "campaign").map((own) => own.id),
  );
  return {
    id: row.id,
    receivedAt: iso(row.received_at),
    source: row.source,
    matter: row.matter,
    channel: row.channel,
    relationship: row.relationship,
    mode: row.mode,
    language: row.language,
    region: row.region,
    severity: row.severity,
    severityReasons: row.severity_reasons,
    claimedInstitution: row.legal_name
      ? {
          name: row.legal_name,
          englishName: row.english_name,
          isProvisional: row.institution_status === "provisional",
        }
      : null,
    firstIncidentAt: row.first_incident_at ? iso(row.first_incident_at) : null,
    facts: factsOf(row.facts),
    status: row.status,
    reason: row.reason,
    message: row.message,
    hasContact: row.has_contact,
    cases: cases.map((own) => ({
      id: own.id,
      reference: own.reference,
      kind: own.kind as CaseKind,
      state: own.state as CaseState,
      subject: caseSubject(own, sealed, { isMasked: true, campaign: names.get(own.id) }),
      rule: own.rule,
      reason: own.reason,
    })),
    history: history.map((event) => ({
      status: event.status,
      at: iso(event.at),
      reason: event.reason,
      message: event.message,
      byKind: event.by_kind,
      by: event.name,
    })),
    accesses: accesses.map((event) => ({
      id: event.id,
      at: iso(event.at),
      by: event.name ?? "",
      purpose: event.purpose,
      reason: event.reason,
      fields: event.fields,
    })),
  };
}

function factsOf(raw: Record<string, unknown>): ComplaintFacts {
  const { harm, loan, consent } = raw as Record<string, Record<string, unknown> | null | undefined>;
  return {
    claimedIdentity: text(raw.claimedIdentity),
    loanProduct: text(loan?.product),
    harmKinds: texts(harm?.kinds),
    moneyLostFen: number(harm?.moneyLostFen),
    toldToStop: truth(harm?.toldToStop),
    contactedAgain: truth(harm?.contactedAgain),
    thirdParties: number(harm?.thirdParties),
    desired: texts(raw.desired),
    alreadyTried: texts(raw.alreadyTried),
    vulnerable: texts(raw.vulnerable),
    shareWithInstitution: text(consent?.shareWithInstitution),
    incidents: Array.isArray(raw.incidents) ? raw.incidents.length : 0,
  };
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
const truth = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);
