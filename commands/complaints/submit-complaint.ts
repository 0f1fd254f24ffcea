import type { Keys } from "#adapters/keys.ts";
import { canonicalComplaint, parseComplaint } from "#domain/complaints/complaint-input.ts";
import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";
import type { Runtime } from "../runtime.ts";
import { isDatabaseDown, toAppError } from "../to-app-error.ts";
import type { Origin, Submission } from "./prepare-submission.ts";
import { type SubmitResult, submitComplaints } from "./submit-complaints.ts";

export type SubmitComplaint = {
  readonly body: unknown;
  readonly idempotencyKey: string | null;
  readonly origin: Origin;
  readonly source?: string;
};
export type SubmitAnswer = {
  readonly id: string;
  readonly receipt: string;
  readonly status: "screening";
  readonly followUpUrl: string;
};

/**
 * One complaint from the web journey or the API. Anyone may file. The answer comes after the commit; the same
 * idempotency key with the same body gives the same answer again, with another body `idempotency-conflict`.
 */
export async function submitComplaint(
  context: Context,
  { body, idempotencyKey, origin, source }: SubmitComplaint,
): Promise<SubmitAnswer> {
  const parsed = parseComplaint(body, { now: context.now });
  if (!parsed.ok) throw new AppError("invalid-request", "complaint-incomplete", parsed.problems);
  const owner = origin.kind === "organisation" ? origin.apiKeyId : "public";
  const submission: Submission = {
    complaint: parsed.complaint,
    origin,
    source: source ?? (origin.kind === "organisation" ? `organisation:${origin.apiKeyId}` : "api"),
    sourceId: null,
    receivedAt: context.now,
    country: "CN",
    idempotency: idempotencyKey
      ? {
          key: idempotencyRow(context.keys, owner, idempotencyKey),
          requestHash: context.keys.fingerprint(canonicalComplaint(parsed.complaint)),
        }
      : null,
  };
  const result = await enqueue(context, submission, context.now);
  if (result.outcome === "conflict" || result.receipt === null)
    throw new AppError("idempotency-conflict", "key-used-for-another-body");
  return {
    id: result.id,
    receipt: result.receipt,
    status: "screening",
    followUpUrl: `${context.publicUrl}/receipt`,
  };
}

/** The row that remembers the answer to an idempotency key. Keys of different owners never meet. */
export function idempotencyRow(keys: Keys, owner: string, idempotencyKey: string): Buffer {
  return keys.fingerprint(`complaint|${owner}|${idempotencyKey}`);
}

/**
 * Group commit: while one transaction is under way, arrivals wait and go together into the next, so the cost of a
 * commit is shared under load and nobody waits when there is none. If a group fails, each is tried alone, so that
 * one complaint never takes another down.
 */
const GROUP_SIZE = 64;
const GROUPS_AT_ONCE = 2;
type Waiting = {
  submission: Submission;
  now: Date;
  resolve: (result: SubmitResult) => void;
  reject: (error: unknown) => void;
};
type Queue = { waiting: Waiting[]; running: number };
const queues = new WeakMap<object, Queue>();

function enqueue(runtime: Runtime, submission: Submission, now: Date): Promise<SubmitResult> {
  const queue = queues.get(runtime.db) ?? { waiting: [], running: 0 };
  queues.set(runtime.db, queue);
  return new Promise((resolve, reject) => {
    queue.waiting.push({ submission, now, resolve, reject });
    if (queue.running < GROUPS_AT_ONCE) void drain(runtime, queue);
  });
}

async function drain(runtime: Runtime, queue: Queue): Promise<void> {
  queue.running += 1;
  while (queue.waiting.length > 0) {
    const group = queue.waiting.splice(0, GROUP_SIZE);
    try {
      await settle(runtime, group);
    } catch (error) {
      // When the connection was lost the group may have been stored: another try without a key would be a second report.
      if (group.length === 1 || isDatabaseDown(error)) {
        for (const one of group) one.reject(toAppError(error));
        continue;
      }
      await Promise.all(
        group.map((one) => settle(runtime, [one]).catch((cause: unknown) => one.reject(toAppError(cause)))),
      );
    }
  }
  queue.running -= 1;
}

async function settle(runtime: Runtime, group: readonly Waiting[]): Promise<void> {
  const [first] = group;
  if (!first) return;
  const results = await submitComplaints(
    runtime,
    group.map((one) => one.submission),
    first.now,
  );
  group.forEach((one, at) => {
    const result = results[at];
    if (result) one.resolve(result);
  });
}
