import type { ComplaintInput } from "#domain/complaints/complaint-input.ts";
import { buildBody, type Contact, drawChannel } from "./demo-body.ts";
import { drawAmount, drawCaseNo } from "./demo-callers.ts";
import type { DemoInstitution } from "./demo-institutions.ts";
import { coinDomain, coinImAccount, coinLetters, coinPayee, writeInstitution } from "./demo-names.ts";
import { mobileNumber, writeNumber } from "./demo-numbers.ts";
import { maskedName, SURNAMES } from "./demo-people.ts";
import type { Reporter, Reporters } from "./demo-reporters.ts";
import { THEMES } from "./demo-themes.ts";
import { DAY_MS, drawCallTime, drawReportTime, HOUR_MS } from "./demo-time.ts";
import type { Group, Wave, World } from "./demo-world.ts";
import { disguise } from "./obfuscate.ts";
import type { Random } from "./random.ts";
import { fillScript, type Slot } from "./scripts/script.ts";

/** A complaint with its truth, before all are put in order of time and get their ids. */
export type Draft = {
  readonly at: number;
  readonly body: ComplaintInput;
  readonly reporter: Reporter;
  readonly callers: readonly { readonly key: string; readonly period: number }[];
  readonly lender: string | null;
  readonly campaign: string | null;
  readonly operator: string | null;
  readonly wave: Wave | null;
  readonly flood: string | null;
  readonly duplicateOf: Draft | null;
};

/** Whom and what the words of one report may name. Missing ones are made up for that report alone. */
export type Names = {
  readonly brand: string;
  readonly named: DemoInstitution | null;
  readonly host: string;
  readonly im: string;
  readonly payee: string;
  readonly callback: string;
  readonly borrower: Wave["borrower"];
};

const LIMITS = [
  "5万",
  "8万",
  "20万",
  "50万",
  "30万元",
  "100000元",
  "200,000元",
  "8.8万",
  "3万",
  "150000",
] as const;
const RATES = ["万三", "2厘", "3厘5", "0.03%", "3.85%", "4.2%", "万2.5"] as const;

/** Fills the slots of a text and says which identifiers the text came to contain. */
export function tell(
  random: Random,
  text: string,
  names: Names,
): { readonly text: string; readonly said: ReadonlyMap<Slot, string> } {
  const said = new Map<Slot, string>();
  const fill = (slot: Slot | "n"): string => {
    if (slot === "n") return String(random.int(3, 12));
    const value = said.get(slot) ?? slotValue(random, slot, names);
    said.set(slot, value);
    return value;
  };
  return { text: fillScript(text, fill), said };
}

function slotValue(random: Random, slot: Slot, names: Names): string {
  switch (slot) {
    case "name":
      return random.pick(SURNAMES) + random.pick(["先生", "女士"]);
    case "limit":
      return random.pick(LIMITS);
    case "amount":
      return names.borrower?.amount ?? drawAmount(random);
    case "rate":
      return random.pick(RATES);
    case "fee":
      return String(random.pick([198, 299, 399, 500, 680, 899, 1200, 1999, 2800, 3600]));
    case "months":
      return String(random.pick([3, 6, 12, 24, 36, 48, 60]));
    case "days":
      return String(random.int(2, 60));
    case "date":
      return `${random.int(1, 12)}月${random.int(1, 28)}日`;
    case "hour":
      return String(random.pick([4, 5, 6, 8, 17, 18, 20]));
    case "mins":
      return String(random.pick([3, 5, 8, 10, 15, 20, 30]));
    case "left":
      return String(random.int(2, 9));
    case "code":
      return random.digits(4);
    case "brand":
      return names.brand;
    case "inst":
      return names.named ? writeInstitution(random, names.named) : names.brand;
    case "url":
      return `https://${random.chance(0.5) ? "" : `${coinLetters(random, 2)}.`}${names.host}/${coinLetters(random, 3)}${random.digits(2)}`;
    case "tel":
      return names.callback;
    case "im":
      return names.im;
    case "staff":
      return random.chance(0.5) ? `${random.pick(SURNAMES)}经理` : `工号${random.digits(4)}`;
    case "payee":
      return names.payee;
    case "caseNo":
      return names.borrower?.caseNo ?? drawCaseNo(random);
    case "borrower":
      return names.borrower?.name ?? maskedName(random.pick);
  }
}

