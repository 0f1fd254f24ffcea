import { describe, expect, it } from "vitest";
import { LOAN_PRODUCTS } from "#domain/complaints/codes.ts";
import { INSTITUTION_CLASSES, LICENCE_RULES, licencesFor } from "./classes.ts";
import { explainLicensedFor, type LicenceQuestion, licensedFor } from "./licensed-for.ts";
import type { Licence } from "./types.ts";

const LICENCE: Licence = {
  number: "L-1",
  regulator: "示例监管局",
  scope: "",
  region: null,
  issuedOn: "2020-01-01",
  expiresOn: null,
  status: "valid",
};

function ask(
  institution: Partial<LicenceQuestion["institution"]>,
  question: Partial<Omit<LicenceQuestion, "institution">> = {},
): ReturnType<typeof licensedFor> {
  return licensedFor({
    institution: {
      class: "consumer_finance",
      status: "registered",
      country: "CN",
      region: "310000",
      licences: [LICENCE],
      ...institution,
    },
    product: "consumer_loan",
    region: "330100",
    on: "2026-02-01",
    ...question,
  });
}

const microLoan = (licence: Partial<Licence>) =>
  ({ class: "micro_loan", region: "330100", licences: [{ ...LICENCE, ...licence }] }) as const;

describe("licensedFor", () => {
  it.each([
    ["a national licence, anywhere", ask({}), "yes", "licensed"],
    ["a product the licence does not cover", ask({}, { product: "car" }), "no", "not-in-scope"],
    ["a provincial licence, in its province", ask(microLoan({})), "yes", "licensed"],
    ["a provincial licence, elsewhere", ask(microLoan({}), { region: "440300" }), "no", "outside-area"],
    [
      "a provincial licence, place not given",
      ask(microLoan({}), { region: null }),
      "unknown",
      "place-needed",
    ],
    [
      "an online micro-loan licence, elsewhere",
      ask(microLoan({ scope: "网络小额贷款" }), { region: "440300" }),
      "yes",
      "licensed",
    ],
    [
      "a bank of one place, elsewhere",
      ask({ class: "bank", licences: [{ ...LICENCE, region: "320000" }] }),
      "no",
      "outside-area",
    ],
    ["a suspended licence", ask({ licences: [{ ...LICENCE, status: "suspended" }] }), "no", "suspended"],
    ["a revoked licence", ask({ licences: [{ ...LICENCE, status: "revoked" }] }), "no", "revoked"],
    ["a licence past its day", ask({ licences: [{ ...LICENCE, expiresOn: "2026-01-31" }] }), "no", "expired"],
    [
      "a licence on its last day",
      ask({ licences: [{ ...LICENCE, expiresOn: "2026-02-01" }] }),
      "yes",
      "licensed",
    ],
    [
      "a licence before its first day",
      ask({ licences: [{ ...LICENCE, issuedOn: "2026-02-02" }] }),
      "no",
      "not-yet-valid",
    ],
    [
      "one good licence beside a revoked one",
      ask({
        licences: [
          { ...LICENCE, status: "revoked" },
          { ...LICENCE, number: "L-2" },
        ],
      }),
      "yes",
      "licensed",
    ],
    ["a lender without a licence on file", ask({ licences: [] }), "unknown", "no-licence-on-file"],
    ["a broker", ask({ class: "loan_broker", licences: [] }), "no", "class-may-not-lend"],
    [
      "someone only claimed",
      ask({ class: "other", status: "provisional", licences: [] }),
      "unknown",
      "not-registered",
    ],
    [
      "debt restructuring, for which no licence exists",
      ask({}, { product: "debt_restructuring" }),
      "not_required",
      "no-licence-exists",
    ],
    ["a fake loan", ask({}, { product: "fake_loan" }), "no", "product-not-licensable"],
    ["an institution of another country", ask({ country: "US" }), "unknown", "no-rules-for-country"],
  ])("%s", (_what, result, answer, reasonCode) => {
    expect(result).toMatchObject({ answer, reasonCode });
    for (const locale of ["zh-CN", "en"] as const) {
      expect(explainLicensedFor(result, locale)).not.toMatch(/undefined|null/);
    }
  });

  it("says the place and the product in words", () => {
    const result = ask(microLoan({}), { region: "440300" });
    expect(explainLicensedFor(result, "zh-CN")).toBe("不可以。许可证 L-1 只在杭州有效，不包括深圳。");
    expect(explainLicensedFor(result, "en")).toBe(
      "No. Licence L-1 holds in Zhejiang only, not in Guangdong.",
    );
  });
});

describe("the table of licences", () => {
  it("names a rule for every licence and claims no confirmation that has not happened", () => {
    for (const rule of LICENCE_RULES) {
      expect(rule.basis).toMatch(/《.+》/);
      expect(rule.verifiedOn).toBeNull();
    }
  });

  it("gives every lending class a licence and no other class one", () => {
    const licensed = new Set<string>(LICENCE_RULES.flatMap((rule) => rule.classes));
    expect([...licensed].sort()).toEqual(
      INSTITUTION_CLASSES.filter((entry) => entry.lends)
        .map((entry) => entry.code)
        .sort(),
    );
  });

  it("has a licence for every product but restructuring and the fake loan", () => {
    const without = LOAN_PRODUCTS.filter(({ code }) => licencesFor(code).length === 0).map(
      ({ code }) => code,
    );
    expect(without).toEqual(["debt_restructuring", "fake_loan"]);
  });
});
