import type { RegisterAgency, RegisterInstitution } from "#db/register-memory.ts";
import { AppError } from "#domain/errors.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import type { NumberKind, NumberReason } from "#domain/numbers/number-kinds.ts";
import {
  type AgencyName,
  type AnswerStamp,
  type NumberAnswer,
  type NumberFields,
  numberFields,
  type OfficialAnswer,
} from "#domain/registry/number-answer.ts";
import { verdictOf } from "#domain/registry/verdict.ts";
import type { Runtime } from "../runtime.ts";
import { ageOf, isStale } from "./read-published.ts";

/** What cannot be looked up: no number at all, or only the pattern of one. */
const NO_NUMBER: ReadonlySet<NumberKind> = new Set<NumberKind>(["invalid", "intl_invalid", "masked"]);

export type NumberLookUp<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly reason: NumberReason };

export type LookUpRuntime = Pick<Runtime, "registry" | "register" | "clock">;

/**
 * The answer about anything pasted as a number, from memory alone: no database, no wait. Throws `unavailable` until
 * the registry has been loaded once, because "nothing known" would be untrue.
 */
export function lookUpNumber(runtime: LookUpRuntime, input: string): NumberLookUp<NumberAnswer> {
  const found = lookUpFields(runtime, input);
  return found.ok ? { ok: true, answer: { input, ...found.answer, ...stampOf(runtime) } } : found;
}

/** The same without what was asked and as of when, for those who say that once for many. */
export function lookUpFields(
  runtime: LookUpRuntime,
  input: string,
  now: Date = runtime.clock.now(),
): NumberLookUp<NumberFields> {
  const { registry } = runtime;
  if (!registry.isReady) throw new AppError("unavailable", "registry-loading");
  const number = normaliseNumber(input);
  if (NO_NUMBER.has(number.kind)) return { ok: false, reason: number.reason ?? "not-a-number" };
  const facts = registry.lookUp(number.key);
  const verdict = verdictOf(number, facts, now);
  const isNamed = !verdict.isRestricted;
  const official = isNamed && facts.officialOf !== null ? officialName(runtime, facts.officialOf) : null;
  const authority = isNamed && verdict.entry ? agencyName(runtime, verdict.entry.agencyId) : null;
  return { ok: true, answer: numberFields({ number, facts, verdict, official, authority }) };
}

/** As of when an answer is true; while the database cannot be asked, how long ago that was, too. */
export function stampOf({ registry, clock }: Pick<Runtime, "registry" | "clock">): AnswerStamp {
  const asOf = registry.asOf();
  const stamp = { asOf: isoOf(asOf), listVersion: registry.listVersion };
  const ageSeconds = ageOf(asOf, clock.now());
  return isStale(registry, ageSeconds) ? { ...stamp, ageSeconds } : stamp;
}

export function officialName(
  { register }: Pick<Runtime, "register">,
  institutionId: string,
): OfficialAnswer | null {
  const institution = register.byId(institutionId);
  return institution && officialNames(institution);
}

export function agencyName(
  { register }: Pick<Runtime, "register">,
  agencyId: string | null,
): AgencyName | null {
  const agency =
    agencyId === null ? null : register.agencies().find((candidate) => candidate.id === agencyId);
  return agency ? agencyNames(agency) : null;
}

/** One object for each, as long as the register holds it: what is made of it can be kept with it. */
const officialNames = keptWith((institution: RegisterInstitution): OfficialAnswer => {
  const { id, legalName, englishName } = institution;
  return { institutionId: id, name: legalName, englishName };
});
const agencyNames = keptWith(
  ({ code, nameZh, nameEn }: RegisterAgency): AgencyName => ({ code, nameZh, nameEn }),
);

function keptWith<Of extends object, Name>(make: (of: Of) => Name): (of: Of) => Name {
  const kept = new WeakMap<Of, Name>();
  return (of) => {
    const known = kept.get(of);
    if (known !== undefined) return known;
    const made = make(of);
    kept.set(of, made);
    return made;
  };
}

let lastAt = 0;
let lastIso = new Date(0).toISOString();

/** The registry's time changes once a second and is written into every answer. */
function isoOf(at: Date): string {
  const time = at.getTime();
  if (time !== lastAt) {
    lastAt = time;
    lastIso = at.toISOString();
  }
  return lastIso;
}
