import type { Channel, LoanProduct } from "#domain/complaints/codes.ts";
import type { InstitutionClass } from "#domain/institutions/classes.ts";
import { buildBody, type Contact } from "./demo-body.ts";
import { callersOf, type Draft, strayNames, tell } from "./demo-drafts.ts";
import type { DemoAgent, DemoInstitution } from "./demo-institutions.ts";
import { writeInstitution } from "./demo-names.ts";
import {
  callCentre95,
  type DemoNumber,
  enterprise95,
  mobileNumber,
  sharedCost,
  smsPort,
} from "./demo-numbers.ts";
import type { Reporter, Reporters } from "./demo-reporters.ts";
import { THEMES, type ThemeFacts } from "./demo-themes.ts";
import { drawCallTime, drawReportTime, HOUR_MS, localDate, monthStarts, startOfDay } from "./demo-time.ts";
import type { World } from "./demo-world.ts";
import type { Random } from "./random.ts";
import { topicsOf } from "./scripts/lender-topics.ts";
import type { Theme } from "./scripts/script.ts";
import { lenderStory } from "./scripts/story.ts";

/** How an institution really behaves: complaints per account relative to its peers, month by month. */
export type InstitutionRate = {
  readonly code: string;
  readonly relativeRate: number;
  /** Relative rate of each month of the period, drift included. */
  readonly monthly: readonly { readonly month: string; readonly rate: number }[];
};

/** Monthly standard deviation of a log rate. */
const MONTHLY_DRIFT = 0.04;
/** Two planted black sheep, two model pupils and a large one like its peers, by row of the institution table. */
const PLANTED_RATES: Readonly<Record<string, number>> = {
  "DEMO-I01": 0.9,
  "DEMO-I10": 3.2,
  "DEMO-I06": 2.1,
  "DEMO-I02": 0.35,
  "DEMO-I05": 0.4,
};
/** Bodies without accounts of their own are complained about too; in complaints for every 1,000 about lenders. */
const WITHOUT_ACCOUNTS = 14;

export function institutionRates(world: World): readonly InstitutionRate[] {
  const random = world.random.fork("rates");
  return world.institutions.map((institution) => {
    const own = random.fork(institution.code);
    const relativeRate = PLANTED_RATES[institution.code] ?? Math.exp(0.4 * own.normal());
    let rate = relativeRate;
    const monthly = institution.exposures.map(({ month }) => {
      const value = rate;
      rate *= Math.exp(MONTHLY_DRIFT * own.normal());
      return { month, rate: value };
    });
    return { code: institution.code, relativeRate, monthly };
  });
}

type Cell = { readonly institution: DemoInstitution; readonly month: number; readonly upTo: number };

/** Expected complaints by institution and month, as a cumulative table to draw from. */
function cellsOf(world: World, rates: readonly InstitutionRate[], months: number): readonly Cell[] {
  const expected = world.institutions.map((institution, i) =>
    institution.exposures.map(({ accounts }, month) => accounts * (rates[i]?.monthly[month]?.rate ?? 1)),
  );
  const total = expected.flat().reduce((sum, value) => sum + value, 0);
  const aside = (WITHOUT_ACCOUNTS / 1000) * (total / months);
  const cells: Cell[] = [];
  let upTo = 0;
  world.institutions.forEach((institution, i) => {
    for (let month = 0; month < months; month++) {
      upTo += expected[i]?.[month] ?? aside;
      cells.push({ institution, month, upTo });
    }
  });
  return cells;
}

function drawCell(random: Random, cells: readonly Cell[]): Cell {
  const wanted = random.next() * (cells.at(-1)?.upTo ?? 0);
  let low = 0;
  let high = cells.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cells[middle]?.upTo ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return cells[low] as Cell;
}

type Desk = {
  readonly official: readonly DemoNumber[];
  readonly port: DemoNumber | null;
  /** Collectors' own mobiles: nobody has registered them, many reports name them. */
  readonly unregistered: readonly DemoNumber[];
  readonly agents: readonly DemoAgent[];
};

/** `count` reports about institutions, spread as exposure times rate says, in the reporters' own words. */
export function draftLenderReports(
  world: World,
  reporters: Reporters,
  rates: readonly InstitutionRate[],
  { count, months }: { readonly count: number; readonly months: number },
): readonly Draft[] {
  const random = world.random.fork("lender-reports");
  const starts = monthStarts(world.until, months).map(startOfDay);
  const cells = cellsOf(world, rates, months);
  const desks = new Map(
    world.institutions.map((institution) => [institution.code, deskOf(random, world, institution)]),
  );
  const lately = new Map<string, Reporter[]>();
  return Array.from({ length: count }, () => {
    const { institution, month } = drawCell(random, cells);
    const known = lately.get(institution.code) ?? [];
    lately.set(institution.code, known);
    const reporter =
      known.length > 4 && random.chance(0.07) ? random.pick(known.slice(-40)) : reporters.anyone();
    known.push(reporter);
    const from = starts[month] ?? world.from;
    const to = Math.min(starts[month + 1] ?? world.until, world.until) - 2 * HOUR_MS;
    const desk = desks.get(institution.code);
    return draftReport(random, world, {
      institution,
      desk,
      reporter,
      from,
      to: Math.max(from + HOUR_MS, to),
    });
  });
}

