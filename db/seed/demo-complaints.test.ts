import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseComplaint } from "#domain/complaints/complaint-input.ts";
import { firstLevel, HARMS_OF_MATTER } from "#domain/complaints/taxonomy.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { numberBlocks } from "#domain/numbers/number-block.ts";
import { type Demo, type DemoComplaint, generateDemo } from "./demo-complaints.ts";
import { SCRIPTS } from "./demo-groups.ts";
import { RESERVED_TLDS } from "./demo-names.ts";
import { isDemoNumber } from "./demo-numbers.ts";
import { DAY_MS, HOUR_MS, parseUntil } from "./demo-time.ts";

const UNTIL = "2026-11-20";
const END = parseUntil(UNTIL);
const demo = generateDemo({ seed: 1, until: UNTIL });
const { complaints, truth } = demo;
const byId = new Map(complaints.map((complaint) => [complaint.sourceId, complaint]));
const hash = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");
const timesOf = (sourceIds: readonly string[]): number[] =>
  sourceIds.map((id) => Date.parse(byId.get(id)?.receivedAt ?? ""));
const reportersOf = (sourceIds: readonly string[]): Set<string> =>
  new Set(sourceIds.map((id) => truth.reporterOf[id] ?? ""));

function writtenNumbers({ body }: DemoComplaint): string[] {
  const incidents = body.incidents ?? [];
  return [
    ...incidents.flatMap((incident) => [incident?.numberDisplayed ?? [], incident?.receivedOn ?? []].flat()),
    body.claimed?.callbackNumber ?? [],
    body.contact?.phone ?? [],
  ].flat();
}

/** Links in a report, in its words and in the field for them. */
const linksOf = ({ body }: DemoComplaint): string[] => [
  ...(body.claimed?.urls ?? []),
  ...(body.scriptText?.match(/https?:\/\/[\w./-]+/gu) ?? []),
];

function problemsOf({ complaints }: Demo): unknown[] {
  return complaints.flatMap(({ sourceId, body, receivedAt }) => {
    const parsed = parseComplaint(body, { now: new Date(receivedAt) });
    return parsed.ok ? [] : [{ sourceId, problems: parsed.problems }];
  });
}

