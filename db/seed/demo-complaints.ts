import type { ComplaintInput } from "#domain/complaints/complaint-input.ts";
import { type Draft, draftDuplicate, draftGroup } from "./demo-drafts.ts";
import { planGroups, scriptDealer } from "./demo-groups.ts";
import { type DemoAgent, type DemoInstitution, demoAgents, demoInstitutions } from "./demo-institutions.ts";
import { draftLenderReports, type InstitutionRate, institutionRates } from "./demo-lender-reports.ts";
import { draftFloods, draftNoise } from "./demo-noise.ts";
import { createNumberPool } from "./demo-numbers.ts";
import {
  DEMO_AGENCIES,
  DEMO_LENDERS,
  DEMO_OFFICERS,
  type DemoAgency,
  type DemoLender,
  type DemoOfficer,
} from "./demo-people.ts";
import { createReporters } from "./demo-reporters.ts";
import { monthStarts, parseUntil, startOfDay } from "./demo-time.ts";
import { type DemoTruth, truthOf } from "./demo-truth.ts";
import type { Group, World } from "./demo-world.ts";
import { createRandom, type Random } from "./random.ts";

export type DemoOptions = {
  /** Any whole number; the same seed gives the same data, byte for byte. */
  readonly seed: number;
  /** How many complaints in all; at least 1,500, or there is no room for the planted groups. */
  readonly complaints?: number;
  /** End of the data: an ISO day (its end) or instant. */
  readonly until: string;
  /** Calendar months, the one of `until` included; at least 18, so that a number can change hands. */
  readonly months?: number;
  /** Deals scripts at random between planted groups, so that no detector can live off the words alone. */
  readonly shuffleTemplates?: boolean;
};

export type DemoComplaint = {
  readonly sourceId: string;
  /** RFC 3339 in UTC; complaints are in this order. */
  readonly receivedAt: string;
  /** The body of `POST /api/v1/complaints`. */
  readonly body: ComplaintInput;
  /** Stable pseudo-identity of the person. */
  readonly reporter: string;
  /** Network that the report came from: an IPv4 address or an IPv6 /56. */
  readonly network: string;
};

export type Demo = {
  readonly agencies: readonly DemoAgency[];
  readonly officers: readonly DemoOfficer[];
  readonly lenders: readonly DemoLender[];
  readonly institutions: readonly DemoInstitution[];
  readonly agents: readonly DemoAgent[];
  readonly complaints: readonly DemoComplaint[];
  readonly truth: DemoTruth;
};

/** Shares of all complaints; what the planted groups leave goes to callers who stand alone. */
const SHARE = { lenders: 0.27, duplicates: 0.03 } as const;

/**
 * The whole demonstration as plain values: nothing is read, no clock, no ambient randomness.
 * Throws RangeError on options that leave no room for what has to be planted.
 */
export function generateDemo(options: DemoOptions): Demo {
  const { seed, complaints = 6000, months = 24, shuffleTemplates = false } = options;
  if (!Number.isInteger(complaints) || complaints < 1500) throw new RangeError("complaints: 1,500 at least");
  if (!Number.isInteger(months) || months < 18) throw new RangeError("months: 18 at least");
  const until = parseUntil(options.until);
  const institutions = demoInstitutions({ seed, until, months });
  const agents = demoAgents({ seed, until, months });
  const random = createRandom(seed);
  const registered = [...institutions, ...agents].flatMap(({ contacts }) =>
    contacts.map(({ value }) => value),
  );
  const world: World = {
    random,
    pool: createNumberPool(random.fork("numbers"), registered),
    from: startOfDay(monthStarts(until, months)[0] ?? ""),
    until,
    scale: complaints / 6000,
    complaints,
    institutions,
    agents,
    dealScript: scriptDealer(random.fork("scripts")),
  };
  const groups = planGroups(world, { shuffleTemplates });
  const rates = institutionRates(world);
  const drafts = draftAll(world, groups, rates, months);
  const numbered = inOrder(drafts).map((draft, i) => ({ draft, sourceId: sourceIdOf(seed, i) }));
  return {
    agencies: DEMO_AGENCIES,
    officers: DEMO_OFFICERS,
    lenders: DEMO_LENDERS,
    institutions,
    agents,
    complaints: numbered.map(({ draft, sourceId }) => ({
      sourceId,
      receivedAt: new Date(draft.at).toISOString(),
      body: draft.body,
      reporter: draft.reporter.id,
      network: draft.reporter.network,
    })),
    truth: truthOf(numbered, groups, rates),
  };
}

const sourceIdOf = (seed: number, i: number): string => `demo-${seed}-${String(i + 1).padStart(6, "0")}`;

function draftAll(
  world: World,
  groups: readonly Group[],
  rates: readonly InstitutionRate[],
  months: number,
): readonly Draft[] {
  const reporters = createReporters(world.random.fork("reporters"));
  const total = world.complaints;
  const planted = [
    ...groups.flatMap((group) => draftGroup(world, group, reporters)),
    ...draftFloods(world, reporters),
  ];
  const duplicates = Math.round(SHARE.duplicates * total);
  const room = total - planted.length - duplicates;
  if (room < 0.2 * total) throw new RangeError("complaints: too few for the planted groups");
  const aboutLenders = Math.min(Math.round(SHARE.lenders * total), Math.round(0.8 * room));
  const originals = [
    ...planted,
    ...draftLenderReports(world, reporters, rates, { count: aboutLenders, months }),
    ...draftNoise(world, reporters, groups, room - aboutLenders),
  ];
  return [...originals, ...duplicatesOf(world.random.fork("duplicates"), originals, duplicates, world.until)];
}

/** Reports sent twice; never those of a flood, whose sameness is its own pattern. */
function duplicatesOf(
  random: Random,
  originals: readonly Draft[],
  count: number,
  until: number,
): readonly Draft[] {
  const eligible = originals.filter(
    (draft) => draft.flood === null && draft.callers.length > 0 && draft.body.scriptText,
  );
  return random.sample(eligible, count).map((draft) => draftDuplicate(random, draft, until));
}

/** By time; equal times keep the order in which they were drawn, so that the result never depends on the sort. */
function inOrder(drafts: readonly Draft[]): readonly Draft[] {
  return drafts
    .map((draft, i) => [draft, i] as const)
    .sort(([a, i], [b, j]) => a.at - b.at || i - j)
    .map(([draft]) => draft);
}
