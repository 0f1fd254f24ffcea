// Recomputes a rating batch from its public record (docs/methods/rating.md) and compares every published figure and letter.
// Shares no code and no numerics with the server: node alone, and the files in verify-rating/ beside this one.
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { audit } from "./verify.ts";
import { compare, type Difference } from "./verify-rating/compare.ts";
import { type Bundle, jcs, problemOf, readBundle } from "./verify-rating/form.ts";
import { recompute } from "./verify-rating/recompute.ts";

const USAGE = "verify-rating BUNDLE|- [--proof FILE --vkey KEY [--witness KEY]…] [--json]";
type Report = { readonly ok: boolean } & Readonly<Record<string, unknown>>;
type Outcome = {
  readonly exitCode: 0 | 1 | 2;
  readonly report: Report;
  readonly sentences: readonly string[];
};

/** Ends a verification: exit code 1 says that the batch is bad, 2 that it could not be looked at. */
const stop = (exitCode: 1 | 2, field: string, finding: unknown, sentence: string): Error =>
  Object.assign(new Error(sentence), {
    outcome: { exitCode, report: { ok: false, [field]: finding }, sentences: [sentence] } satisfies Outcome,
  });
const unreadable = (reason: string): Error =>
  stop(2, "unreadable", reason, `The bundle cannot be read （无法读取文件）: ${reason}`);

function open(bytes: Uint8Array): Bundle {
  try {
    return readBundle(bytes);
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw unreadable(error instanceof Error ? error.message : String(error));
    const where = problem.pointer || "the whole";
    throw stop(
      1,
      "problem",
      problem,
      `The bundle is not as it has to be （文件格式不符）: ${where} ${problem.reason}`,
    );
  }
}

/** Whether the log holds a leaf that commits to these bytes. The record of such a leaf gives the bundle's id and hash. */
async function checkProof(file: string, bytes: Uint8Array, bundle: Bundle, args: string[], now: Date) {
  const bad = (reason: string) =>
    stop(
      1,
      "proof",
      { where: file, reason },
      `The log does not vouch for it （日志未记载此文件）: ${file}: ${reason}`,
    );
  const { receipt } = await audit(["-", "--receipt", file, ...args], now, fetch).catch((error) => {
    if (error.kind !== "bad") throw unreadable(error.message);
    throw bad(error.message);
  });
  const { leaf, record } = JSON.parse(readFileSync(file, "utf8"));
  const { type } = JSON.parse(leaf);
  if (type !== "rating-batch") throw bad(`its leaf is of type ${type}, not rating-batch`);
  if (record.id !== bundle.id) throw bad(`its record is of batch ${record.id}, not ${bundle.id}`);
  if (record.sha256 !== hash("sha256", bytes)) throw bad("its record has the hash of another file");
  return receipt;
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
const sentenceOf = ({ institution, pointer, published, recomputed }: Difference): string =>
  `${institution ?? pointer.split("/")[1]} ${pointer}: published ${shown(published)}, recomputed ${shown(recomputed)}`;

export async function verifyRating(args: string[], now: Date): Promise<Outcome> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      proof: { type: "string" },
      vkey: { type: "string" },
      witness: { type: "string", multiple: true },
      json: { type: "boolean" },
    },
  });
  const [file, ...more] = positionals;
  const { proof, vkey, witness = [] } = values;
  if (!file || more.length > 0 || (proof === undefined) !== (vkey === undefined)) throw unreadable(USAGE);
  const start = performance.now();
  const bytes = readFileSync(file === "-" ? 0 : file);
  const bundle = open(bytes);
  const { id, month, method, population, results } = bundle;
  const keys = [vkey ? ["--vkey", vkey] : [], ...witness.map((key) => ["--witness", key])].flat();
  const receipt = proof ? await checkProof(proof, bytes, bundle, keys, now) : null;
  const own = recompute(bundle, { population, results });
  const parts = [
    compare(population, own.population, "/population", () => null),
    compare(results, own.results, "/results", (at) => results[Number(at.split("/")[2])]?.id ?? null),
  ];
  const count = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((sum, part) => sum + of(part), 0);
  const { digest, ...content } = bundle;
  const ownDigest = hash("sha256", jcs(content));
  // Last, so that a figure that differs is named before the whole of which it is a part.
  const sealed: Difference[] =
    digest === ownDigest
      ? []
      : [{ institution: null, pointer: "/digest", published: digest, recomputed: ownDigest }];
  const differences = [...parts.flatMap((part) => part.differences), ...sealed];
  const [first] = differences;
  const counted = { figures: count((part) => part.figures), letters: count((part) => part.letters) };
  const seconds = Math.round(performance.now() - start) / 1000;
  const about = {
    batch: id,
    month,
    method: method.version,
    institutions: results.length,
    rated: own.population.rated,
  };
  const report = {
    ok: !first,
    ...about,
    ...counted,
    differences: differences.length,
    first: first ?? null,
    receipt,
    seconds,
  };
  const sentences = [
    `Batch ${id} of ${month}, method ${method.version}: ${results.length} institutions, ${own.population.rated} rated.`,
    `Compared ${counted.figures} figures to six digits and ${counted.letters} letters （比对 ${counted.figures} 个数字、${counted.letters} 个等级） in ${seconds} s.`,
    first
      ? `${differences.length} differ （不一致）. First: ${sentenceOf(first)}`
      : "All are equal （全部一致）.",
    ...(receipt ? ["The log holds a leaf that commits to this file （透明日志已记载此文件）."] : []),
  ];
  return { exitCode: first ? 1 : 0, report, sentences };
}

/** What went wrong as an outcome. */
export const failed = (error: Error & { outcome?: Outcome }): Outcome =>
  error.outcome ?? {
    exitCode: 2,
    report: { ok: false, unreadable: error.message },
    sentences: [`${error.message}\n${USAGE}`],
  };

if (import.meta.main) {
  const args = process.argv.slice(2);
  const { exitCode, report, sentences } = await verifyRating(args, new Date()).catch(failed);
  if (!args.includes("--json")) console.log(sentences.join("\n"));
  console.log(JSON.stringify(report));
  process.exitCode = exitCode;
}
