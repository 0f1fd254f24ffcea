import { expect, test } from "vitest";
import { PROVINCES } from "#domain/complaints/regions.ts";
import { TILES } from "./tile-grid.ts";

test("every province has one square of its own, with a name of its own", () => {
  expect(TILES.map(({ code }) => code).sort()).toEqual(PROVINCES.map(({ code }) => code).sort());
  for (const part of [
    (one: (typeof TILES)[number]) => `${one.column} ${one.row}`,
    ({ en }: { en: string }) => en,
  ])
    expect(new Set(TILES.map(part)).size).toBe(TILES.length);
  for (const { code, zh } of TILES)
    expect(PROVINCES.find((province) => province.code === code)?.zh.startsWith(zh)).toBe(true);
});