/** Names that belong to one report only. */
export const strayNames = (random: Random, named: DemoInstitution | null, brand: string): Names => ({
  brand,
  named,
  host: coinDomain(random),
  im: coinImAccount(random),
  payee: coinPayee(random),
  callback: mobileNumber(random.pick(["163", "164", "168"]) + random.digits(8)).digits,
  borrower: null,
});

const GENERIC_SIGNATURES = ["客服通知", "贷款中心", "系统提醒", "温馨提示"] as const;
const ASIDES = [
  "（没等说完我就挂了）",
  "（大概是这个意思）",
  "（原话）",
  "（语速很快）",
  "（打了两遍）",
] as const;

/** Every complaint of a group, wave by wave. */
export function draftGroup(world: World, group: Group, reporters: Reporters): readonly Draft[] {
  const random = world.random.fork(`drafts/${group.id}`);
  return group.waves.flatMap((wave) => {
    const drafts: Draft[] = [];
    // A borrower's contacts live mostly where the borrower does.
    const home = group.kind === "contact_blast" ? reporters.newcomer().city : null;
    for (let i = 0; i < wave.size; i++) {
      const earlier =
        drafts.length > 2 && !group.isIndependent && random.chance(0.06) ? random.pick(drafts) : null;
      const reporter =
        earlier?.reporter ??
        (home && random.chance(0.6)
          ? reporters.newcomer({ city: home })
          : group.isIndependent
            ? reporters.newcomer()
            : reporters.anyone());
      drafts.push(draftOne(random, world, group, wave, reporter));
    }
    return drafts;
  });
}

function draftOne(random: Random, world: World, group: Group, wave: Wave, reporter: Reporter): Draft {
  const theme = THEMES[group.theme];
  const circumstance = random.weighted(theme.circumstances);
  const until = Math.min(world.until - 3 * HOUR_MS, wave.to);
  const at = drawCallTime(random, Math.min(wave.from, until - HOUR_MS), until, circumstance.isNight);
  const contacts = contactsOf(random, group, wave, at);
  const isNumberKnown = contacts.some(({ number }) => number !== null);
  const { text, claimed } = wordsOf(random, group, wave, isNumberKnown);
  const body = buildBody(random, {
    theme,
    circumstance,
    channel: drawChannel(random, group.medium, circumstance),
    reporter,
    contacts,
    text,
    claimed,
    verifiedShare: 0.5,
  });
  return {
    at: drawReportTime(random, contacts.at(-1)?.at ?? at, world.until),
    body,
    reporter,
    callers: callersOf(contacts, wave.period),
    // An institution that the report does not name cannot be known from it.
    lender: claimed.institution || mentions(text, group) ? group.lender : null,
    campaign: group.isCampaign ? group.id : null,
    operator: group.agent ?? group.id,
    wave,
    flood: null,
    duplicateOf: null,
  };
}

const mentions = (text: string | null, { named }: Group): boolean =>
  named !== null &&
  [named.legalName, ...named.names.map(({ name }) => name)].some((name) => text?.includes(name));

export function callersOf(contacts: readonly Contact[], period: number): Draft["callers"] {
  const keys = new Set(contacts.flatMap(({ number }) => (number ? [number.key] : [])));
  return [...keys].map((key) => ({ key, period }));
}

function contactsOf(random: Random, group: Group, wave: Wave, at: number): readonly Contact[] {
  // Chats come from accounts; a number is known only where they also called.
  const isUnknown = random.chance(
    group.medium === "im" ? 0.55 : group.isIndependent || wave.block ? 0 : 0.04,
  );
  const more = !isUnknown && group.theme === "collection" && random.chance(0.35) ? random.int(1, 2) : 0;
  const times = [
    at,
    ...Array.from({ length: more }, (_, i) => Math.min(wave.to, at + (i + 1) * 0.6 * HOUR_MS)),
  ];
  return times.map((time) => ({ at: time, number: isUnknown ? null : numberAt(random, wave, time) }));
}

/** Numbers in turn, each for its share of the time, or with favourites that do most of the calling. */
function numberAt(random: Random, wave: Wave, at: number): Wave["numbers"][number] {
  const { numbers } = wave;
  const share = wave.isSequential
    ? (at - wave.from) / Math.max(1, wave.to - wave.from)
    : random.next() ** 1.7;
  const jitter = wave.isSequential ? 0.06 * random.normal() : 0;
  const index = Math.floor((share + jitter) * numbers.length);
  return numbers[Math.max(0, Math.min(numbers.length - 1, index))] ?? random.pick(numbers);
}

