import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainMatch } from "./explain-match.ts";
import { readLicenceRow } from "./import-licences.ts";
import { buildRegister, type InstitutionMatch, matchInstitution } from "./match-institution.ts";
import type { RegisterEntry } from "./register-index.ts";

/** Any code point at all, lone surrogates included. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const anyText = fc.string({ unit: anyCharacter, maxLength: 30 });

function readTable(name: string): Record<string, string>[] {
  const [head = "", ...lines] = readFileSync(new URL(name, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  const columns = head.split("\t");
  return lines.map((line) => Object.fromEntries(line.split("\t").map((cell, i) => [columns[i] ?? "", cell])));
}

const ENTRIES: RegisterEntry[] = readTable("./test-register.tsv").map((row) => {
  const read = readLicenceRow(row);
  if (!read.ok) throw new Error(read.reason);
  const { legalName, shortName, regulatorCode, region } = read.value;
  const names = shortName === null ? [] : [{ name: shortName, kind: "short" as const }];
  return { id: regulatorCode ?? "", legalName, names, class: read.value.class, region };
});
const REGISTER = buildRegister(ENTRIES);

const idOf = (match: InstitutionMatch): string => (match.outcome === "match" ? match.institutionId : "NONE");

describe("matchInstitution", () => {
  it.each(readTable("./cases.tsv").map((row) => [row.id, row.input ?? "", row.expected_institution_code]))(
    "%s: %s is %s",
    (_id, input, expected) => {
      expect(idOf(matchInstitution(REGISTER, JSON.parse(input) as string))).toBe(expected);
    },
  );

  it("matches every registered name to its own institution", () => {
    for (const { id, legalName, names = [] } of ENTRIES) {
      for (const name of [legalName, ...names.map((entry) => entry.name)]) {
        expect([name, idOf(matchInstitution(REGISTER, name))]).toEqual([name, id]);
      }
    }
  });

  it.each([
    ["马尚消费金融", "sounds-alike", "X0010H250000001"],
    ["长银五九消费金融", "one-character-off", "X0019H243010001"],
    ["北京蚂蚁消费金融", "place-differs", "X0029H250000001"],
    ["海尔消费", "brand-only", "X0006H237020001"],
    ["长亭晚小贷", "several-institutions", "F-CTW-JS"],
    ["Northwind Lending Inc.", "legal-form-differs", "F-NORTHWIND"],
    ["Northwnd Lending LLC", "spelt-alike", "F-NORTHWIND"],
  ])("offers %s to people as a candidate: %s", (claimed, code, first) => {
    const match = matchInstitution(REGISTER, claimed);
    expect(match).toMatchObject({ outcome: "candidates", reason: { code } });
    expect(match.outcome === "candidates" && match.candidates[0]).toMatchObject({ institutionId: first });
  });

  it("never matches a brand of another business, and says so", () => {
    expect(matchInstitution(REGISTER, "中信银行股份有限公司")).toEqual({
      outcome: "none",
      reason: { code: "business-differs", params: { brand: "中信", name: "中信消费金融有限公司" } },
    });
  });

  it("uses a former name like the present one, and says which it was", () => {
    const register = buildRegister([
      {
        id: "A",
        legalName: "上海望舒消费金融有限公司",
        names: [{ name: "上海旧月消费金融有限公司", kind: "former" }],
      },
    ]);
    expect(matchInstitution(register, "上海旧月消费金融有限公司")).toMatchObject({
      institutionId: "A",
      via: "former",
    });
    expect(matchInstitution(register, "旧月消金")).toMatchObject({
      institutionId: "A",
      via: "brand_and_business",
    });
  });

  it("does not choose between two institutions that list one short name", () => {
    const names = [{ name: "快快贷", kind: "app" as const }];
    const register = buildRegister([
      { id: "A", legalName: "杭州云溪鸣小额贷款有限公司", names },
      { id: "B", legalName: "成都竹里馆科技有限公司", names },
    ]);
    expect(matchInstitution(register, "快快贷")).toMatchObject({
      outcome: "candidates",
      candidates: [{ institutionId: "A" }, { institutionId: "B" }],
    });
  });

  it("matches nothing in an empty register", () => {
    expect(matchInstitution(buildRegister([]), "招联")).toMatchObject({ outcome: "none" });
  });

  it("never throws and gives every answer a sentence in both languages", () => {
    const part = fc.constantFrom(
      "招联",
      "马上",
      "湖南",
      "长银五八",
      "消费金融",
      "银行",
      "有限公司",
      "（重庆）",
      "小贷",
      "Northwind",
      "LLC",
      " ",
      "县",
      "云溪鸣",
    );
    const claimed = fc.oneof(
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join("")),
      anyText,
    );
    fc.assert(
      fc.property(claimed, (text) => {
        const { reason } = matchInstitution(REGISTER, text);
        for (const locale of ["zh-CN", "en"] as const) {
          expect(explainMatch(reason, locale)).toMatch(/\S/);
          expect(explainMatch(reason, locale)).not.toContain("undefined");
        }
      }),
      { numRuns: 1000 },
    );
  });
});
