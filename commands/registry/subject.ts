import { describeKey } from "#domain/numbers/display-key.ts";
import type { NumberKey } from "#domain/numbers/number-kinds.ts";
import { SUBJECT_KINDS, type SubjectKind } from "#domain/registry/entry.ts";

/** Kinds whose subject is a text that is public by itself: 95 blocks, domains, signatures, app packages. */
export type KeyedKind = Extract<SubjectKind, "number_block" | "domain" | "sms_signature" | "app">;

/** Whose entry it is. */
export type RegistrySubject =
  | {
      readonly kind: "number";
      readonly index: Buffer;
      readonly key: string;
      readonly numberKind: string;
      readonly country: string | null;
    }
  | { readonly kind: "institution"; readonly institutionId: string }
  | { readonly kind: "practitioner"; readonly practitionerId: string }
  | { readonly kind: KeyedKind; readonly key: string };

/** What the subject is known by across the registry; a subject has one entry that is in force at most. */
export function subjectName(subject: RegistrySubject): string {
  switch (subject.kind) {
    case "number":
      return `number:${subject.index.toString("hex")}`;
    case "institution":
      return `institution:${subject.institutionId}`;
    case "practitioner":
      return `practitioner:${subject.practitionerId}`;
    default:
      return `${subject.kind}:${subject.key}`;
  }
}

/** Is it public by its kind (institutions, service numbers, domains), without any decision? Natural persons never are. */
export function isPublicByKind(subject: RegistrySubject): boolean {
  if (subject.kind === "number") return describeKey(subject.key as NumberKey).visibility === "public";
  return SUBJECT_KINDS[subject.kind].visibility === "public";
}

/** The subject as the committed record names it. */
export function subjectRecord(subject: RegistrySubject): Readonly<Record<string, string>> {
  if (subject.kind === "institution") return { kind: subject.kind, institutionId: subject.institutionId };
  if (subject.kind === "practitioner") return { kind: subject.kind, practitionerId: subject.practitionerId };
  return { kind: subject.kind, key: subject.key };
}
