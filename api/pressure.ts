import { monitorEventLoopDelay } from "node:perf_hooks";

const SAMPLE_MS = 500;
const RESOLUTION_MS = 10;

export type Pressure = {
  /** Whether the event loop ran later than allowed, on average over the last half second. */
  isTooHigh(): boolean;
  close(): void;
};

/**
 * How late the event loop is. Our own and not @fastify/under-pressure, because that also reads the memory's statistics
 * twice a second, which stops every answer for some milliseconds.
 */
export function eventLoopPressure(maxDelayMs: number): Pressure {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let isTooHigh = false;
  const timer = setInterval(() => {
    // After a long pause this may run before anything was measured again.
    if (histogram.count === 0) return;
    isTooHigh = histogram.mean / 1e6 - RESOLUTION_MS > maxDelayMs;
    histogram.reset();
  }, SAMPLE_MS);
  timer.unref();
  return {
    isTooHigh: () => isTooHigh,
    close: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
