import { FLAG } from "./number-key.ts";

/** First code point (the zero) of each decimal digit block that NFKC leaves alone. */
const DIGIT_ZEROS = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
  0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0,
  0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
];
/** First code point (the one) of each run of circled digits that NFKC leaves alone: ❶ ➀ ➊ ⓵. */
const CIRCLED_ONES = [0x2776, 0x2780, 0x278a, 0x24f5];
const CIRCLED_ZEROS = [0x24ff, 0x1f10b, 0x1f10c];

const FOLDS: ReadonlyMap<string, string> = (() => {
  const folds = new Map<string, string>();
  for (const zero of DIGIT_ZEROS) {
    for (let digit = 0; digit < 10; digit++) folds.set(String.fromCodePoint(zero + digit), String(digit));
  }
  for (const one of CIRCLED_ONES) {
    for (let digit = 1; digit <= 9; digit++) folds.set(String.fromCodePoint(one + digit - 1), String(digit));
  }
  for (const zero of CIRCLED_ZEROS) folds.set(String.fromCodePoint(zero), "0");
  const groups: readonly (readonly [from: string, to: string])[] = [
    ["‐‑‒–—―−ー─━", "-"],
    ["∗⁎✱✲✳★☆※●•◦∙■□▪█◆◇⬤⚫", "*"],
    ["×✕✖", "x"],
    ["・‧", "·"],
    ["【〔「『〈《[{", "("],
    ["】〕」』〉》]}", ")"],
    ["➕", "+"],
    ["│┃¦", "|"],
  ];
  for (const [from, to] of groups) for (const character of from) folds.set(character, to);
  return folds;
})();

// Zero-width, bidirectional controls and other format characters: nobody types them, copying brings them along.
const INVISIBLE = /\p{Cf}|\p{Default_Ignorable_Code_Point}/gu;
// What turns a digit into its emoji; removed without a flag.
const EMOJI_PARTS = /[\u20e3\ufe00-\ufe0f]/g;
const FOLDABLE = /[[\]{}]|[^\p{ASCII}]/gu;

const HAN_DIGITS: Readonly<Record<string, string>> = {
  零: "0",
  〇: "0",
  "○": "0",
  "◯": "0",
  洞: "0",
  一: "1",
  幺: "1",
  么: "1",
  壹: "1",
  二: "2",
  两: "2",
  贰: "2",
  貳: "2",
  三: "3",
  叁: "3",
  參: "3",
  四: "4",
  肆: "4",
  五: "5",
  伍: "5",
  六: "6",
  陆: "6",
  陸: "6",
  七: "7",
  柒: "7",
  拐: "7",
  八: "8",
  捌: "8",
  九: "9",
  玖: "9",
  勾: "9",
};
const HAN = Object.keys(HAN_DIGITS).join("");
const HAN_RUN = new RegExp(`[${HAN}](?:[\\s-]*[${HAN}])*`, "g");
const HAN_CHARACTER = new RegExp(`[${HAN}]`, "g");
/** Circles are zeros only beside real numerals; elsewhere they mask digits. */
const HAN_NUMERAL = new RegExp(`[${HAN.replace(/[○◯]/g, "")}]`);
/** A run this long is a number; a shorter one may be a word (一个, 三一). */
const HAN_RUN_MIN = 3;
const BESIDE_NUMBER = /[0-9转轉机機]/;

function readHanDigits(text: string): string {
  return text.replace(HAN_RUN, (run, at: number) => {
    if (!HAN_NUMERAL.test(run)) return run;
    const count = run.match(HAN_CHARACTER)?.length ?? 0;
    const before = text.charAt(at - 1);
    const after = text.charAt(at + run.length);
    const isNumber = count >= HAN_RUN_MIN || BESIDE_NUMBER.test(before) || (after >= "0" && after <= "9");
    return isNumber ? run.replace(HAN_CHARACTER, (character) => HAN_DIGITS[character] ?? character) : run;
  });
}

/**
 * Folds pasted text to the few characters the rules know: NFKC, invisible characters out, digits of every script and Han
 * numerals to 0-9, dashes, masks and brackets to one form each. The flags say what was found.
 */
export function foldText(raw: string): { readonly text: string; readonly flags: number } {
  const plain = raw.replace(EMOJI_PARTS, "");
  const visible = plain.replace(INVISIBLE, "");
  let flags = visible.length === plain.length ? 0 : FLAG.zero_width;
  const normal = visible
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .replace(FOLDABLE, (character) => FOLDS.get(character) ?? character);
  const withDigits = readHanDigits(normal);
  if (withDigits !== normal) flags |= FLAG.han_digits;
  return { text: withDigits.replace(/[○◯]/g, "*").replace(/\p{Cc}/gu, " "), flags };
}
