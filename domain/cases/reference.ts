/** Readable case reference: kind, year and nine Crockford base-32 digits from the id's random part, e.g. C2026-7K3M9-QX2P. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTER = { caller: "C", lender: "L", campaign: "G" } as const;

export function caseReference(kind: keyof typeof LETTER, id: string, openedAt: Date): string {
  let rest = BigInt(`0x${id.replaceAll("-", "").slice(-16)}`) & ((1n << 45n) - 1n);
  let text = "";
  for (let i = 0; i < 9; i++) {
    text = (DIGITS[Number(rest & 31n)] ?? "0") + text;
    rest >>= 5n;
  }
  return `${LETTER[kind]}${openedAt.getUTCFullYear()}-${text.slice(0, 5)}-${text.slice(5)}`;
}
