import { randomBytes } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { AppError } from "#domain/errors.ts";
import { evaluateBlinded, type OprfKey, oprfOutput } from "#domain/registry/oprf.ts";
import type { OprfDone, OprfTask } from "./oprf.ts";

/** The thread of oprf.ts: one task after the other. */
const key = workerData as OprfKey;

parentPort?.on("message", (task: OprfTask) => {
  parentPort?.postMessage(answer(task));
});

function answer(task: OprfTask): OprfDone {
  const { id } = task;
  try {
    if (task.kind === "evaluate")
      return { id, evaluation: evaluateBlinded(key, task.blinded, (length = 32) => randomBytes(length)) };
    return { id, outputs: task.numbers.map((number) => oprfOutput(key, task.list, number)) };
  } catch (error) {
    if (error instanceof AppError) return { id, refused: true };
    return { id, failed: error instanceof Error ? error.message : String(error) };
  }
}
