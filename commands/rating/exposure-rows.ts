import { parse } from "csv-parse/sync";
import type { Sql } from "#db/client.ts";
import type { RegisterMemory } from "#db/register-memory.ts";
import { LOAN_PRODUCTS } from "#domain/complaints/codes.ts";
import { codesOf } from "#domain/complaints/label.ts";
import { foldName } from "#domain/institutions/fold-name.ts";
import { EXPOSURE_SOURCES } from "#domain/rating/bundle.ts";
import { type Filing, filedAfter } from "./save-filings.ts";

/** A row that could not be taken: its line in the file (the header is line 1), and how to mend it. */
export type BadRow = {
  readonly line: number;
  readonly code: BadRowCode;
  readonly zh: string;
  readonly en: string;
};

const WORDS = {
  "no-institution": {
    zh: "找不到这家机构：请填名录代码、统一社会信用代码或登记的全称。",
    en: "No such institution: give its code in the register, its credit code, or its registered name.",
  },
  "several-institutions": {
    zh: "这个名称可能是几家机构：请填代码或统一社会信用代码。",
    en: "The name may mean several institutions: give the code or the credit code.",
  },
  "bad-month": { zh: "月份写成 2026-01 的样子。", en: "Write the month as 2026-01." },
  "month-to-come": { zh: "这个月还没有开始。", en: "The month has not begun yet." },
  "bad-product": {
    zh: `产品只能是 all 或 ${codesOf(LOAN_PRODUCTS).join("、")}。`,
    en: `The product is all or one of ${codesOf(LOAN_PRODUCTS).join(", ")}.`,
  },
  "bad-accounts": { zh: "账户数应是不小于 0 的整数。", en: "Accounts are a whole number, 0 or more." },
  "bad-source": {
    zh: `来源只能是 ${EXPOSURE_SOURCES.join("、")}。`,
    en: `The source is one of ${EXPOSURE_SOURCES.join(", ")}.`,
  },
  "bad-date": { zh: "报送日期写成 2026-02-03 的样子。", en: "Write the day of filing as 2026-02-03." },
  "filed-to-come": { zh: "报送日期在今天之后。", en: "The day of filing is yet to come." },
} as const;
export type BadRowCode = keyof typeof WORDS;

/** Columns of the file; `filed_at` may be left out, and is then the third day after the month. */
export const EXPOSURE_COLUMNS = [
  "institution",
  "month",
  "product",
  "accounts",
  "source",
  "filed_at",
] as const;
const REQUIRED = ["institution", "month", "accounts", "source"] as const;
const MOST_ROWS = 200_000;

export type ReadExposures =
  | { readonly problem: { readonly zh: string; readonly en: string } }
  | {
      readonly problem: null;
      readonly filings: readonly Filing[];
      readonly bad: readonly BadRow[];
      readonly read: number;
    };

/** Reads a CSV of exposures, each row by itself. `problem`: nothing in it could be read at all. */
export async function readExposures(
  { sql, register }: { readonly sql: Sql; readonly register: RegisterMemory },
  text: string,
  now: Date,
): Promise<ReadExposures> {
  const rows = tableOf(text);
  if (rows === null)
    return {
      problem: { zh: "这不是一个 CSV 文件，第一行应是列名。", en: "This is no CSV file with a header line." },
    };
  const missing = REQUIRED.filter((column) => rows.length > 0 && !(column in (rows[0] ?? {})));
  if (missing.length > 0)
    return {
      problem: {
        zh: `缺少这些列：${missing.join("、")}。需要的列：${EXPOSURE_COLUMNS.join("、")}。`,
        en: `Columns are missing: ${missing.join(", ")}. The file needs ${EXPOSURE_COLUMNS.join(", ")}.`,
      },
    };
  if (rows.length > MOST_ROWS)
    return {
      problem: {
        zh: `最多 ${MOST_ROWS} 行，请分成几个文件。`,
        en: `At most ${MOST_ROWS} rows; split the file.`,
      },
    };
  const find = institutionFinder(register, await provisionalNames(sql));
  const filings: Filing[] = [];
  const bad: BadRow[] = [];
  rows.forEach((row, at) => {
    const found = filingOf(row, find, now);
    if (typeof found === "string") bad.push({ line: at + 2, code: found, ...WORDS[found] });
    else filings.push(found);
  });
  return { problem: null, filings, bad, read: rows.length };
}

type CsvRow = Readonly<Record<string, string>>;
type Finder = (given: string) => string | BadRowCode;

function filingOf(row: CsvRow, find: Finder, now: Date): Filing | BadRowCode {
  const institution = find(row.institution ?? "");
  if (institution in WORDS) return institution as BadRowCode;
  const month = row.month ?? "";
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return "bad-month";
  if (new Date(`${month}-01T00:00:00+08:00`) > now) return "month-to-come";
  const product = row.product || "all";
  if (product !== "all" && !LOAN_PRODUCTS.some(({ code }) => code === product)) return "bad-product";
  const accounts = (row.accounts ?? "").replaceAll(/[,，\s]/g, "");
  if (!/^\d{1,12}$/.test(accounts)) return "bad-accounts";
  const source = EXPOSURE_SOURCES.find((one) => one === row.source);
  if (!source) return "bad-source";
  const given = row.filed_at ?? "";
  if (given !== "" && !/^\d{4}-\d{2}-\d{2}$/.test(given)) return "bad-date";
  const filedAt = given === "" ? filedAfter(`${month}-01`) : new Date(`${given}T00:00:00+08:00`);
  if (Number.isNaN(filedAt.getTime())) return "bad-date";
  if (given !== "" && filedAt > now) return "filed-to-come";
  return {
    institutionId: institution,
    month,
    product,
    accounts: Number(accounts),
    source,
    filedAt: filedAt > now ? now : filedAt,
  };
}

/** By code, credit code, regulator's code, or a name that means one institution only; provisional ones by their name. */
function institutionFinder(register: RegisterMemory, provisional: ReadonlyMap<string, string>): Finder {
  const byCode = new Map<string, string>();
  for (const { id, code, uscc, regulatorCode } of register.all())
    for (const key of [code, uscc, regulatorCode]) if (key) byCode.set(key.toUpperCase(), id);
  const known = new Map<string, string | BadRowCode>();
  const look = (name: string): string | BadRowCode => {
    const match = register.match(name);
    if (match.outcome === "match") return match.institutionId;
    const claimed = provisional.get(foldName(name));
    if (claimed) return claimed;
    return match.outcome === "candidates" ? "several-institutions" : "no-institution";
  };
  return (given) => {
    const name = given.trim();
    if (name === "") return "no-institution";
    const code = byCode.get(name.toUpperCase());
    if (code) return code;
    const found = known.get(name) ?? look(name);
    known.set(name, found);
    return found;
  };
}

async function provisionalNames(sql: Sql): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ folded_name: string; institution_id: string }[]>`
    select folded_name, institution_id from institution_name_keys`;
  return new Map(rows.map((row) => [row.folded_name, row.institution_id]));
}

function tableOf(text: string): CsvRow[] | null {
  try {
    return parse(text, {
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
      delimiter: [",", "\t"],
    }) as CsvRow[];
  } catch {
    return null;
  }
}
