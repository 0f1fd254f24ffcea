import { describe, expect, it } from "vitest";
import { chooseCoding, isKnown, SENT_CODINGS } from "./file-answer.ts";

describe("the coding of a file", () => {
  it.each([
    ["gzip, deflate, br, zstd", "zstd"],
    ["gzip, deflate, br", "gzip"],
    ["zstd;q=0.1, gzip;q=0.9", "gzip"],
    ["gzip;q=0, zstd;q=0", "identity"],
    ["*", "zstd"],
    ["*;q=0.5, zstd;q=0", "gzip"],
    ["identity, gzip;q=0.5", "identity"],
    ["GZIP", "gzip"],
    ["br", "identity"],
    ["", "identity"],
    [undefined, "identity"],
  ])("for %s is %s", (accepted, coding) => {
    expect(chooseCoding(accepted, SENT_CODINGS)).toBe(coding);
  });

  it("is one that the file is stored in", () => {
    expect(chooseCoding("zstd, gzip", ["identity", "gzip"])).toBe("gzip");
    expect(chooseCoding("zstd", ["identity"])).toBe("identity");
  });
});

describe("If-None-Match", () => {
  it("knows a tag by weak comparison, in a list, or any by a star", () => {
    expect(isKnown('"a"', '"a"')).toBe(true);
    expect(isKnown('"b", W/"a"', '"a"')).toBe(true);
    expect(isKnown("*", '"a"')).toBe(true);
    expect(isKnown('"b"', '"a"')).toBe(false);
    expect(isKnown(undefined, '"a"')).toBe(false);
  });
});
