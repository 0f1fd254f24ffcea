import type { RegisterInstitution } from "#db/register-memory.ts";
import { AppError } from "#domain/errors.ts";
import type { ToldRecord } from "#domain/practitioners/disclosure.ts";
import type { EntryAnswer, NumberFields } from "#domain/registry/number-answer.ts";
import type { Advice, VerdictWord } from "#domain/registry/verdict.ts";
import { lookUpInstitution } from "./look-up-institution.ts";
import { type LookUpRuntime, lookUpFields } from "./look-up-number.ts";
import { lookUpApp, lookUpLink, lookUpSignature, type SubjectLookUp } from "./look-up-subject.ts";

export const CHECK_KINDS = ["number", "institution", "practitioner", "url", "sms_signature", "app"] as const;
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
/** About a person. */
export type NameAnswer = {
  readonly verdict: VerdictWord;
  readonly listed: boolean;
  readonly advice: Advice;
  readonly reasons: readonly string[];
  readonly institution: InstitutionName | null;
};
/** About a practitioner. */
export type PractitionerAnswer = NameAnswer & {
  /** Record and grade, for a purpose and a key that may have them. */
  readonly conduct: ToldRecord | null;
  readonly withheld: "purpose" | "scope" | null;
};
/** About a link, a message's signature or an app; `institution` is whose it is by the register. */
export type SubjectAnswer = NameAnswer & { readonly entry: EntryAnswer | null };
export type CheckAnswer = NumberFields | InstitutionAnswer | SubjectAnswer | PractitionerAnswer;

const LONGEST_LINK = 2_000;

export type CheckItem = { readonly kind: CheckKind; readonly value: string; readonly purpose: string | null };

/** The answer about one item. Throws AppError when the item cannot be answered; a batch reports that item alone. */
export function checkItem(
  runtime: LookUpRuntime,
  { kind, value, purpose }: CheckItem,
  now: Date = runtime.clock.now(),
): CheckAnswer {
  switch (kind) {
    case "number": {
      const found = lookUpFields(runtime, value, now);
      if (found.ok) return found.answer;
      throw new AppError("invalid-number", found.reason, [{ pointer: "/value", code: found.reason }]);
    }
    case "institution":
      return institutionAnswer(runtime, value);
    case "practitioner":
      if (!CHECK_PURPOSES.some((known) => known === purpose))
        throw new AppError("purpose-required", "say-the-purpose");
      // Answered from the database by check-practitioners.ts; what it was not asked about is not known.
      return NOT_KNOWN;
    case "url": {
      const found = lookUpLink(runtime, value.slice(0, LONGEST_LINK));
      if (found) return subjectAnswer(found);
      throw new AppError("invalid-request", "not-a-link", [{ pointer: "/value", code: "not-a-link" }]);
    }
    case "sms_signature":
      return subjectAnswer(lookUpSignature(runtime, value));
    case "app":
      return subjectAnswer(lookUpApp(runtime, value));
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

/** What a link, a signature or an app is: what was decided about it, and whose it is by the register. */
function subjectAnswer({ official, ...found }: SubjectLookUp): SubjectAnswer {
  return { ...found, institution: official && institutionName(official) };
}

const NOT_KNOWN: PractitionerAnswer = {
  verdict: "unknown",
  listed: false,
  advice: "none",
  reasons: ["not-in-register"],
  institution: null,
  conduct: null,
  withheld: null,
};

export function institutionName(institution: RegisterInstitution): InstitutionName {
  return {
    id: institution.id,
    code: institution.code,
    name: institution.legalName,
    englishName: institution.englishName,
  };
}
