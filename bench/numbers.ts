import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import type { BenchResult } from "./result.ts";

const SAMPLE_SIZE = 200_000;
const ROUNDS = 5;

/** mulberry32: small, seeded, the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Draw = {
  readonly digits: (count: number) => string;
  readonly pick: (choices: readonly string[]) => string;
  readonly chance: (probability: number) => boolean;
};

function drawFrom(next: () => number): Draw {
  return {
    digits: (count) => Array.from({ length: count }, () => Math.floor(next() * 10)).join(""),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? "",
    chance: (probability) => next() < probability,
  };
}

const MOBILE_PREFIXES =
  "130 131 133 135 136 137 138 139 150 151 152 155 156 158 159 170 171 177 180 186 188 189 191 199".split(
    " ",
  );
const AREAS_OF_8 = "010 020 021 022 023 025 027 028 029 0371 0431 0512 0571 0755 0731 0898".split(" ");
const AREAS_OF_7 = "0310 0351 0536 0752 0771 0871 0931 0991".split(" ");
const PORT_HEADS = "1062 1063 10655 10657 10659 1066 1069".split(" ");

function plainMobile({ digits, pick }: Draw): string {
  return pick(MOBILE_PREFIXES) + digits(8);
}

function mobile(draw: Draw): string {
  const plain = plainMobile(draw);
  if (draw.chance(0.7)) return plain;
  const separator = draw.pick([" ", "-"]);
  const grouped = [plain.slice(0, 3), plain.slice(3, 7), plain.slice(7)].join(separator);
  return draw.chance(0.66) ? grouped : draw.pick(["+86", "+86 ", "86", "0086"]) + plain;
}

function landline(draw: Draw): string {
  const isLong = draw.chance(0.7);
  const area = draw.pick(isLong ? AREAS_OF_8 : AREAS_OF_7);
  const subscriber = draw.pick(["2", "3", "5", "6", "8"]) + draw.digits(isLong ? 7 : 6);
  return area + draw.pick(["-", "-", "", " "]) + subscriber + (draw.chance(0.05) ? `-${draw.digits(3)}` : "");
}

function service(draw: Draw): string {
  const four = draw.digits(4);
  return draw.pick([
    `955${draw.digits(2)}`,
    `95${draw.pick(["0", "1"])}${four}${draw.digits(3)}`,
    `952${draw.digits(3)}${four}`,
    `96${draw.digits(3)}`,
    `0571-96${draw.digits(3)}`,
    `400${draw.digits(7)}`,
    `400-${draw.digits(3)}-${four}`,
    draw.pick(["10086", "10010", "10000", "12345", "12315", "110"]),
  ]);
}

/** What people paste: labels, full width, invisible characters, Han numerals, letters for digits, masks, extensions. */
function mess(draw: Draw): string {
  const plain = plainMobile(draw);
  const [head, middle, last] = [plain.slice(0, 3), plain.slice(3, 7), plain.slice(7)];
  return draw.pick([
    `电话：${head} ${middle} ${last}`,
    plain.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
    `\u202a${plain}\u202c`,
    plain.replace(/\d/g, (digit) => "零一二三四五六七八九".charAt(Number(digit))),
    plain.replaceAll("0", "O"),
    `${head}****${last}`,
    `0571-88${draw.digits(6)} 转 ${draw.digits(3)}`,
    `tel:+86-${head}-${middle}-${last}`,
    `来电 ${plain} 3次`,
    `${plain}/${plainMobile(draw)}`,
  ]);
}

function foreign(draw: Draw): string {
  const prefix = draw.pick(["+", "00"]);
  return draw.pick([
    `${prefix}8529${draw.digits(7)}`,
    `${prefix}8869${draw.digits(8)}`,
    `${prefix}447911${draw.digits(6)}`,
    `${prefix}1202555${draw.digits(4)}`,
    `${prefix}8190${draw.digits(8)}`,
  ]);
}

function mixed(draw: Draw): string {
  const share = Number(draw.digits(2));
  if (share < 60) return mobile(draw);
  if (share < 75) return landline(draw);
  if (share < 85) return service(draw);
  if (share < 95) return draw.pick(PORT_HEADS) + draw.digits(8);
  return share < 98 ? mess(draw) : foreign(draw);
}

/** Parsed from JSON, so that every string is flat as it is when it comes out of a request. */
function sampleOf(make: (draw: Draw) => string, seed: number): readonly string[] {
  const draw = drawFrom(seeded(seed));
  return JSON.parse(JSON.stringify(Array.from({ length: SAMPLE_SIZE }, () => make(draw)))) as string[];
}

type Timing = { readonly perSecond: number; readonly cpuUsPerOp: number };

function time(sample: readonly string[], each: (raw: string) => number): Timing {
  const cpuBefore = process.cpuUsage();
  let sink = 0;
  for (const raw of sample) sink += each(raw);
  const cpu = process.cpuUsage(cpuBefore);
  if (Number.isNaN(sink)) throw new Error("the work was optimised away");
  // By the processor's time, not the wall clock: what else the machine does at the moment is no property of the code.
  const micros = Math.max(1, cpu.user + cpu.system);
  return { perSecond: (sample.length * 1e6) / micros, cpuUsPerOp: micros / sample.length };
}

function median(timings: readonly Timing[]): Timing {
  const middle = timings.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(timings.length / 2)];
  return middle ?? { perSecond: 0, cpuUsPerOp: 0 };
}

const bare = (raw: string): number => Number(raw.replace(/\D/g, "")) % 2;
const subject = (raw: string): number => normaliseNumber(raw).key.length;
const round = (value: number, places: number): number => Number(value.toFixed(places));

function measure(name: string, sample: readonly string[], aim: string): BenchResult {
  const subjects: Timing[] = [];
  const floors: Timing[] = [];
  time(sample, subject);
  time(sample, bare);
  for (let count = 0; count < ROUNDS; count++) {
    subjects.push(time(sample, subject));
    floors.push(time(sample, bare));
  }
  const of = median(subjects);
  const floor = median(floors);
  return {
    name,
    value: Math.round(of.perSecond),
    unit: "numbers/s",
    cpuUsPerOp: round(of.cpuUsPerOp, 3),
    floor: {
      name: "digits by regular expression, then Number()",
      value: Math.round(floor.perSecond),
      unit: "numbers/s",
      cpuUsPerOp: round(floor.cpuUsPerOp, 3),
    },
    ratio: round(of.perSecond / floor.perSecond, 3),
    aim,
    inputs: sample.length,
  };
}

/** Numbers read per second on one core: mobiles as typed, and the mix a portal is sent. */
export async function run(args: { seed: number }): Promise<BenchResult[]> {
  const mobiles = sampleOf((draw) => {
    const plain = plainMobile(draw);
    return draw.chance(0.5) ? plain : `${plain.slice(0, 3)} ${plain.slice(3, 7)} ${plain.slice(7)}`;
  }, args.seed);
  return [
    measure("normalise-mobile", mobiles, "value>=1000000"),
    measure("normalise-mixed", sampleOf(mixed, args.seed + 1), "value>=300000"),
  ];
}
