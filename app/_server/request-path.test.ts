import { describe, expect, it } from "vitest";
import { safePath } from "./request-path.ts";

describe("a path to return to", () => {
  it.each(["/", "/en/check", "/institutions?kind=bank&page=abc", "/learn#rules"])("keeps %s", (path) => {
    expect(safePath(path)).toBe(path);
  });

  it.each([
    "",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/a\r\nSet-Cookie: x=1",
    null,
    7,
  ])("never leaves the site: %j", (path) => {
    expect(safePath(path)).toBe("/");
  });
});
