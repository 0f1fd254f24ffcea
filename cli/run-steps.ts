import { spawn } from "node:child_process";
import path from "node:path";
import { childEnvironment } from "#env";

export type Step = {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly isShown?: boolean;
};

const ROOT = path.resolve(import.meta.dirname, "..");

/** Runs steps, `atOnce` of them side by side; a failed step's whole output is shown, a good one is one line. */
export async function runSteps(
  steps: readonly Step[],
  atOnce: number,
): Promise<{ readonly passed: number; readonly failed: number; readonly good: ReadonlySet<Step> }> {
  const waiting = [...steps];
  const good = new Set<Step>();
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) if (await runStep(step)) good.add(step);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { passed: good.size, failed: steps.length - good.size, good };
}

export function runStep({ name, command, environment, isShown = false }: Step): Promise<boolean> {
  const [program = "", ...args] = command;
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: childEnvironment({ FORCE_COLOR: "0", ...environment }),
      stdio: ["ignore", isShown ? "inherit" : "pipe", isShown ? "inherit" : "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    const end = (isGood: boolean) => {
      if (!isGood) process.stdout.write(output);
      process.stdout.write(
        `${isGood ? "ok  " : "FAIL"} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n`,
      );
      resolve(isGood);
    };
    child.on("error", (error) => {
      output += error.message;
      end(false);
    });
    child.on("exit", (code) => end(code === 0));
  });
}
