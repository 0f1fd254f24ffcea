import type { EntryAnswer, NumberFields } from "#domain/registry/number-answer.ts";

/**
 * The JSON of an answer about a number, joined by hand: the same text as JSON.stringify in half the time, because
 * all but a few parts are codes that need no quoting and lists that repeat. `number-text.test.ts` holds the two together.
 */
export function numberText(fields: NumberFields): string {
  const { entry, region, official, reports } = fields;
  return `"canonical":${text(fields.canonical)},"kind":"${fields.kind}","flags":${list(fields.flags)},"extension":${
    fields.extension === null ? "null" : text(fields.extension)
  },"display":${text(fields.display)},"region":${region === null ? "null" : whole(region)},"carrier":${
    fields.carrier === null ? "null" : text(fields.carrier)
  },"visibility":"${fields.visibility}","verdict":"${fields.verdict}","listed":${fields.listed},"advice":"${
    fields.advice
  }","reasons":${list(fields.reasons)},"entry":${entry === null ? "null" : entryText(entry)},"official":${
    official === null ? "null" : JSON.stringify(official)
  },"reports":${reports === null ? "null" : JSON.stringify(reports)}`;
}

function entryText({ id, kind, status, tier, grounds, listedAt, expiresAt, authority }: EntryAnswer): string {
  return `{"id":"${id}","kind":"${kind}","status":"${status}","tier":"${tier}","grounds":${list(grounds)},"listedAt":"${listedAt}","expiresAt":"${expiresAt}","authority":${authority === null ? "null" : JSON.stringify(authority)}}`;
}

/** Printable ASCII without quote and backslash stands for itself. */
const PLAIN = /^[ !#-[\]-~]*$/;

function text(value: string): string {
  return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
}

const known = new WeakMap<object, string>();

/** Lists of codes and regions are shared objects; their text is kept as long as they are. */
function whole(value: object): string {
  const found = known.get(value);
  if (found !== undefined) return found;
  const made = JSON.stringify(value);
  known.set(value, made);
  return made;
}

function list(codes: readonly string[]): string {
  if (codes.length === 0) return "[]";
  return codes.length === 1 ? `["${codes[0]}"]` : JSON.stringify(codes);
}
