import { type CaseSubject, maskNumber } from "#domain/cases/inbox.ts";
import { groupDigits } from "#domain/numbers/groups.ts";

/** Opens sealed numbers by where they are stored; the key ring stays with the caller. */
export type SealedKeys = {
  ofCase(caseId: string, sealed: Uint8Array): string;
  ofNumber(indexHex: string, sealed: Uint8Array): string;
};

/**
 * The subject of a case from its row (id, subject_public, subject_sealed, number_kind, institution_id, legal_name,
 * english_name, institution_status). With `isMasked` a restricted number shows only its ends.
 */
export function caseSubject(
  row: Readonly<Record<string, unknown>>,
  sealed: SealedKeys,
  { isMasked }: { readonly isMasked: boolean },
): CaseSubject {
  if (row.institution_id) {
    return {
      kind: "institution",
      id: row.institution_id as string,
      name: (row.legal_name as string | null) ?? "",
      englishName: row.english_name as string | null,
      isProvisional: row.institution_status === "provisional",
    };
  }
  const known = row.subject_public as string | null;
  const bytes = row.subject_sealed as Uint8Array | null;
  const key = known ?? (bytes ? sealed.ofCase(row.id as string, bytes) : null);
  if (!key) return { kind: "none" };
  const isHidden = isMasked && known === null;
  return {
    kind: "number",
    groups: numberGroups(key, isHidden),
    isMasked: isHidden,
    numberKind: (row.number_kind as string | null) ?? "invalid",
  };
}

/** A number's digits in the groups people read, or one masked group. */
export function numberGroups(key: string, isMasked: boolean): string[] {
  const groups = groupDigits(key);
  return isMasked ? [maskNumber(groups.join(""))] : groups;
}
