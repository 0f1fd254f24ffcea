import type { CampaignValue } from "#domain/cases/campaign-file.ts";
import type { CaseSubject } from "#domain/cases/inbox.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/campaign.json" with { type: "json" };

/** What a campaign is called: how many numbers, and the public name most reports give. */
export function campaignWords(
  t: Translate,
  { numbers, name }: Extract<CaseSubject, { readonly kind: "campaign" }>,
): string {
  if (numbers > 0 && name !== null) return t("campaign.subject.both", { numbers, name });
  if (numbers > 0) return t("campaign.subject.numbers", { numbers });
  return name === null ? t("campaign.subject.none") : t("campaign.subject.name", { name });
}

/** What ties reports together, as a name; null for what is no such tie. */
export function tieWords(t: Translate, kind: string): string | null {
  return isTie(kind) ? t(`campaign.tie.${kind}`) : null;
}

/** The same as what two reports do: "… name the same payee account". */
export function sharedWords(t: Translate, kind: string): string | null {
  return isTie(kind) ? t(`campaign.rule.${kind}`) : null;
}

const isTie = (kind: string): kind is keyof typeof zh.tie & keyof typeof zh.rule =>
  Object.hasOwn(zh.tie, kind);

/** A value as plain text. What stays sealed is named by its kind and its place. */
export function valueWords(t: Translate, locale: Locale, value: CampaignValue): string {
  if (value.institution)
    return locale === "en" && value.institution.englishName
      ? value.institution.englishName
      : value.institution.name;
  if (value.groups) return value.groups.join(" ");
  return value.kind === "number"
    ? t("campaign.sealedNumber", { n: value.ordinal })
    : t("campaign.nth", { kind: t(`campaign.kind.${value.kind}`), n: value.ordinal });
}
