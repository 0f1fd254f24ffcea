import type { RegisterMemory } from "#db/register-memory.ts";
import { parseSms, registrableDomain } from "#domain/complaints/sms.ts";
import { foldText } from "#domain/matching/fold-text.ts";
import {
  type FaceRegister,
  impersonationSigns,
  type OfficialFace,
  readFaces,
} from "#domain/matching/patterns/impersonation.ts";
import type { PatternReport } from "#domain/matching/patterns/pattern-report.ts";
import type { NumberKey } from "#domain/numbers/normalise-number.ts";
import type { Prepared } from "../complaints/prepare-submission.ts";

/**
 * The institution that one report itself shows to have been faked: a look-alike signature or domain, its hotline in false
 * dress, or the reporter's own word. Such a report is evidence about the caller; the institution is a victim in it.
 */
export function findImpersonation(register: RegisterMemory, item: Prepared): string | null {
  const signs = impersonationSigns(asPatternReport(item), facesOf(register));
  const own = signs.find((sign) => sign.institutionId === item.institutionId);
  return (own ?? signs[0])?.institutionId ?? null;
}

function asPatternReport(item: Prepared): PatternReport {
  const { claimed, scriptText, matter, relationship, channel, harm } = item.complaint;
  const message = parseSms(scriptText ?? "");
  const signature = claimed.smsSignature ?? message.signature;
  return {
    id: item.id,
    at: item.reportedAt.getTime(),
    source: item.reporterHex,
    numbers: item.callers.map((caller) => caller.key as NumberKey),
    matter,
    relationship,
    channel,
    harms: harm.kinds,
    claimed: item.isRegisteredClaim ? item.institutionId : null,
    signature: signature === null ? null : foldText(signature),
    domains: [...new Set([...claimed.urls, ...message.urls].flatMap((url) => registrableDomain(url) ?? []))],
    accounts: [],
    script: null,
    text: scriptText,
  };
}

/** Official faces as they are compared, read once for each state of the register. */
function facesOf(register: RegisterMemory): FaceRegister {
  const all = register.all();
  const built = faces.get(all) ?? readFaces(officialFaces(register));
  faces.set(all, built);
  return built;
}

const faces = new WeakMap<object, FaceRegister>();

/** Official contacts of every institution and of those that work for it. */
export function officialFaces(register: RegisterMemory): readonly OfficialFace[] {
  const all = register.all();
  const keysOf = (one: (typeof all)[number], kind: string) =>
    one.contacts.filter((contact) => contact.kind === kind).map(({ key }) => key);
  const numbersOf = (one: (typeof all)[number]) => keysOf(one, "number") as NumberKey[];
  return all.map((one) => ({
    institutionId: one.id,
    names: [one.legalName, ...one.names.map(({ name }) => name)],
    numbers: numbersOf(one),
    agentNumbers: one.agents.flatMap(({ institutionId }) => {
      const agent = register.byId(institutionId);
      return agent ? numbersOf(agent) : [];
    }),
    signatures: keysOf(one, "sms_signature"),
    domains: keysOf(one, "domain"),
  }));
}
