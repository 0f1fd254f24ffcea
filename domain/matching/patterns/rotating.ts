import type { NumberKey } from "#domain/numbers/normalise-number.ts";
import { type Succession, succession } from "./chance.ts";
import {
  countSources,
  type Finding,
  findingOf,
  inTimeOrder,
  mostCommon,
  type PatternReport,
  splitAtSilence,
} from "./pattern-report.ts";

/** Several numbers used up one after another with one wording. */
export type RotatingNumbers = Finding<
  "rotating",
  {
    readonly script: string;
    /** Share of the spread of the calls in time that lies between the numbers; 1 is strict turns. */
    readonly share: number;
    /** Probability of as large a share if the calls were dealt to these numbers at random. */
    readonly turnsChance: number;
    /** Probability that so many unconnected users of the wording take over from each other as promptly. */
    readonly handoverChance: number;
    /** Median days that a number was in use. */
    readonly daysPerNumber: number;
  }
>;

const DAY_MS = 86_400_000;
/** A wording nobody heard for this long has changed hands or was dropped. */
const SILENCE_MS = 21 * DAY_MS;
/** Carriers keep a returned number back for 90 days; one that is heard again before was never given up. */
const UNUSED_MS = 90 * DAY_MS;
const LEAST_NUMBERS = 3;
const LEAST_SOURCES = 8;
const LEAST_SHARE = 0.8;
const MOST_CHANCE = 0.05;

/** One number's stretch of use. */
type Life = {
  readonly number: NumberKey;
  readonly script: string;
  readonly line: string;
  readonly claimed: string | null;
  readonly sources: number;
  readonly calls: readonly PatternReport[];
  readonly since: number;
  readonly until: number;
};

/**
 * Numbers of one kind that share a wording and take turns: each is heard for a while, then the next. Two things have to be
 * beyond chance: that the calls fall into turns (ranks of their times alone), and that the turns follow each other more
 * promptly than unconnected users of one bought wording would. `explained` are reports another detector has accounted
 * for (a burnt block is also used up in turns). Numbers that one person
 * alone reported say nothing about turns; they are counted in with a chain that was at work then.
 */
export function findRotatingNumbers(
  reports: Iterable<PatternReport>,
  explained: ReadonlySet<string> = new Set(),
): readonly RotatingNumbers[] {
  const sorted = inTimeOrder(reports);
  const days = ((sorted.at(-1)?.at ?? 0) - (sorted[0]?.at ?? 0)) / DAY_MS;
  const lives = livesOf(sorted.filter(({ id }) => !explained.has(id)));
  const users = [
    ...Map.groupBy(
      lives.filter(({ sources }) => sources > 1),
      wordingOf,
    ).values(),
  ];
  const heardOnce = Map.groupBy(
    lives.filter(({ sources }) => sources === 1),
    wordingOf,
  );
  const usual = median(users.map((own) => own.length));
  const stretches = users.flatMap((own) =>
    stretchesOf(own).map((stretch) => ({ stretch, userCount: own.length })),
  );
  return stretches
    .flatMap(({ stretch, userCount }): readonly RotatingNumbers[] => {
      const chain = withoutBystanders(oneClaim(stretch));
      const calls = chain.lives.flatMap((life) => life.calls);
      if (chain.lives.length < LEAST_NUMBERS || countSources(calls) < LEAST_SOURCES) return [];
      const tried = chain.choices * stretches.length;
      const turnsChance = Math.min(1, chain.turns.chance * tried);
      // How often others take the wording up is judged without the chain itself, or a long one would excuse itself; but
      // never below what is usual, or five strangers who alone use a wording would look like one.
      const perDay = Math.max(userCount - chain.lives.length + 1, usual) / Math.max(1, days);
      const handoverChance = Math.min(1, handoverOf(chain.lives, perDay) * tried);
      if (chain.turns.share < LEAST_SHARE || Math.max(turnsChance, handoverChance) > MOST_CHANCE) return [];
      const beside = (heardOnce.get(wordingOf(chain.lives[0])) ?? []).filter((life) =>
        isWithin(life, chain.lives),
      );
      const all = [...chain.lives, ...beside];
      return [
        findingOf(
          "rotating",
          all.flatMap((life) => life.calls),
          all.map(({ number }) => number),
          {
            script: chain.lives[0]?.script ?? "",
            share: Math.round(chain.turns.share * 1000) / 1000,
            turnsChance,
            handoverChance,
            daysPerNumber: median(chain.lives.map(({ since, until }) => (until - since) / DAY_MS)),
          },
        ),
      ];
    })
    .sort((a, b) => a.since - b.since || (a.evidence.script < b.evidence.script ? -1 : 1));
}

