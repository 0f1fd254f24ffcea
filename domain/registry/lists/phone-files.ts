import { dialledForms } from "./dialled.ts";
import { isBlocked, type ListEntity } from "./entity.ts";

/** Rows for programs of others. A list's entity makes no row (null) where the format cannot hold it or should not. */

/** RFC 4180 with LF. A cell that a spreadsheet would run as a formula cannot occur: keys and codes only. */
export const CSV_HEAD = "number,tag,kind,tier,status,grounds,listed_at,expires_at\n";
const TAGS = { blacklist: "listed", warning: "warning", credit_note: "note", official: "official" } as const;

export function csvRow(entity: ListEntity): string | null {
  if (entity.canonical === undefined) return null;
  const { numberKind, listedAt, expiresAt } = entity;
  const cells = [
    entity.canonical,
    TAGS[entity.kind],
    numberKind,
    entity.tier,
    entity.status,
    entity.grounds?.join(" "),
    listedAt,
    expiresAt,
  ];
  return `${cells.map((cell) => csvCell(typeof cell === "string" ? cell : "")).join(",")}\n`;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** SpamBlocker's import: `pattern` is a regular expression over digits without plus, spaces and dashes. */
export const SPAMBLOCKER_HEAD = "pattern,description,isBlacklist\n";
/** 950, 951, 952, 954 and 956 numbers are called from with digits of the holder's own behind the base. */
const TAKES_SUB_NUMBERS = /^cn:95[01246]/;

export function spamblockerRow(entity: ListEntity): string | null {
  const { canonical, tier } = entity;
  if (canonical === undefined || !isBlocked(entity)) return null;
  const pattern = spamblockerPattern(canonical);
  return pattern === null ? null : `${pattern},Mingjian ${tier},true\n`;
}

function spamblockerPattern(canonical: string): string | null {
  const message = /^(?:sms|iot):(\d+)$/.exec(canonical);
  if (message) return message[1] ?? null;
  const dialled = dialledForms(canonical);
  if (!dialled) return null;
  const { international, national } = dialled;
  if (international?.startsWith("86") && national !== null)
    return national.startsWith("0") ? `(?:86|0)${national.slice(1)}` : `(?:86)?${national}`;
  const own = international ?? national ?? "";
  return TAKES_SUB_NUMBERS.test(canonical) ? `${own}\\d*` : own;
}

/** Every form in which an exchange may be shown the caller. */
function exchangeForms(entity: ListEntity): string[] {
  if (entity.canonical === undefined || !isBlocked(entity)) return [];
  const dialled = dialledForms(entity.canonical);
  if (!dialled) return [];
  return [dialled.international && `+${dialled.international}`, dialled.national].flatMap(
    (form) => form || [],
  );
}

/** FreeSWITCH mod_blacklist: one number a line. */
export function freeswitchRows(entity: ListEntity): string {
  return exchangeForms(entity)
    .map((form) => `${form}\n`)
    .join("");
}

/** Commands of the Asterisk console: family `blacklist`, the number as key. */
export function asteriskRows(entity: ListEntity): string {
  return exchangeForms(entity)
    .map((form) => `database put blacklist ${form} "listed ${entity.tier}"\n`)
    .join("");
}

/** What iOS blocks by: the number with its country code as an integer (at most 15 digits); null for what has none. */
export function callkitNumber(entity: ListEntity): number | null {
  if (entity.canonical === undefined || !isBlocked(entity)) return null;
  const digits = dialledForms(entity.canonical)?.international;
  return digits && digits.length <= 15 ? Number(digits) : null;
}

/** callkit.i64: signed 64-bit little-endian integers, ascending, each once, as the Call Directory demands. */
export function writeCallkit(numbers: Float64Array): Uint8Array {
  const sorted = numbers.slice().sort();
  let count = 0;
  for (const number of sorted) {
    if (count > 0 && sorted[count - 1] === number) continue;
    sorted[count] = number;
    count += 1;
  }
  const distinct = sorted.subarray(0, count);
  const file = new Uint8Array(distinct.length * 8);
  const view = new DataView(file.buffer);
  distinct.forEach((number, at) => {
    view.setBigInt64(at * 8, BigInt(number), true);
  });
  return file;
}

export function readCallkit(file: Uint8Array): Float64Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return Float64Array.from({ length: file.length / 8 }, (_, at) => Number(view.getBigInt64(at * 8, true)));
}

/** What to remove from, and add to, one ascending set to have the other: for incremental requests of iOS. */
export function callkitChanges(
  before: Float64Array,
  after: Float64Array,
): { readonly remove: Float64Array; readonly add: Float64Array } {
  const remove: number[] = [];
  const add: number[] = [];
  let old = 0;
  let next = 0;
  while (old < before.length || next < after.length) {
    const a = before[old] ?? Number.POSITIVE_INFINITY;
    const b = after[next] ?? Number.POSITIVE_INFINITY;
    if (a < b) remove.push(a);
    if (b < a) add.push(b);
    if (a <= b) old += 1;
    if (b <= a) next += 1;
  }
  return { remove: Float64Array.from(remove), add: Float64Array.from(add) };
}
