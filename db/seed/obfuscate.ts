import { fullWidthDigits } from "./demo-numbers.ts";
import type { Random } from "./random.ts";

/** How a sender hides words from filters. A group keeps to its style; not every message of it is hidden. */
export const DISGUISES = ["none", "marks", "sound_alike", "traditional", "full_width", "mixed"] as const;
export type Disguise = (typeof DISGUISES)[number];

const SOUND_ALIKE: readonly (readonly [string, readonly string[]])[] = [
  ["贷款", ["代款", "袋款", "贷欵", "代欵"]],
  ["微信", ["薇信", "威信", "V信", "微亻言"]],
  ["借款", ["借欵", "介款"]],
  ["额度", ["鹅度", "额渡"]],
  ["放款", ["放欵", "方款"]],
  ["征信", ["征亻言", "怔信"]],
];
const MARKED = ["贷款", "微信", "借款", "额度", "利息", "征信", "放款", "到账"] as const;
const MARKS = ["♥", "·", "-", "*", "丶", " ", "\u200b", "\u00ad"] as const;
const TRADITIONAL: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ..."贷貸额額还還银銀办辦领領电電话話费費优優项項钱錢们們为為无無过過这這时時账賬内內专專员員报報请請开開现現满滿发發",
  ]
    .join("")
    .match(/../gu)
    ?.map((pair) => [...pair] as [string, string]) ?? [],
);

/** The text as a sender of that style would write it; links are left alone, or they would not open. */
export function disguise(random: Random, style: Disguise, text: string): string {
  if (style === "none") return text;
  return text
    .split(/(https?:\/\/\S+)/u)
    .map((part, i) => (i % 2 === 1 ? part : disguisePart(random, style, part)))
    .join("");
}

function disguisePart(random: Random, style: Disguise, text: string): string {
  if (style === "traditional")
    return [...text].map((character) => TRADITIONAL[character] ?? character).join("");
  if (style === "full_width") return fullWidthDigits(text);
  let hidden = text;
  if (style !== "marks") {
    for (const [word, forms] of SOUND_ALIKE) {
      if (hidden.includes(word) && random.chance(0.7)) hidden = hidden.replaceAll(word, random.pick(forms));
    }
  }
  if (style !== "sound_alike") {
    const mark = random.pick(MARKS);
    for (const word of MARKED) {
      if (hidden.includes(word) && random.chance(0.7)) hidden = hidden.replaceAll(word, [...word].join(mark));
    }
  }
  return hidden;
}
