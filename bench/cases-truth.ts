import { type Demo, generateDemo } from "#db/seed/demo-complaints.ts";
import { holderPeriods } from "#domain/cases/holder-periods.ts";
import { type IndependentSources, independentSources } from "#domain/cases/independent-sources.ts";
import { findContactBlasts } from "#domain/matching/patterns/contact-blast.ts";
import { findImpersonations, type OfficialFace } from "#domain/matching/patterns/impersonation.ts";
import { findNumberBlocks } from "#domain/matching/patterns/number-block.ts";
import type { PatternReport } from "#domain/matching/patterns/pattern-report.ts";
import {
  asHolderReport,
  findRecycledNumbers,
  type RegisteredHolder,
} from "#domain/matching/patterns/recycled.ts";
import { findRotatingNumbers } from "#domain/matching/patterns/rotating.ts";
import type { NumberKey } from "#domain/numbers/normalise-number.ts";
import { officialFaces, readReports, registeredHolder } from "./cases-truth-features.ts";
import { loadPortal, type Membership } from "./cases-truth-portal.ts";
import { detectorScore, type Found, type Labels, type Planted, pairScore } from "./cases-truth-scores.ts";
import type { BenchResult } from "./result.ts";
import type { BenchArgs } from "./run.ts";

const UNTIL = "2026-11-20T16:00:00Z";

/**
 * Demonstration data of a seed, filed through the portal's own commands; then what the portal and its detectors made of
 * them beside what was planted. `--complaints n`, `--shuffle-templates`, `--verbose` (mismatches on stderr).
 */
export async function run(args: BenchArgs): Promise<BenchResult[]> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const demo = generateDemo({
    seed: args.seed,
    until: UNTIL,
    ...(typeof args.complaints === "number" ? { complaints: args.complaints } : {}),
    shuffleTemplates: args["shuffle-templates"] === true,
  });
  const portal = await loadPortal(demo, UNTIL, say);
  try {
    const memberships = await portal.memberships();
    const reports = readReports(demo.complaints, portal.runtime.register);
    const startedAt = performance.now();
    const holder = registeredHolder(portal.runtime.register);
    const findings = detect(reports, officialFaces(portal.runtime.register), holder);
    const detectSeconds = (performance.now() - startedAt) / 1000;
    const tell = args.verbose === true ? say : () => {};
    return [
      ...caseScores(demo, memberships, reports, holder, tell),
      ...detectorScores(demo, findings, tell),
      { name: "detect-seconds", value: round(detectSeconds), unit: "s", complaints: reports.length },
      ...floodWeights(demo, reports),
    ];
  } finally {
    await portal.stop();
  }
}

const round = (value: number): number => Math.round(value * 100_000) / 100_000;

function detect(reports: readonly PatternReport[], faces: readonly OfficialFace[], holder: RegisteredHolder) {
  const blocks = findNumberBlocks(reports);
  const explained = new Set(blocks.flatMap((block) => block.reports));
  return {
    "contact-blast": findContactBlasts(reports),
    "number-block": blocks,
    impersonation: findImpersonations(reports, faces),
    recycled: findRecycledNumbers(reports, holder),
    rotating: findRotatingNumbers(reports, explained),
  };
}

type Say = (line: string) => void;

function caseScores(
  demo: Demo,
  memberships: readonly Membership[],
  reports: readonly PatternReport[],
  holder: RegisteredHolder,
  tell: Say,
): BenchResult[] {
  const { truth } = demo;
  const predicted = (kind: Membership["kind"]): Labels => {
    const labels = new Map<string, string[]>();
    for (const member of memberships)
      if (member.kind === kind)
        labels.set(member.sourceId, [...(labels.get(member.sourceId) ?? []), member.caseId]);
    return labels;
  };
  const callers: Labels = new Map(
    Object.entries(truth.callerOf).map(([id, own]) => [id, own.map(({ key, period }) => `${key}/${period}`)]),
  );
  const single = (labels: Readonly<Record<string, string | null>>): Labels =>
    new Map(Object.entries(labels).flatMap(([id, label]) => (label === null ? [] : [[id, [label]]])));
  const row = (name: string, wanted: Labels, found: Labels, aim: string): BenchResult => {
    const { f1, precision, recall, pairs } = pairScore(wanted, found);
    return {
      name,
      value: round(f1),
      unit: "f1",
      precision: round(precision),
      recall: round(recall),
      pairs,
      aim,
    };
  };
  tellLenders(demo, memberships, reports, tell);
  tellCampaigns(demo, memberships, tell);
  tellCallers(demo, reports, holder, tell);
  return [
    row("caller-f1", callers, predicted("caller"), ">= .999"),
    row("holder-periods-f1", callers, callersByPeriod(reports, holder), ">= .999"),
    row("lender-f1", single(truth.lenderOf), predicted("lender"), ">= .98"),
    row("campaign-f1", single(truth.campaignOf), predicted("campaign"), ">= .95"),
    falseMerges(demo, memberships),
  ];
}

