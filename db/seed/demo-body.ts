import type { Channel, LoanProduct, Receiver } from "#domain/complaints/codes.ts";
import type { ComplaintInput } from "#domain/complaints/complaint-input.ts";
import { atOf, PARTS_OF_DAY } from "#domain/complaints/incident-time.ts";
import { type DemoNumber, writeNumber } from "./demo-numbers.ts";
import type { Reporter } from "./demo-reporters.ts";
import type { Circumstance, ThemeFacts } from "./demo-themes.ts";
import { localDate, localIso } from "./demo-time.ts";
import type { Random } from "./random.ts";
import type { Medium } from "./scripts/script.ts";

type Incident = NonNullable<NonNullable<ComplaintInput["incidents"]>[number]>;
type Claimed = NonNullable<ComplaintInput["claimed"]>;

/** One call or message: when, and from which number, if that is known. */
export type Contact = { readonly at: number; readonly number: DemoNumber | null };

export type BodyFacts = {
  readonly theme: ThemeFacts;
  readonly circumstance: Circumstance;
  readonly channel: Channel;
  readonly reporter: Reporter;
  readonly contacts: readonly Contact[];
  readonly text: string | null;
  readonly claimed: Claimed;
  readonly product?: LoanProduct;
  /** How often people of this kind give a verified phone or their real name. */
  readonly verifiedShare: number;
};

const VOICE: readonly (readonly [Channel, number])[] = [
  ["voice_call", 82],
  ["recorded_or_ai_call", 18],
];
const TEXT: readonly (readonly [Channel, number])[] = [
  ["sms", 92],
  ["flash_sms", 4],
  ["mms", 4],
];
const CHAT: readonly (readonly [Channel, number])[] = [
  ["im_wechat", 66],
  ["im_qq", 14],
  ["social_media", 8],
  ["app_push_or_in_app", 6],
  ["im_other", 6],
];

export function drawChannel(random: Random, medium: Medium, circumstance: Circumstance): Channel {
  if (medium === "sms") return random.weighted(TEXT);
  if (medium === "im") return random.weighted(CHAT);
  return circumstance.relationship === "CONTACT_WORKPLACE" ? "workplace_call" : random.weighted(VOICE);
}

/** The contract's body. Every field agrees with the others: channel with incidents, relationship with harm and loan. */
export function buildBody(random: Random, facts: BodyFacts): ComplaintInput {
  const { theme, circumstance, reporter } = facts;
  const mode = random.weighted([
    ["anonymous_receipt" as const, 1 - facts.verifiedShare],
    ["verified_phone" as const, facts.verifiedShare * 0.8],
    ["real_name" as const, facts.verifiedShare * 0.17],
    ["on_behalf" as const, facts.verifiedShare * 0.03],
  ]);
  const first = facts.contacts[0];
  return {
    matter: theme.matter,
    channel: facts.channel,
    relationship: circumstance.relationship,
    incidents: facts.contacts.map((contact) => incidentOf(random, facts, contact)),
    scriptText: facts.text,
    claimed: facts.claimed,
    ...(circumstance.relationship.startsWith("BORROWER_") ? { loan: loanOf(random, facts) } : {}),
    harm: harmOf(random, facts, first?.at ?? 0),
    desired: [...random.pick(theme.desired)],
    ...(random.chance(0.12)
      ? { alreadyTried: [random.pick(["institution_hotline", "operator", "12378"] as const)] }
      : {}),
    ...(random.chance(0.05) ? { vulnerable: [random.pick(["student", "elderly", "ill"] as const)] } : {}),
    mode,
    contact: mode === "anonymous_receipt" ? null : { phone: reporter.phone },
    region: random.chance(0.93) ? reporter.city : null,
    language: "zh-CN",
    consent: {
      shareWithInstitution: random.weighted([
        ["none", 6],
        ["contract_no_only", 2],
        ["full", 2],
      ] as const),
      publishNarrative: random.chance(0.2),
    },
    truthStatement: true,
  };
}

