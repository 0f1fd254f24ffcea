import fc from "fast-check";
import Fastify, { type FastifyRequest } from "fastify";
import { describe, expect, it } from "vitest";
import { jsonParser } from "./json-body.ts";

const words = fc.constantFrom(
  "__proto__",
  "\\u005f_proto__",
  "constructor",
  "prototype",
  "items",
  "\ufeff",
  "\\n",
);
const texts = fc.oneof(
  fc.json(),
  fc.tuple(words, words, words).map(([a, b, c]) => `{"${a}":{"${b}":"${c}"}}`),
  fc
    .tuple(fc.constantFrom("", "\ufeff", " "), fc.json(), fc.constantFrom("", ",", "}", " "))
    .map((all) => all.join("")),
  fc.string(),
);

describe("JSON bodies", () => {
  it("are read, and refused, as Fastify's own parser does", async () => {
    const app = Fastify();
    const careful = app.getDefaultJsonParser("error", "error");
    const quick = jsonParser(careful);
    const readBy = (parser: typeof careful, text: string) => {
      let read: unknown;
      // Neither parser looks at the request.
      void parser({} as FastifyRequest, text, (error, body) => {
        read = error ? `${error.name} ${error.message}` : { body };
      });
      return read;
    };
    fc.assert(
      fc.property(texts, (text) => {
        expect(readBy(quick, text)).toEqual(readBy(careful, text));
      }),
      { numRuns: 1_000 },
    );
    await app.close();
  });
});