/** What was said, and what the reporter filled in beside it. What identifies the group is always in one of the two. */
function wordsOf(random: Random, group: Group, wave: Wave, isNumberKnown: boolean) {
  const names: Names = {
    brand: group.brand,
    named: group.named,
    host: group.kind === "domain" || group.kind === "impersonation" ? group.domain : coinDomain(random),
    im: group.kind === "payee" || random.chance(0.6) ? group.im : coinImAccount(random),
    payee: group.kind === "payee" || random.chance(0.3) ? group.payee : coinPayee(random),
    callback: writeNumber(random, group.callback),
    borrower: wave.borrower,
  };
  const signature =
    group.kind === "signature" || group.kind === "impersonation" || random.chance(0.7)
      ? group.signature
      : random.pick(GENERIC_SIGNATURES);
  const { text, said } = tell(random, group.script.text, names);
  const shown = group.medium === "sms" ? `【${signature}】${text}` : text;
  const facts = factsOf(random, group, wave, said, names);
  const isQuoted = group.medium !== "voice" || !isNumberKnown || random.chance(0.8);
  const hidden = random.chance(0.7) ? disguise(random, group.disguise, shown) : shown;
  const aside = group.medium === "voice" && random.chance(0.2) ? random.pick(ASIDES) : "";
  const told = isQuoted || facts ? (isQuoted ? hidden : "") + aside + facts : null;
  return { text: told, claimed: claimedOf(random, group, said, names, signature) };
}

/** What ties a report to its kind of pattern whatever the script says: the borrower sought, the name used. */
function factsOf(
  random: Random,
  group: Group,
  wave: Wave,
  said: ReadonlyMap<Slot, string>,
  names: Names,
): string {
  if (wave.borrower && (!said.has("borrower") || random.chance(0.3))) {
    return random.pick([
      `（说要找${wave.borrower.name}，欠${wave.borrower.amount}元）`,
      `（对方找的是${wave.borrower.name}）`,
      `（反复提到${wave.borrower.name}欠${wave.borrower.amount}元）`,
    ]);
  }
  if (group.kind === "impersonation" && !said.has("inst") && random.chance(0.7) && names.named) {
    return `（对方自称${writeInstitution(random, names.named)}）`;
  }
  return "";
}

function claimedOf(
  random: Random,
  group: Group,
  said: ReadonlyMap<Slot, string>,
  names: Names,
  signature: string,
) {
  const { kind, medium, named } = group;
  const url =
    said.get("url") ?? (kind === "domain" ? `https://${names.host}/${coinLetters(random, 4)}` : null);
  const im = said.get("im") ?? (kind === "payee" || medium === "im" ? names.im : null);
  const payee = said.get("payee") ?? (kind === "payee" && random.chance(0.75) ? names.payee : null);
  const staff = said.get("staff");
  const tel = said.get("tel");
  const isNamed = named !== null && (kind === "impersonation" || said.has("inst") || random.chance(0.75));
  return {
    identity: random.weighted(THEMES[group.theme].identities),
    ...(isNamed && random.chance(0.92) ? { institution: writeInstitution(random, named) } : {}),
    ...(staff && random.chance(0.5) ? { staff } : {}),
    ...(tel && random.chance(0.7) ? { callbackNumber: tel } : {}),
    ...(medium === "sms" && random.chance(0.75) ? { smsSignature: signature } : {}),
    ...(url && (kind === "domain" || random.chance(0.85)) ? { urls: [url] } : {}),
    ...(im && (kind === "payee" || random.chance(0.75)) ? { imAccount: im } : {}),
    ...(payee && random.chance(0.85) ? { payeeAccount: payee } : {}),
  };
}

/** The same report sent again, word for word, by the same person within a day or two. */
export function draftDuplicate(random: Random, original: Draft, until: number): Draft {
  const gap = random.chance(0.7) ? 60_000 + random.exponential(0.5 * HOUR_MS) : random.next() * 2.5 * DAY_MS;
  const left = until - original.at;
  const at = Math.floor(original.at + (gap < left ? gap : left * random.next()));
  return { ...original, at, duplicateOf: original };
}