describe("generateDemo", () => {
  test("the same seed gives the same bytes; another seed, end or deal of scripts gives others", () => {
    expect(hash(generateDemo({ seed: 1, until: UNTIL }))).toBe(hash(demo));
    const small = { seed: 1, until: UNTIL, complaints: 1500 };
    const first = hash(generateDemo(small));
    expect(hash(generateDemo({ ...small, seed: 2 }))).not.toBe(first);
    expect(hash(generateDemo({ ...small, until: "2026-10-20" }))).not.toBe(first);
    expect(hash(generateDemo({ ...small, shuffleTemplates: true }))).not.toBe(first);
  });

  test("there are exactly as many complaints as asked for, each once, in order of time, within the months asked for", () => {
    expect(complaints).toHaveLength(6000);
    expect(byId.size).toBe(6000);
    const times = complaints.map(({ receivedAt }) => Date.parse(receivedAt));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(0)).toBeGreaterThanOrEqual(Date.parse("2024-12-01T00:00:00+08:00"));
    expect(times.at(-1)).toBeLessThan(END);
    expect(times.at(-1)).toBeGreaterThan(END - DAY_MS);
  });

  test("every body is a complaint that intake takes at the moment it was received", () => {
    expect(problemsOf(demo)).toEqual([]);
  });

  test("harms are those of the matter reported", () => {
    const wrong = complaints.filter(({ body }) =>
      (body.harm?.kinds ?? []).some(
        (kind) =>
          !HARMS_OF_MATTER[body.matter].some((allowed) => allowed === kind || allowed === firstLevel(kind)),
      ),
    );
    expect(wrong.map(({ body }) => [body.matter, body.harm?.kinds])).toEqual([]);
  });

  test("every number anybody holds or shows lies in the ranges that nobody holds", () => {
    const written = complaints.flatMap(writtenNumbers);
    expect(written.length).toBeGreaterThan(8000);
    expect(written.filter((number) => !isDemoNumber(number))).toEqual([]);
  });

  test("every link leads to a reserved domain", () => {
    const links = complaints.flatMap(linksOf);
    expect(links.length).toBeGreaterThan(300);
    expect(
      links.filter((link) => !RESERVED_TLDS.some((ending) => new URL(link).hostname.endsWith(`.${ending}`))),
    ).toEqual([]);
  });

  test("nothing said holds an unfilled slot", () => {
    expect(complaints.filter(({ body }) => /[{}]|undefined|null|NaN/.test(body.scriptText ?? ""))).toEqual(
      [],
    );
  });

  test("the truth about callers is what the portal's own grammar reads from the numbers shown", () => {
    const wrong = complaints.filter(({ sourceId, body }) => {
      const shown = (body.incidents ?? []).flatMap((incident) =>
        incident?.numberDisplayed ? [normaliseNumber(incident.numberDisplayed).key] : [],
      );
      const known = (truth.callerOf[sourceId] ?? []).map(({ key }) => key);
      return JSON.stringify([...new Set<string>(shown)].sort()) !== JSON.stringify(known.toSorted());
    });
    expect(wrong).toEqual([]);
  });

  test("at least ten numbers have five independent sources within 30 days, and some have only three or four", () => {
    const sources = new Map<string, Set<string>>();
    for (const { sourceId, receivedAt, reporter } of complaints) {
      if (Date.parse(receivedAt) < END - 30 * DAY_MS) continue;
      for (const { key } of truth.callerOf[sourceId] ?? [])
        sources.set(key, (sources.get(key) ?? new Set()).add(reporter));
    }
    const sizes = [...sources.values()].map((set) => set.size);
    expect(sizes.filter((size) => size >= 5).length).toBeGreaterThanOrEqual(10);
    expect(sizes.filter((size) => size === 3 || size === 4).length).toBeGreaterThanOrEqual(5);
  });

  test("there are at least sixty scripts, all different, with every slot known", () => {
    expect(SCRIPTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(SCRIPTS.map(({ text }) => text)).size).toBe(SCRIPTS.length);
    expect(new Set(SCRIPTS.map(({ id }) => id)).size).toBe(SCRIPTS.length);
  });

  test("a person lives in one city, reports from one network and has a phone of their own", () => {
    const known = new Map<string, string>();
    const clash = complaints.filter(({ reporter, body, network }) =>
      Object.entries({ network, city: body.region, phone: body.contact?.phone }).some(([fact, value]) => {
        const name = `${reporter}/${fact}`;
        if (!value) return false;
        const before = known.get(name) ?? value;
        known.set(name, value);
        return before !== value;
      }),
    );
    expect(clash).toEqual([]);
  });

  test("options that leave no room are refused", () => {
    expect(() => generateDemo({ seed: 1, until: UNTIL, complaints: 1499 })).toThrow(RangeError);
    expect(() => generateDemo({ seed: 1, until: UNTIL, months: 17 })).toThrow(RangeError);
    expect(() => generateDemo({ seed: 1, until: "soon" })).toThrow(RangeError);
  });

  test("any seed at any size gives valid complaints and every kind of pattern", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1500, max: 2500 }),
        fc.boolean(),
        (seed, size, shuffleTemplates) => {
          const other = generateDemo({
            seed,
            until: "2027-02-28T09:30:00Z",
            complaints: size,
            shuffleTemplates,
          });
          expect(other.complaints).toHaveLength(size);
          expect(problemsOf(other)).toEqual([]);
          expect(Object.values(other.truth.patterns).every((patterns) => patterns.length >= 2)).toBe(true);
        },
      ),
      { numRuns: 6 },
    );
  });

  test("6,000 complaints take less than 400 ms of CPU once the code is warm", () => {
    const spent = Array.from({ length: 4 }, () => {
      const before = process.cpuUsage();
      generateDemo({ seed: 1, until: UNTIL });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    expect(Math.min(...spent)).toBeLessThan(400);
  });
});

