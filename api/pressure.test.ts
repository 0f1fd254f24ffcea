import { afterEach, describe, expect, it } from "vitest";
import { eventLoopPressure, type Pressure } from "./pressure.ts";

let pressure: Pressure | null = null;
afterEach(() => pressure?.close());

/** Keeps the event loop busy, a round at a time, until the pressure is as wanted. */
async function until(wanted: boolean, roundMs: number): Promise<void> {
  while (pressure?.isTooHigh() !== wanted) {
    const end = performance.now() + roundMs;
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

describe("pressure of the event loop", () => {
  it("is not there before anything was measured, comes when every round is late, and goes again", async () => {
    pressure = eventLoopPressure(30);
    expect(pressure.isTooHigh()).toBe(false);
    await until(true, 100);
    await until(false, 0);
  });
});
