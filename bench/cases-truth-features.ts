import type { RegisterMemory } from "#db/register-memory.ts";
import type { DemoComplaint } from "#db/seed/demo-complaints.ts";
import { parseComplaint } from "#domain/complaints/complaint-input.ts";
import { chinaDate } from "#domain/complaints/incident-time.ts";
import { parseSms, registrableDomain } from "#domain/complaints/sms.ts";
import { buildNameScan, institutionsNamedIn } from "#domain/institutions/names-in-text.ts";
import { foldText } from "#domain/matching/fold-text.ts";
import type { OfficialFace } from "#domain/matching/patterns/impersonation.ts";
import type { PatternReport } from "#domain/matching/patterns/pattern-report.ts";
import type { RegisteredHolder } from "#domain/matching/patterns/recycled.ts";
import { type NumberKey, normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { groupScripts } from "./cases-truth-scripts.ts";

/** What the portal knows of each complaint, read from its body by the portal's own normalisers; no truth goes in. */
export function readReports(
  complaints: readonly DemoComplaint[],
  register: Pick<RegisterMemory, "match" | "all">,
): readonly PatternReport[] {
  const scan = buildNameScan(register.all());
  const reports = complaints.map((complaint) => readReport(complaint, register, scan));
  const scripts = groupScripts(reports.flatMap(({ id, text }) => (text === null ? [] : [{ id, text }])));
  return reports.map((report) => ({ ...report, script: scripts.get(report.id) ?? null }));
}

function readReport(
  { sourceId, receivedAt, body, reporter }: DemoComplaint,
  register: Pick<RegisterMemory, "match">,
  scan: ReturnType<typeof buildNameScan>,
): PatternReport {
  const received = new Date(receivedAt);
  const parsed = parseComplaint(body, { now: received });
  if (!parsed.ok) throw new Error(`${sourceId}: ${JSON.stringify(parsed.problems)}`);
  const { incidents, claimed, scriptText, matter, relationship, channel, harm } = parsed.complaint;
  const numbers = incidents.flatMap(({ numberDisplayed }) => {
    const number = numberDisplayed === null ? null : normaliseNumber(numberDisplayed);
    return number?.isCaseKey && !number.isProtected ? [number.key] : [];
  });
  const times = incidents.flatMap(({ at }) => (at === null ? [] : [Date.parse(at)]));
  const sms = scriptText === null ? null : parseSms(scriptText);
  const signature = claimed.smsSignature ?? sms?.signature ?? null;
  const urls = [...claimed.urls, ...(sms?.urls ?? [])];
  return {
    id: sourceId,
    at: Math.min(times.length > 0 ? Math.max(...times) : received.getTime(), received.getTime()),
    source: reporter,
    numbers: [...new Set(numbers)],
    matter,
    relationship,
    channel,
    harms: harm.kinds,
    claimed: claimedInstitution(claimed.institution, scriptText, register, scan),
    signature: signature === null ? null : foldText(signature),
    domains: [...new Set(urls.flatMap((url) => registrableDomain(url) ?? []))],
    accounts: [
      ...(claimed.imAccount ? [`im:${foldText(claimed.imAccount)}`] : []),
      ...(claimed.payeeAccount ? [`payee:${foldText(claimed.payeeAccount)}`] : []),
      ...(claimed.callbackNumber ? [`callback:${normaliseNumber(claimed.callbackNumber).key}`] : []),
    ],
    script: null,
    text: scriptText,
  };
}

/** The name that was filled in, or the only one of the register that stands in the words. */
function claimedInstitution(
  name: string | null,
  text: string | null,
  register: Pick<RegisterMemory, "match">,
  scan: ReturnType<typeof buildNameScan>,
): string | null {
  if (name !== null) {
    const match = register.match(name);
    return match.outcome === "match" ? match.institutionId : null;
  }
  const named = text === null ? [] : institutionsNamedIn(scan, text);
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** Whose registered contact a number was on the day of a call. */
export function registeredHolder(register: Pick<RegisterMemory, "byContact">): RegisteredHolder {
  return (number, at) => register.byContact("number", number, chinaDate(new Date(at)))?.id ?? null;
}

/** Official contacts of every institution of the register, and of those that work for it. */
export function officialFaces(register: Pick<RegisterMemory, "all" | "byId">): readonly OfficialFace[] {
  type Known = ReturnType<typeof register.all>[number];
  const keysOf = ({ contacts }: Known, kind: string) =>
    contacts.filter((contact) => contact.kind === kind).map(({ key }) => key);
  const numbersOf = (institution: Known) => keysOf(institution, "number") as NumberKey[];
  return register.all().map((institution) => ({
    institutionId: institution.id,
    names: [institution.legalName, ...institution.names.map(({ name }) => name)],
    numbers: numbersOf(institution),
    agentNumbers: institution.agents.flatMap(({ institutionId }) => {
      const agent = register.byId(institutionId);
      return agent ? numbersOf(agent) : [];
    }),
    signatures: keysOf(institution, "sms_signature"),
    domains: keysOf(institution, "domain"),
  }));
}