/** What caller cases would be if each number were cut into its holder periods. */
function callersByPeriod(reports: readonly PatternReport[], holder: RegisteredHolder): Labels {
  const labels = new Map<string, string[]>();
  for (const [number, own] of byNumber(reports))
    for (const { period, reports: ids } of periodsOf(number, own, holder))
      for (const id of ids) labels.set(id, [...(labels.get(id) ?? []), `${number}/${period}`]);
  return labels;
}

const periodsOf = (number: NumberKey, own: readonly PatternReport[], holder: RegisteredHolder) =>
  holderPeriods(own.map((report) => asHolderReport(report, holder(number, report.at))));

function byNumber(reports: readonly PatternReport[]): ReadonlyMap<NumberKey, readonly PatternReport[]> {
  const numbers = new Map<NumberKey, PatternReport[]>();
  for (const report of reports)
    for (const number of report.numbers) numbers.set(number, [...(numbers.get(number) ?? []), report]);
  return numbers;
}

/** Joins into a caller or campaign case most of whose other members are of another planted campaign. */
function falseMerges(demo: Demo, memberships: readonly Membership[]): BenchResult {
  const joins = memberships.filter(({ kind }) => kind !== "lender");
  let across = 0;
  let strangers = 0;
  for (const own of Map.groupBy(joins, ({ caseId }) => caseId).values()) {
    const counts = new Map<string, number>();
    for (const { sourceId } of own) {
      const campaign = demo.truth.campaignOf[sourceId];
      if (campaign) counts.set(campaign, (counts.get(campaign) ?? 0) + 1);
    }
    if (counts.size === 0) continue;
    const inside = [...counts.values()].reduce((sum, count) => sum + count, 0);
    across += inside - Math.max(...counts.values());
    strangers += own.length - inside;
  }
  return {
    name: "false-merges",
    value: joins.length === 0 ? 0 : round((across / joins.length) * 10_000),
    unit: "per 10,000 joins",
    joins: joins.length,
    across,
    strangers,
    aim: "<= 1",
  };
}

function detectorScores(demo: Demo, findings: ReturnType<typeof detect>, tell: Say): BenchResult[] {
  const { patterns } = demo.truth;
  const rows: readonly (readonly [keyof typeof findings, readonly Planted[]])[] = [
    ["contact-blast", patterns.contactBlast],
    ["number-block", patterns.numberBlock],
    ["impersonation", patterns.impersonation],
    ["recycled", patterns.recycled.map(({ id, sourceIds }) => ({ id, sourceIds: sourceIds.flat() }))],
    ["rotating", patterns.rotating],
  ];
  return rows.flatMap(([name, planted]): BenchResult[] => {
    const found: readonly Found[] = findings[name];
    const score = detectorScore(planted, found);
    for (const id of score.missed) tell(`${name}: missed ${id}`);
    for (const at of score.wrong) tell(`${name}: wrong ${JSON.stringify(findings[name][at])}`);
    const aims = name === "contact-blast" ? { recall: ">= .95", precision: ">= .99" } : null;
    return [
      {
        name: `${name}-recall`,
        value: round(score.recall),
        unit: "share",
        planted: score.planted,
        ofReports: round(score.reportRecall),
        ...(aims ? { aim: aims.recall } : {}),
      },
      {
        name: `${name}-precision`,
        value: round(score.precision),
        unit: "share",
        found: score.found,
        ofReports: round(score.reportPrecision),
        ...(aims ? { aim: aims.precision } : {}),
      },
    ];
  });
}

