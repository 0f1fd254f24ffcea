import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  INBOX_QUEUES,
  INBOX_SORTS,
  type InboxFilter,
  inboxFilter,
  inboxHref,
  isInstant,
  isNumeric,
  maskNumber,
  readCursor,
  readInboxFilter,
  timeLeft,
  writeCursor,
} from "./inbox.ts";

const DEFAULTS = inboxFilter.parse({});
const ID = "01a20117-1e38-7641-aec9-f1d9a0731a99";

describe("the inbox's address", () => {
  it("says nothing when nothing is chosen", () => {
    expect(inboxHref(DEFAULTS)).toBe("/desk");
    expect(readInboxFilter({})).toEqual(DEFAULTS);
  });

  it("carries every filter there and back", () => {
    const filters = fc.record<InboxFilter>({
      state: fc.constantFrom(...(Object.keys(INBOX_QUEUES) as InboxFilter["state"][])),
      kind: fc.constantFrom("caller", "lender", "campaign", null),
      severity: fc.constantFrom(2, 3, 4, 5, null),
      assigned: fc.constantFrom("me", "nobody", null),
      sort: fc.constantFrom(...INBOX_SORTS),
      q: fc.string({ maxLength: 40 }).map((text) => text.trim()),
      after: fc.constantFrom(null, `12.5~${ID}`),
    });
    fc.assert(
      fc.property(filters, (filter) => {
        const url = new URL(inboxHref(filter, { after: filter.after }), "http://desk.example");
        expect(readInboxFilter(Object.fromEntries(url.searchParams))).toEqual(filter);
      }),
    );
  });

  it("starts at the first page when a filter changes", () => {
    expect(inboxHref({ ...DEFAULTS, after: `1~${ID}` }, { kind: "lender" })).toBe("/desk?kind=lender");
  });

  it("opens with its defaults whatever stands in an old or mangled address", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("state", "kind", "severity", "assigned", "sort", "after"), fc.string()),
        (params) => {
          expect(() => readInboxFilter(params)).not.toThrow();
        },
      ),
    );
    expect(readInboxFilter({ state: "__proto__", severity: "9", sort: ["newest", "x"] })).toMatchObject({
      state: "open",
      severity: null,
      sort: "newest",
    });
  });
});

describe("a place in a list", () => {
  it("comes back as it was written", () => {
    for (const value of ["173.25", "-Infinity", "0", "1e-7"]) {
      expect(readCursor(writeCursor({ value, id: ID }), isNumeric)).toEqual({ value, id: ID });
    }
    const at = "2026-03-01T02:00:00.000Z";
    expect(readCursor(writeCursor({ value: at, id: ID }), isInstant)).toEqual({ value: at, id: ID });
  });

  it("is the first page for anything else", () => {
    for (const text of [
      null,
      "",
      "~",
      `~${ID}`,
      `1~x`,
      `x~${ID}`,
      `1;drop~${ID}`,
      `2026-13-01T00:00:00Z~${ID}`,
    ]) {
      expect(readCursor(text, isNumeric), String(text)).toBeNull();
      expect(readCursor(text, isInstant), String(text)).toBeNull();
    }
  });
});

describe("time to a deadline", () => {
  const now = new Date("2026-03-02T04:00:00Z");
  const at = (hours: number) => timeLeft(new Date(now.getTime() + hours * 3_600_000), now);

  it.each([
    [0.2, { urgency: "soon", unit: "hours", amount: 1 }],
    [6, { urgency: "soon", unit: "hours", amount: 6 }],
    [47, { urgency: "soon", unit: "hours", amount: 47 }],
    [48, { urgency: "soon", unit: "days", amount: 2 }],
    [72, { urgency: "soon", unit: "days", amount: 3 }],
    [73, { urgency: "later", unit: "days", amount: 3 }],
    [24 * 15, { urgency: "later", unit: "days", amount: 15 }],
    [0, { urgency: "overdue", unit: "hours", amount: 0 }],
    [-5.5, { urgency: "overdue", unit: "hours", amount: 5 }],
    [-24 * 10, { urgency: "overdue", unit: "days", amount: 10 }],
  ])("is said as people say it: %d hours", (hours, expected) => {
    expect(at(hours)).toEqual(expected);
  });
});

describe("a masked number", () => {
  it.each([
    ["13800138000", "138••••8000"],
    ["95588", "9••88"],
    ["057188123456", "057•••••3456"],
  ])("%s is shown as %s", (digits, masked) => {
    expect(maskNumber(digits)).toBe(masked);
  });

  it("always hides at least one digit", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{3,20}$/), (digits) => {
        expect(maskNumber(digits)).toContain("•");
        expect(maskNumber(digits)).not.toContain(digits);
      }),
    );
  });
});
