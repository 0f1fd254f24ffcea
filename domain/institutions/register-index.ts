import { hasHan } from "#domain/matching/fold-text.ts";
import { soundKey } from "#domain/matching/pinyin-key.ts";
import { TYPE_OF_CLASS } from "./business-types.ts";
import type { InstitutionClass } from "./classes.ts";
import { foldName, type NameWords, nameVariants, nameWords } from "./fold-name.ts";
import { type NameParts, splitName } from "./split-name.ts";
import type { NameKind } from "./types.ts";

/** What matching needs of an institution. `region` is its seat; the place in its name is read from the name. */
export type RegisterEntry = {
  readonly id: string;
  readonly legalName: string;
  readonly names?: readonly { readonly name: string; readonly kind: NameKind }[];
  readonly class?: InstitutionClass | null;
  readonly region?: string | null;
};

export type HanName = { readonly entry: RegisterEntry; readonly kind: NameKind; readonly parts: NameParts };
export type LatinName = {
  readonly entry: RegisterEntry;
  readonly kind: NameKind;
  readonly words: NameWords;
  /** Letters of the core. */
  readonly letters: number;
};
type Table<Value> = Map<string, Value[]>;

/** Every way a claimed name is looked up, each a map from a key. Built once from the register, read-only afterwards. */
export type RegisterIndex = {
  /** Whole folded Chinese name. */
  readonly exact: Table<HanName>;
  /** Brand and business: `蚂蚁|consumer_finance`. */
  readonly byBrandAndType: Table<HanName>;
  readonly byBrand: Table<HanName>;
  /** Brand as it sounds and business, and short names as they sound. */
  readonly bySound: Table<HanName>;
  /** Brand with one place open (`长*五八`) or one character missing, and business. */
  readonly byOneOff: Table<HanName>;
  /** Core words joined, and the same words sorted. */
  readonly byWords: Table<LatinName>;
  readonly bySortedWords: Table<LatinName>;
  /** Single words and first letters, for names spelt almost the same. */
  readonly byOneWord: Table<LatinName>;
};

function put<Value>(table: Table<Value>, key: string, value: Value): void {
  const list = table.get(key);
  if (list === undefined) table.set(key, [value]);
  else list.push(value);
}

/** A brand with each character left open in turn; only brands of three characters and more, for in two each is half the name. */
export function openPlaces(brand: string): string[] {
  if (brand.length < 3) return [];
  return [...brand].map((_, i) => `${brand.slice(0, i)}*${brand.slice(i + 1)}`);
}

/** A brand with each character left out in turn. */
export function leftOut(brand: string): string[] {
  if (brand.length < 3) return [];
  return [...brand].map((_, i) => brand.slice(0, i) + brand.slice(i + 1));
}

export const sortedWords = (words: NameWords): string => [...words.core].sort().join(" ");

function addHan(index: RegisterIndex, name: HanName): void {
  const { parts, kind } = name;
  put(index.exact, parts.folded, name);
  const type =
    parts.type === "" && kind === "legal" ? (TYPE_OF_CLASS[name.entry.class ?? ""] ?? "") : parts.type;
  put(index.byBrand, parts.brand, name);
  put(index.bySound, `${soundKey(parts.folded)}|`, name);
  // A short name is a name as it stands, not a statement of the business (望江楼担保 for a financing guarantee company).
  const isFullName = kind === "legal" || kind === "former";
  if (type === "" || !isFullName) return;
  put(index.byBrandAndType, `${parts.brand}|${type}`, name);
  put(index.bySound, `${soundKey(parts.brand)}|${type}`, name);
  for (const open of openPlaces(parts.brand)) put(index.byOneOff, `${open}|${type}`, name);
  for (const short of leftOut(parts.brand)) put(index.byOneOff, `${short}|${type}`, name);
}

/** Letters a look-up for almost equal spellings begins with. */
export const OPENING_LETTERS = 4;

function latinName(entry: RegisterEntry, kind: NameKind, name: string): LatinName {
  const words = nameWords(name);
  return { entry, kind, words, letters: words.core.join("").length };
}

function addLatin(index: RegisterIndex, name: LatinName): void {
  const { core } = name.words;
  const joined = core.join("");
  if (joined === "") return;
  put(index.byWords, joined, name);
  if (core.length > 1) put(index.bySortedWords, sortedWords(name.words), name);
  for (const word of new Set([
    ...core.filter((part) => part.length > 2),
    `^${joined.slice(0, OPENING_LETTERS)}`,
  ])) {
    put(index.byOneWord, word, name);
  }
}

/** Indexes the register by every name of every institution. About 0.1 ms a name. */
export function indexRegister(entries: Iterable<RegisterEntry>): RegisterIndex {
  const index: RegisterIndex = {
    exact: new Map(),
    byBrandAndType: new Map(),
    byBrand: new Map(),
    bySound: new Map(),
    byOneOff: new Map(),
    byWords: new Map(),
    bySortedWords: new Map(),
    byOneWord: new Map(),
  };
  for (const entry of entries) {
    const seen = new Set<string>();
    for (const { name, kind } of [
      { name: entry.legalName, kind: "legal" as const },
      ...(entry.names ?? []),
    ]) {
      for (const variant of nameVariants(name)) {
        const key = foldName(variant);
        if (key === "" || seen.has(key)) continue;
        seen.add(key);
        if (hasHan(variant)) addHan(index, { entry, kind, parts: splitName(variant) });
        else addLatin(index, latinName(entry, kind, variant));
      }
    }
  }
  return index;
}
