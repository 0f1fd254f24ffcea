/** A package name: labels of letters, digits and underscores, the first of them a letter. */
const APP = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)+$/;
/** The same inside a text: not part of an address, of a longer word or of another name. */
const APP_IN_TEXT =
  /(?<![\p{N}_.@/-]|[^\P{L}\p{Script=Han}])[a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)+(?![\w@-]|\.[\w-])/gu;
const MOST_NAMES = 50;

const folded = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .trim()
    .toLowerCase();

/** What a message's signature is compared by: 【某某银行】 and 某某银行 are one; width and case do not count. */
export const signatureKey = (text: string): string =>
  folded(text)
    .replace(/^[【[]|[】\]]$/gu, "")
    .trim();

/** What an app is compared by, its package name; null when the text is none. */
export function appKey(text: string): string | null {
  const name = folded(text);
  return APP.test(name) ? name : null;
}

/** Whatever in a text may be a package name, each once. Host names look the same: only the registry can tell. */
export function appKeysIn(text: string): readonly string[] {
  const names = [...folded(text).matchAll(APP_IN_TEXT)].map(([name]) => name);
  return [...new Set(names)].slice(0, MOST_NAMES);
}
