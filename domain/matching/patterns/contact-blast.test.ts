import { expect, test } from "vitest";
import { findContactBlasts } from "./contact-blast.ts";
import { numberKey, testReport } from "./test-report.ts";

const NUMBERS = [numberKey("16300000001"), numberKey("16300000002")];
const called = (hours: number, text: string | null, more: Parameters<typeof testReport>[1] = {}) =>
  testReport(hours, {
    matter: "collection",
    relationship: "CONTACT_LISTED",
    numbers: [NUMBERS[hours % 2] ?? numberKey("16300000001")],
    text,
    ...more,
  });
const blast = (from: number, name: string, sum = 8640) =>
  [0, 5, 20, 31, 44, 57].map((hours) => called(from + hours, `说要找${name}，欠${sum}元，案号DEMO-77`));

test("people who share nothing but a borrower and two numbers within days are one blast, with whom and how much", () => {
  const reports = blast(0, "王*明");
  const [found, ...others] = findContactBlasts(reports.toReversed());
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    kind: "contact-blast",
    reports: reports.map(({ id }) => id),
    numbers: NUMBERS,
    sources: 6,
    evidence: {
      borrower: "王*明",
      amount: 8640,
      caseNumber: "DEMO77",
      naming: 6,
      sourcesPerNumber: 3,
      days: 3,
    },
  });
  expect(found?.since).toBe(reports[0]?.at);
});

test("a second borrower by the same numbers in the same days is a second blast", () => {
  const found = findContactBlasts([...blast(0, "王*明"), ...blast(2, "李*华", 5300)]);
  expect(found.map(({ evidence }) => evidence.borrower)).toEqual(["王*明", "李*华"]);
});

test("the same borrower again half a year later is a second round", () => {
  expect(findContactBlasts([...blast(0, "王*明"), ...blast(4400, "王*明")])).toHaveLength(2);
});

test("who names nobody belongs to it when the same numbers called in those days", () => {
  const silent = called(22, null);
  expect(findContactBlasts([...blast(0, "王*明"), silent])[0]?.reports).toContain(silent.id);
});

test("one person who reports six times is no blast", () => {
  expect(findContactBlasts(blast(0, "王*明").map((report) => ({ ...report, source: "one" })))).toEqual([]);
});

test("a namesake sought elsewhere, from another number and for another sum, stays out", () => {
  const other = called(10, "说要找王*明，欠99000元", { numbers: [numberKey("16400000009")] });
  expect(findContactBlasts([...blast(0, "王*明"), other])[0]?.reports).not.toContain(other.id);
});

test("borrowers who complain about their own debt are no blast, nor contacts of different borrowers", () => {
  const own = blast(0, "王*明").map((report) => ({ ...report, relationship: "BORROWER_OVERDUE" as const }));
  expect(findContactBlasts(own)).toEqual([]);
  const names = ["王*明", "李*华", "张*伟", "刘*洋", "陈*静", "杨*磊"];
  expect(findContactBlasts(names.map((name, i) => called(i, `找${name}`)))).toEqual([]);
});
