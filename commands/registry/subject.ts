import { describeKey } from "#domain/numbers/display-key.ts";
import type { NumberKey } from "#domain/numbers/number-kinds.ts";

/** Whose entry it is: a number (by its keyed index and its key) or an institution. */
export type RegistrySubject =
  | {
      readonly kind: "number";
      readonly index: Buffer;
      readonly key: string;
      readonly numberKind: string;
      readonly country: string | null;
    }
  | { readonly kind: "institution"; readonly institutionId: string };

/** What the subject is known by across the registry; a subject has one entry. */
export const subjectName = (subject: RegistrySubject): string =>
  subject.kind === "number"
    ? `number:${subject.index.toString("hex")}`
    : `institution:${subject.institutionId}`;

/** Is it public by its kind (institutions, service numbers), without any decision? */
export function isPublicByKind(subject: RegistrySubject): boolean {
  return subject.kind === "institution" || describeKey(subject.key as NumberKey).visibility === "public";
}
