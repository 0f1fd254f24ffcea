import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addSource,
  independentSources,
  NO_SOURCES,
  type Source,
  summariseSources,
  weighSource,
} from "./independent-sources.ts";

const many = (count: number, of: (i: number) => Partial<Source>): readonly Source[] =>
  Array.from({ length: count }, (_, i) => ({
    id: String(i).padStart(6, "0"),
    text: `t${i}`,
    network: `n${i}`,
    device: `d${i}`,
    hour: `h${i}`,
    ...of(i),
  }));
const group = (prefix: string) => fc.option(fc.constantFrom("1", "2", "3").map((n) => prefix + n));
const anySources = fc
  .array(fc.record({ text: group("t"), network: group("n"), device: group("d"), hour: group("h") }), {
    maxLength: 40,
  })
  .map((list) => list.map((source, i): Source => ({ id: String(i).padStart(6, "0"), ...source })));

test("people who share nothing count in full", () => {
  expect(independentSources(many(7, () => ({})))).toMatchObject({ count: 7, low: 7, high: 7, reasons: [] });
});

test("a thousand templated complaints weigh less than five independent ones, even five of one hour", () => {
  const flood = independentSources(many(1000, (i) => ({ text: "t", hour: `h${i % 5}` })));
  const people = independentSources(many(5, () => ({ hour: "h" })));
  expect(flood.low).toBeLessThan(people.low);
  expect(people.low).toBeLessThan(5);
  expect(independentSources(many(1000, () => ({ text: "t", network: "n" }))).high).toBeLessThan(5);
});

test("people who paste one message they were all sent are kept apart by the upper figure", () => {
  const { low, high, reasons } = independentSources(many(100, () => ({ text: "t" })));
  expect(low).toBeCloseTo(3);
  expect(high).toBe(100);
  expect(reasons).toEqual([{ dimension: "text", sources: 99, weight: expect.closeTo(97) }]);
});

test("an hour in common discounts much less than words in common", () => {
  const hour = weighSource({ text: 0, network: 0, device: 0, hour: 9 });
  const text = weighSource({ text: 9, network: 0, device: 0, hour: 0 });
  expect(1 - hour.low).toBeLessThan(0.3 * (1 - text.low));
  expect([hour.by, text.by]).toEqual(["hour", "text"]);
});

test("what is not known discounts nothing", () => {
  const unknown = many(5, () => ({ text: null, network: null, device: null, hour: null }));
  expect(independentSources(unknown).low).toBe(5);
});

test("one more report never lowers the figure, whatever it copies", () => {
  fc.assert(
    fc.property(anySources, (sources) => {
      const all = independentSources(sources);
      const before = independentSources(sources.slice(0, -1));
      expect(all.low).toBeGreaterThanOrEqual(before.low);
      expect(all.high).toBeGreaterThanOrEqual(before.high);
      expect(all.low).toBeLessThanOrEqual(all.high);
      expect(all.high).toBeLessThanOrEqual(all.count);
    }),
  );
});

test("copying victims' words afterwards takes nothing from them", () => {
  const victims = many(20, () => ({}));
  const copies = victims.map((source) => ({ ...source, id: `9${source.id}` }));
  expect(independentSources([...victims, ...copies]).low).toBeGreaterThan(20);
});

test("one by one gives the same figures as all at once, and the order of the list says nothing", () => {
  fc.assert(
    fc.property(anySources, (sources) => {
      const state = sources.reduce(addSource, NO_SOURCES);
      expect(summariseSources(state)).toEqual(independentSources(sources));
      expect(independentSources(sources.toReversed())).toEqual(independentSources(sources));
    }),
  );
});
