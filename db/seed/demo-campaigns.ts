import type { DemoInstitution } from "./demo-institutions.ts";
import { coinBrand, coinDomain, coinImAccount, coinPayee } from "./demo-names.ts";
import { type DemoNumber, enterprise95, type NumberPool, spoofed } from "./demo-numbers.ts";
import { DAY_MS, HOUR_MS } from "./demo-time.ts";
import { countAt, type Group, type GroupKind, type Wave, type World } from "./demo-world.ts";
import { DISGUISES, type Disguise } from "./obfuscate.ts";
import type { Random } from "./random.ts";
import type { Medium, Theme } from "./scripts/script.ts";

export type Play = readonly [Theme, Medium];
type Kind = { readonly kind: GroupKind; readonly count: number; readonly plays: readonly Play[] };

/** Thirty-five campaigns at scale 1. Plays are dealt in order, so the first are always there. */
const CAMPAIGN_KINDS: readonly Kind[] = [
  {
    kind: "rotating",
    count: 8,
    plays: [
      ["marketing", "voice"],
      ["collection", "voice"],
      ["credit_repair", "voice"],
      ["police", "voice"],
      ["marketing", "voice"],
      ["campus", "voice"],
      ["debt_relief", "voice"],
      ["refund", "voice"],
    ],
  },
  {
    kind: "number_block",
    count: 8,
    plays: [
      ["marketing", "voice"],
      ["fee_first", "voice"],
      ["marketing", "voice"],
      ["no_loan", "voice"],
      ["marketing", "voice"],
      ["collection", "voice"],
      ["marketing", "voice"],
      ["unlicensed", "voice"],
    ],
  },
  {
    kind: "signature",
    count: 7,
    plays: [
      ["marketing", "sms"],
      ["debt_relief", "sms"],
      ["phishing", "sms"],
      ["marketing", "sms"],
      ["credit_repair", "sms"],
      ["no_loan", "sms"],
      ["collection", "sms"],
    ],
  },
  {
    kind: "domain",
    count: 7,
    plays: [
      ["phishing", "sms"],
      ["marketing", "sms"],
      ["refund", "sms"],
      ["phishing", "im"],
      ["marketing", "sms"],
      ["fee_first", "sms"],
      ["marketing", "im"],
    ],
  },
  {
    kind: "payee",
    count: 5,
    plays: [
      ["fee_first", "im"],
      ["campus", "voice"],
      ["unlicensed", "im"],
      ["fee_first", "voice"],
      ["credit_repair", "im"],
    ],
  },
];
const IMPERSONATION_PLAYS: readonly Play[] = [
  ["clone", "sms"],
  ["clone", "voice"],
  ["clone", "sms"],
  ["clone", "im"],
  ["clone", "voice"],
  ["clone", "sms"],
];

