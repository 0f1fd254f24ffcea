import { hasHan } from "#domain/matching/fold-text.ts";
import { soundKey } from "#domain/matching/pinyin-key.ts";
import { foldName, type NameWords, nameVariants, nameWords } from "./fold-name.ts";
import { areFormsContrary, isSameForm } from "./legal-forms.ts";
import { isSameArea } from "./region-names.ts";
import {
  type HanName,
  indexRegister,
  type LatinName,
  leftOut,
  OPENING_LETTERS,
  openPlaces,
  type RegisterEntry,
  type RegisterIndex,
  sortedWords,
} from "./register-index.ts";
import { compareNameWords } from "./same-name.ts";
import { type NameParts, splitName } from "./split-name.ts";
import type { NameKind } from "./types.ts";

export type MatchCode =
  | "listed-name"
  | "brand-and-business"
  | "same-words"
  | "word-order"
  | "several-institutions"
  | "place-differs"
  | "brand-only"
  | "sounds-alike"
  | "one-character-off"
  | "legal-form-differs"
  | "spelt-alike"
  | "business-differs"
  | "not-in-register"
  | "no-name";

/** Why, as a code and what fills its sentence; explain-match.ts has the words. */
export type MatchReason = { readonly code: MatchCode; readonly params: Readonly<Record<string, string>> };
export type MatchVia = NameKind | "brand_and_business" | "same_words" | "word_order";
export type MatchCandidate = {
  readonly institutionId: string;
  readonly score: number;
  readonly reason: MatchReason;
};
export type InstitutionMatch =
  | {
      readonly outcome: "match";
      readonly institutionId: string;
      readonly via: MatchVia;
      readonly reason: MatchReason;
    }
  | {
      readonly outcome: "candidates";
      readonly candidates: readonly MatchCandidate[];
      readonly reason: MatchReason;
    }
  | { readonly outcome: "none"; readonly reason: MatchReason };

export type InstitutionRegister = { readonly index: RegisterIndex; readonly size: number };

/** The register as matching reads it. Build again when institutions or names change. */
export function buildRegister(entries: Iterable<RegisterEntry>): InstitutionRegister {
  const list = [...entries];
  return { index: indexRegister(list), size: list.length };
}

type Named = { readonly entry: RegisterEntry; readonly kind: NameKind };

const MOST_CANDIDATES = 5;
const NO_NAMES: readonly never[] = [];

function match(entry: RegisterEntry, via: MatchVia, code: MatchCode): InstitutionMatch {
  return {
    outcome: "match",
    institutionId: entry.id,
    via,
    reason: { code, params: { name: entry.legalName } },
  };
}

function none(code: MatchCode, params: Readonly<Record<string, string>> = {}): InstitutionMatch {
  return { outcome: "none", reason: { code, params } };
}

/** One name for each institution, the first found. */
function distinct<Name extends Named>(names: readonly Name[]): readonly Name[] {
  if (names.length < 2) return names;
  const seen = new Set<string>();
  return names.filter(({ entry }) => !seen.has(entry.id) && seen.add(entry.id));
}

function candidates(names: readonly Named[], code: MatchCode, score: number): InstitutionMatch {
  const list = distinct(names)
    .slice(0, MOST_CANDIDATES)
    .map(({ entry }) => ({
      institutionId: entry.id,
      score,
      reason: { code, params: { name: entry.legalName } },
    }));
  const params = { name: distinct(names)[0]?.entry.legalName ?? "", count: String(distinct(names).length) };
  return { outcome: "candidates", candidates: list, reason: { code, params } };
}

/** A claimed place may be neither outside the place in the registered name nor away from the seat. */
function isPlaceAgreed(claimed: string | null, name: HanName): boolean {
  return isSameArea(claimed, name.parts.region) && isSameArea(claimed, name.entry.region ?? null);
}

/** A short name with a place in front ("厦门金美信"): the place must be known to be the institution's. */
function isPlaceKnown(claimed: string | null, name: HanName): boolean {
  return (
    claimed !== null &&
    (name.parts.region ?? name.entry.region ?? null) !== null &&
    isPlaceAgreed(claimed, name)
  );
}

function matchHan({ index }: InstitutionRegister, claimed: string): InstitutionMatch {
  const listed = distinct(index.exact.get(foldName(claimed)) ?? NO_NAMES);
  const [only] = listed;
  if (only !== undefined) {
    return listed.length === 1
      ? match(only.entry, only.kind, "listed-name")
      : candidates(listed, "several-institutions", 0.9);
  }
  const parts = splitName(claimed);
  if (parts.brand === "") return none("no-name");
  if (parts.form === "" && parts.rest !== parts.folded) {
    const placed = distinct(
      (index.exact.get(parts.rest) ?? NO_NAMES).filter((name) => isPlaceKnown(parts.region, name)),
    );
    if (placed.length === 1 && placed[0] !== undefined)
      return match(placed[0].entry, placed[0].kind, "listed-name");
  }
  const first = matchParts(index, parts);
  if (first.outcome !== "none") return first;
  const reread = splitName(claimed, { hasBareCounties: true });
  return reread.brand === parts.brand ? first : matchParts(index, reread);
}

/** Words after a brand that leave the business open: 海尔消费, 某某钱包. */
const VAGUE_END = /(?:消费|贷款|借款|信贷|分期|钱包|普惠|控股|集团|金服)$/u;