function livesOf(sorted: readonly PatternReport[]): readonly Life[] {
  const byNumber = new Map<NumberKey, PatternReport[]>();
  for (const report of sorted)
    for (const number of report.numbers) {
      const own = byNumber.get(number);
      if (own) own.push(report);
      else byNumber.set(number, [report]);
    }
  return [...byNumber].flatMap(([number, all]) =>
    splitAtSilence(all, UNUSED_MS).flatMap((calls): readonly Life[] => {
      const script = leading(calls.map((call) => call.script));
      if (script === null) return [];
      const [since, until] = [calls[0]?.at ?? 0, calls.at(-1)?.at ?? 0];
      const claimed = leading(calls.map((call) => call.claimed));
      return [
        { number, script, line: lineOf(number), claimed, sources: countSources(calls), calls, since, until },
      ];
    }),
  );
}

const wordingOf = (life: Pick<Life, "script" | "line"> | undefined): string =>
  life ? `${life.script} ${life.line}` : "";

/** Heard of once, while the chain was at work, and not for somebody else. */
function isWithin(life: Life, chain: readonly Life[]): boolean {
  const claimed = mostCommon(chain.map((other) => other.claimed ?? ""))?.value ?? "";
  return (
    (life.claimed === null || claimed === "" || life.claimed === claimed) &&
    chain.some(({ since }) => since <= life.since) &&
    chain.some(({ until }) => until >= life.until)
  );
}

/** What at least half of those who say anything say. */
function leading(values: readonly (string | null)[]): string | null {
  const said = values.filter((value) => value !== null);
  const common = mostCommon(said);
  return common && common.count * 2 >= said.length ? common.value : null;
}

/** Kinds of line that one operator buys in rows: mobiles, landlines, service numbers by their first digits, ports. */
function lineOf(number: NumberKey): string {
  const service = /^(?:cn:\d{3}|\+86[48]00|sms:\d{4})/.exec(number)?.[0];
  return service ?? (/^\+861[3-9]/.test(number) ? "mobile" : (/^[^\d]+/.exec(number)?.[0] ?? ""));
}

/** Lives in order of their beginnings, parted where none reaches over a silence. */
function stretchesOf(lives: readonly Life[]): readonly (readonly Life[])[] {
  const stretches: Life[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const life of inOrder(lives)) {
    const last = stretches.at(-1);
    if (last && life.since - end <= SILENCE_MS) last.push(life);
    else stretches.push([life]);
    end = Math.max(end, life.until);
  }
  return stretches.filter((stretch) => stretch.length >= LEAST_NUMBERS);
}

const inOrder = (lives: readonly Life[]): readonly Life[] =>
  [...lives].sort((a, b) => a.since - b.since || (a.number < b.number ? -1 : 1));

/** Callers for one institution do not turn into callers for another: those who name somebody else are left out. */
function oneClaim(stretch: readonly Life[]): readonly Life[] {
  const claimed = mostCommon(stretch.map((life) => life.claimed ?? ""))?.value ?? "";
  return stretch.filter((life) => life.claimed === null || claimed === "" || life.claimed === claimed);
}

type Chain = {
  readonly lives: readonly Life[];
  readonly turns: Succession;
  /** In how many ways as many numbers could have been left out: what looking for the best costs. */
  readonly choices: number;
};

/**
 * A wording is sold to others, whose numbers go on beside the chain. Numbers are left out, the one first that spreads
 * most over the others' turns, until the rest take turns or half of them are gone.
 */
function withoutBystanders(stretch: readonly Life[]): Chain {
  let lives = stretch;
  let choices = 1;
  for (;;) {
    const turns = turnsOf(lives);
    const dropped = stretch.length - lives.length;
    if (turns.share >= LEAST_SHARE || lives.length <= LEAST_NUMBERS || (dropped + 1) * 2 > stretch.length)
      return { lives, turns, choices };
    const worst = lives
      .map((life) => ({ life, share: turnsOf(lives.filter((other) => other !== life)).share }))
      .reduce((best, entry) => (entry.share > best.share ? entry : best));
    lives = lives.filter((life) => life !== worst.life);
    choices *= (stretch.length - dropped) / (dropped + 1);
  }
}

const turnsOf = (lives: readonly Life[]): Succession =>
  succession(lives.flatMap(({ number, calls }) => calls.map(({ at }) => ({ at, group: number }))));

/**
 * If lives with this wording began independently at `perDay`, the chance that one begins as near to the end of the one
 * before as was seen, for all of them.
 */
function handoverOf(lives: readonly Life[], perDay: number): number {
  const ordered = inOrder(lives);
  return ordered.slice(1).reduce((chance, life, i) => {
    const gapDays = Math.abs(life.since - (ordered[i]?.until ?? 0)) / DAY_MS;
    return chance * Math.min(1, perDay * (2 * gapDays + 1));
  }, 1);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 10) / 10;
}
