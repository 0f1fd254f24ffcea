import { defineConfig } from "vitest/config";

/** Two projects: `unit` is pure and needs nothing; `integration` starts one embedded PostgreSQL and clones a template database per file. */
export default defineConfig({
  test: {
    // What was transformed once is kept under node_modules until its source changes.
    fsModuleCache: true,
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: ["**/*.int.test.ts", "node_modules/**", ".next/**", "e2e/**"],
          // Pure functions share nothing that one file could spoil for another; loading them once takes a third of the time.
          pool: "threads",
          isolate: false,
          // A busy machine is no failure.
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "integration",
          include: ["**/*.int.test.ts"],
          exclude: ["node_modules/**", ".next/**"],
          globalSetup: ["./db/testing/global-setup.ts"],
          // Each file has a database of its own; loading the portal's modules for each as well took half of the time.
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
