import { createHash } from "node:crypto";
import { type FileHandle, open, rename, stat } from "node:fs/promises";
import path from "node:path";
import {
  batchesOf,
  type CheckKind,
  type CheckProblem,
  type CheckResult,
  checkBatch,
  isProblem,
} from "./check.ts";
import { csvLine, type Encoding, readCsv } from "./csv.ts";
import { ClientError } from "./errors.ts";
import { readIfThere, removeIfThere, replaceFile, syncFolder } from "./files.ts";
import type { Portal } from "./http.ts";

export type CheckFileOptions = {
  readonly input: string;
  /** Where the answers go: the input's columns with ours behind. Half-done work lies in `<output>.partial`. */
  readonly output: string;
  /** Name of the column with the numbers, or its place from 1. Default: one named number, phone or 号码, else the first. */
  readonly column?: string;
  readonly kind?: CheckKind;
  readonly purpose?: string | null;
  readonly encoding?: Encoding;
  /** False when the first record is data. Default true. */
  readonly hasHeader?: boolean;
  /** Forgets half-done work. */
  readonly restart?: boolean;
  readonly onProgress?: (progress: CheckProgress) => void;
};

export type CheckProgress = {
  readonly done: number;
  /** Rows done by an earlier run. */
  readonly resumedAt: number;
  readonly bytesRead: number;
};
export type CheckTotals = {
  readonly rows: number;
  readonly resumedAt: number;
  readonly verdicts: Readonly<Record<string, number>>;
  /** Rows that could not be answered. */
  readonly problems: number;
};

const COLUMNS = ["verdict", "listed", "advice", "reasons", "tier", "expires_at", "as_of", "problem"] as const;
const NUMBER_NAMES = ["number", "phone", "号码", "电话", "手机号", "主叫号码"];

/** What an unfinished run has to know of itself. Written after the answers it speaks of are on the disk. */
type Progress = {
  readonly v: 1;
  readonly input: string;
  readonly question: string;
  readonly rows: number;
  readonly bytes: number;
  readonly problems: number;
  readonly verdicts: Readonly<Record<string, number>>;
};

/**
 * Checks a CSV of any length in batches, with one batch in memory. Stopped at any moment (a quota, a crash, ^C), the
 * same call goes on where the last whole batch ended; the output appears under its name when all is answered.
 */
export async function checkFile(portal: Portal, options: CheckFileOptions): Promise<CheckTotals> {
  const { input, output, kind = "number", purpose = null, encoding = "utf-8", hasHeader = true } = options;
  const files = { partial: `${output}.partial`, progress: `${output}.progress.json` };
  const question = JSON.stringify([kind, purpose, options.column ?? null, encoding, hasHeader]);
  const identity = await identityOf(input);
  if (options.restart) await Promise.all([files.partial, files.progress].map(removeIfThere));
  const before = await readProgress(files.progress);
  if (before && (before.input !== identity || before.question !== question))
    throw new ClientError("other-input", { detail: files.progress });

  const out = await open(files.partial, before ? "r+" : "w");
  try {
    // What was written after the last note of progress may be torn.
    await out.truncate(before?.bytes ?? 0);
    let progress: Progress = before ?? {
      v: 1,
      input: identity,
      question,
      rows: 0,
      bytes: 0,
      problems: 0,
      verdicts: {},
    };
    const resumedAt = progress.rows;
    const append = async (text: string, change: Partial<Progress>) => {
      const bytes = Buffer.from(text, "utf8");
      await writeAll(out, bytes, progress.bytes);
      await out.datasync();
      progress = { ...progress, ...change, bytes: progress.bytes + bytes.length };
      await replaceFile(files.progress, JSON.stringify(progress));
    };

    const records = readCsv(input, encoding);
    const { column, header, first } = await readHead(records, options);
    if (!before) {
      const names = header ?? first?.map((_, at) => `column${at + 1}`) ?? [];
      await append(csvLine([...names, ...COLUMNS]), {});
    }
    let skip = resumedAt;
    let batch: Row[] = [];
    const flush = async () => {
      for (const part of batchesOf(batch)) {
        const answer = await checkBatch(portal, part, purpose);
        const verdicts: Record<string, number> = { ...progress.verdicts };
        let { problems } = progress;
        let text = "";
        part.forEach(({ cells }, at) => {
          const result = answer.results[at];
          if (!result) return;
          if (isProblem(result)) problems += 1;
          else verdicts[result.verdict] = (verdicts[result.verdict] ?? 0) + 1;
          text += csvLine([...cells, ...answerCells(result, answer.asOf)]);
        });
        await append(text, { rows: progress.rows + part.length, problems, verdicts });
        options.onProgress?.({ done: progress.rows, resumedAt, bytesRead: progress.bytes });
      }
      batch = [];
    };
    for await (const cells of withFirst(first, records)) {
      if (skip > 0) {
        skip -= 1;
        continue;
      }
      batch.push({ kind, value: cells[column] ?? "", cells });
      if (batch.length === BATCH_ROWS) await flush();
    }
    await flush();
    await out.sync();
    const { rows, verdicts, problems } = progress;
    await rename(files.partial, output);
    await syncFolder(path.dirname(output));
    await removeIfThere(files.progress);
    return { rows, resumedAt, verdicts, problems };
  } finally {
    await out.close();
  }
}

