import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/support/browser.ts";

const port = Number(process.env.E2E_PORT ?? 3900);
const dataDir = process.env.E2E_DATA_DIR ?? ".test/e2e";
const browser = findBrowser(process.env.CHROMIUM);

/** Journeys, accessibility and the API contract, against the whole portal with its demonstration data. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: ".test/playwright",
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // The chain moves the portal's clock, so it runs when the others are done.
  projects: [
    { name: "pages", testIgnore: "**/chain.spec.ts" },
    { name: "chain", testMatch: "**/chain.spec.ts", dependencies: ["pages"] },
  ],
  reporter: [["list"], ["json", { outputFile: ".test/playwright.json" }]],
  use: {
    baseURL: `http://localhost:${port}`,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: browser.executable,
      env: { ...stringsOf(process.env), ...browser.environment },
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: "node cli/start.ts",
    url: `http://localhost:${port}/readyz`,
    timeout: 180_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    stdout: "ignore",
    stderr: "pipe",
    env: { PORT: String(port), DATA_DIR: dataDir, DEMO: "on", LOG_LEVEL: "warn", WORKER: "inline" },
  },
});

function stringsOf(source: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(source).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
