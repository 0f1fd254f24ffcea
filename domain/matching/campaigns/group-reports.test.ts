import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ATTESTED_BY, groupReports, type KeyFacts, type LinkedReport, MAX_GROUP } from "./group-reports.ts";

const facts = (detected: readonly string[] = [], numbers: readonly string[] = []): KeyFacts => ({
  detected: new Set(detected),
  numbers: new Set(numbers),
});
const report = (id: string, keys: readonly string[], source = `s-${id}`): LinkedReport => ({
  id,
  source,
  keys,
});
/** So many reports by so many people with these keys. */
const gang = (name: string, size: number, keys: readonly string[]) =>
  Array.from({ length: size }, (_, at) => report(`${name}${at}`, keys));
const sets = (found: ReturnType<typeof groupReports>) =>
  found.groups.map((group) => group.reports.join(" ")).sort();

describe("what hangs together", () => {
  it("reports are one group when keys lead from one to the other, and apart otherwise", () => {
    const reports = [
      report("a", ["1"]),
      report("b", ["1", "2"]),
      report("c", ["2"]),
      report("d", ["3"]),
      report("e", []),
    ];
    expect(sets(groupReports(reports, facts()))).toEqual(["a b c", "d"]);
  });

  it("more than two thousand reports are marked for a person", () => {
    const [group] = groupReports(gang("a", MAX_GROUP + 1, ["1"]), facts()).groups;
    expect(group?.isTooLarge).toBe(true);
  });

  const someReports = fc.array(
    fc.record({
      keys: fc.subarray(["n1", "n2", "n3", "n4", "p1", "p2", "d1", "d2", "d3"], { maxLength: 4 }),
      source: fc.integer({ min: 0, max: 30 }),
    }),
    { maxLength: 60 },
  );
  const linked = (
    rows: readonly { keys: readonly string[]; source: number }[],
    name = (at: number) => `r${at}`,
  ) => rows.map(({ keys, source }, at) => report(name(at), keys, `s${source}`));
  const all = facts(["d1", "d2", "d3"], ["n1", "n2", "n3", "n4"]);

  it("every report with a key is in one group, and only in one", () => {
    fc.assert(
      fc.property(someReports, (rows) => {
        const reports = linked(rows);
        const { groups, bridges } = groupReports(reports, all);
        const placed = groups.flatMap((group) => group.reports);
        expect(new Set(placed).size).toBe(placed.length);
        const cut = new Set(bridges.flatMap((bridge) => bridge.reports));
        for (const { id, keys } of reports) if (keys.length > 0 && !cut.has(id)) expect(placed).toContain(id);
      }),
    );
  });

  it("the order of arrival makes no difference", () => {
    fc.assert(
      fc.property(someReports, fc.func(fc.integer()), (rows, rank) => {
        const reports = linked(rows);
        const shuffled = [...reports].sort((a, b) => rank(a.id) - rank(b.id));
        expect(groupReports(shuffled, all)).toEqual(groupReports(reports, all));
      }),
    );
  });

  it("ids and names of keys, dealt out as reports come in, make no difference", () => {
    fc.assert(
      fc.property(someReports, (rows) => {
        const renamed = (key: string) =>
          `${key.startsWith("d") ? "d" : "k"}-${[...key].reverse().join("")}-${key}`;
        const last = rows.length - 1;
        const other = linked(
          rows.map((row) => ({ ...row, keys: row.keys.map(renamed) })),
          (at) => `z${String(last - at).padStart(3, "0")}`,
        );
        const otherFacts = facts(["d1", "d2", "d3"].map(renamed), ["n1", "n2", "n3", "n4"].map(renamed));
        const back = new Map(other.map(({ id }, at) => [id, `r${at}`]));
        const found = groupReports(other, otherFacts).groups.map((group) =>
          group.reports
            .map((id) => back.get(id))
            .sort()
            .join(" "),
        );
        const expected = groupReports(linked(rows), all).groups.map((group) =>
          [...group.reports].sort().join(" "),
        );
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });
});

describe("one source between two groups", () => {
  const left = gang("l", ATTESTED_BY, ["n1", "p1"]);
  const right = gang("r", ATTESTED_BY + 1, ["n2", "p2"]);

  it("one person's word does not join what others attest on both sides", () => {
    const bridge = report("x", ["n1", "n2"]);
    const found = groupReports([...left, ...right, bridge], facts());
    expect(found.groups).toHaveLength(2);
    expect(found.bridges).toEqual([{ source: "s-x", reports: ["x"], keys: ["n1"] }]);
    // It stays with the better attested side.
    expect(found.groups.find((group) => group.reports.includes("x"))?.keys).toContain("n2");
  });

  it("however many reports that person files", () => {
    const many = Array.from({ length: 50 }, (_, at) =>
      report(`x${at}`, at % 2 ? ["n1", "p2"] : ["n2", "p1"], "s-x"),
    );
    const found = groupReports([...left, ...right, ...many], facts());
    const of = (id: string) => found.groups.findIndex((group) => group.reports.includes(id));
    expect(of("l0")).not.toBe(of("r0"));
  });

  it("two people's word does", () => {
    const found = groupReports(
      [...left, ...right, report("x", ["n1", "n2"]), report("y", ["p1", "p2"])],
      facts(),
    );
    expect(found.groups).toHaveLength(1);
    expect(found.bridges).toEqual([]);
  });

  it("a few reports beside a group are joined by one person's word", () => {
    const few = gang("f", ATTESTED_BY - 1, ["n3"]);
    const found = groupReports([...left, ...right, ...few, report("x", ["n1", "n3"])], facts());
    expect(sets(found)).toHaveLength(2);
  });
});

describe("what a detector found", () => {
  const numbers = ["n1", "n2", "n3", "n4"];
  const established = (name: string, keys: readonly string[]) =>
    gang(name, ATTESTED_BY, keys).map((one, at) => (at === 0 ? { ...one, keys: [...one.keys, "d"] } : one));

  it("never joins two established groups, whatever their sizes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 30 }), fc.integer({ min: 5, max: 30 }), (a, b) => {
        const with_ = (name: string, size: number, keys: readonly string[]) =>
          gang(name, size, [...keys, "d"]);
        const found = groupReports(
          [...with_("a", a, ["n1", "n2"]), ...with_("b", b, ["n3", "n4"])],
          facts(["d"], numbers),
        );
        expect(found.groups).toHaveLength(2);
      }),
    );
  });

  it("gathers single callers around one, which is the larger", () => {
    const small = established("a", ["n1", "n2"]);
    const large = [...established("b", ["n3", "n4"]), report("b9", ["n3"])];
    const single = report("x", ["d"]);
    const found = groupReports([...small, ...large, single], facts(["d"], numbers));
    expect(found.groups.find((group) => group.reports.includes("x"))?.reports).toContain("b9");
    expect(found.bridges.flatMap((bridge) => bridge.keys)).toEqual(["d"]);
  });

  it("two detectors in a row do not join two established groups through a caller between them", () => {
    const a = established("a", ["n1", "n2"]);
    const b = gang("b", ATTESTED_BY, ["n3", "n4"]).map((one, at) =>
      at === 0 ? { ...one, keys: [...one.keys, "e"] } : one,
    );
    const found = groupReports([...a, ...b, report("x", ["d", "e"])], facts(["d", "e"], numbers));
    const of = (id: string) => found.groups.findIndex((group) => group.reports.includes(id));
    expect(of("a0")).not.toBe(of("b0"));
  });
});
