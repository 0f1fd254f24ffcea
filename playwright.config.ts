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
  // Everybody signs in once; the chain moves the portal's clock, so it runs when the others are done.
  projects: [
    { name: "sign-in", testMatch: "**/sign-in.setup.ts" },
    { name: "pages", testIgnore: "**/chain.spec.ts", dependencies: ["sign-in"] },
    { name: "chain", testMatch: "**/chain.spec.ts", dependencies: ["pages"] },
  ],
  reporter: [["list"], ["json", { outputFile: ".test/playwright.json" }]],
  use: {
    baseURL: `http://localhost:${port}`,
    // Side by side the journeys ask more in a minute than the portal allows one network: each process is a network.
    extraHTTPHeaders: { "x-forwarded-for": `198.51.100.${1 + Number(process.env.TEST_PARALLEL_INDEX ?? 0)}` },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    // A trace costs a quarter of the time whether or not it is kept: ask for one with `--trace retain-on-failure`.
    trace: "off",
    screenshot: "only-on-failure",
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
    env: {
      PORT: String(port),
      DATA_DIR: dataDir,
      DEMO: "on",
      LOG_LEVEL: "warn",
      WORKER: "inline",
      TRUSTED_PROXIES: "127.0.0.1",
    },
  },
});

function stringsOf(source: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(source).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
