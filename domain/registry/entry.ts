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
  merged: { zh: "已合并", en: "Merged", inForce: false },
  erased: { zh: "已删除", en: "Erased", inForce: false },
} as const;
export type VersionStatus = keyof typeof VERSION_STATUSES;

/** What an entry can be about. A practitioner is a natural person: restricted, never browsable. */
export const SUBJECT_KINDS = {
  number: { zh: "主叫号码", en: "Caller number", visibility: "by-number" },
  number_block: { zh: "号段", en: "Number block", visibility: "public" },
  institution: { zh: "机构", en: "Institution", visibility: "public" },
  practitioner: { zh: "从业人员", en: "Practitioner", visibility: "restricted" },
  domain: { zh: "网址域名", en: "Domain", visibility: "public" },
  sms_signature: { zh: "短信签名", en: "SMS signature", visibility: "public" },
  app: { zh: "应用", en: "App", visibility: "public" },
} as const;
export type SubjectKind = keyof typeof SUBJECT_KINDS;

/** In force at `now`: by its status and its term, whether or not the expiry job has run yet. */
export function isInForce(
  version: { readonly status: VersionStatus; readonly expiresAt: Date },
  now: Date,
): boolean {
  return VERSION_STATUSES[version.status].inForce && now < version.expiresAt;
}