function deskOf(random: Random, world: World, institution: DemoInstitution): Desk {
  const numbers = contactNumbers(institution);
  return {
    official: numbers.filter((number) => number.kind !== "sms"),
    port: numbers.find((number) => number.kind === "sms") ?? null,
    unregistered: Array.from({ length: random.int(5, 14) }, () => world.pool.mobile()),
    agents: world.agents.filter((agent) =>
      agent.principals.some(({ principal }) => principal === institution.code),
    ),
  };
}

/** The registered numbers of an institution or agent, as numbers again. */
export function contactNumbers(institution: DemoInstitution): readonly DemoNumber[] {
  return institution.contacts.flatMap(({ kind, value, key }) => {
    if (kind !== "number") return [];
    if (key?.startsWith("sms:")) return [smsPort(value)];
    if (value.startsWith("9549")) return [callCentre95(value.slice(4))];
    if (value.startsWith("9569")) return [enterprise95(value.slice(4))];
    return [value.startsWith("4004") ? sharedCost(value.slice(4)) : mobileNumber(value)];
  });
}

const PRODUCTS: Partial<Record<InstitutionClass, LoanProduct>> = {
  bank: "credit_card",
  auto_finance: "car",
  leasing: "leasing",
  financing_guarantee: "guarantee_or_membership",
  trust: "micro_business",
  micro_loan: "cash_loan",
  debt_relief: "debt_restructuring",
};

/** Whose conduct is judged by another theme than that of lenders. */
const OWN_THEME: Partial<Record<InstitutionClass, Theme>> = {
  loan_broker: "marketing",
  debt_relief: "debt_relief",
  app: "unlicensed",
};

type Case = {
  readonly institution: DemoInstitution;
  readonly desk: Desk | undefined;
  readonly reporter: Reporter;
  readonly from: number;
  readonly to: number;
};

function draftReport(random: Random, world: World, { institution, desk, reporter, from, to }: Case): Draft {
  const topic = random.weighted(topicsOf(institution.class).map((entry) => [entry, entry.weight] as const));
  const channel: Channel = topic.circumstance.harms.includes("D5.home_visit")
    ? "visit"
    : random.weighted([
        ["voice_call", 78],
        ["sms", 13],
        ["recorded_or_ai_call", 9],
      ]);
  const at = drawCallTime(random, from, to, topic.circumstance.isNight);
  const day = localDate(at);
  const caller = drawCaller(random, desk, channel, day);
  const others = topic.circumstance.harms.includes("D2.too_frequent") ? random.int(1, 3) : 0;
  const contacts: Contact[] = [
    at,
    ...Array.from({ length: others }, (_, i) => Math.min(to, at + (i + 1) * 0.7 * HOUR_MS)),
  ].map((time, i) => ({
    at: time,
    number: i === 0 || random.chance(0.7) ? caller.number : drawCaller(random, desk, channel, day).number,
  }));
  const brand = institution.names.find((name) => name.kind === "app")?.name ?? institution.legalName;
  const { text, said } = tell(random, lenderStory(random, topic), strayNames(random, institution, brand));
  const own = OWN_THEME[institution.class] ?? (topic.matter === "marketing" ? "marketing" : "collection");
  const theme: ThemeFacts = { ...THEMES[own], matter: topic.matter };
  const product = PRODUCTS[institution.class];
  return {
    at: drawReportTime(random, contacts.at(-1)?.at ?? at, world.until),
    body: buildBody(random, {
      theme,
      circumstance: topic.circumstance,
      channel,
      reporter,
      contacts: channel === "visit" ? contacts.slice(0, 1) : contacts,
      text,
      claimed: {
        identity: random.weighted(theme.identities),
        ...(random.chance(0.94)
          ? { institution: said.get("inst") ?? writeInstitution(random, institution) }
          : {}),
        ...(channel === "sms" && random.chance(0.5)
          ? { smsSignature: institution.names[0]?.name ?? brand }
          : {}),
        ...(random.chance(0.06) ? { contractNo: `DEMO${random.digits(10)}` } : {}),
      },
      ...(product ? { product } : {}),
      verifiedShare: 0.74,
    }),
    reporter,
    callers: callersOf(contacts, 1),
    lender: institution.code,
    campaign: null,
    operator: caller.operator ?? institution.code,
    wave: null,
    flood: null,
    duplicateOf: null,
  };
}

/** An agent's registered number, the institution's own, a collector's mobile, or none that the reporter kept. */
function drawCaller(random: Random, desk: Desk | undefined, channel: Channel, day: string) {
  const none = { number: null, operator: null };
  if (!desk || channel === "visit") return none;
  if (channel === "sms") return { number: random.chance(0.9) ? desk.port : null, operator: null };
  // An agent calls for its principal only while the mandate lasts.
  const working = desk.agents.filter((agent) =>
    agent.principals.some(({ since, until }) => since <= day && (until === null || day <= until)),
  );
  const source = random.weighted([
    ["agent", working.length > 0 ? 36 : 0],
    ["official", desk.official.length > 0 ? 16 : 0],
    ["unregistered", 34],
    ["none", 14],
  ] as const);
  if (source === "agent") {
    const agent = random.pick(working);
    return { number: random.pick(contactNumbers(agent)), operator: agent.code };
  }
  if (source === "official") return { number: random.pick(desk.official), operator: null };
  if (source === "unregistered") {
    const index = Math.floor(random.next() ** 1.6 * desk.unregistered.length);
    return { number: desk.unregistered[index] ?? null, operator: null };
  }
  return none;
}