const BATCH_ROWS = 500;
type Row = { readonly kind: CheckKind; readonly value: string; readonly cells: readonly string[] };

async function readHead(
  records: AsyncGenerator<readonly string[]>,
  { column, hasHeader = true, input }: CheckFileOptions,
): Promise<{ column: number; header: readonly string[] | null; first: readonly string[] | null }> {
  const next = await records.next();
  const record = next.done ? null : next.value;
  const header = hasHeader ? record : null;
  const first = hasHeader ? null : record;
  if (column !== undefined && /^[1-9]\d*$/.test(column)) return { column: Number(column) - 1, header, first };
  const names = header?.map((name) => name.trim().toLowerCase()) ?? [];
  if (column === undefined) {
    const known = names.findIndex((name) => NUMBER_NAMES.includes(name));
    return { column: Math.max(0, known), header, first };
  }
  const found = names.indexOf(column.trim().toLowerCase());
  if (found < 0) throw new ClientError("input", { detail: `${input}: ${column}? ${names.join(", ")}` });
  return { column: found, header, first };
}

async function* withFirst(
  first: readonly string[] | null,
  rest: AsyncGenerator<readonly string[]>,
): AsyncGenerator<readonly string[]> {
  if (first) yield first;
  yield* rest;
}

function answerCells(result: CheckResult | CheckProblem, asOf: string): string[] {
  if (isProblem(result))
    return ["", "", "", "", "", "", asOf, `${result.problem.code}: ${result.problem.detail}`];
  const entry = (result.entry ?? {}) as { readonly tier?: unknown; readonly expiresAt?: unknown };
  return [
    result.verdict,
    String(result.listed),
    result.advice,
    result.reasons.join(" "),
    String(entry.tier ?? ""),
    String(entry.expiresAt ?? ""),
    asOf,
    "",
  ];
}

/** Tells whether it is still the same file, without reading all of it. */
async function identityOf(file: string): Promise<string> {
  let handle: FileHandle;
  try {
    handle = await open(file, "r");
  } catch (error) {
    throw new ClientError("input", { detail: file }, error);
  }
  try {
    const head = Buffer.alloc(64 * 1024);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    const { size } = await stat(file);
    return `${size}-${createHash("sha256").update(head.subarray(0, bytesRead)).digest("hex")}`;
  } finally {
    await handle.close();
  }
}

async function readProgress(file: string): Promise<Progress | null> {
  const bytes = await readIfThere(file);
  if (!bytes) return null;
  const progress = JSON.parse(bytes.toString("utf8")) as Progress;
  return progress.v === 1 ? progress : null;
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}
