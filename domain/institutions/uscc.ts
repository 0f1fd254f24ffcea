/**
 * Unified social credit code, GB 32100-2015: 18 characters of an alphabet without I, O, S, V and Z. One character of registering
 * department, one of kind, six digits of region (GB/T 2260), nine of organisation code (GB 11714, with a check character of its own),
 * one check character.
 *
 * What the check guarantees: the last character is found modulo 31 with weights 3^(i-1) mod 31. 31 is prime and no weight is 0, so any
 * one wrong character is found. Neighbouring weights differ, so any swap of two different neighbours is found. Two wrong characters
 * escape once in 31. The organisation code's own character (modulo 11) is not checked: codes issued before 2015 may lack it.
 */
const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

export type UsccProblem = "length" | "characters" | "region" | "check_character";
export type UsccCheck =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly reason: UsccProblem };

/** The check character for the first 17 characters, or null when one of them is not of the alphabet. */
export function usccCheckCharacter(first17: string): string | null {
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const value = ALPHABET.indexOf(first17[i] ?? "?");
    if (value < 0) return null;
    sum += value * (WEIGHTS[i] ?? 0);
  }
  return ALPHABET[(31 - (sum % 31)) % 31] ?? null;
}

/** Reads a code as people paste it (spaces, hyphens, full width, lower case) and checks it. */
export function checkUscc(raw: string): UsccCheck {
  const code = raw
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\-‐–—]/gu, "");
  if (code.length !== 18) return { ok: false, reason: "length" };
  const expected = usccCheckCharacter(code);
  if (expected === null || !ALPHABET.includes(code[17] ?? "?")) return { ok: false, reason: "characters" };
  if (!/^\d{6}$/.test(code.slice(2, 8))) return { ok: false, reason: "region" };
  return code[17] === expected ? { ok: true, code } : { ok: false, reason: "check_character" };
}
