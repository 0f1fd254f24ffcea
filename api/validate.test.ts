import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { asOfQuery } from "./v1/entries.ts";
import { isNothingAsked, isNumberAsked, plainOr, validator } from "./validate.ts";

const number = z.string().min(1, "required").max(20, "too-long");
const asked = fc.oneof(
  fc.record({ number: fc.string({ maxLength: 24 }) }),
  fc.record({ number: fc.anything(), more: fc.anything() }, { requiredKeys: [] }),
  fc.record({ as_of: fc.anything() }, { requiredKeys: [] }),
  fc.constant(Object.assign(Object.create(null), { number: "95588" })),
  fc.anything(),
);

describe("plain requests", () => {
  it.each([
    ["a number", z.object({ number }), isNumberAsked(1, 20)],
    ["a number or none", z.object({ number: z.string().max(20) }), isNumberAsked(0, 20)],
    ["no moment", asOfQuery, isNothingAsked],
  ] as const)(
    "pass as zod would give them back, and others have zod's problems: %s",
    (_name, schema, isPlain) => {
      const quick = plainOr({ params: isPlain })({ schema, httpPart: "params" });
      fc.assert(
        fc.property(asked, (data) => {
          expect(quick(data)).toEqual(validator(schema)(data));
        }),
        { numRuns: 1_000 },
      );
    },
  );
});
