import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "#domain/errors.ts";
import en from "#messages/en/errors.json" with { type: "json" };
import zh from "#messages/zh-CN/errors.json" with { type: "json" };
import { documents } from "./write-documents.ts";

const ROOT = path.resolve(import.meta.dirname, "..");

describe("written documents", () => {
  it("are what code and messages say (`node api/write-documents.ts`, then `npm run format`, brings them up to date)", async () => {
    for (const [file, text] of await documents()) {
      expect(existsSync(path.join(ROOT, file)), file).toBe(true);
      const stored = readFileSync(path.join(ROOT, file), "utf8");
      // The formatter lays JSON out in its own way.
      if (file.endsWith(".json")) expect(JSON.parse(stored), file).toEqual(JSON.parse(text));
      else expect(stored, file).toBe(text);
    }
  });

  it("have a page for every error code and none besides", () => {
    const pages = readdirSync(path.join(ROOT, "docs/errors")).map((file) => file.replace(/\.md$/, ""));
    expect(pages.sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });
});

describe("error words", () => {
  it.each(Object.keys(ERROR_CODES))("%s says in both languages what it means and how to mend it", (code) => {
    for (const [words, letters] of [
      [zh.codes, /\p{Script=Han}/u],
      [en.codes, /[a-z]{3}/],
    ] as const) {
      const entry = words[code as keyof typeof words];
      for (const text of [entry.title, entry.detail, entry.meaning, entry.mend]) {
        expect(text).toMatch(letters);
        expect(text).not.toMatch(/\b(please|oops|invalid|forbidden)\b|请您/i);
      }
    }
  });
});
