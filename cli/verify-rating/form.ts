/** What a bundle has to look like: each field, nothing else, canonical bytes, and numbers that can be true together. */

/** Something that is wrong with the file itself. `pointer` is a JSON pointer (RFC 6901). */
export type Problem = { readonly pointer: string; readonly reason: string };
const problem = (pointer: string, reason: string): Error =>
  Object.assign(new Error(`${pointer}: ${reason}`), { problem: { pointer, reason } satisfies Problem });
export const problemOf = (error: unknown): Problem | undefined =>
  error instanceof Error && "problem" in error ? (error.problem as Problem) : undefined;

export const step = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;

type Check<T> = (value: unknown, at: string) => T;
type Shape = Readonly<Record<string, Check<unknown>>>;
const object =
  <S extends Shape>(shape: S): Check<{ readonly [K in keyof S]: ReturnType<S[K]> }> =>
  (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw problem(at, "is not an object");
    for (const name of Object.keys(value))
      if (!Object.hasOwn(shape, name))
        throw problem(step(at, name), "is a field that the form does not have");
    for (const [name, check] of Object.entries(shape)) {
      if (!Object.hasOwn(value, name)) throw problem(step(at, name), "is missing");
      check(value[name as keyof typeof value], step(at, name));
    }
    return value as { readonly [K in keyof S]: ReturnType<S[K]> };
  };
const list =
  <T>(check: Check<T>): Check<readonly T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) throw problem(at, "is not a list");
    for (const [index, item] of value.entries()) check(item, step(at, index));
    return value;
  };
const rule =
  <T>(is: (value: unknown) => boolean, reason: string): Check<T> =>
  (value, at) => {
    if (!is(value)) throw problem(at, reason);
    return value as T;
  };
const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value, at) =>
    value === null ? null : check(value, at);
const triple = <T>(check: Check<T>): Check<readonly [T, T, T]> =>
  tuple(check, 3) as Check<readonly [T, T, T]>;
const pair = <T>(check: Check<T>): Check<readonly [T, T]> => tuple(check, 2) as Check<readonly [T, T]>;
const tuple =
  <T>(check: Check<T>, length: number): Check<readonly T[]> =>
  (value, at) => {
    const items = list(check)(value, at);
    if (items.length !== length) throw problem(at, `does not have ${length} members`);
    return items;
  };
const oneOf = <const T>(...values: readonly T[]): Check<T> =>
  rule((value) => values.includes(value as T), `is none of ${values.join(", ")}`);
const matching = (form: RegExp, what: string) =>
  rule<string>((value) => typeof value === "string" && form.test(value), `is not ${what}`);

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const number = rule<number>(isNumber, "is not a number");
const amount = rule<number>((value) => isNumber(value) && value >= 0, "is not a number from 0 on");
const positive = rule<number>((value) => isNumber(value) && value > 0, "is not a number above 0");
const whole = rule<number>(
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  "is not a whole number from 0 on",
);
const probability = rule<number>(
  (value) => isNumber(value) && value >= 0 && value <= 1,
  "is not a probability",
);
const flag = rule<boolean>((value) => typeof value === "boolean", "is neither true nor false");
const text = matching(/^[^\0]{1,2000}$/su, "a text");
const month = matching(/^[12]\d{3}-(0[1-9]|1[0-2])$/, "a month, YYYY-MM");
const time = rule<string>(
  (value) =>
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
  "is not a time in UTC (RFC 3339)",
);

const letter = oneOf("A", "B", "C", "D", "E");
const sums = triple(amount);
const good = object({ below: positive, probability });
const poor = object({ above: positive, probability });
const share = orNull(object({ mean: probability, low: probability, high: probability, letter }));

const grid = object({
  from: positive,
  to: positive,
  points: rule<number>((n) => isNumber(n) && n >= 2 && n <= 1_000 && n % 1 === 0, "is not from 2 to 1000"),
});