/** Sizes that add up to about `budget`: a few large ones, many small. */
export function heavyTail(random: Random, budget: number, count: number, least: number): number[] {
  const weights = Array.from(
    { length: count },
    (_, i) => Math.exp(0.15 * random.normal()) / (i + 1.5) ** 0.95,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spread = Math.max(0, budget - least * count);
  return random.shuffle(weights.map((weight) => least + Math.round((weight / total) * spread)));
}

/** Three in ten are still at it when the data end; the others came and went. */
export function activeWindow(
  random: Random,
  world: World,
  shortestDays: number,
  longestDays: number,
): readonly [number, number] {
  const length = Math.min(
    (shortestDays + (longestDays - shortestDays) * random.next()) * DAY_MS,
    0.6 * (world.until - world.from),
  );
  if (random.chance(0.3)) return [world.until - length, world.until];
  const from = world.from + random.next() * (world.until - world.from - length);
  return [from, from + length];
}

export const drawDisguise = (random: Random, medium: Medium, theme: Theme): Disguise =>
  medium !== "voice" && theme !== "collection" && theme !== "contacts" && random.chance(0.5)
    ? random.pick(DISGUISES)
    : "none";

type Frame = {
  readonly id: string;
  readonly kind: GroupKind;
  readonly play: Play;
  readonly waves: readonly Wave[];
  readonly named?: DemoInstitution | null;
  readonly lender?: string | null;
  readonly agent?: string | null;
  readonly isCampaign: boolean;
  readonly isIndependent?: boolean;
  readonly brand?: string;
  readonly signature?: string;
  readonly domain?: string;
};

/** A group with what it needs to fill any script, whichever identifiers it is known by. */
export function makeGroup(world: World, random: Random, frame: Frame): Group {
  const [theme, medium] = frame.play;
  const brand = frame.brand ?? coinBrand(random);
  return {
    id: frame.id,
    kind: frame.kind,
    theme,
    medium,
    script: world.dealScript(theme, medium),
    disguise: drawDisguise(random, medium, theme),
    brand,
    signature: frame.signature ?? brand,
    domain: frame.domain ?? coinDomain(random),
    callback: random.chance(0.3) ? world.pool.sharedCost() : world.pool.mobile(),
    im: coinImAccount(random),
    payee: coinPayee(random),
    named: frame.named ?? null,
    lender: frame.lender ?? null,
    agent: frame.agent ?? null,
    waves: frame.waves,
    isCampaign: frame.isCampaign,
    isIndependent: frame.isIndependent ?? false,
  };
}

export const plainWave = (from: number, to: number, size: number, numbers: readonly DemoNumber[]): Wave => ({
  from,
  to,
  size,
  numbers,
  isSequential: false,
  period: 1,
  block: null,
  borrower: null,
});

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const within = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, Math.round(value)));

export function planCampaigns(world: World): readonly Group[] {
  const random = world.random.fork("campaigns");
  const kinds = CAMPAIGN_KINDS.flatMap(({ kind, count, plays }) =>
    many(countAt(world.scale, count), (i) => ({
      kind,
      play: plays[i % plays.length] ?? (["marketing", "voice"] as const),
    })),
  );
  const sizes = heavyTail(random, 0.33 * world.complaints, kinds.length, 8);
  const operators = knownOperators(world);
  return kinds.map(({ kind, play }, i) => {
    const own = random.fork(`${i}`);
    const size = sizes[i] ?? 8;
    const [from, to] = activeWindow(own, world, 25, 170);
    const waves = wavesOf(kind, own, world.pool, { from, to, size, medium: play[1] });
    const frame = { id: `campaign-${String(i + 1).padStart(2, "0")}`, kind, play, waves, isCampaign: true };
    return makeGroup(world, own, { ...frame, ...operatorOf(own, play[0], operators) });
  });
}

type Operators = ReturnType<typeof knownOperators>;

/** Institutions of the register that run campaigns of their own, by what they do; and collectors with a principal. */
function knownOperators(world: World) {
  const ofClass = (wanted: string) =>
    world.institutions.filter((institution) => institution.class === wanted);
  return {
    marketing: ofClass("loan_broker"),
    debt_relief: ofClass("debt_relief"),
    unlicensed: ofClass("app"),
    collectors: world.agents.filter((agent) => agent.class === "collection_agency"),
    institutions: world.institutions,
  };
}

/** Marketing is now and then run by a broker of the register; collection always for an institution, by an agent. */
function operatorOf(random: Random, theme: Theme, operators: Operators): Partial<Frame> {
  if (theme === "collection") {
    const agent = random.pick(operators.collectors);
    const principal = random.pick(agent.principals).principal;
    const named = operators.institutions.find((institution) => institution.code === principal) ?? null;
    return { named, lender: principal, agent: agent.code };
  }
  const own =
    theme === "marketing" || theme === "debt_relief" || theme === "unlicensed" ? operators[theme] : [];
  if (own.length === 0 || !random.chance(theme === "marketing" ? 0.25 : 0.8)) return {};
  const named = random.pick(own);
  const brand = named.names.find((name) => name.kind !== "short")?.name ?? named.legalName;
  return { named, lender: named.code, brand, signature: brand };
}

type Shape = { readonly from: number; readonly to: number; readonly size: number; readonly medium: Medium };

