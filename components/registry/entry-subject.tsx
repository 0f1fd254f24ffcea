import { groupDigits } from "#domain/numbers/groups.ts";
import type { SubjectKind } from "#domain/registry/entry.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { institutionName } from "../look-up/institution-name.ts";
import { NumberText } from "../ui/number-text.tsx";

/** Whom an entry is about, as far as it is public. */
export type EntrySubject = {
  readonly kind: SubjectKind;
  readonly key: string | null;
  readonly institution: { readonly legalName: string; readonly englishName: string | null } | null;
};

type Props = { locale: Locale; t: Translate; subject: EntrySubject };

/** A number in its groups, a name, or a key as it is written. */
export function EntrySubjectText({ locale, t, subject }: Props) {
  const { kind, key } = subject;
  if ((kind === "number" || kind === "number_block") && key !== null)
    return <NumberText groups={groupDigits(key)} />;
  return <span className="entry-subject">{subjectText(locale, t, subject)}</span>;
}

/** The same as plain text, for titles. */
export function subjectText(locale: Locale, t: Translate, { kind, key, institution }: EntrySubject): string {
  if (kind === "institution")
    return institution ? institutionName(locale, institution) : t("registry.unnamed");
  if (key === null) return t(`registry.subjectKind.${kind}`);
  if (kind === "sms_signature") return `【${key}】`;
  return kind === "number" || kind === "number_block" ? groupDigits(key).join(" ") : key;
}
