import type { Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/ratingDesk.json" with { type: "json" };

/** Why figures changed, in words. */
export const causeWords = (t: Translate, causes: readonly string[]): string =>
  causes.map((cause) => (isCause(cause) ? t(`ratingDesk.cause.${cause}`) : cause)).join(t("rating.join"));

const isCause = (code: string): code is keyof typeof zh.cause => Object.hasOwn(zh.cause, code);
