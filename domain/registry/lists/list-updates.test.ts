import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deltaLines, type ListChange, mergeChanges } from "./delta.ts";
import type { ListEntity } from "./entity.ts";
import {
  asteriskRows,
  callkitChanges,
  callkitNumber,
  csvRow,
  freeswitchRows,
  readCallkit,
  spamblockerRow,
  writeCallkit,
} from "./phone-files.ts";
import { contactNumbers, contactsOf, readContacts, vcard } from "./vcard.ts";
import { ANCHOR_EVERY, deltaStarts, deltaTarget, windowStart } from "./window.ts";

type State = ReadonlyMap<string, string>;

function apply(state: State, lines: readonly string[]): State {
  const next = new Map(state);
  for (const line of lines.slice(1, -1)) {
    const row = JSON.parse(line) as { op: string; id?: string; entity?: { id: string; value: string } };
    if (row.entity) next.set(row.entity.id, row.entity.value);
    else if (row.id !== undefined) next.delete(row.id);
  }
  return next;
}

describe("deltas", () => {
  /** Histories of a list of at most six entities, a version a step. */
  const history = fc
    .array(fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e", "f"), fc.constantFrom("1", "2", "3")), {
      minLength: 2,
      maxLength: 8,
    })
    .map((states) => states.map((state): State => new Map(Object.entries(state))));
  const changesBetween = (before: State, after: State): ListChange[] => {
    const changes: ListChange[] = [];
    for (const id of new Set([...before.keys(), ...after.keys()])) {
      if (!after.has(id)) changes.push({ op: "del", id });
      else if (!before.has(id)) changes.push({ op: "add", id });
      else if (before.get(id) !== after.get(id)) changes.push({ op: "mod", id });
    }
    return changes;
  };

  it("lead from any version to the newest, whatever happened between", () => {
    fc.assert(
      fc.property(history, (states) => {
        const steps = states.slice(1).map((state, at) => changesBetween(states[at] ?? new Map(), state));
        const newest = states.at(-1) ?? new Map();
        states.slice(0, -1).forEach((before, from) => {
          const changes = mergeChanges(steps.slice(from));
          const lines = [
            ...deltaLines({ from, to: states.length - 1, changes, stateSha256: "00" }, (id) =>
              JSON.stringify({ id, value: newest.get(id) }),
            ),
          ];
          expect(JSON.parse(lines[0] ?? "")).toEqual({
            from,
            to: states.length - 1,
            count: lines.length - 2,
          });
          expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ stateSha256: "00" });
          const ops = lines.slice(1, -1).map((line) => (JSON.parse(line) as { op: string }).op);
          const order = ["del", "mod", "add"];
          expect(ops).toEqual(ops.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
          expect(Object.fromEntries(apply(before, lines))).toEqual(Object.fromEntries(newest));
        });
      }),
    );
  });

  it("say what became of a removed entity", () => {
    expect(mergeChanges([[{ op: "mod", id: "a" }], [{ op: "repair", id: "a" }]])).toEqual([
      { op: "repair", id: "a" },
    ]);
    expect(mergeChanges([[{ op: "merge", id: "a", into: "b" }]])).toEqual([
      { op: "merge", id: "a", into: "b" },
    ]);
  });

  it("tell nothing of an entity that came and went between two versions", () => {
    expect(mergeChanges([[{ op: "add", id: "a" }], [{ op: "del", id: "a" }]])).toEqual([]);
  });

  it("lead from every version to the newest in at most two steps", () => {
    for (const newest of [1, 63, 64, 65, 130, 1000]) {
      for (let from = 1; from < newest; from++) {
        const first = deltaTarget(from, newest);
        expect(first).toBeGreaterThan(from);
        const second = first === newest ? newest : deltaTarget(first, newest);
        expect(second).toBe(newest);
        // The file of a first step was built when its end was the newest version, and needs no other.
        expect(deltaStarts(1, first)).toContain(from);
      }
    }
    expect(deltaStarts(1, 1000).length).toBe(ANCHOR_EVERY + 14);
  });

  it("start from versions that were current within the last 45 days", () => {
    const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n));
    const versions = [0, 10, 50, 60].map((n, at) => ({ version: at + 1, publishedAt: day(n) }));
    expect(windowStart(versions, day(60))).toBe(2);
    expect(windowStart(versions, day(200))).toBe(4);
    expect(windowStart([], day(0))).toBeNull();
  });
});

const listed = (canonical: string, over: Partial<ListEntity> = {}): ListEntity => ({
  id: canonical,
  canonical,
  numberKind: "mobile",
  kind: "blacklist",
  status: "active",
  tier: "serious",
  grounds: ["fraud", "threats"],
  listedAt: "2026-01-01T00:00:00.000Z",
  expiresAt: "2027-01-01T00:00:00.000Z",
  ...over,
});

