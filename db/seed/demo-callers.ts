import { heavyTail, makeGroup, type Play, plainWave } from "./demo-campaigns.ts";
import type { DemoNumber } from "./demo-numbers.ts";
import { maskedName } from "./demo-people.ts";
import { DAY_MS, HOUR_MS } from "./demo-time.ts";
import { countAt, type Group, type Wave, type World } from "./demo-world.ts";
import type { Random } from "./random.ts";

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const serial = (prefix: string, i: number): string => `${prefix}-${String(i + 1).padStart(3, "0")}`;

const AMOUNTS = [
  "3,200",
  "5600",
  "8,640",
  "12000",
  "15,300",
  "27,500",
  "4180",
  "31,200",
  "9,999",
  "18600",
] as const;
export const drawAmount = (random: Random): string =>
  random.chance(0.4) ? random.pick(AMOUNTS) : String(random.int(12, 980) * 50 + random.int(0, 49));
export const drawCaseNo = (random: Random): string => `（演${random.int(24, 26)}）催字${random.digits(6)}号`;

/** Collectors who call a borrower's whole address book; some do it to several borrowers from the same numbers. */
export function planBlasts(world: World): readonly Group[] {
  const random = world.random.fork("blasts");
  const blasts = countAt(world.scale, 16);
  const operators = Math.max(1, Math.round(blasts * 0.6));
  const sizes = heavyTail(random, 0.035 * world.complaints, blasts, 7);
  const collectors = random.shuffle(world.agents.filter((agent) => agent.class !== "loan_broker"));
  return many(operators, (i) => {
    const own = random.fork(`${i}`);
    const agent = collectors[i % collectors.length];
    const principal = own.pick(agent?.principals ?? []).principal;
    const numbers = many(own.int(2, 4), () => world.pool.mobile());
    const waves = sizes
      .filter((_, blast) => blast % operators === i)
      .map((size): Wave => {
        const length = own.int(2, 8) * DAY_MS;
        const latest = own.chance(0.35) ? world.until - length - own.int(0, 12) * DAY_MS : null;
        const from = latest ?? world.from + own.next() * (world.until - world.from - length);
        return {
          ...plainWave(from, from + length, size, numbers),
          borrower: { name: maskedName(own.pick), amount: drawAmount(own), caseNo: drawCaseNo(own) },
        };
      });
    return makeGroup(world, own, {
      id: serial("contacts", i),
      kind: "contact_blast",
      play: [
        "contacts",
        own.weighted([
          ["voice", 6],
          ["sms", 2],
        ]),
      ],
      waves,
      named: world.institutions.find((institution) => institution.code === principal) ?? null,
      lender: principal,
      agent: agent?.code ?? null,
      isCampaign: true,
      isIndependent: true,
    });
  });
}

const RECYCLED_PLAYS: readonly (readonly [Play, Play])[] = [
  [
    ["marketing", "voice"],
    ["collection", "voice"],
  ],
  [
    ["fee_first", "voice"],
    ["marketing", "voice"],
  ],
  [
    ["collection", "voice"],
    ["credit_repair", "voice"],
  ],
  [
    ["debt_relief", "voice"],
    ["marketing", "voice"],
  ],
];
/** A number unused for this long has been given to someone else; carriers keep it back for at least 90 days. */
const SILENCE_DAYS = { least: 190, most: 300 } as const;

/** Numbers with two holders: another voice, another pattern, and more than half a year of silence between. */
export function planRecycled(world: World): readonly Group[] {
  const random = world.random.fork("recycled");
  const span = world.until - world.from;
  return many(countAt(world.scale, 14), (i) => {
    const own = random.fork(`${i}`);
    const number = world.pool.mobile();
    const [first, second] = RECYCLED_PLAYS[i % RECYCLED_PLAYS.length] ?? RECYCLED_PLAYS[0] ?? [];
    const silence = Math.min(own.int(SILENCE_DAYS.least, SILENCE_DAYS.most) * DAY_MS, 0.45 * span);
    const lengths = [own.int(20, 60) * DAY_MS, own.int(20, 60) * DAY_MS] as const;
    const slack = Math.max(0, span - lengths[0] - silence - lengths[1]);
    const from = world.from + own.next() * slack;
    const again = from + lengths[0] + silence;
    const half = (at: number, length: number, period: number, play: Play, suffix: string): Group =>
      makeGroup(world, own, {
        id: `${serial("recycled", i)}${suffix}`,
        kind: "recycled",
        play,
        waves: [{ ...plainWave(at, at + length, own.int(5, 9), [number]), period }],
        isCampaign: false,
      });
    return [
      half(from, lengths[0], 1, first ?? ["marketing", "voice"], "a"),
      half(again, lengths[1], 2, second ?? ["collection", "voice"], "b"),
    ];
  }).flat();
}