function matchParts(index: RegisterIndex, parts: NameParts): InstitutionMatch {
  const { brand, type, region } = parts;
  if (type !== "") {
    const same = index.byBrandAndType.get(`${brand}|${type}`) ?? NO_NAMES;
    const agreed = distinct(same.filter((name) => isPlaceAgreed(region, name)));
    if (agreed.length > 1) return candidates(agreed, "several-institutions", 0.9);
    if (agreed[0] !== undefined) return match(agreed[0].entry, "brand_and_business", "brand-and-business");
    if (same.length > 0) return candidates(same, "place-differs", 0.6);
  }
  const branded = index.byBrand.get(brand) ?? index.byBrand.get(brand.replace(VAGUE_END, "")) ?? NO_NAMES;
  if ((type === "" || type === "finance") && branded.length > 0)
    return candidates(branded, "brand-only", 0.5);
  return candidatesBySound(index, parts) ?? candidatesOneOff(index, parts) ?? businessDiffers(branded, parts);
}

function businessDiffers(branded: readonly HanName[], parts: NameParts): InstitutionMatch {
  const [other] = branded;
  if (other === undefined) return none("not-in-register");
  return none("business-differs", { brand: parts.brand, name: other.entry.legalName });
}

function candidatesBySound(
  index: RegisterIndex,
  { folded, brand, type, region }: NameParts,
): InstitutionMatch | null {
  const key = type === "" ? `${soundKey(folded)}|` : `${soundKey(brand)}|${type}`;
  const names = (index.bySound.get(key) ?? NO_NAMES).filter((name) => isPlaceAgreed(region, name));
  return names.length === 0 ? null : candidates(names, "sounds-alike", 0.8);
}

function candidatesOneOff(index: RegisterIndex, { brand, type, region }: NameParts): InstitutionMatch | null {
  if (type === "") return null;
  const names: HanName[] = [];
  const collect = (found: readonly HanName[] | undefined): void => {
    for (const name of found ?? NO_NAMES) if (isPlaceAgreed(region, name)) names.push(name);
  };
  for (const open of openPlaces(brand)) collect(index.byOneOff.get(`${open}|${type}`));
  for (const short of leftOut(brand)) collect(index.byBrandAndType.get(`${short}|${type}`));
  collect(index.byOneOff.get(`${brand}|${type}`));
  return names.length === 0 ? null : candidates(names, "one-character-off", 0.7);
}

/** Names of equal words: those whose legal form agrees, the same form before none. */
function settleForms(
  names: readonly LatinName[],
  words: NameWords,
  via: MatchVia,
  code: MatchCode,
): InstitutionMatch | null {
  if (names.length === 0) return null;
  const agreed = distinct(names.filter((name) => !areFormsContrary(name.words.forms, words.forms)));
  const same = agreed.filter((name) => isSameForm(name.words.forms, words.forms));
  const chosen = same.length === 1 ? same[0] : agreed.length === 1 ? agreed[0] : undefined;
  if (chosen !== undefined) return match(chosen.entry, via, code);
  return agreed.length === 0
    ? candidates(names, "legal-form-differs", 0.7)
    : candidates(agreed, "several-institutions", 0.9);
}

/** A word this many names share tells too little to be worth comparing them all. */
const COMMON_WORD = 50;
/** Slips and dropped small words change a name's length by no more than this. */
const MOST_LETTERS_APART = 6;

function candidatesBySpelling(index: RegisterIndex, words: NameWords): InstitutionMatch | null {
  const found = new Set<LatinName>();
  const letters = words.core.join("").length;
  const keys = [
    ...words.core.filter((word) => word.length > 2),
    `^${words.core.join("").slice(0, OPENING_LETTERS)}`,
  ];
  for (const key of keys) {
    const list = index.byOneWord.get(key);
    if (list === undefined || list.length > COMMON_WORD) continue;
    for (const name of list) if (Math.abs(name.letters - letters) <= MOST_LETTERS_APART) found.add(name);
  }
  const scored = [...found]
    .map((name) => ({ name, score: compareNameWords(words, name.words) }))
    .filter(({ score }) => score >= 0.7)
    .sort((a, b) => b.score - a.score || (a.name.entry.id < b.name.entry.id ? -1 : 1));
  const [best] = scored;
  if (best === undefined) return null;
  return candidates(
    scored.map(({ name }) => name),
    "spelt-alike",
    Math.min(0.8, best.score),
  );
}

function matchLatin({ index }: InstitutionRegister, claimed: string): InstitutionMatch {
  const variants = nameVariants(claimed).map(nameWords);
  for (const words of variants) {
    const names = index.byWords.get(words.core.join("")) ?? NO_NAMES;
    const via = names[0]?.kind ?? "same_words";
    const settled = settleForms(names, words, via, "same-words");
    if (settled !== null) return settled;
  }
  for (const words of variants) {
    if (words.core.length < 2) continue;
    const names = index.bySortedWords.get(sortedWords(words)) ?? NO_NAMES;
    const settled = settleForms(names, words, "word_order", "word-order");
    if (settled !== null) return settled;
  }
  for (const words of variants) {
    const near = candidatesBySpelling(index, words);
    if (near !== null) return near;
  }
  return none("not-in-register");
}

/**
 * Which institution of the register a claimed name means. A machine matches only a listed name, or an equal brand with an equal business and
 * places that do not contradict; a name that sounds alike, is one character off or lacks its business is a candidate for people; a brand
 * with another business (中银消金, 中国银行) is no match at all. What is claimed is evidence about the caller, not about the institution.
 */
export function matchInstitution(register: InstitutionRegister, claimed: string): InstitutionMatch {
  if (hasHan(claimed)) return matchHan(register, claimed);
  if (!/[\p{L}\p{N}]/u.test(claimed)) return none("no-name");
  return matchLatin(register, claimed);
}
