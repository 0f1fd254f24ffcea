import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import type { BenchResult } from "./result.ts";

/** What follows the name: `--flag value` pairs (numbers where they are), bare `--flag` as true, and files. */
export type BenchArgs = {
  readonly seed: number;
  readonly files: readonly string[];
  readonly [flag: string]: string | number | boolean | readonly string[];
};

type Bench = { readonly run: (args: BenchArgs) => Promise<BenchResult[]> };

/** Parts that benchmarks are made of, not benchmarks. */
const PARTS = new Set([
  "run",
  "result",
  "free-port",
  "load",
  "http-floor",
  "http-portal",
  "lists-build",
  "http-numbers",
  "assign-base",
  "assign-portal",
  "cases-truth-portal",
  "cases-truth-features",
  "cases-truth-scripts",
  "cases-truth-scores",
  "rating-world",
  "rating-truth",
  "rating-attacks",
]);

export function readArgs(words: readonly string[]): BenchArgs {
  const flags: Record<string, string | number | boolean> = {};
  const files: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!word.startsWith("--")) {
      files.push(word);
      continue;
    }
    const [name = "", given] = word.slice(2).split("=", 2);
    const next = words[at + 1];
    const value = given ?? (next !== undefined && !next.startsWith("--") ? next : undefined);
    if (given === undefined && value !== undefined) at += 1;
    flags[name] =
      value === undefined
        ? true
        : value.trim() !== "" && Number.isFinite(Number(value))
          ? Number(value)
          : value;
  }
  const seed = typeof flags.seed === "number" ? flags.seed : 1;
  return { ...flags, seed, files };
}

/** `npm run -s bench -- NAME [args]`: progress on stderr, one JSON object as the last line of stdout. */
async function main(): Promise<number> {
  const [name = "", ...words] = process.argv.slice(2);
  const file = path.join(import.meta.dirname, `${name}.ts`);
  if (!/^[a-z][a-z0-9-]*$/.test(name) || PARTS.has(name) || !existsSync(file)) {
    process.stderr.write(`There is no benchmark "${name}". docs/operations.md lists them.\n`);
    return 2;
  }
  const args = readArgs(words);
  const bench = (await import(file)) as Bench;
  const results = await bench.run(args);
  const report = {
    bench: name,
    at: new Date().toISOString(),
    machine: { cpus: availableParallelism(), node: process.version },
    seed: args.seed,
    results,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  return 0;
}

if (import.meta.main) process.exitCode = await main();
