import { describe, expect, it } from "vitest";
import {
  countOf,
  freePlace,
  joinSketch,
  keyedHash,
  newSketch,
  placeOf,
  takePlace,
} from "./subject-sketch.ts";

const number = (at: number) => `+86138${String(at).padStart(8, "0")}`;
const see = (from: number, to: number, sketch = newSketch()) => {
  for (let at = from; at < to; at++) takePlace(sketch, placeOf(keyedHash(number(at), 11, 22)));
  return sketch;
};

describe("counting different subjects", () => {
  it.each([100, 5_000, 20_000, 200_000])("is within 1 %% of %i numbers in a row", (count) => {
    const counted = countOf(see(0, count));
    expect(Math.abs(counted - count) / count).toBeLessThan(0.01);
  });

  it("counts what was asked twice once", () => {
    const once = see(0, 1_000);
    expect(countOf(see(0, 1_000, once))).toBe(countOf(see(0, 1_000)));
  });

  it("joins what two processes have seen as if one had seen it", () => {
    const one = see(0, 3_000);
    joinSketch(one, see(2_000, 5_000).bits);
    expect(one).toEqual(see(0, 5_000));
  });

  it("can give a place back", () => {
    const sketch = see(0, 10);
    expect(takePlace(sketch, 7)).toBe(true);
    expect(takePlace(sketch, 7)).toBe(false);
    freePlace(sketch, 7);
    expect(sketch).toEqual(see(0, 10));
  });

  it("hashes differently under another key, so that nobody can choose numbers that collide", () => {
    const same = Array.from({ length: 1_000 }, (_, at) => number(at)).filter(
      (text) => placeOf(keyedHash(text, 1, 2)) === placeOf(keyedHash(text, 1, 3)),
    );
    expect(same.length).toBeLessThan(3);
  });
});
