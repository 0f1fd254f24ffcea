import type { RegisterInstitution } from "#db/register-memory.ts";
import { AppError } from "#domain/errors.ts";
import type { ContactKind } from "#domain/institutions/types.ts";
import { isInForce } from "#domain/registry/entry.ts";
import type { EntryAnswer, NumberFields } from "#domain/registry/number-answer.ts";
import type { Advice, EntryFacts, VerdictWord } from "#domain/registry/verdict.ts";
import { lookUpInstitution } from "./look-up-institution.ts";
import { type LookUpRuntime, lookUpFields } from "./look-up-number.ts";

export const CHECK_KINDS = ["number", "institution", "practitioner", "url", "sms_signature"] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/** Why an organisation may ask about a natural person. Closed, and stored with the question. */
export const CHECK_PURPOSES = ["employment", "partner-due-diligence", "complaint-handling"] as const;

export type InstitutionName = {
  readonly id: string;
  readonly code: string | null;
  readonly name: string;
  readonly englishName: string | null;
};

export type InstitutionAnswer = {
  readonly verdict: VerdictWord;
  readonly listed: boolean;
  readonly advice: Advice;
  readonly reasons: readonly string[];
  readonly entry: EntryAnswer | null;
  readonly institution: InstitutionName | null;
  readonly candidates: readonly InstitutionName[];
};
/** About a link, a message's signature or a person. */
export type NameAnswer = {
  readonly verdict: VerdictWord;
  readonly listed: boolean;
  readonly advice: Advice;
  readonly reasons: readonly string[];
  readonly institution: InstitutionName | null;
};
export type CheckAnswer = NumberFields | InstitutionAnswer | NameAnswer;

export type CheckItem = { readonly kind: CheckKind; readonly value: string; readonly purpose: string | null };

/** The answer about one item. Throws AppError when the item cannot be answered; a batch reports that item alone. */
export function checkItem(runtime: LookUpRuntime, { kind, value, purpose }: CheckItem): CheckAnswer {
  switch (kind) {
    case "number": {
      const found = lookUpFields(runtime, value);
      if (found.ok) return found.answer;
      throw new AppError("invalid-number", found.reason, [{ pointer: "/value", code: found.reason }]);
    }
    case "institution":
      return institutionAnswer(runtime, value);
    case "practitioner":
      if (!CHECK_PURPOSES.some((known) => known === purpose))
        throw new AppError("purpose-required", "say-the-purpose");
      // Answered from the database by check-practitioners.ts; what it was not asked about is not known.
      return nameAnswer(null, "not-in-register");
    case "url":
      return contactAnswer(runtime, "domain", domainsOf(value), "official-domain");
    case "sms_signature":
      return contactAnswer(runtime, "sms_signature", [signatureKey(value)], "official-signature");
  }
}

function institutionAnswer(runtime: LookUpRuntime, claimed: string): InstitutionAnswer {
  const { institution, candidates, verdict, entry } = lookUpInstitution(runtime, claimed);
  return {
    verdict: verdict.verdict,
    listed: verdict.listed,
    advice: verdict.advice,
    reasons: verdict.reasons,
    entry,
    institution: institution && institutionName(institution),
    candidates: candidates.map(institutionName),
  };
}

/** Official when a registered institution has it among its contacts, and no decision speaks against that institution. */
function contactAnswer(
  runtime: LookUpRuntime,
  kind: ContactKind,
  keys: readonly string[],
  reason: string,
): NameAnswer {
  const now = runtime.clock.now();
  const on = now.toISOString().slice(0, 10);
  // What two officers decided comes before what an institution registered.
  for (const key of keys) {
    const entry = runtime.registry.institutionEntry(`${kind}:${key}`);
    if (entry && isInForce(entry, now)) return listedAnswer(entry);
  }
  for (const key of keys) {
    const institution = runtime.register.byContact(kind, key, on);
    if (institution) return nameAnswer(institutionName(institution), reason);
  }
  return nameAnswer(null, "not-in-register");
}

/** A domain or signature that an entry is about. */
function listedAnswer({ kind, status, tier }: EntryFacts): NameAnswer {
  const mark = status === "under_appeal" ? ["under-objection"] : [];
  const common = { institution: null, listed: kind === "blacklist" };
  if (kind === "blacklist")
    return {
      ...common,
      verdict: "listed",
      advice: tier === "minor" ? "warn" : "block",
      reasons: ["blacklist-in-force", ...mark],
    };
  if (kind === "warning")
    return { ...common, verdict: "warning", advice: "warn", reasons: ["warning-in-force", ...mark] };
  return { ...common, verdict: "unknown", advice: "label", reasons: ["credit-note-in-force", ...mark] };
}

function nameAnswer(institution: InstitutionName | null, reason: string): NameAnswer {
  return {
    verdict: institution ? "official" : "unknown",
    listed: false,
    advice: institution ? "label" : "none",
    reasons: [reason],
    institution,
  };
}

export function institutionName(institution: RegisterInstitution): InstitutionName {
  return {
    id: institution.id,
    code: institution.code,
    name: institution.legalName,
    englishName: institution.englishName,
  };
}

/** 【某某银行】 and 某某银行 are the same signature. */
function signatureKey(value: string): string {
  return value
    .normalize("NFKC")
    .trim()
    .replace(/^[【[]\s*|\s*[】\]]$/gu, "")
    .toLowerCase();
}

/** A link's host and the domains above it, longest first: a page of an official domain is official, its namesake is not. */
function domainsOf(value: string): string[] {
  const text = value.normalize("NFKC").trim().slice(0, 2000);
  const parsed = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (!parsed?.hostname.includes(".")) {
    throw new AppError("invalid-request", "not-a-link", [{ pointer: "/value", code: "not-a-link" }]);
  }
  const labels = parsed.hostname.replace(/\.$/, "").toLowerCase().split(".");
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join("."));
}