function incidentOf(random: Random, facts: BodyFacts, { at, number }: Contact): Incident {
  const isVoice = facts.channel.includes("call");
  const isAnswered = isVoice && random.chance(0.78);
  return {
    ...timeOf(random, at, facts.circumstance.isNight === true),
    numberDisplayed: number ? writeNumber(random, number) : null,
    ...(number === null && isVoice ? { withheld: random.chance(0.5) } : {}),
    receivedOn: random.chance(0.55) ? facts.reporter.phone : null,
    durationSeconds: isAnswered ? Math.round(15 + random.exponential(70)) : null,
    answered: isVoice ? isAnswered : null,
    receiver: receiverOf(random, facts.circumstance),
  };
}

/** Most people look the minute up; some know the part of the day, the day, or nothing. */
function timeOf(random: Random, at: number, isNight: boolean): Pick<Incident, "at" | "atPrecision"> {
  const known = random.next();
  if (known < 0.84 || isNight) return { at: localIso(at) };
  const on = localDate(at);
  const hour = Number(localIso(at).slice(11, 13));
  const part = PARTS_OF_DAY.find((entry) => hour >= entry.fromHour && hour < entry.toHour)?.code ?? null;
  if (known < 0.92) return atOf({ on, minutes: null, part });
  if (known < 0.97) return atOf({ on, minutes: null, part: null });
  return { at: null };
}

function receiverOf(random: Random, { relationship, harms }: Circumstance): Receiver {
  if (relationship === "CONTACT_WORKPLACE") return random.pick(["employer", "colleague"] as const);
  if (harms.includes("D3.family")) return random.pick(["parent", "spouse", "child"] as const);
  if (harms.includes("D3.employer")) return "employer";
  if (harms.includes("D3.contacts") && relationship !== "CONTACT_LISTED") return "other_contact";
  return "self";
}

function harmOf(random: Random, { theme, circumstance }: BodyFacts, at: number): ComplaintInput["harm"] {
  const { harms, relationship } = circumstance;
  const hasLost = theme.lossChance > 0 && random.chance(theme.lossChance);
  const wasTold =
    relationship === "MARKETING_TARGET_CONSENT_WITHDRAWN" || harms.includes("D2.after_told_to_stop");
  const toldToStop = wasTold || (theme.matter !== "scam" && random.chance(0.35));
  return {
    kinds: [...harms],
    ...(hasLost
      ? {
          moneyLostFen: Math.round(Math.exp(7.2 + 0.9 * random.normal())) * 100,
          paidAt: at > 0 ? localIso(at) : null,
        }
      : {}),
    toldToStop: toldToStop || (random.chance(0.6) ? false : null),
    contactedAgain: toldToStop ? wasTold || random.chance(0.7) : null,
    ...(harms.some((harm) => harm.startsWith("D3")) ? { thirdParties: random.int(1, 12) } : {}),
    ...(harms.some((harm) => harm.startsWith("D5")) && random.chance(0.25) ? { safetyNow: true } : {}),
  };
}

function loanOf(random: Random, { circumstance, product, theme }: BodyFacts): ComplaintInput["loan"] {
  const isFake = theme.matter === "scam" && !circumstance.harms.includes("S11");
  if (isFake || random.chance(0.2)) return null;
  const principalFen = random.int(10, 1200) * 10_000;
  return {
    product: product ?? random.pick(["consumer_loan", "cash_loan", "instalment"] as const),
    principalFen,
    ...(circumstance.harms.includes("D7.apr_over_cap")
      ? { aprClaimedPercent: random.int(70, 239) / 10 }
      : {}),
    ...(circumstance.harms.includes("S11") ? { feesUpfrontFen: Math.round(principalFen * 0.3) } : {}),
    overdueDays: circumstance.relationship === "BORROWER_OVERDUE" ? random.int(3, 400) : 0,
    disputed: random.chance(0.3),
    contractHeld: random.chance(0.6),
    agreedContactTime: random.chance(0.1) ? true : null,
  };
}
