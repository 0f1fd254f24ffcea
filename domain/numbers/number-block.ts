import type { NumberKey } from "./number-kinds.ts";

/** Prefixes of the blocks a number lies in; numbers bought together lie side by side. */
export type NumberBlocks = {
  /** The 10,000 numbers that share all but the last four digits. */
  readonly tenThousand: string;
  /** The 1,000 numbers that share all but the last three digits: the first 8 of 11 for a mobile. */
  readonly thousand: string;
  /** The 100 numbers that share all but the last two digits. */
  readonly hundred: string;
};

/** The blocks of a Chinese mobile or landline key as E.164 prefixes; null for every other kind, where neighbours mean nothing. */
export function numberBlocks(key: NumberKey): NumberBlocks | null {
  const isSubscriber =
    key.startsWith("+86") && key.length >= 12 && !key.startsWith("+86400") && !key.startsWith("+86800");
  if (!isSubscriber) return null;
  return { tenThousand: key.slice(0, -4), thousand: key.slice(0, -3), hundred: key.slice(0, -2) };
}
