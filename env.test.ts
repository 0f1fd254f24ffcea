import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

test("links follow the port, and demonstration data stay out of a database somebody gave", () => {
  expect(readEnv({ PORT: "4321" })).toMatchObject({
    port: 4321,
    publicUrl: "http://localhost:4321",
    demo: true,
    databaseUrl: null,
  });
  expect(readEnv({ DATABASE_URL: "postgres://a@b/c" })).toMatchObject({ demo: false });
  expect(readEnv({ DATABASE_URL: "postgres://a@b/c", DEMO: "on" })).toMatchObject({ demo: true });
});

test.each([
  [{ PORT: "http" }, "PORT"],
  [{ PORT: "70000" }, "PORT"],
  [{ DEMO: "yes" }, "on or off"],
  [{ WORKER: "no" }, "inline or off"],
  [{ DATABASE_URL: "mysql://x" }, "postgres://"],
])("says what to set when it is %j", (source, words) => {
  expect(() => readEnv(source)).toThrow(words);
});
