import { describe, expect, it } from "vitest";
import {
  curlOf,
  endpointsOf,
  fieldsOf,
  inLocale,
  needsKey,
  type Schema,
  typeParts,
  valuesOf,
} from "./api-document.ts";

describe("API document", () => {
  it("shows the half of a text that is in the reader's language", () => {
    expect([inLocale("查号码 · Look up", "zh-CN"), inLocale("查号码 · Look up", "en")]).toEqual([
      "查号码",
      "Look up",
    ]);
    expect(inLocale("甲 / A", "en")).toBe("A");
    expect(inLocale("same", "en")).toBe("same");
    expect(inLocale(undefined, "en")).toBe("");
  });

  it("names fields inside objects, lists and optional objects behind their parent", () => {
    const schema: Schema = {
      type: "object",
      required: ["a"],
      properties: {
        a: { type: "string" },
        b: {
          anyOf: [
            { type: "array", items: { type: "object", properties: { c: { type: "integer" } } } },
            { type: "null" },
          ],
        },
        d: {
          anyOf: [
            { type: "object", properties: { e: { $ref: "#/components/schemas/X" } } },
            { type: "null" },
          ],
        },
      },
    };
    expect(fieldsOf(schema).map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ["a", true],
      ["b", false],
      ["b[].c", false],
      ["d", false],
      ["d.e", false],
    ]);
  });

  it("writes a type in one line and links what has a name", () => {
    const text = (schema: Schema) =>
      typeParts(schema)
        .map((part) => part.text)
        .join("");
    expect(text({ type: "string", maxLength: 500 })).toBe("string ≤ 500");
    expect(text({ anyOf: [{ $ref: "#/components/schemas/Entry" }, { type: "null" }] })).toBe("Entry | null");
    expect(text({ type: "array", items: { $ref: "#/components/schemas/Item" } })).toBe("Item[]");
    expect(typeParts({ $ref: "#/components/schemas/Entry" })).toEqual([{ text: "Entry", ref: "Entry" }]);
    expect(valuesOf({ type: "array", items: { type: "string", enum: ["x", "y"] } })).toEqual(["x", "y"]);
  });

  it("tells who needs a key and writes a command that sends one", () => {
    const open = { responses: {}, security: [] };
    const both = { responses: {}, security: [{}, { apiKey: [] }] };
    const keyed = { operationId: "check", responses: {}, security: [{ apiKey: [] }] };
    expect([needsKey(open), needsKey(both), needsKey(keyed)]).toEqual(["open", "optional", "required"]);
    const [endpoint] = endpointsOf({
      paths: {
        "/n/{number}": { get: { ...keyed, parameters: [{ name: "number", in: "path", example: "138 1" }] } },
      },
      components: { schemas: {} },
    });
    expect(endpoint && curlOf(endpoint, "https://x.example")).toBe(
      "curl 'https://x.example/n/138%201' \\\n  -H 'Authorization: Bearer mj_…'",
    );
  });
});
