import { doubtOf } from "#domain/rating/evidence/doubt.ts";
import { countingShares, limitCounts } from "#domain/rating/evidence/limits.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import { rate } from "#domain/rating/rate.ts";
import { createRandom } from "../db/seed/random.ts";
import { ALL_NUISANCE, ALL_THREATS, attack, LIKE_GENUINE, monthsToAdverse } from "./rating-attacks.ts";
import { type Honest, rateHonestWorlds } from "./rating-truth.ts";
import { ALL_OPEN, createWorld, drawCells, inputsFrom, MONTHS, measuredDrift } from "./rating-world.ts";
import type { BenchResult } from "./result.ts";
import type { BenchArgs } from "./run.ts";

/** Worlds of 80 institutions; of others as many as give about as many institutions. */
const DEFAULT_RUNS = 40;
const SIZES = [20, 80, 300] as const;
const DRIFTS = [0, 0.03, 0.06, 0.12] as const;
const AIMED_DRIFT = 0.06;
const TIMED_INSTITUTIONS = 5000;
const TIMED_ROUNDS = 5;

const figure = (value: number): number => Number(value.toPrecision(4));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

function honest(seed: number, runs: number): BenchResult[] {
  const results: BenchResult[] = [];
  const still: Honest[] = [];
  const all: Honest[] = [];
  for (const size of SIZES)
    for (const drift of DRIFTS) {
      const found = rateHonestWorlds(
        seed,
        size,
        drift,
        Math.max(2, Math.round((runs * (drift === 0 ? 2 : 1) * 80) / size)),
      );
      const isAimed = drift <= AIMED_DRIFT;
      if (isAimed) all.push(found);
      if (drift === 0) still.push(found);
      say(`K ${size}, drift ${drift}: coverage ${figure(found.coverage)} of ${found.institutions}`);
      results.push({
        name: `coverage-k${size}-d${drift}`,
        value: figure(found.coverage),
        unit: "share of true ratios in their 90 % interval",
        ...(isAimed
          ? { aim: "value>=0.9 && value<=0.97", passed: found.coverage >= 0.9 && found.coverage <= 0.97 }
          : {}),
        institutions: found.institutions,
        measuredDrift: figure(found.drift),
        falseHolds: figure(found.falseHolds),
        institutionsTouched: figure(found.touched),
      });
    }
  for (const [i, { rmse, rawRmse }] of still.entries())
    results.push({
      name: `rmse-ratio-k${SIZES[i]}`,
      value: figure(rmse),
      unit: "root mean squared error of ln ratio",
      floor: { name: "observed / expected", value: figure(rawRmse), unit: "the same" },
      ratio: figure(rmse / rawRmse),
      aim: "ratio<=0.75",
      passed: rmse <= 0.75 * rawRmse,
      ratioOfRated: figure((still[i]?.ratedRmse ?? 0) / (still[i]?.rawRatedRmse ?? 1)),
    });
  const sum = (of: (one: Honest) => number): number => all.reduce((total, one) => total + of(one), 0);
  const falseFlags =
    sum(({ falseFlags: count }) => count) /
    Math.max(
      1,
      sum(({ flags }) => flags),
    );
  results.push({
    name: "false-flags",
    value: figure(falseFlags),
    unit: "share of D and E whose true ratio is not beyond the letter's threshold",
    aim: "value<=0.05",
    passed: falseFlags <= 0.05,
    flags: sum(({ flags }) => flags),
    rawAboveTwoFalse: figure(sum(({ rawFalseFlags }) => rawFalseFlags) / all.length),
  });
  const alphas = still[1]?.alpha ?? [0, 0, 0];
  results.push({
    name: "alpha-recovery-k80",
    value: figure(Math.max(...alphas.map((alpha, c) => Math.abs(Math.log(alpha / ([2, 1.2, 0.8][c] ?? 1)))))),
    unit: "largest |ln estimate / truth| of the three classes",
    aim: "value<=0.2",
    passed: alphas.every((alpha, c) => Math.abs(Math.log(alpha / ([2, 1.2, 0.8][c] ?? 1))) <= 0.2),
    alpha: alphas.map(figure),
    truth: [2, 1.2, 0.8],
  });
  const perWorld = (of: (one: Honest) => number): number => figure(sum(of) / all.length);
  const touched = perWorld((one) => one.touched);
  results.push({
    name: "false-holds",
    value: touched,
    unit: "share of honest institutions with anything held in 36 months",
    aim: "value<=0.01",
    passed: touched <= 0.01,
    bins: perWorld((one) => one.falseHolds),
    binsByMonthLimit: perWorld((one) => one.falseMonthHolds),
    complaints: perWorld((one) => one.falseHeads),
  });
  return results;
}

