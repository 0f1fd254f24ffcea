import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { OpenRuntime } from "#commands/open-runtime.ts";
import type { BuiltBundle } from "#commands/rating/build-bundle.ts";
import { previewMonth } from "#commands/rating/preview-rating.ts";
import { correctRatings, monthDue, publishRatings } from "#commands/rating/publish-ratings.ts";
import { importExposures } from "#commands/rating/record-exposures.ts";
import { listInstitutionNames } from "#db/queries/rating-evidence.ts";
import { env } from "#env";
import { asOperator } from "./operator-runtime.ts";

const USAGE = `npm run -s rate -- [--month YYYY-MM]                  publishes the month that is due, once, and what has to be corrected
npm run -s rate -- --preview [--month YYYY-MM] [--out FILE]   what a month's ratings would be; writes nothing but FILE
npm run -s rate -- --exposures FILE.csv [...]          records accounts for good, also before a preview: institution,month,product,accounts,source,filed_at`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

type Values = {
  readonly month?: string | undefined;
  readonly exposures?: string | undefined;
  readonly out?: string | undefined;
  readonly preview: boolean;
};

/** `npm run rate`: ratings for an operator, beside a running portal or without one. The last line of stdout is JSON. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      month: { type: "string" },
      exposures: { type: "string" },
      out: { type: "string" },
      preview: { type: "boolean", default: false },
    },
  });
  if (values.month && !/^\d{4}-(0[1-9]|1[0-2])$/.test(values.month))
    throw new Error(`--month takes YYYY-MM.\n${USAGE}\n（--month 写成 2026-01 的样子。）`);
  if (values.exposures && !existsSync(values.exposures))
    throw new Error(`There is no file ${values.exposures}. （找不到文件 ${values.exposures}。）`);
  return asOperator(env, 4, async (runtime) => {
    await runtime.register.refresh();
    const exposures = values.exposures ? await record(runtime, values.exposures) : null;
    const report = await (values.preview ? preview(runtime, values) : publish(runtime, values));
    process.stdout.write(`${JSON.stringify({ ...(exposures ? { exposures } : {}), ...report })}\n`);
    return 0;
  });
}

async function record(runtime: OpenRuntime, file: string): Promise<object> {
  const context = { ...runtime, actor: null, now: runtime.clock.now() };
  const { problem, bad, ...counts } = await importExposures(context, readFileSync(file, "utf8"));
  if (problem) throw new Error(`${file}: ${problem.en} （${problem.zh}）`);
  for (const { line, en, zh } of bad.slice(0, 50)) say(`${file}:${line}: ${en} （${zh}）`);
  if (bad.length > 50) say(`… and ${bad.length - 50} more rows that could not be taken`);
  return { ...counts, rejected: bad.length };
}

async function preview(runtime: OpenRuntime, values: Values): Promise<object> {
  const now = runtime.clock.now();
  const built = await previewMonth(runtime, { month: values.month ?? monthDue(now), now });
  await tell(runtime, built);
  return { preview: true, ...figuresOf(built), out: write(built, values.out) };
}

async function publish(runtime: OpenRuntime, values: Values): Promise<object> {
  const now = runtime.clock.now();
  const month = values.month ?? monthDue(now);
  if (month > monthDue(now))
    throw new Error(
      `${month} is due on the fifth day of the month after it; --preview shows what it would be. （${month} 要到次月五日才能发布，可用 --preview 查看。）`,
    );
  const published = await publishRatings(runtime, { month, now });
  const corrected = await correctRatings(runtime, { now });
  const batches: object[] = [];
  let out: string | null = null;
  for (const one of [...published, ...corrected]) {
    if (one.outcome !== "new") continue;
    await tell(runtime, one.built);
    out = write(one.built, values.out) ?? out;
    batches.push({ batch: one.batchId, ...figuresOf(one.built) });
  }
  return { month, outcome: published.map(({ outcome }) => outcome).join(","), batches, out };
}

const figuresOf = ({ bundle, sha256, review }: BuiltBundle) => ({
  month: bundle.month,
  method: bundle.method.version,
  corrects: bundle.corrects?.id ?? null,
  institutions: bundle.results.length,
  rated: bundle.population.rated,
  held: review.heldBins.length,
  sha256: sha256.toString("hex"),
});

/** A line an institution: letter or why not, ratio and interval, and how many complaints of the last twelve months. */
async function tell(runtime: OpenRuntime, { bundle }: BuiltBundle): Promise<void> {
  const names = await listInstitutionNames(
    runtime.db.system,
    bundle.results.map(({ id }) => id),
  );
  const inputs = new Map(bundle.institutions.map((input) => [input.id, input]));
  const lines = bundle.results.map((result) => {
    const input = inputs.get(result.id);
    const estimate = result.harm?.estimate;
    const figures = estimate
      ? `${estimate.ratio.toFixed(2)} [${estimate.low.toFixed(2)}, ${estimate.high.toFixed(2)}]`
      : "";
    const verdict = result.letter ?? `${result.status} (${result.reasons.join(", ")})`;
    return {
      received: input?.counts.received ?? 0,
      text: `${verdict}\t${figures}\t${names.get(result.id) ?? result.id}`,
    };
  });
  for (const { received, text } of lines.sort((a, b) => b.received - a.received)) say(`${received}\t${text}`);
}

function write({ bytes }: BuiltBundle, out: string | undefined): string | null {
  if (!out) return null;
  const file = path.resolve(out);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return file;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
