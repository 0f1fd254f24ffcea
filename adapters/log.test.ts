import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { createLog } from "./log.ts";

function capture() {
  let text = "";
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      done();
    },
  });
  return { log: createLog("trace", sink), read: () => text };
}

test("a log line never holds a number, a name, a receipt or what was said", () => {
  const { log, read } = capture();
  log.info(
    {
      number: "13800138000",
      input: { phone: "13800138000" },
      body: { scriptText: "还钱" },
      receipt: "MJ-1",
      name: "张三",
    },
    "x",
  );
  for (const secret of ["13800138000", "还钱", "MJ-1", "张三"]) expect(read()).not.toContain(secret);
});

test("an error is logged by type, code and place, without its message, detail or parameters", () => {
  const { log, read } = capture();
  const error = Object.assign(new Error('duplicate key: ("13800138000")'), {
    code: "23505",
    detail: "Key (13800138000)",
    parameters: ["13800138000"],
  });
  log.error({ err: error }, "write failed");
  expect(read()).toContain("23505");
  expect(read()).toContain("log.test.ts");
  expect(read()).not.toContain("13800138000");
});
