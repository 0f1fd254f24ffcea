/** JSON values, as they come from JSON.parse. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/**
 * JSON Canonicalization Scheme (RFC 8785): names sorted by UTF-16 code units, numbers and strings as ECMAScript
 * writes them, no white space. Names whose value is undefined are left out, as JSON.stringify does.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("not a JSON number");
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  const named = value as { readonly [name: string]: Json | undefined };
  const parts: string[] = [];
  for (const name of Object.keys(named).sort()) {
    const part = named[name];
    if (part !== undefined) parts.push(`${quoted(name)}:${canonicalJson(part)}`);
  }
  return `{${parts.join(",")}}`;
}

function quoted(text: string): string {
  // JSON.stringify writes lone surrogates as escapes; RFC 8785 (3.2.2.2) has no form for them.
  if (!text.isWellFormed()) throw new TypeError("text with half a character");
  return JSON.stringify(text);
}
