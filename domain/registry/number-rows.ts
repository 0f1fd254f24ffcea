/** Rows of the look-up index, packed: 53 bits of the blind index to sort by, and eleven words of 32 bits. */

/** What is stored of one number. Times are whole seconds since 1970; 0 means "not there". */
export type NumberRow = {
  /** Packed kind, status, tier, grounds and visibility of the entry; 0 without an entry. */
  readonly entryBits: number;
  readonly entryId: string | null;
  readonly listedAt: number;
  readonly expiresAt: number;
  /** Place of the deciding agency in the owner's list, below 65,536. */
  readonly agency: number;
  /** Place of the institution in the owner's list, plus one. */
  readonly official: number;
  readonly fifthLastAt: number;
  /** Places in BUCKETS, plus one. */
  readonly sources: number;
  readonly sources30d: number;
};

export const EMPTY_ROW: NumberRow = {
  entryBits: 0,
  entryId: null,
  listedAt: 0,
  expiresAt: 0,
  agency: 0,
  official: 0,
  fifthLastAt: 0,
  sources: 0,
  sources30d: 0,
};

export function isEmptyRow(row: NumberRow): boolean {
  return row.entryBits === 0 && row.official === 0 && row.fifthLastAt === 0;
}

export function isSameRow(a: NumberRow, b: NumberRow): boolean {
  return (Object.keys(EMPTY_ROW) as (keyof NumberRow)[]).every((name) => a[name] === b[name]);
}

/** Two rows about one number as one; where both say something, the later counts. */
export function joinRows(earlier: NumberRow, later: NumberRow): NumberRow {
  const entry = later.entryBits === 0 ? earlier : later;
  const reports = later.fifthLastAt === 0 ? earlier : later;
  return {
    entryBits: entry.entryBits,
    entryId: entry.entryId,
    listedAt: entry.listedAt,
    expiresAt: entry.expiresAt,
    agency: entry.agency,
    official: later.official === 0 ? earlier.official : later.official,
    fifthLastAt: reports.fifthLastAt,
    sources: reports.sources,
    sources30d: reports.sources30d,
  };
}

/** Words of a row, in order: check, entry bits, entry id (four), listed, expires, agency and counts, official, fifth. */
const WORDS = 11;
export const BYTES_PER_ROW = 8 + WORDS * 4;
const KEY_SPAN = 2 ** 53;

/** Sorted by key, then by check. */
export type PackedRows = { readonly keys: Float64Array; readonly words: Uint32Array };
export type Placed = { readonly key: number; readonly check: number; readonly row: NumberRow };

const packed = (length: number): PackedRows => ({
  keys: new Float64Array(length),
  words: new Uint32Array(length * WORDS),
});

/** The arrays as bytes, for a file on a machine of the same byte order. */
export function rowsAsBytes({ keys, words }: PackedRows): readonly [Uint8Array, Uint8Array] {
  return [
    new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength),
    new Uint8Array(words.buffer, words.byteOffset, words.byteLength),
  ];
}

/** The rows of such bytes, copied; null when they are not a whole number of rows. */
export function rowsFromBytes(bytes: Uint8Array): PackedRows | null {
  if (bytes.length % BYTES_PER_ROW !== 0) return null;
  const rows = packed(bytes.length / BYTES_PER_ROW);
  const [keys, words] = rowsAsBytes(rows);
  keys.set(bytes.subarray(0, keys.length));
  words.set(bytes.subarray(keys.length));
  return rows;
}

export function checkAt({ words }: PackedRows, at: number): number {
  return words[at * WORDS] ?? 0;
}

export function readRow({ words }: PackedRows, at: number): NumberRow {
  const start = at * WORDS;
  const entryBits = words[start + 1] ?? 0;
  const counts = words[start + 8] ?? 0;
  return {
    entryBits,
    entryId: entryBits === 0 ? null : readUuid(words, start + 2),
    listedAt: words[start + 6] ?? 0,
    expiresAt: words[start + 7] ?? 0,
    agency: counts >>> 16,
    official: words[start + 9] ?? 0,
    fifthLastAt: words[start + 10] ?? 0,
    sources: (counts >>> 8) & 0xff,
    sources30d: counts & 0xff,
  };
}

function writeRow({ keys, words }: PackedRows, at: number, { key, check, row }: Placed): void {
  const start = at * WORDS;
  keys[at] = key;
  words[start] = check;
  words[start + 1] = row.entryBits;
  writeUuid(words, start + 2, row.entryId);
  words[start + 6] = row.listedAt;
  words[start + 7] = row.expiresAt;
  words[start + 8] = (row.agency << 16) | (row.sources << 8) | row.sources30d;
  words[start + 9] = row.official;
  words[start + 10] = row.fifthLastAt;
}

const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
/** Character codes of the UUID being written; the four dashes never move. */
const codes = Array.from("00000000-0000-0000-0000-000000000000", (character) => character.charCodeAt(0));

