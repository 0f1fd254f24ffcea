import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const FOLDER = mkdtempSync(path.join(tmpdir(), "cases-"));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

function table(name: string, lines: readonly string[]): string {
  const file = path.join(FOLDER, name);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

function run(...args: string[]): { status: number | null; lines: string[]; problem: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/cases.ts", ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, lines: stdout.trimEnd().split("\n"), problem: stderr };
}

describe("npm run cases", () => {
  it("prints a line for a miss, the count last, and exits 1", () => {
    const file = table("text.tsv", [
      "id\tinput\tmatch_kind\tfolded_or_lexeme\tnote",
      'A\t"網貸"\texact\t网贷\t',
      'B\t"薇信"\texact\t微信\ta wrong expectation',
    ]);
    expect(run("text", file)).toMatchObject({
      status: 1,
      lines: ['B\t"薇信"\texact | 微信\thomophone | 微信', "1/2"],
    });
  });

  it("exits 0 when every case passes", () => {
    const register = table("register.tsv", [
      "legal_name\tnfra_code\tshort_name",
      "湖南望江楼消费金融有限公司\tX0099H243010001\t望江楼消金",
    ]);
    const file = table("institution.tsv", [
      "id\tinput\texpected_institution_code",
      '1\t"望江楼消金"\tX0099H243010001',
      '2\t"望江楼银行"\tNONE',
    ]);
    expect(run("institution", file, "--register", register)).toMatchObject({ status: 0, lines: ["2/2"] });
  });

  it("reads brands, an empty one being expected where the line has none", () => {
    const file = table("brands.txt", ["杭州知味轩餐饮有限公司 知味轩", "河南省建设集团有限公司"]);
    expect(run("brand", file)).toMatchObject({ status: 0, lines: ["2/2"] });
  });

  it("reads name pairs and phone numbers", () => {
    const pairs = table("pairs.csv", [
      "schema,name1,name2,is_match",
      'Company,"Apple, Inc.",Apple Inc.,true',
    ]);
    expect(run("name-pairs", pairs)).toMatchObject({ status: 0, lines: ["1/1"] });
    const phones = table("phone.tsv", [
      "id\tinput\tkind\tcase_key\tflags\text",
      'P\t"138 0013 8000"\tmobile\t+8613800138000\t\t',
    ]);
    expect(run("phone", phones)).toMatchObject({ status: 0, lines: ["1/1"] });
  });

  it.each([
    [["nothing", "file"], "Which table?"],
    [["text"], "Which file?"],
    [["text", path.join(FOLDER, "absent.tsv")], "There is no file"],
    [["institution", path.join(FOLDER, "absent.tsv")], "There is no file"],
    [["text", "a", "--colour"], "--colour"],
  ])("exits 2 and says what to mend: %j", (args, sentence) => {
    const { status, problem } = run(...args);
    expect({ status, isSaid: problem.includes(sentence) }).toEqual({ status: 2, isSaid: true });
  });
});