/** What each planted flood weighs, beside as many reports about the same institution by people who do not know one another. */
function floodWeights(demo: Demo, reports: readonly PatternReport[]): BenchResult[] {
  const known = new Map(reports.map((report) => [report.id, report]));
  const bodies = new Map(demo.complaints.map((complaint) => [complaint.sourceId, complaint]));
  const weigh = (ids: readonly string[]): IndependentSources =>
    independentSources(
      ids.map((id) => ({
        id,
        text: known.get(id)?.script ?? null,
        network: bodies.get(id)?.network ?? null,
        device: null,
        hour: bodies.get(id)?.receivedAt.slice(0, 13) ?? null,
      })),
    );
  return demo.truth.floods.map(({ id, institution, sourceIds }) => {
    const flood = new Set(sourceIds);
    const others = Object.entries(demo.truth.lenderOf)
      .filter(([other, lender]) => lender === institution && !flood.has(other))
      .map(([other]) => other)
      .slice(0, sourceIds.length);
    const [own, beside] = [weigh(sourceIds), weigh(others)];
    return {
      name: `${id}-weight`,
      value: round(own.low),
      unit: "independent sources",
      complaints: own.count,
      high: round(own.high),
      reasons: own.reasons,
      floor: {
        name: `${others.length} others about it`,
        value: round(beside.low),
        unit: "independent sources",
      },
    };
  });
}

function tellLenders(
  demo: Demo,
  memberships: readonly Membership[],
  reports: readonly PatternReport[],
  tell: Say,
): void {
  const predicted = new Map(
    memberships
      .filter(({ kind }) => kind === "lender")
      .map(({ sourceId, code }) => [sourceId, code ?? "provisional"]),
  );
  const bodies = new Map(demo.complaints.map((complaint) => [complaint.sourceId, complaint.body]));
  for (const { id, harms, text } of reports) {
    const [wanted, found] = [demo.truth.lenderOf[id] ?? null, predicted.get(id) ?? null];
    if (wanted === found) continue;
    const claimed = bodies.get(id)?.claimed;
    tell(
      `lender ${id}: ${wanted} is in ${found}; claimed ${claimed?.institution ?? "-"} (${claimed?.identity ?? "-"}), ` +
        `campaign ${demo.truth.campaignOf[id] ?? "-"}, ${harms.join(" ")}, ${text?.slice(0, 60) ?? "no words"}`,
    );
  }
}

/** Planted campaigns that lie in several cases or partly in none, and cases that hold more than one, with how many of each. */
function tellCampaigns(demo: Demo, memberships: readonly Membership[], tell: Say): void {
  const casesOf = new Map<string, string[]>();
  for (const { sourceId, caseId, kind } of memberships)
    if (kind === "campaign") casesOf.set(sourceId, [...(casesOf.get(sourceId) ?? []), caseId]);
  const pairs = Object.entries(demo.truth.campaignOf).flatMap(([id, campaign]) =>
    (casesOf.get(id) ?? ["no case"]).map((found) => ({ id, campaign: campaign ?? "nobody", found })),
  );
  const listed = (counts: ReadonlyMap<string, readonly { readonly id: string }[]>): string =>
    [...counts].map(([name, own]) => `${name} ${own.length} (${own[0]?.id})`).join(", ");
  for (const [campaign, own] of Map.groupBy(pairs, (pair) => pair.campaign)) {
    const parts = Map.groupBy(own, ({ found }) => found);
    if (campaign !== "nobody" && (parts.size > 1 || parts.has("no case")))
      tell(`campaign ${campaign} lies in ${listed(parts)}`);
  }
  for (const [found, own] of Map.groupBy(pairs, (pair) => pair.found)) {
    const parts = Map.groupBy(own, ({ campaign }) => campaign);
    if (found !== "no case" && parts.size > 1) tell(`campaign case ${found} holds ${listed(parts)}`);
  }
}

function tellCallers(
  demo: Demo,
  reports: readonly PatternReport[],
  holder: RegisteredHolder,
  tell: Say,
): void {
  for (const [number, own] of byNumber(reports)) {
    const wanted = new Set(
      own.flatMap(({ id }) =>
        (demo.truth.callerOf[id] ?? []).filter(({ key }) => key === number).map(({ period }) => period),
      ),
    );
    const periods = periodsOf(number, own, holder);
    if (periods.length !== wanted.size)
      tell(
        `caller ${number}: ${wanted.size} holders, cut into ${JSON.stringify(periods.map(({ cut }) => cut))}`,
      );
  }
}
