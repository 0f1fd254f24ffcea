import { stampOf } from "#commands/registry/look-up-number.ts";
import type { Runtime } from "#commands/runtime.ts";
import type { CallAnswer, Redress } from "#domain/registry/call-answer.ts";
import type { EntryAnswer, NumberFields } from "#domain/registry/number-answer.ts";

/**
 * How what is outside ASCII is written: as \u escapes, or as UTF-8 with a character for each byte. Either way a character
 * is a byte of the answer, which is measured, joined and sent several times faster than other text.
 */
export type Letters = "escapes" | "bytes";

/**
 * The JSON of an answer about a number, joined by hand: what JSON.stringify writes in half the time, because
 * all but a few parts are codes that need no quoting and parts that repeat. `number-text.test.ts` holds the two together.
 */
export function numberText(fields: NumberFields, letters: Letters): string {
  const { entry, region, official, reports } = fields;
  return `"canonical":${quoted(fields.canonical, letters)},"kind":"${fields.kind}","flags":${list(fields.flags)},"extension":${
    fields.extension === null ? "null" : quoted(fields.extension, letters)
  },"display":${quoted(fields.display, letters)},"region":${whole(region, letters)},"carrier":${
    fields.carrier === null ? "null" : quoted(fields.carrier, letters)
  },"visibility":"${fields.visibility}","verdict":"${fields.verdict}","listed":${fields.listed},"advice":"${
    fields.advice
  }","reasons":${list(fields.reasons)},"entry":${entry === null ? "null" : entryText(entry, letters)},"official":${whole(
    official,
    letters,
  )},"reports":${reports === null ? "null" : narrow(JSON.stringify(reports), letters)}`;
}

function entryText(entry: EntryAnswer, letters: Letters): string {
  const { id, kind, status, tier, grounds, listedAt, expiresAt, authority } = entry;
  return `{"id":"${id}","kind":"${kind}","status":"${status}","tier":"${tier}","grounds":${list(grounds)},"listedAt":"${listedAt}","expiresAt":"${expiresAt}","authority":${whole(authority, letters)}}`;
}

/** The same for what to do with a call. */
export function callText(answer: CallAnswer, letters: Letters): string {
  const { canonical, action, reason, verdict, advice, label, redress, cacheSeconds } = answer;
  return `"canonical":${canonical === null ? "null" : quoted(canonical, letters)},"action":"${action}","reason":"${reason}","verdict":"${verdict}","advice":"${advice}","label":${
    label === null ? "null" : narrow(JSON.stringify(label), letters)
  },"redress":${redress === null ? "null" : redressText(redress, letters)},"cacheSeconds":${cacheSeconds}`;
}

function redressText({ jcard, sipStatus, callInfo }: Redress, letters: Letters): string {
  return `{"jcard":${quoted(jcard, letters)},"sipStatus":${sipStatus},"callInfo":${quoted(callInfo, letters)}}`;
}

/** Printable ASCII without quote and backslash stands for itself. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** A text in quotes. */
export function quoted(value: string, letters: Letters): string {
  return PLAIN.test(value) ? `"${value}"` : narrow(JSON.stringify(value), letters);
}

const OUTSIDE_ASCII = /[\u0080-\uffff]/;
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** JSON with one character a byte. */
export function narrow(json: string, letters: Letters): string {
  if (!OUTSIDE_ASCII.test(json)) return json;
  return letters === "escapes"
    ? json.replace(/[\u0080-\uffff]/g, escaped)
    : Buffer.from(json, "utf8").toString("latin1");
}

const known = { escapes: new WeakMap<object, string>(), bytes: new WeakMap<object, string>() };

/** Regions, agencies and institutions are shared objects; their text is kept as long as they are. */
function whole(value: object | null, letters: Letters): string {
  if (value === null) return "null";
  const found = known[letters].get(value);
  if (found !== undefined) return found;
  const made = narrow(JSON.stringify(value), letters);
  known[letters].set(value, made);
  return made;
}

type Listed = { readonly text: string; readonly longer: Map<string, Listed> };
const nothing: Listed = { text: "[]", longer: new Map() };

/** Lists of codes from closed sets: few come, again and again, so each is written once. */
function list(codes: readonly string[]): string {
  let listed = nothing;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? "";
    const known = listed.longer.get(code);
    const next = known ?? { text: JSON.stringify(codes.slice(0, at + 1)), longer: new Map() };
    if (!known) listed.longer.set(code, next);
    listed = next;
  }
  return listed.text;
}

/** Writes `"asOf":…,"listVersion":…`, which changes about once a second. */
export function stampWriter(runtime: Pick<Runtime, "registry" | "clock">): () => string {
  let written = { asOf: "", listVersion: -1, ageSeconds: -1 };
  let text = "";
  return () => {
    const { asOf, listVersion, ageSeconds = -1 } = stampOf(runtime);
    if (asOf !== written.asOf || listVersion !== written.listVersion || ageSeconds !== written.ageSeconds) {
      written = { asOf, listVersion, ageSeconds };
      text = JSON.stringify({ asOf, listVersion, ...(ageSeconds < 0 ? {} : { ageSeconds }) }).slice(1, -1);
    }
    return text;
  };
}
