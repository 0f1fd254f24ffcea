import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "csv-parse/sync";

/** One case of a table: what a person reading a miss needs, and both answers in one comparable text. */
type Case = { readonly id: string; readonly input: string; readonly expected: string; readonly got: string };
type Row = Readonly<Record<string, string>>;
type Mode = (rows: readonly Row[], registerFile: string | undefined) => Promise<Case[]>;
type Interval = { readonly value: number; readonly low: number; readonly high: number };

const USAGE = "npm run -s cases -- phone|institution|text|brand|name-pairs FILE [--register REG.tsv]";

/** The lexicon that text tables are written for. */
const LEXICON = "微粒贷 微信 贷款 网贷 借呗 花呗 网商贷 信用贷 借款 催收".split(" ");

/** What the caller can mend: shown as one sentence, exit code 2. */
function usageError(message: string): Error {
  return Object.assign(new Error(message), { code: "USAGE" });
}

function isUsageError(error: unknown): error is Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code === "USAGE" || code.startsWith("ERR_PARSE_ARGS");
}

function cell(row: Row, column: string): string {
  const value = row[column];
  if (value === undefined) throw usageError(`The table has no column ${column}. （表格缺少 ${column} 列。）`);
  return value;
}

/** Inputs are JSON strings, so that invisible characters survive; anything else is taken as it stands. */
function input(row: Row): string {
  const text = cell(row, "input");
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    throw usageError(`Row ${row.id ?? "?"}: the input is no JSON string. （input 不是 JSON 字符串。）`);
  }
}

const asSet = (flags: readonly string[]): string => [...new Set(flags)].sort().join(",");

const phone: Mode = async (rows) => {
  const { normaliseNumber } = await import("#domain/numbers/normalise-number.ts");
  return rows.map((row) => {
    const raw = input(row);
    const read = normaliseNumber(raw);
    const flags = cell(row, "flags").split(",").filter(Boolean);
    return {
      id: cell(row, "id"),
      input: raw,
      expected: [cell(row, "kind"), cell(row, "case_key"), asSet(flags), row.ext ?? ""].join(" | "),
      got: [read.kind, read.key, asSet(read.flags), read.extension ?? ""].join(" | "),
    };
  });
};

const institution: Mode = async (rows, registerFile) => {
  if (registerFile === undefined)
    throw usageError("institution needs --register REG.tsv. （请用 --register 给出登记表。）");
  const { buildRegister, matchInstitution } = await import("#domain/institutions/match-institution.ts");
  const { readLicenceRow } = await import("#domain/institutions/import-licences.ts");
  const register = buildRegister(
    readTable(registerFile).map((row) => {
      const entry = readLicenceRow(row);
      if (!entry.ok) throw usageError(`${registerFile}: ${entry.reason} in ${JSON.stringify(row)}`);
      const { legalName, shortName, regulatorCode, uscc, region } = entry.value;
      const names = shortName === null ? [] : [{ name: shortName, kind: "short" as const }];
      return { id: regulatorCode ?? uscc ?? legalName, legalName, names, class: entry.value.class, region };
    }),
  );
  return rows.map((row) => {
    const match = matchInstitution(register, input(row));
    return {
      id: cell(row, "id"),
      input: input(row),
      expected: cell(row, "expected_institution_code"),
      got: match.outcome === "match" ? match.institutionId : "NONE",
    };
  });
};

const text: Mode = async (rows) => {
  const { matchLexicon } = await import("#domain/matching/match-lexicon.ts");
  return rows.map((row) => {
    const { kind, folded, lexeme } = matchLexicon(input(row), LEXICON);
    return {
      id: cell(row, "id"),
      input: input(row),
      expected: `${cell(row, "match_kind")} | ${cell(row, "folded_or_lexeme")}`,
      got: `${kind} | ${lexeme ?? folded}`,
    };
  });
};

const brand: Mode = async (rows) => {
  const { extractBrand } = await import("#domain/institutions/split-name.ts");
  return rows.map((row, index) => ({
    id: String(index + 1),
    input: cell(row, "company"),
    expected: cell(row, "brand"),
    got: extractBrand(cell(row, "company")),
  }));
};

const namePairs: Mode = async (rows) => {
  const { isSameName } = await import("#domain/institutions/same-name.ts");
  return rows.map((row, index) => {
    const [first, second] = [cell(row, "name1"), cell(row, "name2")];
    const kind = row.schema === "Person" ? "person" : row.schema === undefined ? undefined : "organisation";
    const { same } = isSameName(first, second, kind === undefined ? {} : { kind });
    return {
      id: String(index + 1),
      input: `${first} | ${second}`,
      expected: cell(row, "is_match").toLowerCase(),
      got: String(same),
    };
  });
};

