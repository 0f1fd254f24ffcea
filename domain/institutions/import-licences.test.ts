import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffLicences, type RegisterRow, readLicenceRow } from "./import-licences.ts";
import { isSameArea, regionAt, regionByName, regionName } from "./region-names.ts";
import { regionOfRegulatorCode } from "./regulator-code.ts";

/** Any code point at all, lone surrogates included. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const anyText = fc.string({ unit: anyCharacter, maxLength: 30 });

const KNOWN: RegisterRow = {
  id: "A",
  legalName: "杭州云溪鸣小额贷款有限公司",
  names: [{ name: "云溪鸣小贷", kind: "short", source: "list" }],
  uscc: "91350100M000100Y43",
  regulatorCode: null,
  class: "micro_loan",
  region: "330100",
  licences: [
    {
      number: "浙贷001",
      regulator: "浙江省地方金融管理局",
      scope: "",
      region: "330000",
      issuedOn: "2020-01-01",
      expiresOn: "2026-12-31",
      status: "valid",
    },
  ],
};

const ROW = {
  统一社会信用代码: "91350100M000100Y43",
  机构名称: "杭州云溪鸣小额贷款有限公司",
  许可证编号: "浙贷001",
  发证机关: "浙江省地方金融管理局",
  地区: "浙江省",
  发证日期: "2020年1月1日",
  有效期至: "2026/12/31",
  状态: "正常",
};

describe("readLicenceRow", () => {
  it("reads a list that has only name, code and short name", () => {
    expect(
      readLicenceRow({
        legal_name: "湖南望江楼消费金融有限公司",
        nfra_code: "X0099H243010001",
        short_name: "望江楼消金",
      }),
    ).toEqual({
      ok: true,
      value: {
        legalName: "湖南望江楼消费金融有限公司",
        shortName: "望江楼消金",
        uscc: null,
        regulatorCode: "X0099H243010001",
        class: "consumer_finance",
        region: "430100",
        licence: {
          number: "X0099H243010001",
          regulator: "国家金融监督管理总局",
          scope: "",
          region: null,
          issuedOn: null,
          expiresOn: null,
          status: "valid",
        },
      },
    });
  });

  it("knows Chinese headers, however they are spaced", () => {
    const read = readLicenceRow({
      " 机构 名称 ": "成都竹里馆科技有限公司",
      机构类型: "贷款中介",
      "有效期至：": "长期",
      许可证号: "7",
    });
    expect(read).toMatchObject({
      ok: true,
      value: { class: "loan_broker", licence: { number: "7", expiresOn: null } },
    });
  });

  it.each([
    [{ legal_name: " " }, "legal-name-missing"],
    [{ ...ROW, 统一社会信用代码: "91350100M000100Y44" }, "uscc-check_character"],
    [{ ...ROW, 统一社会信用代码: "9135" }, "uscc-length"],
    [{ legal_name: "某某实业有限公司" }, "class-unknown"],
    [{ ...ROW, 发证日期: "去年" }, "date-unreadable"],
    [{ ...ROW, 发证日期: "2020-02-30" }, "date-unreadable"],
    [{ ...ROW, 有效期至: "2019-12-31" }, "dates-reversed"],
    [{ ...ROW, 状态: "待定" }, "status-unknown"],
    [{ ...ROW, 地区: "月球" }, "region-unknown"],
  ])("rejects %o: %s", (row, reason) => {
    expect(readLicenceRow(row)).toEqual({ ok: false, reason });
  });

  it("never throws", () => {
    const cell = fc.oneof(anyText, fc.constantFrom(...Object.values(ROW)));
    const row = fc.dictionary(fc.constantFrom(...Object.keys(ROW), "class", "scope"), cell);
    fc.assert(fc.property(row, (cells) => typeof readLicenceRow(cells).ok === "boolean"));
  });
});

describe("diffLicences", () => {
  it("finds a row that says what is known to be the same", () => {
    expect(diffLicences([KNOWN], [ROW])).toMatchObject({
      add: [],
      change: [],
      same: [{ id: "A" }],
      missing: [],
      rejected: [],
    });
  });

  it("says what a row would change, field by field", () => {
    const { change } = diffLicences(
      [KNOWN],
      [{ ...ROW, 状态: "吊销", 机构名称: "杭州云溪鸣小额贷款股份有限公司", 简称: "云溪贷" }],
    );
    expect(change).toMatchObject([
      {
        id: "A",
        changes: [
          { field: "legalName", from: "杭州云溪鸣小额贷款有限公司", to: "杭州云溪鸣小额贷款股份有限公司" },
          { field: "names", from: null, to: "云溪贷" },
          { field: "licence.status", from: "valid", to: "revoked" },
        ],
      },
    ]);
  });

  it("adds a second licence to a known institution and a new institution to the register", () => {
    const { change, add } = diffLicences(
      [KNOWN],
      [
        { ...ROW, 许可证编号: "浙贷002" },
        { legal_name: "广东长亭晚小额贷款有限公司", licence_number: "粤贷9" },
      ],
    );
    expect(change[0]?.changes).toContainEqual({ field: "licence", from: null, to: "浙贷002" });
    expect(add).toMatchObject([{ legalName: "广东长亭晚小额贷款有限公司", region: "440000" }]);
  });

  it("reports what the list no longer names, of its own classes only", () => {
    const bank: RegisterRow = { ...KNOWN, id: "B", legalName: "示例银行", uscc: null, class: "bank" };
    const { missing } = diffLicences([KNOWN, bank], [{ legal_name: "广东长亭晚小额贷款有限公司" }]);
    expect(missing).toEqual([{ id: "A", legalName: KNOWN.legalName }]);
  });

  it("never empties what is known because a cell is empty", () => {
    const { same } = diffLicences([KNOWN], [{ legal_name: KNOWN.legalName, uscc: "", region: "" }]);
    expect(same).toMatchObject([{ id: "A" }]);
  });

  it("keeps two companies of one name apart by their codes", () => {
    const { add } = diffLicences([KNOWN], [{ legal_name: KNOWN.legalName, uscc: "91350100MA100000YP" }]);
    expect(add).toHaveLength(1);
  });

  it("rejects a row that is there twice, and one whose codes point at two institutions", () => {
    const other: RegisterRow = {
      ...KNOWN,
      id: "B",
      legalName: "另一家小额贷款有限公司",
      uscc: null,
      regulatorCode: "X0099H243010001",
    };
    const { rejected } = diffLicences([KNOWN, other], [ROW, ROW, { ...ROW, 机构编码: "X0099H243010001" }]);
    expect(rejected.map(({ reason }) => reason)).toEqual(["named-twice", "two-institutions"]);
  });

  it("puts every row into exactly one pile", () => {
    const row = fc.record({
      legal_name: fc.constantFrom(KNOWN.legalName, "广东长亭晚小额贷款有限公司", "某某实业", ""),
      uscc: fc.constantFrom("", "91350100M000100Y43", "123"),
      licence_number: fc.constantFrom("", "浙贷001", "浙贷002"),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const { add, change, same, rejected } = diffLicences([KNOWN], rows);
        expect(add.length + change.length + same.length + rejected.length).toBe(rows.length);
      }),
    );
  });
});

describe("regions", () => {
  it("reads a place with its suffix and leaves words that only begin like one", () => {
    expect(regionAt("内蒙古自治区蒙商", 0)).toMatchObject({ region: { code: "150000" }, length: 6 });
    expect(regionAt("杭州市场", 0)).toMatchObject({ region: { code: "330100" }, length: 2 });
    expect(regionAt("某某", 0)).toBeNull();
    expect(regionByName("吉林")?.code).toBe("220000");
    expect(regionName("330106")).toBe("杭州");
  });

  it("knows whether two codes can be one place", () => {
    expect(isSameArea("330000", "330100")).toBe(true);
    expect(isSameArea("330100", "330200")).toBe(false);
    expect(isSameArea("330000", "430000")).toBe(false);
    expect(isSameArea(null, "430000")).toBe(true);
  });

  it("reads the seat from an institution code", () => {
    expect(regionOfRegulatorCode("X0099H243010001")).toBe("430100");
    expect(regionOfRegulatorCode("X0099H299990001")).toBeNull();
    expect(regionOfRegulatorCode("F-1")).toBeNull();
  });
});
