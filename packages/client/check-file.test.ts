import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CheckFileOptions, checkFile } from "./check-file.ts";
import { type Answer, fakePortal } from "./testing/fake-portal.ts";

let folder = "";
let input = "";
let output = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mj-client-"));
  input = path.join(folder, "in.csv");
  output = path.join(folder, "out.csv");
});
afterEach(() => rmSync(folder, { recursive: true }));

type Items = { readonly items: readonly { readonly ref: number; readonly value: string }[] };
/** Every number that ends in 0 is listed; "bad" is no number. `limit`: items before the quota is used up. */
const portalWith = (limit = Number.POSITIVE_INFINITY) => {
  let left = limit;
  return fakePortal((_path, init): Answer => {
    const { items } = JSON.parse(String(init.body)) as Items;
    if (items.length > left)
      return { status: 429, headers: { "retry-after": "9999" }, body: '{"code":"quota"}' };
    left -= items.length;
    const results = items.map(({ ref, value }) => {
      if (value === "bad") return { ref, problem: { code: "invalid-number", detail: "无" } };
      const listed = value.endsWith("0");
      const verdict = listed ? "listed" : "unknown";
      return {
        ref,
        verdict,
        listed,
        advice: listed ? "block" : "none",
        reasons: ["a", "b"],
        entry: listed ? { tier: "minor", expiresAt: "E" } : null,
      };
    });
    return { body: JSON.stringify({ asOf: "T", listVersion: 1, results }) };
  });
};
const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(13_800_000_000 + at));
const run = (portal: ReturnType<typeof portalWith>, change: Partial<CheckFileOptions> = {}) =>
  checkFile(portal, { input, output, ...change });

describe("checking a file", () => {
  it("puts the answers behind the columns that came, row by row", async () => {
    writeFileSync(input, '\ufeff姓名,电话\r\n"李, 四",13800000010\r\n王五,bad\r\n');
    const done = await run(portalWith());
    expect(done).toEqual({ rows: 2, resumedAt: 0, verdicts: { listed: 1 }, problems: 1 });
    expect(readFileSync(output, "utf8").split("\r\n")).toEqual([
      "姓名,电话,verdict,listed,advice,reasons,tier,expires_at,as_of,problem",
      '"李, 四",13800000010,listed,true,block,a b,minor,E,T,',
      "王五,bad,,,,,,,T,invalid-number: 无",
      "",
    ]);
  });

  it("stops at a quota and goes on where it stopped, asking nothing twice", async () => {
    writeFileSync(input, `number\n${numbers(1_234).join("\n")}\n`);
    const first = portalWith(600);
    await expect(run(first)).rejects.toMatchObject({ code: "quota", retryAfterSeconds: 9999 });
    expect(existsSync(output)).toBe(false);
    const second = portalWith();
    expect(await run(second)).toMatchObject({
      rows: 1_234,
      resumedAt: 500,
      verdicts: { listed: 124, unknown: 1_110 },
    });
    const asked = [...first.asked.slice(0, 1), ...second.asked].flatMap(({ init }) =>
      (JSON.parse(String(init.body)) as Items).items.map(({ value }) => value),
    );
    expect(asked).toEqual(numbers(1_234));
    const lines = readFileSync(output, "utf8").trimEnd().split("\r\n");
    expect(lines).toHaveLength(1_235);
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(numbers(1_234));
    expect(existsSync(`${output}.partial`) || existsSync(`${output}.progress.json`)).toBe(false);
  });

  it("is not confused by a row that was torn when the machine stopped", async () => {
    writeFileSync(input, `number\n${numbers(700).join("\n")}\n`);
    await expect(run(portalWith(500))).rejects.toThrow();
    writeFileSync(`${output}.partial`, `${readFileSync(`${output}.partial`, "utf8")}13800000500,lis`);
    await run(portalWith());
    expect(readFileSync(output, "utf8").trimEnd().split("\r\n")).toHaveLength(701);
  });

  it("does not mix two inputs, unless told to begin anew", async () => {
    writeFileSync(input, `number\n${numbers(700).join("\n")}\n`);
    await expect(run(portalWith(500))).rejects.toThrow();
    writeFileSync(input, `number\n${numbers(900).join("\n")}\n`);
    await expect(run(portalWith())).rejects.toMatchObject({ code: "other-input" });
    expect(await run(portalWith(), { restart: true })).toMatchObject({ rows: 900, resumedAt: 0 });
  });

  it("reads GB 18030, and says so when the encoding is another", async () => {
    writeFileSync(
      input,
      Buffer.concat([Buffer.from([0xba, 0xc5, 0xc2, 0xeb]), Buffer.from("\n13800000010\n")]),
    );
    await expect(run(portalWith())).rejects.toMatchObject({
      code: "input",
      detail: expect.stringContaining("gb18030"),
    });
    expect(await run(portalWith(), { encoding: "gb18030", restart: true })).toMatchObject({ rows: 1 });
    expect(readFileSync(output, "utf8")).toMatch(/^号码,verdict/);
  });

  it("takes a column by name or place, with or without a header", async () => {
    writeFileSync(input, "a,b\n1,13800000010\n");
    expect((await run(portalWith(), { column: "B" })).verdicts).toEqual({ listed: 1 });
    expect((await run(portalWith(), { column: "2", hasHeader: false })).rows).toBe(2);
    await expect(run(portalWith(), { column: "c" })).rejects.toMatchObject({ code: "input" });
  });
});
