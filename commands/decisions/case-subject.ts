import type { Tx } from "#db/client.ts";
import { activeVersion, hasOpenDecision, type LockedCase } from "#db/queries/cases.ts";
import { AppError } from "#domain/errors.ts";
import { describeKey } from "#domain/numbers/display-key.ts";
import type { NumberKey } from "#domain/numbers/number-kinds.ts";
import { type RegistrySubject, subjectName } from "../registry/subject.ts";
import type { Runtime } from "../runtime.ts";

/** The subject of a case as the registry knows it. Campaigns have none of their own. */
export function subjectOf({ keys }: Pick<Runtime, "keys">, target: LockedCase): RegistrySubject {
  if (target.kind === "lender" && target.institutionId)
    return { kind: "institution", institutionId: target.institutionId };
  if (target.kind === "caller" && target.numberIndex && target.subjectSealed && target.numberKind) {
    const key = keys.openWithMaster(
      { table: "cases", column: "subject", row: target.id },
      target.subjectSealed,
    );
    return {
      kind: "number",
      index: target.numberIndex,
      key,
      numberKind: target.numberKind,
      country: target.country,
    };
  }
  throw new AppError("conflict", "case-has-no-subject");
}

/** What the rules of proposing ask about the subject. */
export async function subjectFacts(tx: Tx, target: LockedCase, subject: RegistrySubject, now: Date) {
  const [isOpen, active, institution] = await Promise.all([
    hasOpenDecision(tx, target.id),
    activeVersion(tx, subjectName(subject), now),
    subject.kind === "institution"
      ? tx`select status from institutions where id = ${subject.institutionId}`
      : [],
  ]);
  return {
    isProtected: subject.kind === "number" && describeKey(subject.key as NumberKey).isProtected,
    hasOpenDecision: isOpen,
    isListed: active?.kind === "blacklist",
    isCaller: subject.kind === "number",
    isProvisional: institution[0]?.status === "provisional",
    active,
  };
}