/** Enough for a third decimal of the ends of the interval; the seed makes a run repeatable. */
const RESAMPLES = 2000;
const SEED = 1;

function f1(pairs: readonly Case[]): number {
  const count = (expected: string, got: string): number =>
    pairs.filter((pair) => pair.expected === expected && pair.got === got).length;
  const hits = count("true", "true");
  return hits === 0 ? 0 : (2 * hits) / (2 * hits + count("false", "true") + count("true", "false"));
}

/** Percentile bootstrap over the rows: 95 % of the samples drawn with replacement have a value from `low` to `high`. */
async function bootstrap(
  rows: readonly Case[],
  statistic: (rows: readonly Case[]) => number,
): Promise<Interval> {
  const { seededRandom } = await import("#domain/matching/linkage/random.ts");
  const random = seededRandom(SEED);
  const values = Array.from({ length: RESAMPLES }, () =>
    statistic(rows.map(() => rows[Math.floor(random() * rows.length)] as Case)),
  ).sort((a, b) => a - b);
  const at = (share: number): number => values[Math.floor(share * (RESAMPLES - 1))] as number;
  return { value: statistic(rows), low: at(0.025), high: at(0.975) };
}

function intervalLine(name: string, count: number, { value, low, high }: Interval): string {
  return `${name} ${value.toFixed(3)} (95 % ${low.toFixed(3)} to ${high.toFixed(3)}, ${count} rows)\n`;
}

const share = (cases: readonly Case[]): number =>
  cases.filter(({ expected, got }) => expected === got).length / cases.length;

/** How sure the figure is, on stderr: exact brands, and F1 of name pairs, organisations apart where the table has a schema. */
async function writeIntervals(name: string, rows: readonly Row[], cases: readonly Case[]): Promise<void> {
  if (cases.length === 0) return;
  if (name === "brand")
    process.stderr.write(intervalLine("exact", cases.length, await bootstrap(cases, share)));
  if (name !== "name-pairs") return;
  const organisations = cases.filter((_, index) => rows[index]?.schema !== "Person");
  if (organisations.length > 0 && organisations.length < cases.length)
    process.stderr.write(
      intervalLine("F1 organisations", organisations.length, await bootstrap(organisations, f1)),
    );
  process.stderr.write(intervalLine("F1 all", cases.length, await bootstrap(cases, f1)));
}

const MODES: Readonly<Record<string, Mode>> = { phone, institution, text, brand, "name-pairs": namePairs };

function readContent(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\ufeff/, "");
  } catch {
    throw usageError(`There is no file ${file}. （找不到文件 ${file}。）`);
  }
}

function readLines(file: string): string[] {
  return readContent(file)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
}

/** A table with a header line: comma-separated when the name ends in .csv, else by tabs. */
function readTable(file: string): Row[] {
  if (/\.csv$/i.test(file)) {
    return parse(readContent(file), {
      columns: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as Row[];
  }
  const [head = "", ...lines] = readLines(file);
  const header = head.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    return Object.fromEntries(header.map((column, index) => [column.trim(), cells[index] ?? ""]));
  });
}

/** `company brand` a line; a line of one word expects no brand. */
function readBrands(file: string): Row[] {
  return readLines(file).map((line) => {
    const [company = "", ...rest] = line.trim().split(/\s+/u);
    return { company, brand: rest.join(" ") };
  });
}

/** `npm run cases`: runs a table of inputs and expected outputs; a line for each miss, then `passed/total`. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { register: { type: "string" } },
  });
  const [name, file] = positionals;
  const mode = name === undefined || !Object.hasOwn(MODES, name) ? undefined : MODES[name];
  if (mode === undefined) throw usageError(`Which table? ${USAGE} （请给出表格种类。）`);
  if (file === undefined || positionals.length > 2)
    throw usageError(`Which file? ${USAGE} （请给出一个文件。）`);
  const rows = name === "brand" ? readBrands(file) : readTable(file);
  const cases = await mode(rows, values.register);
  const misses = cases.filter(({ expected, got }) => expected !== got);
  const lines = misses.map((miss) =>
    [miss.id, JSON.stringify(miss.input), miss.expected, miss.got].join("\t"),
  );
  await writeIntervals(name ?? "", rows, cases);
  process.stdout.write(`${[...lines, `${cases.length - misses.length}/${cases.length}`].join("\n")}\n`);
  return misses.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!isUsageError(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
