import { describe, expect, it } from "vitest";
import { bytesText } from "./bytes-text.ts";

describe("a number of bytes", () => {
  it("is written with the unit that keeps it below a thousand", () => {
    expect([0, 999, 1_000, 12_345, 999_949, 999_960, 4_000_000, 7_500_000_000].map(bytesText)).toEqual([
      "0 B",
      "999 B",
      "1.0 kB",
      "12.3 kB",
      "999.9 kB",
      "1.0 MB",
      "4.0 MB",
      "7.5 GB",
    ]);
  });
});
