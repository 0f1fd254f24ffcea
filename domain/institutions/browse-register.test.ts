import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { browseRegister, pageOf, type RegisterFilter, type RegisterPage } from "./browse-register.ts";
import type { InstitutionClass } from "./classes.ts";
import { licenceStanding } from "./licence-standing.ts";
import type { LicenceStatus } from "./types.ts";

const ON = "2026-03-02";
const ALL: RegisterFilter = { text: "", class: null, region: null, licence: null, on: ON };

type Change = {
  class?: InstitutionClass;
  region?: string | null;
  names?: readonly string[];
  uscc?: string;
  licences?: readonly { status: LicenceStatus; expiresOn: string | null }[];
};
const row = (id: string, legalName: string, change: Change = {}) => ({
  id,
  code: null,
  uscc: change.uscc ?? null,
  regulatorCode: null,
  legalName,
  englishName: null,
  names: (change.names ?? []).map((name) => ({ name })),
  class: change.class ?? ("bank" as const),
  region: change.region ?? null,
  licences: change.licences ?? [],
});

const REGISTER = [
  row("1", "云渡银行", { region: "320100", licences: [{ status: "valid", expiresOn: null }] }),
  row("2", "安禾消费金融", {
    class: "consumer_finance",
    region: "330200",
    names: ["安禾消金"],
    licences: [{ status: "valid", expiresOn: "2026-03-01" }],
  }),
  row("3", "海棠小额贷款", { class: "micro_loan", region: "330000", uscc: "91330000MA00000001" }),
];
const idsOf = (filter: Partial<RegisterFilter>) =>
  browseRegister(REGISTER, { ...ALL, ...filter }).map(({ id }) => id);

describe("browsing the register", () => {
  it("lets everything through without a filter", () => {
    expect(idsOf({})).toEqual(["1", "2", "3"]);
  });

  it.each([
    [{ class: "micro_loan" as const }, ["3"]],
    [{ region: "330000" }, ["2", "3"]],
    [{ licence: "valid" as const }, ["1"]],
    [{ licence: "lost" as const }, ["2"]],
    [{ licence: "none" as const }, ["3"]],
    [{ text: " 安禾 消金 " }, ["2"]],
    [{ text: "91330000ma00000001" }, ["3"]],
    [{ text: "？？" }, []],
    [{ text: "银行", region: "330000" }, []],
  ])("by %j finds %j", (filter, ids) => {
    expect(idsOf(filter)).toEqual(ids);
  });

  it("holds a licence valid on its last day and expired on the next", () => {
    const licences = [{ status: "valid" as const, expiresOn: "2026-03-01" }];
    expect(licenceStanding(licences, "2026-03-01")).toBe("valid");
    expect(licenceStanding(licences, "2026-03-02")).toBe("expired");
    expect(licenceStanding([...licences, { status: "valid", expiresOn: null }], "2026-03-02")).toBe("valid");
    expect(licenceStanding([], ON)).toBe("none");
  });
});

describe("paging through the register", () => {
  it("forwards meets every row once, and backwards returns the same pages", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 1, max: 7 }), (count, size) => {
        const rows = Array.from({ length: count }, (_, at) =>
          row(String(100 + at), `n${100 + Math.floor(at / 2)}`),
        );
        const placeOf = (id: string) => rows.find((candidate) => candidate.id === id) ?? null;
        const seen: string[] = [];
        const starts: (string | null)[] = [];
        for (let after: string | null = ""; after !== null; ) {
          const page: RegisterPage<(typeof rows)[number]> = pageOf(rows, { place: placeOf(after), size });
          seen.push(...page.rows.map(({ id }) => id));
          expect(page.before).toBe(starts.length * size);
          expect(page.previous).toBe(starts.at(-1) ?? null);
          starts.push(after);
          after = page.next;
        }
        expect(seen).toEqual(rows.map(({ id }) => id));
      }),
    );
  });

  it("goes on behind a row that the filter no longer lets through", () => {
    const [first, , third] = REGISTER;
    if (!first || !third) throw new Error("rows");
    const sorted = [third, first];
    expect(pageOf(sorted, { place: row("0", "a"), size: 5 }).rows).toHaveLength(2);
    expect(pageOf(sorted, { place: row("9", "龥"), size: 5 })).toMatchObject({
      rows: [],
      next: null,
      total: 2,
    });
  });
});