describe("planted truth", () => {
  const { patterns } = truth;

  test("35 campaigns and ten that fake an institution, with a heavy tail of sizes", () => {
    const sizes = new Map<string, number>();
    for (const id of Object.values(truth.campaignOf)) if (id) sizes.set(id, (sizes.get(id) ?? 0) + 1);
    const ids = [...sizes.keys()];
    expect(ids.filter((id) => id.startsWith("campaign-"))).toHaveLength(35);
    expect(ids.filter((id) => id.startsWith("fake-"))).toHaveLength(10);
    const sorted = [...sizes.values()].sort((a, b) => b - a);
    expect(sorted[0]).toBeGreaterThan(5 * (sorted.at(Math.floor(sorted.length / 2)) ?? 0));
  });

  test("a contact blast is about one borrower: different people within ten days, all third parties", () => {
    expect(patterns.contactBlast.length).toBeGreaterThanOrEqual(12);
    for (const { sourceIds, numbers } of patterns.contactBlast) {
      const originals = sourceIds.filter((id) => !truth.duplicateOf[id]);
      expect(reportersOf(originals).size).toBe(originals.length);
      expect(originals.length).toBeGreaterThanOrEqual(5);
      expect(numbers.length).toBeGreaterThanOrEqual(1);
      const incidents = originals.flatMap((id) =>
        (byId.get(id)?.body.incidents ?? []).flatMap((incident) =>
          incident?.at ? [Date.parse(incident.at)] : [],
        ),
      );
      expect(Math.max(...incidents) - Math.min(...incidents)).toBeLessThan(10 * DAY_MS);
      expect(originals.every((id) => byId.get(id)?.body.relationship.startsWith("CONTACT_"))).toBe(true);
    }
  });

  test("a number block shares its first eight digits and is burnt within 72 hours by at least three numbers", () => {
    expect(patterns.numberBlock.length).toBeGreaterThanOrEqual(12);
    for (const { block, numbers, sourceIds } of patterns.numberBlock) {
      expect(numbers.length).toBeGreaterThanOrEqual(3);
      expect(numbers.every((key) => numberBlocks(normaliseNumber(key).key)?.thousand === block)).toBe(true);
      const incidents = sourceIds.flatMap((id) =>
        (byId.get(id)?.body.incidents ?? []).flatMap((incident) =>
          incident?.at && incident.atPrecision == null ? [Date.parse(incident.at)] : [],
        ),
      );
      expect(Math.max(...incidents) - Math.min(...incidents)).toBeLessThan(72 * HOUR_MS);
    }
  });

  test("who fakes an institution uses none of its numbers, and the institution is never held for it", () => {
    for (const { institution, numbers, sourceIds, domain } of patterns.impersonation) {
      const contacts = demo.institutions.find(({ code }) => code === institution)?.contacts ?? [];
      expect(contacts.length).toBeGreaterThan(0);
      expect(contacts.filter(({ key, value }) => (key && numbers.includes(key)) || value === domain)).toEqual(
        [],
      );
      expect(sourceIds.every((id) => truth.lenderOf[id] === null)).toBe(true);
    }
  });

  test("a recycled number is silent for 180 days between two holders, and the pattern differs", () => {
    expect(patterns.recycled).toHaveLength(14);
    for (const { number, lastBefore, firstAfter, sourceIds } of patterns.recycled) {
      expect(Date.parse(firstAfter) - Date.parse(lastBefore)).toBeGreaterThan(180 * DAY_MS);
      for (const [i, ids] of sourceIds.entries()) {
        expect(ids.length).toBeGreaterThanOrEqual(4);
        expect(
          ids.every((id) =>
            (truth.callerOf[id] ?? []).every(({ key, period }) => key === number && period === i + 1),
          ),
        ).toBe(true);
      }
      const matters = sourceIds.map((ids) => byId.get(ids[0] ?? "")?.body.matter);
      expect(matters[0]).not.toBe(matters[1]);
    }
  });

  test("some lone numbers fall silent as long and come back with the same holder", () => {
    const times = new Map<string, number[]>();
    for (const { sourceId, receivedAt } of complaints) {
      const operator = truth.operatorOf[sourceId] ?? "";
      if (operator.startsWith("solo-"))
        times.set(operator, [...(times.get(operator) ?? []), Date.parse(receivedAt)]);
    }
    const back = [...times.values()].filter((own) =>
      own.some((at, i) => i > 0 && at - (own[i - 1] ?? at) > 180 * DAY_MS),
    );
    expect(back.length).toBeGreaterThanOrEqual(4);
  });

  test("no number outside the recycled ones ever has a second holder", () => {
    const recycled = new Set(patterns.recycled.map(({ number }) => number));
    const second = Object.values(truth.callerOf)
      .flat()
      .filter(({ period }) => period === 2);
    expect(second.length).toBeGreaterThan(0);
    expect(second.every(({ key }) => recycled.has(key))).toBe(true);
  });

  test("a rotating campaign has one script and several numbers that it uses one after another", () => {
    for (const { numbers, group } of patterns.rotating) {
      expect(numbers.length).toBeGreaterThanOrEqual(3);
      expect(truth.scriptOf[group]).toBeTruthy();
    }
  });

  test("no number is shared by two operators", () => {
    const holders = new Map<string, Set<string>>();
    for (const [id, callers] of Object.entries(truth.callerOf)) {
      const operator = truth.operatorOf[id];
      for (const { key, period } of operator ? callers : []) {
        const name = `${key}/${period}`;
        holders.set(name, (holders.get(name) ?? new Set()).add(operator ?? ""));
      }
    }
    const institutional = /^DEMO-/;
    const shared = [...holders].filter(
      ([, operators]) =>
        operators.size > 1 && [...operators].some((operator) => !institutional.test(operator)),
    );
    expect(shared).toEqual([]);
  });

  test("a duplicate has the words, numbers and person of its original and comes within ten days after it", () => {
    const duplicates = Object.entries(truth.duplicateOf);
    expect(duplicates).toHaveLength(180);
    for (const [id, original] of duplicates) {
      expect(byId.get(id)?.body).toEqual(byId.get(original)?.body);
      expect(truth.reporterOf[id]).toBe(truth.reporterOf[original]);
      const [later = 0, earlier = 0] = timesOf([id, original]);
      expect(later).toBeGreaterThanOrEqual(earlier);
      expect(later - earlier).toBeLessThan(10 * DAY_MS);
    }
  });

  test("some people report more than once, most do not", () => {
    const counts = new Map<string, number>();
    for (const reporter of Object.values(truth.reporterOf))
      counts.set(reporter, (counts.get(reporter) ?? 0) + 1);
    const repeaters = [...counts.values()].filter((count) => count > 1).length;
    expect(repeaters).toBeGreaterThan(150);
    expect(repeaters).toBeLessThan(0.2 * counts.size);
  });

  test("a flood comes from one network within hours and never from more than 150", () => {
    expect(truth.floods).toHaveLength(2);
    for (const { sourceIds, network } of truth.floods) {
      expect(sourceIds.length).toBeGreaterThan(50);
      expect(sourceIds.length).toBeLessThanOrEqual(150);
      expect(sourceIds.every((id) => byId.get(id)?.network === network)).toBe(true);
      const times = timesOf(sourceIds);
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(6 * HOUR_MS);
    }
  });

  test("complaints per account follow conduct: the planted black sheep stand far above the model pupils", () => {
    const planted = new Set(truth.floods.flatMap(({ sourceIds }) => sourceIds));
    const perMillion = (code: string): number => {
      const exposures = demo.institutions.find((institution) => institution.code === code)?.exposures ?? [];
      const accountMonths = exposures.reduce((sum, { accounts }) => sum + accounts, 0);
      const own = complaints.filter(
        ({ sourceId: id }) => truth.lenderOf[id] === code && !truth.campaignOf[id] && !planted.has(id),
      );
      return (own.length / accountMonths) * 1_000_000;
    };
    expect(perMillion("DEMO-I10")).toBeGreaterThan(4 * perMillion("DEMO-I02"));
    expect(perMillion("DEMO-I06")).toBeGreaterThan(2 * perMillion("DEMO-I05"));
  });

  test("dealing the scripts anew changes who says what, and nothing else about who exists", () => {
    const other = generateDemo({ seed: 1, until: UNTIL, shuffleTemplates: true });
    const groups = Object.keys(truth.scriptOf);
    expect(Object.keys(other.truth.scriptOf)).toEqual(groups);
    expect(Object.values(other.truth.scriptOf).toSorted()).toEqual(Object.values(truth.scriptOf).toSorted());
    const changed = groups.filter((group) => other.truth.scriptOf[group] !== truth.scriptOf[group]);
    expect(changed.length).toBeGreaterThan(0.8 * groups.length);
    expect(other.truth.patterns.numberBlock.map(({ block }) => block)).toEqual(
      patterns.numberBlock.map(({ block }) => block),
    );
  });
});
