import { INTEGRITY_CODES, type IntegrityCode } from "#domain/rating/integrity.ts";
import type { Words } from "./rating-types.ts";

/** Of what kind the check is for which figures are held back; nothing where they are not. */
export function IntegrityReason({ locale, code }: Pick<Words, "locale"> & { code: string | null }) {
  if (code === null || !isKnown(code)) return null;
  const words = INTEGRITY_CODES[code];
  return <p>{locale === "en" ? `${words.en}.` : `${words.zh}。`}</p>;
}

const isKnown = (code: string): code is IntegrityCode => Object.hasOwn(INTEGRITY_CODES, code);
