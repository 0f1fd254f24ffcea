/** Text as it was said, minus what cannot be stored: NUL and halves of characters. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "").trim();
}

/** Length in characters as a person counts them, so that 4,000 rare Han or emoji are not 8,000. */
export function textLength(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

export function isWithin(text: string, max: number): boolean {
  return text.length <= max || (text.length <= 2 * max && textLength(text) <= max);
}

/** Fen from what people write: 3000, ３，０００.50, ¥3000, 3000元, 1.2万. Null when it is no amount. */
export function fenOf(text: string): number | null {
  const plain = text.normalize("NFKC").replace(/[\s,，]/g, "");
  const match = /^[¥￥]?(\d{1,12})(?:\.(\d{1,6}))?(万)?(?:元|块|块钱|rmb)?$/i.exec(plain);
  if (!match) return null;
  const [, yuan = "", decimals = "", tenThousand] = match;
  const places = tenThousand ? 6 : 2;
  // A fraction of a fen is a slip of the keyboard, not an amount.
  if (decimals.length > places) return null;
  return Number(yuan + decimals.padEnd(places, "0"));
}
