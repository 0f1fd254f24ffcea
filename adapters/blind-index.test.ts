import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blindIndexer } from "./blind-index.ts";

describe("blind index", () => {
  it("is HMAC-SHA-256, byte for byte, whatever the key and the text", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.array(fc.oneof(fc.string({ maxLength: 400 }), fc.string({ unit: "binary", maxLength: 120 })), {
          maxLength: 8,
        }),
        (key, texts) => {
          const index = blindIndexer(key);
          for (const text of texts) {
            expect(index(text)).toEqual(createHmac("sha256", key).update(text).digest());
          }
        },
      ),
    );
  });

  it("refuses a key that HMAC would hash first", () => {
    expect(() => blindIndexer(new Uint8Array(65))).toThrow("64 bytes");
  });
});
