import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AccountRow, accountRows, type CountedComplaint, LEAST_TOLD } from "./account.ts";

const NAMES: Readonly<Record<AccountRow["kind"], readonly string[]>> = {
  one: ["counts", "heads", "isHeld", "kind", "matter", "month", "severityClass", "standing"],
  few: ["kind", "month", "severityClass"],
};
const counted = fc.record({
  institutionId: fc.constant("lender"),
  id: fc.uuid({ version: 7 }),
  month: fc.constantFrom("2026-01", "2026-02", "2026-03"),
  severityClass: fc.constantFrom(0, 1, 2),
  person: fc.integer({ min: 0, max: 30 }).map((n) => `person-${n}-of-the-index`),
  standing: fc.constantFrom("upheld", "unrebutted", "open"),
  heads: fc.constantFrom(1, 1 / Math.sqrt(3), 1 / Math.sqrt(7)),
  counts: fc.double({ min: 0, max: 1, noNaN: true }),
  isHeld: fc.boolean(),
}) satisfies fc.Arbitrary<CountedComplaint>;
const matterOf = (id: string): string => (id.charCodeAt(0) % 2 === 0 ? "collection" : "loan_offer");

describe("an institution's own account", () => {
  it("holds nothing that says who complained or when, and tells no complaint of fewer than five people by itself", () => {
    fc.assert(
      fc.property(fc.array(counted, { maxLength: 80 }), (complaints) => {
        const rows = accountRows(complaints, matterOf);
        const text = JSON.stringify(rows);
        for (const { id, person } of complaints) {
          expect(text).not.toContain(id);
          expect(text).not.toContain(person);
        }
        for (const row of rows) expect(Object.keys(row).sort()).toEqual(NAMES[row.kind]);
        for (const [bin, own] of Map.groupBy(rows, (row) => `${row.month}|${row.severityClass}`)) {
          const behind = complaints.filter((one) => `${one.month}|${one.severityClass}` === bin);
          const people = new Set(behind.map(({ person }) => person)).size;
          if (people < LEAST_TOLD) expect(own.map(({ kind }) => kind)).toEqual(["few"]);
          else expect(own.map(({ kind }) => kind)).toEqual(behind.map(() => "one"));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is the same whatever order the complaints came in, so that the order tells nothing either", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(counted, { maxLength: 40, selector: ({ id }) => id }),
        fc.infiniteStream(fc.nat()),
        (complaints, random) => {
          const shuffled = complaints
            .map((one) => ({ one, at: random.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one);
          expect(accountRows(shuffled, matterOf)).toEqual(accountRows(complaints, matterOf));
        },
      ),
    );
  });
});
