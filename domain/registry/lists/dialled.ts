/** A key as phones and exchanges see it: with its country code, and as it is shown at home. */
export type Dialled = {
  /** Digits with the country code, no plus; null for a number that has none (short numbers). */
  readonly international: string | null;
  /** As shown within the country; null where it is the international form only. */
  readonly national: string | null;
};

const CHINESE_MOBILE = /^1[3-9]\d{9}$/;
const SERVICE = /^[48]00\d{7}$/;

/** Null for keys that nobody dials or calls from: SMS ports, machine numbers, forged and unreadable displays. */
export function dialledForms(canonical: string): Dialled | null {
  if (canonical.startsWith("+86")) {
    const own = canonical.slice(3);
    return {
      international: canonical.slice(1),
      national: CHINESE_MOBILE.test(own) || SERVICE.test(own) ? own : `0${own}`,
    };
  }
  if (canonical.startsWith("+")) return { international: canonical.slice(1), national: null };
  const short = /^cn(?:-(\d{2,4}|\?))?:(\d+)$/.exec(canonical);
  if (!short) return null;
  const area = short[1] !== undefined && short[1] !== "?" ? `0${short[1]}` : "";
  return { international: null, national: `${area}${short[2]}` };
}
