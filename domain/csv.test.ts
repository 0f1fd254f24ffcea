import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";

describe("a line of CSV", () => {
  it("keeps commas, quotes and line breaks inside their cell", () => {
    expect(csvLine(["a,b", 'say "no"', "two\nlines", "plain", null, -1.5, true])).toBe(
      '"a,b","say ""no""","two\nlines",plain,,-1.5,true\n',
    );
  });

  it.each(["=1+1", "+86", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "\rx"])(
    "makes %j a text that no spreadsheet runs",
    (text) => {
      expect(csvLine([text]).replace(/^"/, "")).toMatch(/^'/);
    },
  );
});
