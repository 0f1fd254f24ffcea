import type { Locale } from "#messages/locale.ts";

/** An institution as the register names it. */
export type NamedInstitution = {
  readonly id: string;
  readonly legalName: string;
  readonly englishName: string | null;
};

/** Its name in the language of the page, as far as it has one. */
export function institutionName(
  locale: Locale,
  { legalName, englishName }: Pick<NamedInstitution, "legalName" | "englishName">,
): string {
  return (locale === "en" && englishName) || legalName;
}
