import { dateDigits, distinctWords } from "./fold-value.ts";
import type { RecordTable } from "./prepare-records.ts";

/** What a column seems to hold: a person's single name and a street are both text, but they err in different ways. */
export type ColumnKind = "date" | "mail" | "code" | "category" | "word" | "words";

export type ColumnProfile = {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly filled: number;
  readonly distinct: number;
  readonly meanLength: number;
  readonly meanWords: number;
};

const MISSING_WORDS = new Set(["", "null", "none", "nan", "n/a", "na", "unknown", "-"]);

/** Columns with fewer filled records say too little to be compared. */
const LEAST_FILLED = 0.02;

function isMissing(text: string): boolean {
  return MISSING_WORDS.has(text.trim().toLowerCase());
}

function isPlausibleDate(text: string): boolean {
  const digits = dateDigits(text);
  const [year, month, day] = [
    Number(digits.slice(0, 4)),
    Number(digits.slice(4, 6)),
    Number(digits.slice(6)),
  ];
  return digits !== "" && year >= 1000 && year <= 2200 && month <= 12 && day <= 31;
}

function kindOf(filled: readonly string[], distinct: number, meanWords: number): ColumnKind {
  const shareOf = (test: (text: string) => boolean): number => filled.filter(test).length / filled.length;
  if (shareOf(isPlausibleDate) > 0.8) return "date";
  if (shareOf((text) => /^\S+@\S+$/.test(text)) > 0.6) return "mail";
  // Few values that recur: they tell records apart a little and block nothing by themselves.
  if (distinct <= 60 && distinct < filled.length / 20) return "category";
  if (shareOf((text) => (text.match(/\d/g)?.length ?? 0) * 2 >= text.replace(/\s/g, "").length) > 0.6)
    return "code";
  return meanWords > 1.4 ? "words" : "word";
}

/** Reads what a column holds; undefined when it cannot help (nearly empty, or the same everywhere). */
export function profileColumn(table: RecordTable, name: string): ColumnProfile | undefined {
  const filled = (table.columns[name] ?? [])
    .filter((text) => !isMissing(text))
    .map((text) => text.trim().toLowerCase());
  const distinct = new Set(filled).size;
  if (distinct < 2 || filled.length < LEAST_FILLED * table.size) return undefined;
  const mean = (measure: (text: string) => number): number =>
    filled.reduce((sum, text) => sum + measure(text), 0) / filled.length;
  const meanWords = mean((text) => distinctWords(text).length);
  return {
    name,
    kind: kindOf(filled, distinct, meanWords),
    filled: filled.length,
    distinct,
    meanLength: mean((text) => text.length),
    meanWords,
  };
}

/** Columns in which every record has a value of its own: names of records, not evidence. */
export function isIdentifier(table: RecordTable, name: string): boolean {
  const values = table.columns[name] ?? [];
  return (
    table.size > 1 &&
    new Set(values).size === table.size &&
    !values.some(isMissing) &&
    !values.some((text) => /\s/.test(text.trim()))
  );
}

/** Share of records filled in both columns in which every word of `inner` is also in `outer`. */
export function shareWithin(table: RecordTable, inner: string, outer: string): number {
  const [inners, outers] = [table.columns[inner] ?? [], table.columns[outer] ?? []];
  let [both, within] = [0, 0];
  for (let row = 0; row < table.size; row++) {
    const [a, b] = [inners[row] ?? "", outers[row] ?? ""];
    if (isMissing(a) || isMissing(b)) continue;
    both += 1;
    const words = new Set(distinctWords(b.toLowerCase()));
    if (distinctWords(a.toLowerCase()).every((word) => words.has(word))) within += 1;
  }
  return both === 0 ? 0 : within / both;
}

/** Share of the records of `one` whose value occurs more than once in `other`: values that could stand in either column. */
export function sharedValues(table: RecordTable, one: string, other: string): number {
  const counts = new Map<string, number>();
  for (const text of table.columns[other] ?? [])
    counts.set(text.toLowerCase(), (counts.get(text.toLowerCase()) ?? 0) + 1);
  const filled = (table.columns[one] ?? []).filter((text) => !isMissing(text));
  return filled.length === 0
    ? 0
    : filled.filter((text) => counts.has(text.toLowerCase())).length / filled.length;
}
