import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { FAST_STEPS, unitTests } from "./check.ts";
import { runStep, runSteps } from "./run-steps.ts";

/** `npm test`: everything a change has to pass. The last line counts checks and tests together. */
const ROOT = path.resolve(import.meta.dirname, "..");
const RESULTS = path.join(ROOT, ".test");
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });

const total = { passed: 0, failed: 0 };

const unitFile = path.join(RESULTS, "unit.json");
const unit = unitTests(unitFile);
const { good } = await runSteps([unit, ...FAST_STEPS], 2);
for (const step of FAST_STEPS) total[good.has(step) ? "passed" : "failed"] += 1;
count(good.has(unit), () => vitestResults(unitFile));

const integrationFile = path.join(RESULTS, "integration.json");
const integrationIsGood = await runStep({
  name: "integration tests",
  command: [
    "node_modules/.bin/vitest",
    "run",
    "--project",
    "integration",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${integrationFile}`,
  ],
  isShown: true,
});
count(integrationIsGood, () => vitestResults(integrationFile));

const { buildWhenNeeded } = await import("./build.ts");
const isBuilt = await buildWhenNeeded().then(
  () => true,
  (error: unknown) => {
    process.stdout.write(`${String(error)}\n`);
    return false;
  },
);
total[isBuilt ? "passed" : "failed"] += 1;
process.stdout.write(`${isBuilt ? "ok  " : "FAIL"} build\n`);

if (isBuilt) {
  const playwrightIsGood = await runStep({
    name: "journeys in a browser",
    command: ["node_modules/.bin/playwright", "test"],
    environment: { E2E_PORT: String(await freePort()), E2E_DATA_DIR: path.join(RESULTS, "e2e") },
    isShown: true,
  });
  count(playwrightIsGood, () => {
    const { stats } = JSON.parse(readFileSync(path.join(RESULTS, "playwright.json"), "utf8")) as {
      stats: { expected: number; unexpected: number; flaky: number };
    };
    return [stats.expected, stats.unexpected + stats.flaky];
  });
}

process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** A run that failed without a failed test (it could not start, or found none) counts as one failure. */
function count(isGood: boolean, read: () => [number, number]): void {
  let passed = 0;
  let failed = 0;
  try {
    [passed, failed] = read();
  } catch {
    failed = 1;
  }
  if ((!isGood && failed === 0) || passed === 0) failed += 1;
  total.passed += passed;
  total.failed += failed;
}

function vitestResults(file: string): [number, number] {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
  return [numPassedTests ?? 0, numFailedTests ?? 0];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 3900));
    });
  });
}
