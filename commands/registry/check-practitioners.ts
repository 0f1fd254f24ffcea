import { uuidv7 } from "uuidv7";
import { hexList, insertRows } from "#db/rows.ts";
import type { Tier } from "#domain/cases/decision.ts";
import { toldRecord, withheld } from "#domain/practitioners/disclosure.ts";
import { isInForce, type RegistryKind, type VersionStatus } from "#domain/registry/entry.ts";
import { gradeForOthers, readConduct } from "../practitioners/conduct.ts";
import type { Runtime } from "../runtime.ts";
import { toAppError } from "../to-app-error.ts";
import type { NameAnswer, PractitionerAnswer } from "./check-item.ts";
import { practitionerIndex } from "./list-subject.ts";

export type PractitionerQuestion = {
  readonly key: {
    readonly id: string;
    readonly institutionId: string | null;
    readonly scopes: readonly string[];
  };
  readonly purpose: string;
  /** Licence numbers or pseudonyms, as written. */
  readonly values: readonly string[];
};

type Row = {
  practitioner_id: string;
  pseudonym: string;
  licence_index: Buffer;
  kind: RegistryKind | null;
  status: VersionStatus | null;
  tier: Tier | null;
  expires_at: Date | null;
};

/**
 * The verdict about practitioners, by licence number or pseudonym, for a stated purpose. Natural persons: exact query,
 * verdict and advice, no grounds and no names; the record of conduct and its grade only where the purpose needs them and
 * the key may have them. Every question is stored with what was told, found or not, for the person asked about to see
 * (个人信息保护法 6, 44, 45).
 */
export async function checkPractitioners(
  { db, keys, clock }: Pick<Runtime, "db" | "keys" | "clock">,
  { key, purpose, values }: PractitionerQuestion,
): Promise<ReadonlyMap<string, PractitionerAnswer>> {
  const now = clock.now();
  const asked = [...new Set(values)];
  const indexes = new Map(asked.map((value) => [value, practitionerIndex(keys, value)]));
  try {
    const rows = await db.system<Row[]>`
      select p.id as practitioner_id, p.pseudonym, p.licence_index, v.kind, v.status, v.tier, v.expires_at
      from practitioners p left join registry_subjects s on s.subject = 'practitioner:' || p.id
      left join lateral (select kind, status, tier, expires_at from registry_versions
        where entry_id = s.entry_id order by version desc limit 1) v on true
      where p.licence_index = any(${hexList(indexes.values())}::text[]::bytea[]) or p.pseudonym = any(${asked.map(pseudonymOf)})`;
    const kept = withheld(purpose, key.scopes.includes("conduct"));
    const people = kept === null ? rows.map((row) => row.practitioner_id) : [];
    const conduct = await readConduct(db.system, people, now);
    const answers = new Map<string, PractitionerAnswer>();
    const log = asked.map((value) => {
      const index = indexes.get(value) ?? Buffer.alloc(0);
      const row = rows.find((one) => one.licence_index.equals(index) || one.pseudonym === pseudonymOf(value));
      const known = row && conduct.get(row.practitioner_id);
      const answer: PractitionerAnswer = {
        ...answerOf(row, now),
        conduct: known ? toldRecord(known.items, gradeForOthers(known), now) : null,
        withheld: row ? kept : null,
      };
      answers.set(value, answer);
      return {
        licence_index: row?.licence_index ?? index,
        id: uuidv7(),
        practitioner_id: row?.practitioner_id ?? null,
        api_key_id: key.id,
        institution_id: key.institutionId,
        purpose,
        verdict: answer.verdict,
        told: known ? "record" : "verdict",
        at: now,
      };
    });
    // Before the answer is given: a question that cannot be stored is not answered.
    await insertRows(db.system, "practitioner_queries", log);
    return answers;
  } catch (error) {
    throw toAppError(error);
  }
}

const pseudonymOf = (value: string): string => value.normalize("NFKC").trim().toUpperCase();

function answerOf(row: Row | undefined, now: Date): NameAnswer {
  const none = { listed: false, institution: null } as const;
  const { kind, status, tier, expires_at: expiresAt } = row ?? {};
  if (!row) return { ...none, verdict: "unknown", advice: "none", reasons: ["not-in-register"] };
  if (!kind || !status || !expiresAt || !isInForce({ status, expiresAt }, now))
    return { ...none, verdict: "unknown", advice: "none", reasons: ["restricted"] };
  const mark = status === "under_appeal" ? ["under-objection"] : [];
  if (kind === "blacklist")
    return {
      ...none,
      verdict: "listed",
      listed: true,
      advice: tier === "minor" ? "warn" : "block",
      reasons: ["blacklist-in-force", ...mark, "restricted"],
    };
  if (kind === "warning")
    return {
      ...none,
      verdict: "warning",
      advice: "warn",
      reasons: ["warning-in-force", ...mark, "restricted"],
    };
  return {
    ...none,
    verdict: "unknown",
    advice: "label",
    reasons: ["credit-note-in-force", ...mark, "restricted"],
  };
}