function wavesOf(kind: GroupKind, random: Random, pool: NumberPool, shape: Shape): readonly Wave[] {
  const { from, to, size, medium } = shape;
  if (kind === "number_block") return blockWaves(random, pool, shape);
  if (kind === "rotating") {
    const isRented = random.chance(0.2);
    const numbers = isRented
      ? many(within(size / 12, 3, 6), () => pool.callCentre())
      : many(within(size / 2.6, 5, 60), () => pool.mobile());
    return [{ ...plainWave(from, to, size, numbers), isSequential: true }];
  }
  if (kind === "payee")
    return [
      plainWave(
        from,
        to,
        size,
        many(within(size / 3, 3, 40), () => pool.mobile()),
      ),
    ];
  if (medium === "im")
    return [
      plainWave(
        from,
        to,
        size,
        many(within(size / 2, 4, 80), () => pool.mobile()),
      ),
    ];
  // A sender of text messages has a code or two of its own; one that hides behind many resellers has none.
  const access = random.chance(kind === "signature" ? 0.6 : 0.25) ? pool.access() : undefined;
  const ports = many(within(size / (kind === "signature" ? 6 : 2), 3, 80), () =>
    random.chance(0.12) ? pool.mobile() : pool.port(access),
  );
  return [plainWave(from, to, size, ports)];
}

/** Each wave burns one block of numbers within two days and a half, then the block is dropped. */
function blockWaves(random: Random, pool: NumberPool, { from, to, size }: Shape): readonly Wave[] {
  const count = within(size / 15, 1, 40);
  const sizes = heavyTail(random, size, count, 5);
  return sizes.map((waveSize) => {
    const block = pool.block();
    const length = random.int(20, 58) * HOUR_MS;
    const start = from + random.next() * Math.max(1, to - from - length);
    const numbers = many(within(waveSize / 1.7, 4, 16), () => pool.mobileIn(block));
    return { ...plainWave(start, start + length, waveSize, numbers), isSequential: true, block };
  });
}

/** Callers who fake an institution: look-alike signature and domain, numbers that are not the institution's. */
export function planImpersonations(world: World): readonly Group[] {
  const random = world.random.fork("impersonations");
  const victims = random.shuffle(
    world.institutions.filter(
      (institution) => institution.exposures.length > 0 && institution.contacts.length > 0,
    ),
  );
  const count = countAt(world.scale, 10);
  const sizes = heavyTail(random, 0.07 * world.complaints, count, 7);
  return many(count, (i) => {
    const own = random.fork(`${i}`);
    const play = IMPERSONATION_PLAYS[i % IMPERSONATION_PLAYS.length] ?? (["clone", "sms"] as const);
    const victim = victims[i % victims.length] as DemoInstitution;
    const size = sizes[i] ?? 7;
    const [from, to] = activeWindow(own, world, 15, 90);
    const numbers: DemoNumber[] = many(within(size / 7, 2, 9), () =>
      play[1] === "sms" && own.chance(0.7) ? world.pool.port() : world.pool.mobile(),
    );
    const hotline = victim.contacts.find((contact) => contact.key?.startsWith("cn:9569"));
    // Every other voice group shows the hotline itself, dressed as a foreign call.
    if (play[1] === "voice" && hotline) numbers.push(spoofed(enterprise95(hotline.value.slice(4))));
    const short = victim.names.find((name) => name.kind === "short")?.name ?? victim.legalName;
    const site =
      victim.contacts.find((contact) => contact.kind === "domain")?.value.split(".")[0] ?? "portal";
    return makeGroup(world, own, {
      id: `fake-${String(i + 1).padStart(2, "0")}`,
      kind: "impersonation",
      play,
      waves: [plainWave(from, to, size, numbers)],
      named: victim,
      isCampaign: true,
      brand: short,
      signature: own.pick([`${short}客服`, `${short}官方`, `${short}中心`, short]),
      domain: `${site}-${own.pick(["vip", "kefu", "safe", "app"])}.${own.pick(["test", "example"])}`,
    });
  });
}
