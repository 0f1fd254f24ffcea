/**
 * The canonical key of a number that is written in one of the common ways; null for everything else, which the
 * portal reads better (`checkNumber`). It never guesses: what it answers is what the portal answers.
 */
export function readNumber(text: string): string | null {
  const plain = text.normalize("NFKC").trim();
  if (CANONICAL.test(plain)) return plain;
  const digits = plain.replace(/[\s\-().]/g, "");
  const national = /^(?:\+86|0086)?(\d+)$/.exec(digits)?.[1];
  if (national === undefined) return null;
  if (MOBILE.test(national)) return `+86${national}`;
  if (national !== digits) return null;
  const service = SERVICE.exec(national);
  return service ? `cn:${service[1]}` : HOTLINE.test(national) ? `+86${national}` : null;
}

/** Keys that are written in no other way. A bare `+N` may be a short code in disguise, so it is read below. */
const CANONICAL = /^(?:cn:|cn-\d{2,4}:|cn-\?:|sms:|iot:|spoof:\+|amb:\+|fixed-\?:)\d{3,30}$/;
/** Without 140, 141, 144, 146, 148 and 149, which machines and satellites share. */
const MOBILE = /^1(?:3\d|4[57]|5[0-35-9]|66|7[235678]|8\d|9[0-35-9])\d{8}$/;
/** 95 numbers of five digits, and of six where they have six; more digits are an extension. */
const SERVICE = /^(95(?:[35]\d\d|[246]\d{3}|[01]\d\d))$/;
const HOTLINE = /^(?:400|800)\d{7}$/;
