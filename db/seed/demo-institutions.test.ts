import { describe, expect, test } from "vitest";
import { INSTITUTION_CLASSES } from "#domain/institutions/classes.ts";
import { checkUscc } from "#domain/institutions/uscc.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { demoAgents, demoInstitutions, demoRelations, organisationCheck } from "./demo-institutions.ts";
import { RESERVED_TLDS } from "./demo-names.ts";
import { isDemoNumber } from "./demo-numbers.ts";
import { DEMO_AGENCIES, DEMO_LENDERS } from "./demo-people.ts";
import { parseUntil } from "./demo-time.ts";

const period = { seed: 1, until: parseUntil("2026-11-20"), months: 24 };
const institutions = demoInstitutions(period);
const agents = demoAgents(period);
const all = [...institutions, ...agents];

describe("demonstration institutions", () => {
  test("there are 24 institutions of 13 classes and 40 agents", () => {
    expect(institutions).toHaveLength(24);
    expect(new Set(institutions.map((institution) => institution.class)).size).toBe(13);
    expect(agents).toHaveLength(40);
    expect(new Set(agents.map((agent) => agent.class))).toEqual(
      new Set(["collection_agency", "loan_broker", "law_firm"]),
    );
    const known = new Set<string>(INSTITUTION_CLASSES.map(({ code }) => code));
    expect(all.filter((institution) => !known.has(institution.class))).toEqual([]);
  });

  test("codes, credit codes, legal names and contacts belong to one institution each", () => {
    for (const values of [
      all.map(({ code }) => code),
      all.flatMap(({ uscc }) => uscc ?? []),
      all.map(({ legalName }) => legalName),
      all.flatMap(({ contacts }) => contacts.map(({ kind, value }) => `${kind} ${value}`)),
      all.flatMap(({ names }) => names.map(({ name }) => name)),
    ]) {
      expect(new Set(values).size).toBe(values.length);
    }
  });

  test("credit codes pass both checks and name a division that does not exist", () => {
    const codes = all.flatMap(({ uscc }) => uscc ?? []);
    expect(codes).toHaveLength(63);
    for (const code of codes) {
      expect(checkUscc(code)).toEqual({ ok: true, code });
      expect(code.slice(2, 8)).toBe("990000");
      expect(organisationCheck(code.slice(8, 16))).toBe(code[16]);
    }
  });

  test("every contact is fictional: numbers in free ranges with their keys, domains under reserved endings", () => {
    for (const { kind, value, key } of all.flatMap(({ contacts }) => contacts)) {
      if (kind === "number") {
        expect(isDemoNumber(value), value).toBe(true);
        expect(normaliseNumber(value).key).toBe(key);
      }
      if (kind === "domain") expect(RESERVED_TLDS).toContain(value.split(".").at(-1));
    }
  });

  test("whoever lends has an exposure for each of 24 months, and enough of them have a known size", () => {
    const lending = institutions.filter(({ exposures }) => exposures.length > 0);
    expect(lending).toHaveLength(17);
    for (const { exposures } of lending) {
      expect(exposures).toHaveLength(24);
      expect(exposures.at(-1)?.month).toBe("2026-11-01");
      expect(exposures.every(({ accounts }) => Number.isInteger(accounts) && accounts > 100_000)).toBe(true);
    }
    expect(lending.filter(({ exposures }) => exposures[0]?.source !== "proxy").length).toBeGreaterThanOrEqual(
      10,
    );
  });

  test("licences are mostly valid, some ended, some never given; dates agree with the status", () => {
    const licences = institutions.flatMap((institution) => institution.licences);
    expect(new Set(licences.map(({ status }) => status))).toEqual(
      new Set(["valid", "expired", "surrendered", "revoked"]),
    );
    for (const { status, issuedOn, expiresOn } of licences) {
      expect(expiresOn > "2026-11-20").toBe(status === "valid");
      expect(issuedOn < expiresOn).toBe(true);
    }
    expect(institutions.filter(({ licences }) => licences.length === 0).length).toBeGreaterThan(3);
  });

  test("agents work for one to four institutions that lend, within dates", () => {
    const lending = new Set(
      institutions.filter(({ exposures }) => exposures.length > 0).map(({ code }) => code),
    );
    for (const { principals } of agents) {
      expect(principals.length).toBeGreaterThanOrEqual(1);
      expect(principals.length).toBeLessThanOrEqual(4);
      for (const { principal, since, until } of principals) {
        expect(lending).toContain(principal);
        if (until) expect(since < until).toBe(true);
      }
    }
  });

  test("relations name known codes only, and every group link is mutual", () => {
    const codes = new Set(all.map(({ code }) => code));
    const relations = demoRelations(institutions, agents);
    expect(relations.agents.every(({ principal, agent }) => codes.has(principal) && codes.has(agent))).toBe(
      true,
    );
    const groups = relations.links.filter(({ kind }) => kind === "group");
    for (const { institution, other } of groups) {
      expect(groups).toContainEqual({ institution: other, kind: "group", other: institution });
    }
    expect(relations.links.map(({ kind }) => kind)).toContain("predecessor");
  });

  test("names, codes and contacts are the same for every seed; exposures are not", () => {
    const other = demoInstitutions({ ...period, seed: 2 });
    expect(other.map(({ contacts, uscc }) => [contacts, uscc])).toEqual(
      institutions.map(({ contacts, uscc }) => [contacts, uscc]),
    );
    expect(other[0]?.exposures).not.toEqual(institutions[0]?.exposures);
  });

  test("the two agencies share out all province codes of the mainland, none twice", () => {
    const prefixes = DEMO_AGENCIES.flatMap(({ regionPrefixes }) => regionPrefixes);
    expect(new Set(prefixes).size).toBe(31);
    expect(prefixes).toHaveLength(31);
    expect(DEMO_AGENCIES.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });

  test("the three lenders are institutions of the register", () => {
    expect(DEMO_LENDERS).toHaveLength(3);
    for (const { institution } of DEMO_LENDERS)
      expect(institutions.map(({ code }) => code)).toContain(institution);
  });
});