function attacks(seed: number, runs: number): BenchResult[] {
  const mixes = { likeGenuine: LIKE_GENUINE, nuisance: ALL_NUISANCE, threats: ALL_THREATS };
  const burst = Object.entries(mixes).map(([mix, classes]) => {
    const shift = attack(seed, { perMonth: 500, from: 2, until: 2, classes, reviewed: 0 }, runs);
    say(`500 forged, ${mix}: ${JSON.stringify(shift)}`);
    return { mix, ...shift };
  });
  const worst = burst.reduce((a, b) => (Math.abs(b.defended) > Math.abs(a.defended) ? b : a));
  const plans = [
    { mix: "likeGenuine", perMonth: 5, reviewed: 0 },
    { mix: "nuisance", perMonth: 5, reviewed: 0 },
    { mix: "threats", perMonth: 5, reviewed: 0 },
    { mix: "likeGenuine", perMonth: 5, reviewed: 0.3 },
    { mix: "likeGenuine", perMonth: 2, reviewed: 0 },
    { mix: "likeGenuine", perMonth: 2, reviewed: 0.3 },
    { mix: "threats", perMonth: 1, reviewed: 0 },
    { mix: "threats", perMonth: 1, reviewed: 0.3 },
  ] as const;
  const drips = plans.map(({ mix, perMonth, reviewed }) => {
    const shift = attack(seed, { perMonth, from: 23, until: 0, classes: mixes[mix], reviewed }, runs);
    say(`${perMonth} forged a month for 24 months, ${mix}, ${reviewed} reviewed: ${JSON.stringify(shift)}`);
    return { mix, perMonth, reviewed, ...shift };
  });
  const undefended = drips[0]?.undefended ?? 0;
  const defended = drips[0]?.defended ?? 0;
  const unit = "relative change of a median institution's ratio";
  return [
    {
      name: "forged-500-shift",
      value: figure(worst.defended),
      unit,
      floor: { name: "undefended", value: figure(worst.undefended), unit },
      aim: "value<0.1",
      passed: Math.abs(worst.defended) < 0.1,
      mixes: burst,
    },
    {
      name: "slow-drip-shift",
      value: figure(defended),
      unit,
      floor: { name: "undefended", value: figure(undefended), unit },
      ratio: figure(defended / undefended),
      aim: "ratio<=0.5",
      passed: Math.abs(defended) <= 0.5 * undefended,
      others: drips.slice(1),
    },
  ];
}

function worsening(seed: number, runs: number): BenchResult {
  const nobody = { reviewed: 0, heldAfter: null };
  const undefended = monthsToAdverse(seed, nobody, "undefended", runs);
  const held = monthsToAdverse(seed, { reviewed: 0, heldAfter: 3 }, "defended", runs);
  const never = monthsToAdverse(seed, nobody, "defended", runs);
  const third = monthsToAdverse(seed, { reviewed: 0.3, heldAfter: null }, "defended", runs);
  const thirdUndefended = monthsToAdverse(seed, { reviewed: 0.3, heldAfter: null }, "undefended", runs);
  const unit = "months until D or E after rates become four times as high (25: none in 24)";
  return {
    name: "worsening-delay",
    value: figure(held),
    unit,
    floor: { name: "undefended", value: figure(undefended), unit },
    aim: "value<=floor.value+3",
    passed: held <= undefended + 3,
    neverReviewed: figure(never),
    thirdReviewedHeldNever: figure(third),
    thirdReviewedUndefended: figure(thirdUndefended),
  };
}

/** Processor seconds from monthly cells to rated results, median of the rounds. */
function recompute(seed: number): BenchResult {
  const random = createRandom(`${seed}/time`);
  const world = createWorld(random, TIMED_INSTITUTIONS, 0.03);
  const cells = drawCells(random, world, { ...ALL_OPEN, reviewed: 0.3, upheld: 0.8 });
  const drift = measuredDrift(cells);
  const rounds = Array.from({ length: TIMED_ROUNDS }, () => {
    const start = process.cpuUsage();
    const shares = countingShares(limitCounts(cells, MONTHS, drift), doubtOf(cells, MONTHS));
    const summed = process.cpuUsage(start);
    const institutions = inputsFrom(cells, shares);
    rate({ method: RATING_1, strata: world.strata, institutions });
    const all = process.cpuUsage(start);
    return { evidence: (summed.user + summed.system) / 1e6, all: (all.user + all.system) / 1e6 };
  }).sort((a, b) => a.all - b.all);
  const middle = rounds[Math.floor(TIMED_ROUNDS / 2)] ?? { evidence: Number.NaN, all: Number.NaN };
  return {
    name: "recompute-seconds",
    value: figure(middle.all),
    unit: "processor seconds",
    aim: "value<2",
    passed: middle.all < 2,
    limitsSeconds: figure(middle.evidence),
    institutions: TIMED_INSTITUTIONS,
    months: MONTHS,
  };
}

/** Ratings against simulated truth, against forgers, and against the clock. */
export async function run(args: BenchArgs): Promise<BenchResult[]> {
  const runs = typeof args.runs === "number" ? args.runs : DEFAULT_RUNS;
  const timed = recompute(args.seed);
  say(`5,000 institutions: ${timed.value} s`);
  return [
    ...honest(args.seed, runs),
    ...attacks(args.seed, Math.max(4, Math.round(runs * 0.4))),
    worsening(args.seed, Math.max(2, Math.round(runs / 8))),
    timed,
  ];
}
