import { API_SCOPES, KEY_LIMITS } from "#domain/access/api-key.ts";
import type { Locale } from "#messages/locale.ts";
import { formatNumber, type Translate } from "#messages/translate.ts";
import { pick } from "./case-words.ts";
import type { DeskField } from "./desk-form.tsx";

/** The controls by which a supervisor issues a key, with the usual limits filled in. */
export function issueFields(locale: Locale, t: Translate): DeskField[] {
  const most = (limit: number) => ({ most: formatNumber(locale, limit) });
  return [
    {
      control: "text",
      id: "key-name",
      label: t("apiKeys.issue.name"),
      hint: t("apiKeys.issue.nameHint"),
      width: "half",
    },
    {
      control: "text",
      id: "key-institution",
      label: t("apiKeys.issue.institution"),
      hint: t("apiKeys.issue.institutionHint"),
      optional: t("apiKeys.issue.optional"),
      width: "half",
    },
    {
      control: "checks",
      id: "key-scopes",
      label: t("apiKeys.issue.scopes"),
      choices: Object.entries(API_SCOPES).map(([value, words]) => ({
        value,
        label: pick(locale, words),
      })),
    },
    {
      control: "text",
      id: "key-perMinute",
      label: t("apiKeys.issue.perMinute"),
      hint: t("apiKeys.issue.perMinuteHint", most(KEY_LIMITS.perMinute.most)),
      value: String(KEY_LIMITS.perMinute.usual),
      width: "short",
      inputMode: "numeric",
    },
    {
      control: "text",
      id: "key-itemsPerDay",
      label: t("apiKeys.issue.itemsPerDay"),
      hint: t("apiKeys.issue.itemsPerDayHint", most(KEY_LIMITS.itemsPerDay.most)),
      value: String(KEY_LIMITS.itemsPerDay.usual),
      width: "short",
      inputMode: "numeric",
    },
  ];
}
