import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GROUNDS, type Ground, TIERS, type Tier } from "../cases/decision.ts";
import { REGISTRY_KINDS, type RegistryKind, VERSION_STATUSES, type VersionStatus } from "./entry.ts";
import { packEntry, unpackEntry } from "./entry-bits.ts";

const keysOf = <K extends string>(of: Record<K, unknown>) => Object.keys(of) as K[];

describe("entry bits", () => {
  it("gives back every combination of codes", () => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom<RegistryKind>(...keysOf(REGISTRY_KINDS)),
          status: fc.constantFrom<VersionStatus>(...keysOf(VERSION_STATUSES)),
          tier: fc.constantFrom<Tier>(...keysOf(TIERS)),
          grounds: fc.subarray<Ground>(keysOf(GROUNDS)),
          isPublic: fc.boolean(),
        }),
        (codes) => {
          const bits = packEntry(codes);
          expect(bits).toBeGreaterThan(0);
          expect(bits).toBeLessThan(2 ** 32);
          expect(unpackEntry(bits)).toEqual(codes);
        },
      ),
    );
  });

  it("has room for every code there is", () => {
    expect(keysOf(REGISTRY_KINDS).length).toBeLessThan(8);
    expect(keysOf(VERSION_STATUSES).length).toBeLessThanOrEqual(8);
    expect(keysOf(TIERS).length).toBeLessThanOrEqual(4);
    expect(keysOf(GROUNDS).length).toBeLessThanOrEqual(23);
  });
});