/** Seven times faster than joining what toString(16) gives, and read for every listed number. */
function readUuid(words: Uint32Array, start: number): string {
  let to = 0;
  for (let at = 0; at < 4; at++) {
    const word = words[start + at] ?? 0;
    for (let shift = 28; shift >= 0; shift -= 4) {
      if (to === 8 || to === 13 || to === 18 || to === 23) to += 1;
      codes[to] = DIGITS[(word >>> shift) & 15] ?? 48;
      to += 1;
    }
  }
  return String.fromCharCode(...codes);
}

function writeUuid(words: Uint32Array, start: number, uuid: string | null): void {
  const digits = uuid?.replaceAll("-", "") ?? "";
  for (let at = 0; at < 4; at++)
    words[start + at] = Number.parseInt(digits.slice(at * 8, at * 8 + 8), 16) || 0;
}

function copyRows(from: PackedRows, start: number, end: number, into: PackedRows, to: number): void {
  into.keys.set(from.keys.subarray(start, end), to);
  into.words.set(from.words.subarray(start * WORDS, end * WORDS), to * WORDS);
}

function cut(rows: PackedRows, length: number): PackedRows {
  if (rows.keys.length === length) return rows;
  const into = packed(length);
  copyRows(rows, 0, length, into, 0);
  return into;
}

/** New arrays with the changes folded in; what lies between two changes is copied whole. Empty rows are left out. */
export function mergeRows(old: PackedRows, changes: readonly Placed[]): PackedRows {
  const into = packed(old.keys.length + changes.length);
  let from = 0;
  let to = 0;
  const copyUpTo = (end: number) => {
    copyRows(old, from, end, into, to);
    to += end - from;
    from = end;
  };
  for (const change of [...changes].sort((a, b) => a.key - b.key || a.check - b.check)) {
    copyUpTo(placeOf(old, change, from));
    if (old.keys[from] === change.key && checkAt(old, from) === change.check) from += 1;
    if (isEmptyRow(change.row)) continue;
    writeRow(into, to, change);
    to += 1;
  }
  copyUpTo(old.keys.length);
  return cut(into, to);
}

/** First place from `low` on that is not before the change, by key and then by check. */
function placeOf(rows: PackedRows, { key, check }: Placed, from: number): number {
  let low = from;
  let high = rows.keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const own = rows.keys[middle] ?? 0;
    if (own < key || (own === key && checkAt(rows, middle) < check)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A growing, unsorted list of rows for the first load: far smaller than as many objects. */
export type RowList = {
  add(key: number, check: number, row: NumberRow): void;
  readonly length: number;
  /** Hands over the rows, sorted and with equal ones joined, and forgets them. */
  take(): PackedRows;
};

export function rowList(): RowList {
  let grown = packed(1024);
  let length = 0;
  return {
    add(key, check, row) {
      if (length === grown.keys.length) {
        const wider = packed(length * 2);
        copyRows(grown, 0, length, wider, 0);
        grown = wider;
      }
      writeRow(grown, length, { key, check, row });
      length += 1;
    },
    get length() {
      return length;
    },
    take() {
      const sorted = sortRows(grown, length);
      grown = packed(1024);
      length = 0;
      return sorted;
    },
  };
}

/**
 * Sorts by spreading the rows over as many buckets as there are rows, by the size of the key (blind indexes are
 * uniform, so a bucket holds about one), then by insertion, which moves each row a place or two.
 */
function sortRows(rows: PackedRows, length: number): PackedRows {
  const { keys } = rows;
  const starts = new Uint32Array(length + 1);
  const bucketOf = (key: number) => Math.min(length - 1, Math.floor((key / KEY_SPAN) * length));
  for (let at = 0; at < length; at++) {
    const bucket = bucketOf(keys[at] ?? 0);
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + 1;
  }
  for (let at = 1; at <= length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const order = new Uint32Array(length);
  for (let at = 0; at < length; at++) {
    const bucket = bucketOf(keys[at] ?? 0);
    const place = starts[bucket] ?? 0;
    order[place] = at;
    starts[bucket] = place + 1;
  }
  for (let at = 1; at < length; at++) {
    const moving = order[at] ?? 0;
    let to = at;
    while (to > 0 && isAfter(rows, order[to - 1] ?? 0, moving)) {
      order[to] = order[to - 1] ?? 0;
      to -= 1;
    }
    order[to] = moving;
  }

  const into = packed(length);
  let to = 0;
  for (let at = 0; at < length; at++) {
    const from = order[at] ?? 0;
    const key = keys[from] ?? 0;
    const check = checkAt(rows, from);
    if (to > 0 && into.keys[to - 1] === key && checkAt(into, to - 1) === check) {
      writeRow(into, to - 1, { key, check, row: joinRows(readRow(into, to - 1), readRow(rows, from)) });
      continue;
    }
    into.keys[to] = key;
    for (let word = 0; word < WORDS; word++)
      into.words[to * WORDS + word] = rows.words[from * WORDS + word] ?? 0;
    to += 1;
  }
  return cut(into, to);
}

function isAfter(rows: PackedRows, a: number, b: number): boolean {
  const first = rows.keys[a] ?? 0;
  const second = rows.keys[b] ?? 0;
  return first > second || (first === second && checkAt(rows, a) > checkAt(rows, b));
}
