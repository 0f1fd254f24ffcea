import { runSteps, type Step } from "./run-steps.ts";

/** `npm run check`: what can be known in half a minute, without a database or a browser. */
export const FAST_STEPS: readonly Step[] = [
  {
    name: "lint, format, import boundaries",
    command: ["node_modules/.bin/biome", "ci", "--error-on-warnings", "."],
  },
  { name: "types", command: ["node_modules/.bin/tsc", "-p", "tsconfig.check.json"] },
  { name: "unused code and dependencies", command: ["node_modules/.bin/knip", "--no-progress"] },
];

if (import.meta.main) {
  const steps = [
    ...FAST_STEPS,
    { name: "unit tests", command: ["node_modules/.bin/vitest", "run", "--project", "unit"] },
  ];
  const { failed } = await runSteps(steps, 2);
  process.exitCode = failed === 0 ? 0 : 1;
}
