import type { Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/desk.json" with { type: "json" };

type KnownReason = keyof typeof zh.reasons;

/**
 * The words of a refusal's reason. A field may have its own ("note-required"); a reason nobody has written words for
 * is said plainly instead of shown as a code.
 */
export function reasonWords(t: Translate, reason: string, field?: string): string {
  const known = [`${field}-${reason}`, reason, `${field}-required`].find(isKnown);
  return t(`desk.reasons.${known ?? (field ? "input" : "unknown")}`);
}

function isKnown(reason: string): reason is KnownReason {
  return Object.hasOwn(zh.reasons, reason);
}
