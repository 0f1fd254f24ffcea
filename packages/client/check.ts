import { ClientError } from "./errors.ts";
import { type Portal, readObject, request } from "./http.ts";

export const CHECK_KINDS = ["number", "institution", "practitioner", "url", "sms_signature"] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];
export type CheckItem = { readonly kind: CheckKind; readonly value: string };

/** What the portal says. Fields this package does not know are kept; a value it does not know means: do nothing. */
export type CheckResult = {
  readonly verdict: string;
  readonly listed: boolean;
  /** block, warn, label or none. */
  readonly advice: string;
  readonly reasons: readonly string[];
  readonly [field: string]: unknown;
};
/** Why one item could not be answered. */
export type CheckProblem = { readonly problem: { readonly code: string; readonly detail: string } };
export const isProblem = (result: CheckResult | CheckProblem): result is CheckProblem =>
  typeof result.problem === "object" && result.problem !== null;

export type CheckAnswer = {
  /** RFC 3339: when the answers were last in line with the registry. */
  readonly asOf: string;
  readonly listVersion: number;
  /** In the order of the items. */
  readonly results: readonly (CheckResult | CheckProblem)[];
};

export const MAX_BATCH = 500;
/** The server reads 256 KB; a batch is cut before that. */
const MAX_BATCH_BYTES = 200 * 1024;

/** One number, without a key, in the body and not in the address. */
export async function checkNumber(portal: Portal, number: string): Promise<CheckResult> {
  const answer = await readObject(
    await request(portal, { path: "/api/v1/numbers", method: "POST", body: { number } }),
  );
  return asResult(answer);
}

/** Up to 500 items in one question. `purpose` is needed for practitioners. */
export async function checkBatch(
  portal: Portal,
  items: readonly CheckItem[],
  purpose: string | null = null,
): Promise<CheckAnswer> {
  if (items.length > MAX_BATCH) throw new ClientError("input", { detail: `> ${MAX_BATCH}` });
  const answer = await readObject(
    await request(portal, {
      path: "/api/v1/check",
      method: "POST",
      body: { items: items.map(({ kind, value }, ref) => ({ ref, kind, value })) },
      headers: purpose ? { purpose } : {},
    }),
  );
  const { asOf, listVersion, results } = answer;
  if (typeof asOf !== "string" || !Array.isArray(results) || results.length !== items.length)
    throw new ClientError("bad-answer", { detail: "check" });
  return { asOf, listVersion: Number(listVersion), results: results.map(resultOf) };
}

/** Cuts items into batches the server takes, in order. */
export function* batchesOf<Item extends CheckItem>(items: Iterable<Item>): Generator<readonly Item[]> {
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(item.value) * 2 + 60;
    if (batch.length === MAX_BATCH || (batch.length > 0 && bytes + size > MAX_BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function resultOf(value: unknown, at: number): CheckResult | CheckProblem {
  const result = value as Readonly<Record<string, unknown>> | null;
  if (typeof result !== "object" || result === null || result.ref !== at)
    throw new ClientError("bad-answer", { detail: `check, item ${at}` });
  const problem = result.problem as Readonly<Record<string, unknown>> | undefined;
  if (!problem) return asResult(result);
  return { problem: { code: String(problem.code), detail: String(problem.detail ?? problem.title ?? "") } };
}

function asResult(value: Readonly<Record<string, unknown>>): CheckResult {
  const { verdict, listed, advice, reasons } = value;
  const isResult =
    typeof verdict === "string" &&
    typeof listed === "boolean" &&
    typeof advice === "string" &&
    Array.isArray(reasons);
  if (!isResult) throw new ClientError("bad-answer", { detail: "verdict" });
  return { ...value, verdict, listed, advice, reasons: reasons.map(String) };
}
