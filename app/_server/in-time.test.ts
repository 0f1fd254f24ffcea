import { describe, expect, it } from "vitest";
import { inTime } from "./in-time.ts";

describe("waiting for something", () => {
  it("gives its answer or its failure as it is", async () => {
    await expect(inTime(Promise.resolve(7), 1_000)).resolves.toBe(7);
    await expect(inTime(Promise.reject(new Error("no")), 1_000)).rejects.toThrow("no");
  });

  it("ends as unavailable when it takes too long, and what fails later troubles nobody", async () => {
    const slow = Promise.withResolvers<never>();
    await expect(inTime(slow.promise, 1)).rejects.toMatchObject({ code: "unavailable" });
    slow.reject(new Error("late"));
    await expect(slow.promise).rejects.toThrow("late");
  });
});
