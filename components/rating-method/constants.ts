import { EPISODE_MS, WEIGHTS } from "#domain/rating/evidence/complaints.ts";
import { BORROWED, LEAST_SHARE, MARGIN, NEAR_MONTHS } from "#domain/rating/evidence/doubt.ts";
import { LEAST_KNOWN, MONTH_LEVEL, NEVER_HELD, SPAN_LEVEL, SPANS } from "#domain/rating/evidence/limits.ts";
import { FUNNEL_Z } from "#domain/rating/funnel-limits.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import { INPUT_DIGITS, RESULT_DIGITS } from "#domain/rating/significant.ts";

const { alphaGrid, gates, handling, letters, otherHalfLives, otherWeights, weights } = RATING_1;
const percent = (share: number): string => `${Number((100 * share).toPrecision(6))}%`;
const scale = (of: readonly number[]): string => of.join("-");
const DAY_MS = 86_400_000;

/** What sentences and the table name, each from the code that computes with it; `source` names a note in the messages. */
export const CONSTANTS = [
  { name: "window", value: String(RATING_1.windowMonths), source: "seasons" },
  { name: "halfLife", value: String(RATING_1.halfLifeMonths), source: "seasons" },
  { name: "otherHalfLives", value: otherHalfLives.join(", "), source: "agree" },
  { name: "weights", value: scale(weights), source: "harm" },
  { name: "otherWeights", value: otherWeights.map(scale).join(", "), source: "agree" },
  {
    name: "standing",
    value: [WEIGHTS.upheld, WEIGHTS.unrebutted, WEIGHTS.open].join(", "),
    source: "standing",
  },
  { name: "episode", value: String(EPISODE_MS / DAY_MS), source: "episode" },
  { name: "prior", value: String(RATING_1.benchmarkPrior), source: "jeffreys" },
  { name: "alphaGrid", value: `${alphaGrid.from}–${alphaGrid.to}, ${alphaGrid.points}`, source: "cauchy" },
  { name: "driftFallback", value: String(RATING_1.driftFallback), source: "drift" },
  { name: "driftComplaints", value: String(RATING_1.driftLeastComplaints), source: "drift" },
  { name: "driftPairs", value: String(RATING_1.driftLeastPairs), source: "drift" },
  { name: "sharedDrift", value: String(RATING_1.sharedDrift), source: "shared" },
  { name: "letterA", value: `${letters.A.below}, ${percent(letters.A.probability)}`, source: "loss" },
  { name: "letterB", value: `${letters.B.below}, ${percent(letters.B.probability)}`, source: "loss" },
  { name: "letterD", value: `${letters.D.above}, ${percent(letters.D.probability)}`, source: "loss" },
  { name: "letterE", value: `${letters.E.above}, ${percent(letters.E.probability)}`, source: "loss" },
  { name: "atOnce", value: percent(letters.atOnce), source: "loss" },
  { name: "leastExpected", value: String(gates.leastExpected), source: "handful" },
  { name: "widestRatio", value: String(gates.widestRatio), source: "handful" },
  { name: "leastMonths", value: String(gates.leastMonths), source: "year" },
  { name: "leastPeers", value: String(gates.leastPeers), source: "handful" },
  { name: "leastPersons", value: String(gates.leastPersons), source: "handful" },
  { name: "upholdRate", value: String(gates.leastForUpholdRate), source: "fos" },
  { name: "rankability", value: String(gates.leastRankability), source: "rank" },
  {
    name: "precisionGrid",
    value: `${handling.precisionGrid.from}–${handling.precisionGrid.to}, ${handling.precisionGrid.points}`,
    source: "handling",
  },
  { name: "leastTrials", value: String(handling.leastTrials), source: "handling" },
  { name: "leastFailures", value: percent(handling.leastFailures), source: "handling" },
  { name: "funnelZ", value: FUNNEL_Z.join(", "), source: "funnel" },
  { name: "monthLevel", value: percent(MONTH_LEVEL), source: "limits" },
  { name: "spanLevel", value: percent(SPAN_LEVEL), source: "limits" },
  { name: "spans", value: SPANS.join(", "), source: "limits" },
  { name: "neverHeld", value: String(NEVER_HELD), source: "limits" },
  { name: "leastKnown", value: String(LEAST_KNOWN), source: "limits" },
  { name: "nearMonths", value: String(NEAR_MONTHS), source: "doubt" },
  { name: "borrowed", value: String(BORROWED), source: "doubt" },
  { name: "margin", value: String(MARGIN), source: "doubt" },
  { name: "leastShare", value: String(LEAST_SHARE), source: "doubt" },
  { name: "digits", value: `${INPUT_DIGITS}, ${RESULT_DIGITS}`, source: "digits" },
] as const;

type Name = (typeof CONSTANTS)[number]["name"];

/** For sentences: the same values under their names. */
export const VALUES = Object.fromEntries(CONSTANTS.map(({ name, value }) => [name, value])) as Readonly<
  Record<Name, string>
>;