const method = object({
  version: text,
  windowMonths: whole,
  halfLifeMonths: positive,
  otherHalfLives: pair(positive),
  weights: triple(positive),
  otherWeights: pair(triple(positive)),
  alphaGrid: grid,
  driftFallback: amount,
  driftLeastPairs: whole,
  driftLeastComplaints: positive,
  sharedDrift: probability,
  benchmarkPrior: positive,
  letters: object({ A: good, B: good, D: poor, E: poor, atOnce: probability }),
  handling: object({ precisionGrid: grid, leastTrials: positive, leastFailures: probability }),
  gates: object({
    leastExpected: amount,
    leastMonths: whole,
    leastPeers: whole,
    widestRatio: positive,
    leastPersons: whole,
    leastForUpholdRate: whole,
    leastRankability: probability,
  }),
});
const half = object({ accountMonths: amount, complaints: sums });
const institution = object({
  id: text,
  exposureSource: oneOf("regulator_filing", "audited_filing", "institution_statement", "proxy", null),
  months: whole,
  strata: list(
    object({
      stratum: text,
      exposure: object({ base: amount, shorter: amount, longer: amount }),
      complaints: object({ base: sums, shorter: sums, longer: sums, uniform: sums, withoutCluster: sums }),
    }),
  ),
  halves: object({ older: half, newer: half }),
  persons: whole,
  held: sums,
  counts: object({ received: whole, decided: whole, upheld: whole }),
  handling: object({ asked: amount, inTime: amount, answered: amount, resolved: amount, reopened: amount }),
  sanctions: object({ serious: flag, revoked: flag }),
  integrityHold: orNull(text),
  previous: object({ letter: orNull(letter), ruled: orNull(letter) }),
  cells: list(object({ month, accounts: orNull(amount), complaints: sums })),
});
const result = object({
  id: text,
  status: oneOf("rated", "not_rated", "not_licensed"),
  reasons: list(
    oneOf(
      "size_unknown",
      "size_by_proxy_only",
      "under_twelve_months",
      "too_few_peers",
      "too_little_expected",
      "interval_too_wide",
      "integrity_hold",
    ),
  ),
  letter: orNull(letter),
  ruled: orNull(letter),
  steps: list(
    object({
      step: oneOf("harm", "handling", "too_few_persons", "fragile", "held_over", "sanction"),
      letter,
    }),
  ),
  peers: orNull(text),
  harm: orNull(
    object({
      letter,
      estimate: object({ ratio: amount, low: amount, high: amount, shape: amount, rate: amount }),
      probability: object({
        belowHalf: probability,
        belowFourFifths: probability,
        aboveOneAndHalf: probability,
        aboveTwoAndHalf: probability,
        worstTenth: probability,
      }),
      classes: triple(object({ observed: amount, expected: amount, mean: amount, variance: amount })),
    }),
  ),
  sensitivities: list(
    object({
      name: oneOf(
        "weights_low",
        "weights_high",
        "half_life_shorter",
        "half_life_longer",
        "without_cluster",
        "uniform",
      ),
      ratio: amount,
      letter,
    }),
  ),
  isFragile: flag,
  handling: orNull(object({ letter, timely: share, resolved: share })),
  upholdRate: orNull(probability),
  funnel: orNull(object({ ratio: amount, precision: amount, z: number })),
});
const bundle = object({
  v: oneOf(1),
  kind: oneOf("rating-batch"),
  id: text,
  month,
  asOf: time,
  corrects: orNull(object({ id: text, reason: text })),
  method,
  strata: list(object({ id: text, parent: orNull(text) })),
  institutions: list(institution),
  population: object({
    alpha: sums,
    drift: amount,
    driftPairs: whole,
    overDispersion: amount,
    rankability: probability,
    worstTenthFrom: amount,
    rated: whole,
  }),
  results: list(result),
  digest: text,
});
export type Bundle = ReturnType<typeof bundle>;
export type Method = Bundle["method"];
export type Institution = Bundle["institutions"][number];
export type Result = Bundle["results"][number];
export type Letter = NonNullable<Result["letter"]>;
export type Reason = Result["reasons"][number];
export type Step = Result["steps"][number];

/** RFC 8785. */
export function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort() as (keyof typeof value)[];
  return `{${names.map((name) => `${JSON.stringify(name)}:${jcs(value[name])}`).join()}}`;
}

/** Where in a value the letter at `offset` of its canonical text stands. */
function pointerAt(value: unknown, offset: number, at = ""): string {
  if (typeof value !== "object" || value === null) return at;
  const members = Array.isArray(value)
    ? value.map((item, index) => ({ name: index, item, head: 0 }))
    : Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, item]) => ({ name, item, head: JSON.stringify(name).length + 1 }));
  let start = 1;
  for (const { name, item, head } of members) {
    const end = start + head + jcs(item).length;
    if (offset < end) return offset < start ? at : pointerAt(item, offset - start - head, step(at, name));
    start = end + 1;
  }
  return at;
}