const SOLO_PLAYS: readonly (readonly [Play, number])[] = [
  [["marketing", "voice"], 40],
  [["collection", "voice"], 14],
  [["fee_first", "voice"], 8],
  [["credit_repair", "voice"], 6],
  [["debt_relief", "voice"], 6],
  [["unlicensed", "voice"], 4],
  [["refund", "voice"], 4],
  [["police", "voice"], 3],
];
/** The first solos have set kinds: hot and warm ones for what is being talked about, ripe ones to be decided on. */
const HOT = 16;
const WARM = 8;
const RIPE = 8;
/** Recent enough that every report of a hot number lies within the 30 days that the portal looks back. */
const RECENT_DAYS = 25;

/** Callers with one number: some talked about by many in the last days, some quiet for months and then back. */
export function planSolos(world: World): readonly Group[] {
  const random = world.random.fork("solos");
  const set = HOT + WARM + RIPE;
  const count = Math.max(set + 4, countAt(world.scale, 110));
  const tail = heavyTail(random, Math.max(0, 0.085 * world.complaints - 240), count - set, 2);
  return many(count, (i) => {
    const own = random.fork(`${i}`);
    const number = soloNumber(own, world, i);
    const isRecent = i < HOT + WARM;
    return makeGroup(world, own, {
      id: serial("solo", i),
      kind: "solo",
      play:
        number.kind === "sms"
          ? own.pick<Play>([
              ["marketing", "sms"],
              ["phishing", "sms"],
            ])
          : own.weighted(SOLO_PLAYS),
      waves: soloWaves(own, world, i, number, tail[i - set] ?? 2),
      isCampaign: false,
      isIndependent: isRecent,
    });
  });
}

function soloWaves(
  random: Random,
  world: World,
  i: number,
  number: DemoNumber,
  size: number,
): readonly Wave[] {
  const { until } = world;
  if (i < HOT + WARM) {
    const recent = i < HOT ? random.int(6, 12) : random.int(3, 4);
    return [plainWave(until - RECENT_DAYS * DAY_MS, until - 12 * HOUR_MS, recent, [number])];
  }
  if (i < HOT + WARM + RIPE) {
    const from = until - random.int(230, 300) * DAY_MS;
    return [plainWave(from, from + random.int(20, 50) * DAY_MS, random.int(9, 14), [number])];
  }
  return quietWaves(random, world, { isBack: i % 12 === 0, size, number });
}

/** A lone number's one spell, or two with over half a year between: the same script, so the same holder is back. */
function quietWaves(
  random: Random,
  world: World,
  { isBack, size, number }: { readonly isBack: boolean; readonly size: number; readonly number: DemoNumber },
): readonly Wave[] {
  const span = world.until - world.from;
  const length = random.int(6, 50) * DAY_MS;
  const silence = isBack ? Math.min(random.int(195, 240) * DAY_MS, 0.5 * span) : 0;
  const from = world.from + random.next() * Math.max(0, span - silence - 2 * length);
  if (!isBack) return [plainWave(from, from + length, size, [number])];
  const again = from + length + silence;
  return [
    plainWave(from, from + length, 4, [number]),
    plainWave(again, again + length, Math.max(3, size), [number]),
  ];
}

/** Hot and ripe numbers cover every kind that can be public; the others are mostly mobile. */
function soloNumber(random: Random, { pool }: World, i: number): DemoNumber {
  const ripe = i - HOT - WARM;
  if (i < 3 || ripe === 0 || ripe === 1) return pool.callCentre();
  if (i < 5 || (ripe >= 2 && ripe < 5)) return pool.sharedCost();
  if (i < 7 || (ripe >= 5 && ripe < RIPE)) return pool.port();
  if (i < HOT) return pool.mobile();
  return random.weighted([
    [() => pool.mobile(), 74],
    [() => pool.callCentre(), 8],
    [() => pool.sharedCost(), 9],
    [() => pool.port(), 9],
  ])();
}
