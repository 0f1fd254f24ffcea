import type { FastifyBodyParser } from "fastify";

/**
 * Fastify's parser looks through every body for keys that reach a prototype, which takes twice as long as reading it. A
 * text without these words and without escapes can hold none; all others, and what is no JSON, go to that parser.
 */
export function jsonParser(careful: FastifyBodyParser<string>): FastifyBodyParser<string> {
  return (request, body, done) => {
    const read = isHarmless(body) ? readOrNothing(body) : undefined;
    return read === undefined ? careful(request, body, done) : done(null, read);
  };
}

function isHarmless(json: string): boolean {
  return !json.includes("\\") && !json.includes("__proto__") && !json.includes("constructor");
}

function readOrNothing(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
