import { createElement, type ReactNode } from "react";

/** MathML Core, as browsers draw it. Letters and numbers may be given as they are. */
type Part = ReactNode;
const element =
  (tag: string) =>
  (...parts: readonly Part[]): ReactNode =>
    createElement(tag, null, ...parts.map(atom));

/** A digit string is a number, a letter or word a name, anything else a sign. */
function atom(part: Part): ReactNode {
  if (typeof part !== "string" && typeof part !== "number") return part;
  const text = String(part);
  if (/^[\d.,]+$/.test(text)) return createElement("mn", null, text);
  return createElement(/^[\p{L}\p{M}]+$/u.test(text) ? "mi" : "mo", null, text);
}

export const row = element("mrow");
export const sub = element("msub");
export const sup = element("msup");
export const frac = element("mfrac");
export const sqrt = element("msqrt");
/** What a sum runs over stands below it. */
export const under = element("munder");
/** A blank as wide as so many letters m. */
export const space = (ems: number): ReactNode => createElement("mspace", { width: `${ems}em` });
/** Natural logarithm of what follows. */
export const ln = row("ln", space(0.17));
export const text = (words: string): ReactNode => createElement("mtext", null, words);

/** A formula on a line of its own. */
export const math = (...parts: readonly Part[]): ReactNode =>
  createElement("math", { display: "block" }, ...parts.map(atom));

export const sum = (over: Part): ReactNode => under("∑", over);
export const paren = (...parts: readonly Part[]): ReactNode => row("(", ...parts, ")");
