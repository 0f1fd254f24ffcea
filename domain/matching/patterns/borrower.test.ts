import { expect, test } from "vitest";
import { borrowerIn } from "./borrower.ts";

test.each([
  ["问我认不认识王*明，说他欠了12,000元", "王*明", [12000]],
  ["请转告李**，今天不还就去单位", "李**", []],
  ["说是找张某某的，欠款8640", "张**", [8640]],
  ["让我叫陈＊还钱，一共 3.5万元", "陈*", [35000]],
  ["赵某欠他们五千多，5,300.50元", "赵*", [5301]],
  ["我不认识什么孙x强，打了三次", "孙*强", []],
])("a masked name and the sum owed are read from %s", (text, name, amounts) => {
  expect(borrowerIn(text)).toMatchObject({ name, amounts });
});

test("case numbers are read however they are written", () => {
  expect(borrowerIn("案号：ABC-2026-01，王*")?.caseNumbers).toEqual(["ABC202601"]);
  expect(borrowerIn("（2026）催字第1234号的案子")?.caseNumbers).toEqual(["2026催字第1234号"]);
});

test("a number, a link and a person in general are no borrower", () => {
  expect(borrowerIn("一天打了12个电话，骂某某人")?.name ?? null).toBeNull();
  expect(borrowerIn("链接 https://x-y.example/a*b")?.name ?? null).toBeNull();
  expect(borrowerIn("就是不停地打电话")).toBeNull();
  expect(borrowerIn("")).toBeNull();
});
