import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import en from "#messages/en/desk.json" with { type: "json" };
import { translator } from "#messages/translate.ts";
import zh from "#messages/zh-CN/desk.json" with { type: "json" };
import { reasonWords } from "./reason-words.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
/** The commands a desk form runs, and the rules they ask. */
const SOURCES = [
  "commands/api-keys",
  "domain/access/api-key.ts",
  "commands/decisions",
  "commands/cases",
  "commands/clock",
  "commands/complaints/triage-complaint.ts",
  "commands/complaints/reveal-complaint.ts",
  "commands/complaints/move-complaint.ts",
  "commands/to-app-error.ts",
  "domain/cases",
  "domain/practitioners/inputs.ts",
  "commands/practitioners/record-item.ts",
  "commands/practitioners/decide-case.ts",
  "commands/practitioners/answer-application.ts",
  "commands/practitioners/open-record.ts",
  "domain/complaints/status.ts",
  "domain/registry/entry-act.ts",
  "commands/registry/act-event.ts",
  "commands/registry/add-statement.ts",
  "commands/registry/decide-act.ts",
  "commands/registry/impose-sanction.ts",
  "commands/registry/list-subject.ts",
  "commands/registry/propose-act.ts",
  "commands/registry/register-practitioner.ts",
  "commands/registry/reveal-application.ts",
  "commands/rating/integrity-hold.ts",
  "commands/rating/review-hold.ts",
  "commands/rating/record-exposures.ts",
  "commands/rating/preview-rating.ts",
  "commands/rating/state-own-view.ts",
];
/** Reasons of the registry's state machine, which its commands pass on. */
const LIFE_RULES = "domain/registry/life-rules.ts";
/** Answered by a page that is not there, so never by words. */
const NOT_FOUND = /AppError\(\s*"not-found"/;

function sourceOf(name: string): string[] {
  const full = path.join(ROOT, name);
  if (name.endsWith(".ts")) return [readFileSync(full, "utf8")];
  return readdirSync(full)
    .filter((file) => file.endsWith(".ts") && !file.includes(".test."))
    .map((file) => readFileSync(path.join(full, file), "utf8"));
}

/** Every reason a refusal can carry: of the error itself, of its fields, and of the schemas' own messages. */
function reasons(): string[] {
  const found = new Set<string>();
  for (const source of SOURCES.flatMap(sourceOf)) {
    for (const [call, reason = ""] of source.matchAll(/AppError\(\s*"[a-z-]+",\s*"([a-z-]+)"/g)) {
      if (!NOT_FOUND.test(call)) found.add(reason);
    }
    for (const [, code = ""] of source.matchAll(/\bcode: "([a-z]+(?:-[a-z]+)+)"/g)) found.add(code);
    for (const [, message = ""] of source.matchAll(
      /"((?:choose|say|reason|statement|term|note|clock)-[a-z-]+)"/g,
    )) {
      found.add(message);
    }
  }
  for (const [, reason = ""] of sourceOf(LIFE_RULES)
    .join()
    .matchAll(/^ {2}\| "([a-z-]+)"/gm))
    found.add(reason);
  return [...found].sort();
}

describe("a refusal at the desk", () => {
  it("has words in both languages for every reason its commands give", () => {
    const all = reasons();
    expect(all.length).toBeGreaterThan(25);
    expect(all.filter((reason) => !(reason in zh.reasons))).toEqual([]);
    expect(Object.keys(en.reasons).sort()).toEqual(Object.keys(zh.reasons).sort());
  });

  it("is said in the field's own words where it has them, and plainly where nobody wrote any", () => {
    const t = translator("en");
    expect(reasonWords(t, "required", "note")).toBe(en.reasons["note-required"]);
    expect(reasonWords(t, "Invalid option", "verdict")).toBe(en.reasons["verdict-required"]);
    expect(reasonWords(t, "some-new-reason")).toBe(en.reasons.unknown);
    expect(reasonWords(t, "Invalid input", "caseId")).toBe(en.reasons.input);
  });
});
