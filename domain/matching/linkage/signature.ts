/** One bit for each kind of character in a text (by code unit modulo 32): cheap proof that two texts are far apart. */
export function signatureOf(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at++) bits |= 1 << (text.charCodeAt(at) & 31);
  return bits;
}

export function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Whether texts with these signatures can be within `limit` edits: an edit adds at most one kind and removes at most one. */
export function mayBeWithin(a: number, b: number, limit: number): boolean {
  return bitCount(a & ~b) <= limit && bitCount(b & ~a) <= limit;
}

/**
 * An upper bound of the Jaro-Winkler similarity. A kind of character that only one text has matches nothing, so at most
 * (length - kinds the other lacks) characters match on either side.
 */
export function mostJaroWinkler(one: string, other: string, a: number, b: number): number {
  const [m, n] = [one.length, other.length];
  const matches = Math.min(m - bitCount(a & ~b), n - bitCount(b & ~a));
  if (matches <= 0) return 0;
  const jaro = (matches / m + matches / n + 1) / 3;
  let common = 0;
  while (common < 4 && common < m && one.charCodeAt(common) === other.charCodeAt(common)) common += 1;
  return jaro + common * 0.1 * (1 - jaro);
}