describe("files for phones and exchanges", () => {
  it("write one CSV row an entity, in the columns of the head", () => {
    expect(csvRow(listed("+8613800138000"))).toBe(
      "+8613800138000,listed,mobile,serious,active,fraud threats,2026-01-01T00:00:00.000Z,2027-01-01T00:00:00.000Z\n",
    );
    expect(csvRow({ id: "1", kind: "official", canonical: "cn:95588", numberKind: "95_public" })).toBe(
      "cn:95588,official,95_public,,,,,\n",
    );
  });

  it("give SpamBlocker patterns that match the number as a phone shows it, and none longer", () => {
    const shown: readonly (readonly [string, readonly string[]])[] = [
      ["+8613800138000", ["13800138000", "8613800138000"]],
      ["+861062345678", ["01062345678", "861062345678"]],
      ["cn:95013", ["95013", "950131234567"]],
      ["cn:95588", ["95588"]],
      ["cn-571:96123", ["057196123"]],
      ["sms:1069000012345", ["1069000012345"]],
      ["+442071234567", ["442071234567"]],
    ];
    for (const [key, forms] of shown) {
      const [pattern = "", , blocks] = (spamblockerRow(listed(key)) ?? "").trimEnd().split(",");
      expect(blocks).toBe("true");
      for (const form of forms) expect([key, new RegExp(`^${pattern}$`).test(form)]).toEqual([key, true]);
      if (!key.startsWith("cn:950")) expect(new RegExp(`^${pattern}$`).test(`${forms[0]}0`)).toBe(false);
    }
  });

  it("block only what the verdict advises to block", () => {
    for (const entity of [
      listed("+8613800138000", { kind: "warning" }),
      listed("+8613800138000", { tier: "minor" }),
    ]) {
      expect(spamblockerRow(entity)).toBeNull();
      expect(freeswitchRows(entity)).toBe("");
      expect(callkitNumber(entity)).toBeNull();
    }
  });

  it("give exchanges every form they may be shown", () => {
    expect(freeswitchRows(listed("+8613800138000"))).toBe("+8613800138000\n13800138000\n");
    expect(freeswitchRows(listed("+861062345678"))).toBe("+861062345678\n01062345678\n");
    expect(freeswitchRows(listed("sms:10690000"))).toBe("");
    expect(asteriskRows(listed("cn:95013"))).toBe('database put blacklist 95013 "listed serious"\n');
  });

  it("give iOS ascending integers, each once, and changes that lead from one file to the next", () => {
    const some = fc.uniqueArray(fc.integer({ min: 1, max: 999_999_999_999_999 }), { maxLength: 50 });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const before = readCallkit(writeCallkit(Float64Array.from(a)));
        const after = readCallkit(writeCallkit(Float64Array.from([...b, ...b])));
        expect([...after]).toEqual([...new Set(b)].sort((x, y) => x - y));
        const { remove, add } = callkitChanges(before, after);
        const next = new Set(before);
        for (const number of remove) expect(next.delete(number)).toBe(true);
        for (const number of add) next.add(number);
        expect(next).toEqual(new Set(after));
      }),
    );
    expect(callkitNumber(listed("+8613800138000"))).toBe(8_613_800_138_000);
    expect(callkitNumber(listed("cn:95013"))).toBeNull();
  });

  it("make contacts of nine numbers, gravest and newest first, behind one that says how old the list is", () => {
    const numbers = contactNumbers(20);
    for (let at = 0; at < 60; at++)
      numbers.add(
        listed(`+86138001380${String(at).padStart(2, "0")}`, {
          tier: at < 5 ? "serious" : "general",
          listedAt: new Date(Date.UTC(2026, 0, 1 + at)).toISOString(),
        }),
      );
    const ranked = numbers.ranked();
    expect(ranked.length).toBe(20);
    expect(ranked.slice(0, 6)).toEqual([
      "+8613800138004",
      "+8613800138003",
      "+8613800138002",
      "+8613800138001",
      "+8613800138000",
      "+8613800138059",
    ]);
    const contacts = contactsOf(ranked, { version: 7, changedOn: "2026-02-01" });
    expect(contacts.map((contact) => contact.numbers.length)).toEqual([0, 9, 9, 2]);
    expect(contacts[0]?.name).toContain("2026-02-01");
    expect(readContacts(contacts.map((contact) => vcard(contact, "4.0")).join(""))).toEqual(contacts);
    expect(vcard({ uid: "u", name: "n", numbers: ["+8613800138000", "95013"] }, "4.0")).toBe(
      "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:u\r\nFN:n\r\nCATEGORIES:Mingjian\r\nTEL;VALUE=uri;TYPE=voice:tel:+8613800138000\r\nTEL;VALUE=uri;TYPE=voice:tel:95013;phone-context=+86\r\nEND:VCARD\r\n",
    );
  });
});
