import { createHmac } from "node:crypto";
import { Worker } from "node:worker_threads";
import { AppError } from "#domain/errors.ts";
import { deriveOprfKey, type Evaluation, OPRF_LIST, type OprfKey } from "#domain/registry/oprf.ts";
import type { Keys } from "./keys.ts";

/** What the thread is asked: points of one request, or numbers whose outputs are wanted. */
export type OprfTask =
  | { readonly id: number; readonly kind: "evaluate"; readonly blinded: readonly Uint8Array[] }
  | {
      readonly id: number;
      readonly kind: "outputs";
      readonly list: string;
      readonly numbers: readonly string[];
    };
export type OprfDone =
  | { readonly id: number; readonly evaluation: Evaluation }
  | { readonly id: number; readonly outputs: readonly Uint8Array[] }
  | { readonly id: number; readonly refused: true }
  | { readonly id: number; readonly failed: string };

export type Oprf = {
  readonly epoch: number;
  /** 32 bytes; what the proofs are checked with. */
  readonly publicKey: Uint8Array;
  evaluate(blinded: readonly Uint8Array[]): Promise<Evaluation>;
  outputs(list: string, numbers: readonly string[]): Promise<readonly Uint8Array[]>;
  /** Twenty bytes that look like a row, the same for the same bucket and place until the key turns. */
  noise(prefix: number, place: number): Uint8Array;
  close(): Promise<void>;
};

/** Requests that may wait; a point costs about two milliseconds, so the last one waits some seconds. */
const MAX_WAITING = 16;

type Waiting = { resolve(done: OprfDone): void; reject(error: Error): void };

/** Computes beside the event loop, which would stand still for a quarter of a second a request. Starts when first asked. */
export function openOprf(keys: Pick<Keys, "version" | "subkey">): Oprf {
  const key: OprfKey = deriveOprfKey(keys.subkey("oprf"), OPRF_LIST, keys.version);
  const padding = keys.subkey("oprf-padding");
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let nextId = 1;

  const fail = (error: Error) => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(new URL("./oprf-worker.ts", import.meta.url), { workerData: key });
    started.on("message", (done: OprfDone) => {
      waiting.get(done.id)?.resolve(done);
      waiting.delete(done.id);
      if (waiting.size === 0) started.unref();
    });
    started.on("error", fail);
    started.on("exit", () => fail(new Error("the OPRF thread ended")));
    return started;
  };
  const ask = async (task: (id: number) => OprfTask): Promise<OprfDone> => {
    if (waiting.size >= MAX_WAITING) throw new AppError("overloaded", "too-busy");
    worker ??= start();
    const id = nextId++;
    const answer = Promise.withResolvers<OprfDone>();
    waiting.set(id, answer);
    worker.ref();
    worker.postMessage(task(id));
    const done = await answer.promise;
    if ("refused" in done)
      throw new AppError("invalid-request", "fields", [{ pointer: "/blinded", code: "not-a-point" }]);
    if ("failed" in done) throw new Error(done.failed);
    return done;
  };

  return {
    epoch: key.epoch,
    publicKey: key.publicKey,
    noise: (prefix, place) =>
      createHmac("sha256", padding).update(`${prefix}|${place}`).digest().subarray(0, 20),
    async evaluate(blinded) {
      const done = await ask((id) => ({ id, kind: "evaluate", blinded }));
      if (!("evaluation" in done)) throw new Error("another answer than asked for");
      return done.evaluation;
    },
    async outputs(list, numbers) {
      const done = await ask((id) => ({ id, kind: "outputs", list, numbers }));
      if (!("outputs" in done)) throw new Error("another answer than asked for");
      return done.outputs;
    },
    async close() {
      const ending = worker;
      worker = null;
      await ending?.terminate();
    },
  };
}
