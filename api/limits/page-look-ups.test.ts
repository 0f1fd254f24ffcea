import { expect, it } from "vitest";
import { isPageLookUp } from "./page-look-ups.ts";

it.each([
  ["GET", "/numbers/%2B8613800138000"],
  ["POST", "/en/numbers/95588"],
  ["GET", "/zh-CN/check?t=abc"],
  ["POST", "/"],
  ["POST", "/en"],
  ["GET", "/en/report/check"],
  ["GET", "/registry?q=1&after=2"],
  ["HEAD", "/en/registry"],
  ["GET", "/en/trends?region=330000"],
  ["GET", "/%63heck?t=abc"],
  ["GET", "/numbers/%"],
  ["GET", "http://portal.example/check?t=abc"],
  ["GET", "/registry/0190a0b0-0000-7000-8000-000000000000"],
])("%s %s is a look-up", (method, url) => {
  expect(isPageLookUp(method, url)).toBe(true);
});

it.each([
  ["GET", "/"],
  ["GET", "/en?x=/numbers/1"],
  ["GET", "/desk/registry"],
  ["POST", "/objections"],
  ["GET", "/institutions"],
])("%s %s is none", (method, url) => {
  expect(isPageLookUp(method, url)).toBe(false);
});
