/**
 * JSON Canonicalization Scheme (RFC 8785): one text per JSON value. Members in the order of their names' UTF-16 units,
 * numbers and strings as ECMAScript writes them, no white space. A member that is undefined is left out, as JSON does;
 * what JSON cannot hold (NaN, a bigint, a date, half a surrogate pair) is refused.
 */
export function jcs(value: unknown): string {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw new TypeError("jcs: a string with half a surrogate pair");
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError("jcs: a number that JSON cannot hold");
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
      return object(value as Readonly<Record<string, unknown>>);
    default:
      throw new TypeError(`jcs: ${typeof value}`);
  }
}

function object(value: Readonly<Record<string, unknown>>): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError("jcs: not a plain object");
  let text = "";
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined) text += `${text === "" ? "" : ","}${jcs(name)}:${jcs(member)}`;
  }
  return `{${text}}`;
}
