import { describe, expect, it } from "vitest";
import { buildNameScan, institutionsNamedIn } from "./names-in-text.ts";

const scan = buildNameScan([
  { id: "anhe", legalName: "安禾消费金融股份有限公司", names: [{ name: "安禾消金" }, { name: "安禾好借" }] },
  { id: "yundu", legalName: "云渡银行股份有限公司", names: [{ name: "云渡银行" }, { name: "云渡e贷" }] },
  { id: "north", legalName: "长亭晚小额贷款有限公司", names: [{ name: "同名贷" }] },
  { id: "south", legalName: "长亭晚融资担保有限公司", names: [{ name: "同名贷" }, { name: "借呗" }] },
  { id: "latin", legalName: "Northwind Lending, LLC", names: [] },
]);

describe("institutions named in a text", () => {
  it.each([
    ["我是安禾消费金融股份有限公司的", ["anhe"]],
    ["云渡Ｅ贷额度，安禾·消金也行", ["yundu", "anhe"]],
    ["安.禾.消.金提醒您还款", ["anhe"]],
    ["雲渡銀行客服", ["yundu"]],
    ["安禾消金、安禾好借、安禾消金", ["anhe"]],
    ["同名贷找我", []],
    ["借呗逾期", []],
    ["安禾。消金", []],
    ["Northwind Lending called", []],
    ["", []],
  ])("%s: %j", (text, ids) => {
    expect(institutionsNamedIn(scan, text)).toEqual(ids);
  });

  it("are found in a long text in time that grows with its length only", () => {
    const started = performance.now();
    expect(institutionsNamedIn(scan, "安禾消".repeat(700))).toEqual([]);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
