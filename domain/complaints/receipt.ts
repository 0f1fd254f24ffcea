/**
 * Receipts: 128 random bits as 26 Crockford base-32 characters and 2 check characters, in groups of four that a
 * person can write down: MJ-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX. The alphabet has no I, L, O, U.
 *
 * The check characters make a Reed-Solomon code over GF(32) with distance 3: any one or two wrong characters are
 * noticed, so every adjacent (and any other) swap is, and with one wrong character the group it is in can be named.
 */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX = "MJ";
const BYTES = 16;
const DATA_LENGTH = 26;
const LENGTH = 28;
const GROUP = 4;
const FIELD_ORDER = 31;

/** Powers of a primitive element of GF(32) with x⁵ + x² + 1, and their logarithms. */
const EXP: readonly number[] = Array.from({ length: FIELD_ORDER }).reduce<number[]>((powers) => {
  const last = powers.at(-1);
  if (last === undefined) return [1];
  const doubled = last << 1;
  return [...powers, doubled & 32 ? doubled ^ 0b100101 : doubled];
}, []);
const LOG: readonly number[] = Array.from({ length: 32 }, (_, value) => EXP.indexOf(value));

function times(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return power((LOG[a] ?? 0) + (LOG[b] ?? 0));
}

function power(exponent: number): number {
  return EXP[((exponent % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER] ?? 0;
}

/** Σ symbol · α^(root · position): zero for both roots exactly when the characters are unhurt. */
function syndrome(symbols: readonly number[], root: 0 | 1): number {
  return symbols.reduce((sum, symbol, position) => sum ^ times(symbol, power(root * position)), 0);
}

/** The two check symbols that bring both syndromes to zero. */
function checksOf(data: readonly number[]): readonly [number, number] {
  const s0 = syndrome(data, 0);
  const s1 = syndrome(data, 1);
  // c26 + c27 = s0 and α²⁶·c26 + α²⁷·c27 = s1; addition is XOR.
  const scale = power(DATA_LENGTH) ^ power(DATA_LENGTH + 1);
  const last = times(s1 ^ times(power(DATA_LENGTH), s0), power(-(LOG[scale] ?? 0)));
  return [s0 ^ last, last];
}

/** The receipt of 16 random bytes. Throws RangeError on any other length: a short secret must not pass unseen. */
export function formatReceipt(bytes: Uint8Array): string {
  if (bytes.length !== BYTES)
    throw new RangeError(`a receipt is made of ${BYTES} bytes, not ${bytes.length}`);
  let value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const data: number[] = [];
  for (let position = DATA_LENGTH - 1; position >= 0; position -= 1) {
    data[position] = Number(value & 31n);
    value >>= 5n;
  }
  const characters = [...data, ...checksOf(data)].map((symbol) => ALPHABET.charAt(symbol));
  const groups = Array.from({ length: LENGTH / GROUP }, (_, group) =>
    characters.slice(group * GROUP, (group + 1) * GROUP).join(""),
  );
  return [PREFIX, ...groups].join("-");
}

/**
 * empty: nothing there · wrong-length: characters missing or too many · unknown-character: one that no receipt has ·
 * mistyped: the check characters do not agree. `group` (1-7) is where the one wrong character probably is.
 */
export type ReceiptProblem = "empty" | "wrong-length" | "unknown-character" | "mistyped";
export type ParsedReceipt =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: ReceiptProblem; readonly group: number | null };

const LOOK_ALIKE: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1" };

/**
 * Reads a receipt as people copy it: any case, full width, spaces or dashes anywhere or nowhere, with or without its
 * prefix, O for 0, I or L for 1. It proves only that the receipt was copied well, not that the report exists.
 */
export function parseReceipt(text: string): ParsedReceipt {
  const plain = text
    .slice(0, 400)
    .normalize("NFKC")
    .replace(/[\s\p{Pd}\p{Cf}_.·。:：]/gu, "")
    .toUpperCase()
    .replace(/[OIL]/g, (character) => LOOK_ALIKE[character] ?? character);
  if (plain === "") return { ok: false, reason: "empty", group: null };
  // No body begins with M (its first character carries three bits), but a miscopied one may: the length decides.
  const body = plain.length !== LENGTH && plain.startsWith(PREFIX) ? plain.slice(PREFIX.length) : plain;
  const symbols = [...body].map((character) => ALPHABET.indexOf(character));
  const unknown = symbols.indexOf(-1);
  if (symbols.length !== LENGTH) return { ok: false, reason: "wrong-length", group: null };
  if (unknown >= 0) return { ok: false, reason: "unknown-character", group: groupOf(unknown) };
  const s0 = syndrome(symbols, 0);
  const s1 = syndrome(symbols, 1);
  if (s0 !== 0 || s1 !== 0) return { ok: false, reason: "mistyped", group: suspectGroup(s0, s1) };
  const value = symbols.slice(0, DATA_LENGTH).reduce((sum, symbol) => (sum << 5n) | BigInt(symbol), 0n);
  // 26 characters hold 130 bits; the two spare ones are always zero.
  if (value >> 128n !== 0n) return { ok: false, reason: "mistyped", group: null };
  const bytes = Uint8Array.from({ length: BYTES }, (_, index) =>
    Number((value >> BigInt(8 * (BYTES - 1 - index))) & 255n),
  );
  return { ok: true, bytes };
}

function groupOf(position: number): number {
  return Math.floor(position / GROUP) + 1;
}

/** With one wrong character, s1 / s0 = α^position. A quotient outside the receipt means more than one is wrong. */
function suspectGroup(s0: number, s1: number): number | null {
  if (s0 === 0 || s1 === 0) return null;
  const position = ((LOG[s1] ?? 0) - (LOG[s0] ?? 0) + FIELD_ORDER) % FIELD_ORDER;
  return position < LENGTH ? groupOf(position) : null;
}
