import { runSteps, type Step } from "./run-steps.ts";

/** What `npm run check` and `npm test` begin with, the longest first: side by side they end at about the same time. */
export const FAST_STEPS: readonly Step[] = [
  // One checker does a third of the work that four do, each of which reads the same types.
  { name: "types", command: ["node_modules/.bin/tsc", "-p", "tsconfig.check.json", "--checkers", "1"] },
  {
    name: "lint, format, import boundaries",
    command: ["node_modules/.bin/biome", "ci", "--error-on-warnings", "."],
  },
  { name: "unused code and dependencies", command: ["node_modules/.bin/knip", "--no-progress"] },
];

/** The pure tests, which keep one core busy; what they found is written to `results` as JSON when named. */
export function unitTests(results?: string): Step {
  const report = results ? ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`] : [];
  return {
    name: "unit tests",
    command: ["node_modules/.bin/vitest", "run", "--project", "unit", ...report],
  };
}

/** `npm run check`: what can be known in half a minute, without a database or a browser. */
if (import.meta.main) {
  const { failed } = await runSteps([unitTests(), ...FAST_STEPS], 2);
  process.exitCode = failed === 0 ? 0 : 1;
}
