import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { parse } from "csv-parse";
import * as z from "zod";
import type { Submission } from "#commands/complaints/prepare-submission.ts";
import { submitComplaints } from "#commands/complaints/submit-complaints.ts";
import type { Context } from "#commands/context.ts";
import { importLicenceList } from "#commands/institutions/import-licence-list.ts";
import { importMarks, type Mark } from "#commands/numbers/import-marks.ts";
import { parseComplaint } from "#domain/complaints/complaint-input.ts";
import { fromCfpbRow } from "#domain/complaints/from-cfpb.ts";
import { fromFtcRow } from "#domain/complaints/from-ftc.ts";

export type ImportOptions = {
  readonly stream: Readable;
  readonly source: string;
  readonly region: string | null;
  readonly dryRun: boolean;
  readonly reject: (row: unknown, reason: string) => void;
  readonly note: (line: string) => void;
};
export type ImportCounts = { read: number; new: number; same: number };
export type Importer = (context: Context, options: ImportOptions) => Promise<ImportCounts>;

const BATCH = 500;
type CsvRow = Record<string, string>;

/** Complaints of the CFPB's public database; its companies become institutions or provisional ones. */
export const importCfpb: Importer = (context, options) =>
  complaints(context, options, csvRows(options.stream), (row: CsvRow) => {
    const read = fromCfpbRow(row);
    if (!read.ok) return { reason: read.reason };
    return {
      body: read.input,
      sourceId: read.sourceId,
      receivedAt: new Date(read.receivedAt),
      country: read.country,
      reporter: null,
    };
  });

const mingjianLine = z.object({
  sourceId: z.string().min(1).max(200),
  receivedAt: z.iso.datetime({ offset: true }),
  reporter: z.string().max(200).nullish(),
  body: z.unknown(),
});

/** Our own exchange format: one JSON object a line, `{"sourceId","receivedAt","reporter"?,"body"}` with the API's body. */
export const importMingjian: Importer = (context, options) =>
  complaints(context, options, createInterface({ input: options.stream }), (line: string) => {
    const parsed = mingjianLine.safeParse(jsonOf(line));
    if (!parsed.success) return { reason: "not-a-line-of-this-format" };
    const { body, sourceId, receivedAt, reporter } = parsed.data;
    return {
      body,
      sourceId,
      receivedAt: new Date(receivedAt),
      country: options.region ?? "CN",
      reporter: reporter ?? null,
    };
  });

/** Numbers reported to the US Federal Trade Commission: marks, not complaints. The file has no ids; a row is its own. */
export const importFtc: Importer = (context, options) =>
  marks(context, options, csvRows(options.stream), options.region ?? "US", (row: CsvRow) => {
    const read = fromFtcRow(row);
    if (!read.ok) return { reason: read.reason };
    const { number, at, category, robocall } = read.mark;
    return {
      number,
      sourceId: digest(JSON.stringify(row)),
      markedAt: new Date(at),
      category,
      isRecording: robocall,
    };
  });

/** One column of numbers as a third party marks them, in the national form of --region. */
export const importNumbers: Importer = (context, options) =>
  marks(context, options, csvRows(options.stream), options.region ?? "CN", (row: CsvRow) => {
    const number = Object.values(row)[0]?.trim() ?? "";
    if (number === "") return { reason: "empty" };
    return { number, sourceId: null, markedAt: null, category: null, isRecording: null };
  });

/** A licence list: what it adds and changes is said before anything is written. */
export const importLicences: Importer = async (context, options) => {
  const rows: CsvRow[] = [];
  for await (const row of csvRows(options.stream)) rows.push(row);
  const result = await importLicenceList(context, { rows, source: options.source, dryRun: options.dryRun });
  for (const line of result.lines) options.note(line);
  for (const { row, reason } of result.rejected) options.reject(row, reason);
  return { read: rows.length, new: result.added + result.changed, same: result.same };
};

type ReadComplaint =
  | {
      readonly body: unknown;
      readonly sourceId: string;
      readonly receivedAt: Date;
      readonly country: string;
      readonly reporter: string | null;
    }
  | { readonly reason: string };

async function complaints<R>(
  context: Context,
  options: ImportOptions,
  rows: AsyncIterable<R>,
  read: (row: R) => ReadComplaint,
): Promise<ImportCounts> {
  const counts: ImportCounts = { read: 0, new: 0, same: 0 };
  let batch: { row: R; submission: Submission }[] = [];
  const flush = async () => {
    const current = batch;
    batch = [];
    const results = await submitComplaints(
      context,
      current.map(({ submission }) => submission),
      context.now,
      { dryRun: options.dryRun },
    );
    results.forEach((result, at) => {
      if (result.outcome === "conflict") options.reject(current[at]?.row, "changed-since-first-import");
      else counts[result.outcome] += 1;
    });
  };
  for await (const row of rows) {
    if (typeof row === "string" && row.trim() === "") continue;
    counts.read += 1;
    const one = read(row);
    if ("reason" in one) {
      options.reject(row, one.reason);
      continue;
    }
    const parsed = parseComplaint(one.body, { now: context.now });
    if (!parsed.ok) {
      options.reject(row, parsed.problems.map((problem) => `${problem.pointer} ${problem.code}`).join("; "));
      continue;
    }
    const submission: Submission = {
      complaint: parsed.complaint,
      origin: { kind: "import", reporter: one.reporter && `${options.source}:${one.reporter}` },
      source: options.source,
      sourceId: one.sourceId,
      receivedAt: one.receivedAt,
      country: one.country,
      idempotency: null,
    };
    batch.push({ row, submission });
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return counts;
}

async function marks<R>(
  context: Context,
  options: ImportOptions,
  rows: AsyncIterable<R>,
  region: string,
  read: (row: R) => Mark | { readonly reason: string },
): Promise<ImportCounts> {
  const counts: ImportCounts = { read: 0, new: 0, same: 0 };
  let batch: { row: R; mark: Mark }[] = [];
  const flush = async () => {
    const current = batch;
    batch = [];
    const results = await importMarks(context, {
      source: options.source,
      region,
      marks: current.map(({ mark }) => mark),
      now: context.now,
      dryRun: options.dryRun,
    });
    results.forEach((result, at) => {
      if (result.outcome === "rejected") options.reject(current[at]?.row, result.reason);
      else counts[result.outcome] += 1;
    });
  };
  for await (const row of rows) {
    counts.read += 1;
    const one = read(row);
    if ("reason" in one) options.reject(row, one.reason);
    else batch.push({ row, mark: one });
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return counts;
}

/** Rows of a CSV or TSV by its header; a byte-order mark, blank lines and ragged rows do no harm. */
function csvRows(stream: Readable): AsyncIterable<CsvRow> {
  return stream.pipe(
    parse({
      columns: true,
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
      trim: true,
      delimiter: [",", "\t"],
    }),
  );
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);
