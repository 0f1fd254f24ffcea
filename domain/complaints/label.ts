/** A stable code with its words. Codes are what is stored and what programs see; words may be improved. */
export type Label = { readonly code: string; readonly zh: string; readonly en: string };

export type CodeOf<List extends readonly Label[]> = List[number]["code"];

/** The codes of a list in its order, as a zod enum takes them. */
export function codesOf<const List extends readonly Label[]>(list: List): readonly CodeOf<List>[] {
  return list.map((entry) => entry.code);
}

/** Whether `value` is a code of the list. */
export function isCodeOf<const List extends readonly Label[]>(
  list: List,
  value: unknown,
): value is CodeOf<List> {
  return list.some((entry) => entry.code === value);
}

/** The words of a code in a locale; a code unknown to the list is shown as it is rather than lost. */
export function wordsOf(list: readonly Label[], code: string, locale: "zh-CN" | "en"): string {
  const entry = list.find((candidate) => candidate.code === code);
  if (!entry) return code;
  return locale === "en" ? entry.en : entry.zh;
}
