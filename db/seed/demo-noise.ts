import { buildBody, drawChannel } from "./demo-body.ts";
import { callersOf, type Draft, strayNames, tell } from "./demo-drafts.ts";
import { coinBrand } from "./demo-names.ts";
import type { DemoNumber } from "./demo-numbers.ts";
import type { Reporters } from "./demo-reporters.ts";
import { THEMES } from "./demo-themes.ts";
import { DAY_MS, drawCallTime, drawReportTime, HOUR_MS } from "./demo-time.ts";
import type { Group, World } from "./demo-world.ts";
import type { Random } from "./random.ts";
import type { Medium, Theme } from "./scripts/script.ts";
import { strangerStory } from "./scripts/story.ts";

const ABOUT: readonly (readonly [Theme, number])[] = [
  ["marketing", 56],
  ["fee_first", 9],
  ["phishing", 7],
  ["credit_repair", 4],
  ["refund", 4],
  ["collection", 8],
  ["contacts", 8],
  ["no_loan", 4],
];
/** Names close to a registered one, but of another kind of business: nobody in the register. */
const NEAR_MISSES = [
  "安禾银行",
  "云渡消费金融",
  "望澜小额贷款",
  "青穗汽车金融",
  "霁川信托",
  "拾麦融资租赁",
  "聆溪银行",
] as const;

/** Reports about callers who have nothing to do with each other: one number each, some with misleading traits. */
export function draftNoise(
  world: World,
  reporters: Reporters,
  groups: readonly Group[],
  count: number,
): readonly Draft[] {
  const random = world.random.fork("noise");
  const burnt = groups.flatMap((group) => group.waves.filter((wave) => wave.block !== null));
  const campaigns = groups.filter((group) => group.isCampaign);
  return Array.from({ length: count }, (_, i) => {
    const theme = random.weighted(ABOUT);
    const medium: Medium = random.weighted([
      ["voice", 68],
      ["sms", 24],
      ["im", 8],
    ]);
    const reporter = reporters.anyone();
    // Every twentieth is a neighbour: a number of a burnt block, months from its wave, somebody else by then.
    const neighbour = i % 20 === 7 && burnt.length > 0 ? random.pick(burnt) : null;
    // Scripts are sold: every thirtieth stranger reads one that a campaign uses, with other names in it.
    const borrowed = i % 30 === 11 && campaigns.length > 0 ? random.pick(campaigns) : null;
    const at = drawAt(random, world, neighbour ? neighbour.from : null);
    const number = neighbour?.block
      ? world.pool.mobileIn(neighbour.block)
      : drawNumber(random, world, medium);
    const circumstance = random.weighted(THEMES[theme].circumstances);
    const contacts = [{ at, number }];
    const story = borrowed ? borrowed.script.text : strangerStory(random, theme);
    const { text } = tell(random, story, strayNames(random, null, coinBrand(random)));
    const body = buildBody(random, {
      theme: THEMES[theme],
      circumstance,
      channel: drawChannel(random, medium, circumstance),
      reporter,
      contacts,
      text: number !== null && random.chance(0.12) ? null : text,
      claimed: {
        identity: random.weighted(THEMES[theme].identities),
        ...(random.chance(0.05) ? { institution: random.pick(NEAR_MISSES) } : {}),
        ...(medium === "sms" && random.chance(0.5)
          ? { smsSignature: random.pick(["客服通知", "贷款中心", "系统提醒"]) }
          : {}),
      },
      verifiedShare: 0.42,
    });
    return {
      at: drawReportTime(random, at, world.until),
      body,
      reporter,
      callers: callersOf(contacts, 1),
      lender: null,
      campaign: null,
      operator: null,
      wave: null,
      flood: null,
      duplicateOf: null,
    };
  });
}

/** Reports grow by about half over the period; a neighbour calls at least sixty days from the wave of its block. */
function drawAt(random: Random, world: World, wave: number | null): number {
  const span = world.until - world.from;
  for (;;) {
    const day = world.from + span * random.next() ** 0.8;
    const at = drawCallTime(
      random,
      Math.max(world.from, day - DAY_MS),
      Math.min(day + DAY_MS, world.until - 3 * HOUR_MS),
    );
    if (wave === null || Math.abs(at - wave) > 60 * DAY_MS) return at;
  }
}

function drawNumber(random: Random, world: World, medium: Medium): DemoNumber | null {
  if (medium === "im") return null;
  if (random.chance(0.04)) return null;
  if (medium === "sms") return random.chance(0.75) ? world.pool.port() : world.pool.mobile();
  return random.chance(0.93) ? world.pool.mobile() : world.pool.sharedCost();
}

/** Templated reports from one network within hours: an attempt to drown an institution in complaints. */
export function draftFloods(world: World, reporters: Reporters): readonly Draft[] {
  const targets = world.institutions.filter((institution) => institution.exposures.length > 0);
  const sizes = [
    Math.min(150, Math.round(0.023 * world.complaints)),
    Math.min(150, Math.round(0.011 * world.complaints)),
  ];
  return sizes.flatMap((size, i) => {
    const random = world.random.fork(`flood/${i}`);
    const institution = random.pick(targets);
    const network = `198.51.100.${i + 10}`;
    const from = world.until - random.int(20 + 150 * i, 100 + 150 * i) * DAY_MS;
    const theme = { ...THEMES.collection, lossChance: 0 };
    return Array.from({ length: size }, (): Draft => {
      const reporter = reporters.newcomer({ network });
      const at = Math.floor(from + random.next() * 5 * HOUR_MS);
      const short = institution.names[0]?.name ?? institution.legalName;
      const opening = random.pick(["强烈投诉", "实名投诉", "坚决投诉", "必须投诉"]);
      const text = `${opening}${short}暴力催收，每天电话${random.int(20, 60)}个，严重影响生活，要求退息退费${random.int(1, 9)}000元并停止催收！`;
      const circumstance = { relationship: "BORROWER_OVERDUE", harms: ["D2.too_frequent"] } as const;
      const claimed = { identity: "lender", institution: short } as const;
      const contacts = [{ at, number: null }];
      return {
        at: at + random.int(60, 900) * 1000,
        body: {
          ...buildBody(random, {
            theme,
            circumstance,
            channel: "voice_call",
            reporter,
            contacts,
            text,
            claimed,
            verifiedShare: 0,
          }),
          desired: ["refund", "stop_calls"],
        },
        reporter,
        callers: [],
        lender: institution.code,
        campaign: null,
        operator: null,
        wave: null,
        flood: `flood-${i + 1}`,
        duplicateOf: null,
      };
    });
  });
}
