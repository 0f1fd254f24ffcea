import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "./cli.ts";
import { testKey } from "./testing/fake-portal.ts";

const run = async (...args: string[]) => {
  const [out, err]: [string[], string[]] = [[], []];
  const env = { MINGJIAN_URL: "http://127.0.0.1:1" };
  const code = await runCli(args, { env, out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out, err: err.join("\n") };
};

describe("the command line", () => {
  it("shows how it is used, and ends with 3 when it is used otherwise", async () => {
    expect(await run("--help")).toMatchObject({ code: 0 });
    for (const args of [
      ["nothing"],
      ["check"],
      ["check", "--colour"],
      ["sync"],
      ["verify"],
      ["range", "hello"],
    ])
      expect([args, (await run(...args)).code]).toEqual([args, 3]);
  });

  it("says what is wrong in Chinese, or in English when asked, and as JSON", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "mj-client-"));
    const args = ["look", "13800138000", "--dir", folder];
    const zh = await run(...args);
    expect([zh.code, zh.err]).toEqual([3, "本地还没有这份名单，先运行 sync (numbers)"]);
    expect((await run(...args, "--lang", "en")).err).toBe(
      "There is no local copy of this list yet; run sync first (numbers)",
    );
    const { out } = await run(...args, "--json");
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ error: { code: "no-copy" } });
    rmSync(folder, { recursive: true });
  });

  it("ends with 1 when a proof does not hold", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "mj-client-"));
    const file = path.join(folder, "receipt.json");
    writeFileSync(file, '{"v":1}');
    const { code, err } = await run("verify", file, "--vkey", testKey().vkey, "--lang", "en");
    expect([code, err]).toEqual([1, "The proof does not hold (not a proof file)"]);
    rmSync(folder, { recursive: true });
  });
});