function ascending(ids: readonly string[], at: (index: number) => string): void {
  for (let index = 1; index < ids.length; index++) {
    const [before = "", id = ""] = ids.slice(index - 1, index + 1);
    if (id === before) throw problem(at(index), `is there twice: ${id}`);
    if (id < before) throw problem(at(index), `is out of order: ${id} after ${before}`);
  }
}

/** Months since the year nought. */
const monthsOf = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5));

function checkStrata({ strata }: Bundle): void {
  const parents = new Map<string, string | null>();
  for (const [index, { id, parent }] of strata.entries()) {
    if (parents.has(id)) throw problem(`/strata/${index}/id`, `is there twice: ${id}`);
    parents.set(id, parent);
  }
  for (const [index, { id, parent }] of strata.entries()) {
    if (parent !== null && !parents.has(parent))
      throw problem(`/strata/${index}/parent`, `is no stratum: ${parent}`);
    let above: string | null | undefined = parent;
    for (let n = 0; above; n++, above = parents.get(above))
      if (n > strata.length) throw problem(`/strata/${index}/parent`, `${id} is among its own descendants`);
  }
}

/** Numbers of one institution that cannot be true together. */
function checkInstitution(one: Institution, { method, month, strata }: Bundle, at: string): void {
  const known = new Set(strata.map(({ id }) => id));
  const seen = new Set<string>();
  for (const [index, { stratum }] of one.strata.entries()) {
    const where = `${at}/strata/${index}/stratum`;
    if (!known.has(stratum)) throw problem(where, `is no stratum: ${stratum}`);
    if (seen.has(stratum)) throw problem(where, `is there twice: ${stratum}`);
    seen.add(stratum);
  }
  if (one.months > method.windowMonths) throw problem(`${at}/months`, "is more than the window has");
  const months = one.cells.map((cell) => cell.month);
  ascending(months, (index) => `${at}/cells/${index}/month`);
  for (const [index, name] of months.entries()) {
    const age = monthsOf(month) - monthsOf(name);
    if (age < 0 || age >= method.windowMonths)
      throw problem(`${at}/cells/${index}/month`, "is outside the window");
  }
  const atMost = (part: number, all: number, name: string) => {
    if (part > all) throw problem(`${at}/${name}`, `is ${part}, more than ${all}, of which it is a part`);
  };
  atMost(one.handling.inTime, one.handling.asked, "handling/inTime");
  atMost(one.handling.resolved, one.handling.answered, "handling/resolved");
  atMost(one.counts.upheld, one.counts.decided, "counts/upheld");
}

/** A bundle from its bytes, which have to be its canonical form. Throws a problem where they are anything else. */
export function readBundle(bytes: Uint8Array): Bundle {
  const json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const value: unknown = JSON.parse(json);
  const read = bundle(value, "");
  const canonical = jcs(value);
  if (canonical !== json) {
    let offset = 0;
    while (canonical[offset] === json[offset]) offset++;
    throw problem(pointerAt(value, offset), `is not written canonically (RFC 8785), at character ${offset}`);
  }
  ascending(
    read.institutions.map(({ id }) => id),
    (index) => `/institutions/${index}/id`,
  );
  checkStrata(read);
  for (const [index, one] of read.institutions.entries())
    checkInstitution(one, read, `/institutions/${index}`);
  for (const [index, { id }] of read.results.entries())
    if (id !== read.institutions[index]?.id)
      throw problem(
        `/results/${index}/id`,
        `is ${id}; the institution here is ${read.institutions[index]?.id}`,
      );
  if (read.results.length < read.institutions.length)
    throw problem(`/results/${read.results.length}`, "is missing");
  if (read.method.alphaGrid.from >= read.method.alphaGrid.to)
    throw problem("/method/alphaGrid/to", "is not above from");
  const { precisionGrid } = read.method.handling;
  if (precisionGrid.from >= precisionGrid.to)
    throw problem("/method/handling/precisionGrid/to", "is not above from");
  return read;
}
