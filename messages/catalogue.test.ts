import { describe, expect, it } from "vitest";
import { EN, ZH_CN } from "./catalogue.ts";

type Tree = { readonly [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof value === "string") flat.set(path, value);
    else for (const [inner, text] of flatten(value, path)) flat.set(inner, text);
  }
  return flat;
}

/** The text between the brace at `start` and its partner; null when it never closes. */
function braced(text: string, start: number): string | null {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    if (text[index] === "{") depth++;
    if (text[index] === "}" && --depth === 0) return text.slice(start + 1, index);
  }
  return null;
}

/** Names of ICU arguments and tags, those inside plural and select branches included. */
function placeholders(message: string): string[] {
  const names = new Set<string>();
  for (const [, tag] of message.matchAll(/<([a-zA-Z]\w*)>/g)) names.add(`<${tag}>`);
  const walk = (text: string) => {
    for (let at = text.indexOf("{"); at >= 0; at = text.indexOf("{", at)) {
      const inside = braced(text, at);
      if (inside === null) throw new Error(`a brace never closes in "${message}"`);
      const [, name, rest] =
        /^\s*(\w+)\s*(?:,\s*(?:plural|select|selectordinal)\s*,([\s\S]*)|,[\s\S]*)?$/.exec(inside) ?? [];
      if (!name) throw new Error(`no argument name in "{${inside}}"`);
      names.add(name);
      if (rest) walkBranches(rest);
      at += inside.length + 2;
    }
  };
  const walkBranches = (text: string) => {
    for (let at = text.indexOf("{"); at >= 0; at = text.indexOf("{", at)) {
      const branch = braced(text, at) ?? "";
      walk(branch);
      at += branch.length + 2;
    }
  };
  walk(message);
  return [...names].sort();
}

const zh = flatten(ZH_CN);
const en = flatten(EN);

describe("messages", () => {
  it("exist in both languages under the same keys", () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
  });

  it("are never empty", () => {
    for (const catalogue of [zh, en]) {
      expect([...catalogue].filter(([, text]) => text.trim() === "").map(([key]) => key)).toEqual([]);
    }
  });

  it("take the same arguments and tags in both languages", () => {
    const different = [...zh].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(en.get(key) ?? "").join(),
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it("use full-width punctuation beside Han characters", () => {
    const beside =
      /[\p{Script=Han}》」】）][,;:!?]|\p{Script=Han}\.(?!\w)|[,;:!?]\p{Script=Han}|\(\p{Script=Han}|\p{Script=Han}\)/u;
    expect([...zh].filter(([, text]) => beside.test(text)).map(([key, text]) => `${key}: ${text}`)).toEqual(
      [],
    );
  });

  it("never beg, apologise or call an answer invalid", () => {
    const words = /\b(please|oops|sorry|invalid|forbidden)\b/i;
    expect([...en].filter(([, text]) => words.test(text)).map(([key, text]) => `${key}: ${text}`)).toEqual(
      [],
    );
  });
});
