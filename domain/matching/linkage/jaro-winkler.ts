/** Scratch reused between calls: this runs millions of times a run. */
const places = new Map<number, number>();
const latin = new Int32Array(256);
const matched = new Uint16Array(32);
let flagsA = new Uint8Array(64);
let flagsB = new Uint8Array(64);

/** Jaro for texts of at most 31 units: the places of each letter of `a` are bits, so that each letter of `b` finds its match in one step. */
function jaroByBits(a: string, b: string, reach: number): number {
  const [m, n] = [a.length, b.length];
  for (let i = 0; i < m; i++) {
    const code = a.charCodeAt(i);
    if (code < 256) latin[code] = (latin[code] as number) | (1 << i);
    else places.set(code, (places.get(code) ?? 0) | (1 << i));
  }
  let used = 0;
  let matches = 0;
  for (let j = 0; j < n; j++) {
    const code = b.charCodeAt(j);
    const at = code < 256 ? (latin[code] as number) : (places.get(code) ?? 0);
    if (at === 0) continue;
    const low = j > reach ? j - reach : 0;
    const high = j + reach;
    const below = high >= 31 ? -1 : (1 << (high + 1)) - 1;
    const free = at & below & ~((1 << low) - 1) & ~used;
    if (free === 0) continue;
    used |= free & -free;
    matched[matches++] = code;
  }
  for (let i = 0; i < m; i++) {
    const code = a.charCodeAt(i);
    if (code < 256) latin[code] = 0;
  }
  if (places.size > 0) places.clear();
  if (matches === 0) return 0;
  let outOfOrder = 0;
  let rest = used;
  for (let k = 0; k < matches; k++) {
    const bit = rest & -rest;
    rest ^= bit;
    if (a.charCodeAt(31 - Math.clz32(bit)) !== matched[k]) outOfOrder += 1;
  }
  return (matches / m + matches / n + (matches - outOfOrder / 2) / matches) / 3;
}

function jaroByFlags(a: string, b: string, reach: number): number {
  const [m, n] = [a.length, b.length];
  if (flagsA.length < m) flagsA = new Uint8Array(m * 2);
  if (flagsB.length < n) flagsB = new Uint8Array(n * 2);
  flagsA.fill(0, 0, m);
  flagsB.fill(0, 0, n);
  let matches = 0;
  for (let j = 0; j < n; j++) {
    const code = b.charCodeAt(j);
    const high = Math.min(m - 1, j + reach);
    for (let i = Math.max(0, j - reach); i <= high; i++) {
      if (flagsA[i] === 1 || a.charCodeAt(i) !== code) continue;
      flagsA[i] = 1;
      flagsB[j] = 1;
      matches += 1;
      break;
    }
  }
  if (matches === 0) return 0;
  let outOfOrder = 0;
  let i = 0;
  for (let j = 0; j < n; j++) {
    if (flagsB[j] === 0) continue;
    while (flagsA[i] === 0) i += 1;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) outOfOrder += 1;
    i += 1;
  }
  return (matches / m + matches / n + (matches - outOfOrder / 2) / matches) / 3;
}

/**
 * Jaro-Winkler similarity in [0, 1] by UTF-16 unit: prefix weight 0.1, up to four units (Winkler 1990). Symmetric: the shorter text, or
 * the smaller of two of one length, is always taken first.
 */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return one === "" ? 0 : 1;
  if (one === "" || other === "") return 0;
  const isInOrder = one.length < other.length || (one.length === other.length && one < other);
  const a = isInOrder ? one : other;
  const b = isInOrder ? other : one;
  const reach = Math.max(0, (b.length >> 1) - 1);
  const jaro = b.length <= 31 ? jaroByBits(a, b, reach) : jaroByFlags(a, b, reach);
  let common = 0;
  while (common < 4 && common < a.length && a.charCodeAt(common) === b.charCodeAt(common)) common += 1;
  return jaro + common * 0.1 * (1 - jaro);
}
