/** One measured figure of a benchmark, as the bench command prints it. */
export type BenchResult = {
  name: string;
  value: number;
  unit: string;
  p50Ms?: number;
  p99Ms?: number;
  cpuUsPerOp?: number;
  /** What it was measured beside, in the same minutes on the same machine. */
  floor?: { name: string; value: number; unit: string; cpuUsPerOp?: number };
  /** value / floor.value */
  ratio?: number;
  /** What the project aims at, as an expression on the fields above. */
  aim?: string;
  [extra: string]: unknown;
};
