import { foldText } from "../matching/fold-text.ts";
import { groupDigits } from "../numbers/groups.ts";
import type { SubjectKind } from "./entry.ts";

/** What a search compares of one subject: digits are found by their beginning, text by any part of it. */
export type SearchText = {
  readonly folded: string;
  /** Characters and pairs of characters of a text; null for digits. */
  readonly pieces: readonly string[] | null;
};

/** A subject's own words as they are searched; null for those that are known by a name kept elsewhere. */
export function searchTextOf(kind: SubjectKind, key: string): SearchText | null {
  if (kind === "institution" || kind === "practitioner") return null;
  if (kind === "number" || kind === "number_block")
    return { folded: groupDigits(key).join("").replace(/\D/g, ""), pieces: null };
  const folded = foldText(key);
  return { folded, pieces: [...new Set([...folded, ...pairsOf(folded)])] };
}

/** The overlapping pairs of characters of a folded text, each once: 云渡银行 → 云渡, 渡银, 银行. */
function pairsOf(folded: string): readonly string[] {
  const characters = [...folded];
  return [...new Set(characters.slice(1).map((character, at) => `${characters[at]}${character}`))];
}

/** What an entry can be filtered by. A filter names some of it, an entry all. */
export type Facets = {
  readonly kind: string | null;
  readonly subjectKind: string | null;
  readonly tier: string | null;
  readonly status: string | null;
  readonly agencyId: string | null;
  readonly grounds: readonly string[];
};

/** The same as `name:value`, so that one index answers any combination of filters. */
export function facetsOf({ kind, subjectKind, tier, status, agencyId, grounds }: Facets): readonly string[] {
  const named = { kind, subject: subjectKind, tier, status, agency: agencyId };
  return [
    ...Object.entries(named).flatMap(([name, value]) => (value === null ? [] : [`${name}:${value}`])),
    ...grounds.map((ground) => `ground:${ground}`),
  ];
}

/**
 * What somebody typed into the search: digits with the usual separators, or words, whose pieces an entry has to have.
 * Null when nothing is left of it.
 */
export function readSearchText(typed: string): SearchText | null {
  const folded = foldText(typed);
  if (folded === "") return null;
  const digits = folded.replace(/[\s().+-]/g, "");
  if (/^\d+$/.test(digits)) return { folded: digits.replace(/^(?:00)?86(?=\d{5})/, ""), pieces: null };
  return { folded, pieces: [...folded].length === 1 ? [folded] : pairsOf(folded) };
}
