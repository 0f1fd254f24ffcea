import type { RegisterInstitution } from "#db/register-memory.ts";
import { linkHost, registrableDomain } from "#domain/complaints/sms.ts";
import { type EntryAnswer, entryAnswer } from "#domain/registry/number-answer.ts";
import { appKey, signatureKey } from "#domain/registry/subject-keys.ts";
import { type NamedSubject, type SubjectVerdict, subjectVerdict } from "#domain/registry/subject-verdict.ts";
import { agencyName, type LookUpRuntime } from "./look-up-number.ts";

/** What the registry and the register say about a domain, a signature or an app. */
export type SubjectLookUp = Omit<SubjectVerdict, "entry"> & {
  readonly entry: EntryAnswer | null;
  /** Whose it is by the register, whatever was decided about it. */
  readonly official: RegisterInstitution | null;
};

/**
 * A link: an entry is about the name somebody registered and with it about every host below; an institution's site is
 * what it gave, and every host below. Null when the text is no link. From memory alone, like all look-ups here.
 */
export function lookUpLink(runtime: LookUpRuntime, link: string): SubjectLookUp | null {
  const host = linkHost(link);
  const domain = registrableDomain(link);
  if (host === null || domain === null) return null;
  return lookUpSubject(runtime, "domain", domain, domainsUpTo(host, domain));
}

export function lookUpSignature(runtime: LookUpRuntime, written: string): SubjectLookUp {
  const key = signatureKey(written);
  return lookUpSubject(runtime, "sms_signature", key, [key]);
}

/** An app by its package name; what is no such name is known to nobody. */
export function lookUpApp(runtime: LookUpRuntime, written: string): SubjectLookUp {
  const key = appKey(written) ?? "";
  return lookUpSubject(runtime, "app", key, [key]);
}

function lookUpSubject(
  runtime: LookUpRuntime,
  kind: NamedSubject,
  key: string,
  contactKeys: readonly string[],
): SubjectLookUp {
  const now = runtime.clock.now();
  const on = now.toISOString().slice(0, 10);
  const official =
    contactKeys
      .map((contactKey) => runtime.register.byContact(kind, contactKey, on))
      .find((institution) => institution !== null) ?? null;
  const facts = runtime.registry.institutionEntry(`${kind}:${key}`);
  const verdict = subjectVerdict({ kind, entry: facts, isOfficial: official !== null }, now);
  const entry =
    verdict.entry && entryAnswer(verdict.entry, false, agencyName(runtime, verdict.entry.agencyId));
  return { ...verdict, entry, official };
}

/** A host and the domains above it up to the registered name, longest first. */
function domainsUpTo(host: string, domain: string): string[] {
  if (!host.endsWith(`.${domain}`)) return [host];
  const labels = host.split(".");
  const depth = domain.split(".").length;
  return labels.slice(0, labels.length - depth + 1).map((_, at) => labels.slice(at).join("."));
}
