/** Kinds and states of a registry entry; the words the public reads are in messages/. */
export const REGISTRY_KINDS = {
  blacklist: { zh: "黑名单", en: "Blacklist" },
  warning: { zh: "警示", en: "Warning" },
  credit_note: { zh: "信用记录", en: "Credit note" },
  official: { zh: "官方号码", en: "Official" },
} as const;
export type RegistryKind = keyof typeof REGISTRY_KINDS;

export const VERSION_STATUSES = {
  active: { zh: "有效", en: "In force", inForce: true },
  under_appeal: { zh: "异议处理中", en: "Under objection", inForce: true },
  repaired: { zh: "已修复", en: "Repaired", inForce: false },
  expired: { zh: "已到期", en: "Expired", inForce: false },
  withdrawn: { zh: "已移出", en: "Removed", inForce: false },
  lapsed: { zh: "已失效", en: "Lapsed", inForce: false },
} as const;
export type VersionStatus = keyof typeof VERSION_STATUSES;

/** In force at `now`: by its status and its term, whether or not the expiry job has run yet. */
export function isInForce(
  version: { readonly status: VersionStatus; readonly expiresAt: Date },
  now: Date,
): boolean {
  return VERSION_STATUSES[version.status].inForce && now < version.expiresAt;
}
