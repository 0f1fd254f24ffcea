import type { DemoInstitution } from "./demo-institutions.ts";
import type { Random } from "./random.ts";

const ROOTS = [..."澄禾屿澜麦川芷岚桥沐霁棠翎栎砚漪渚峤藜麓"] as const;
const TAILS = [
  "速借",
  "易贷",
  "轻周转",
  "好用金",
  "来钱",
  "分期宝匣",
  "助金",
  "备用袋",
  "融通所",
  "金服站",
] as const;

/** A brand nobody uses: two rare characters and a trade word. */
export function coinBrand(random: Random): string {
  return random.sample(ROOTS, 2).join("") + random.pick(TAILS);
}

const SYLLABLES = [
  "mi",
  "lo",
  "zan",
  "fei",
  "qu",
  "ren",
  "tao",
  "wu",
  "bei",
  "hua",
  "sol",
  "ven",
  "dak",
  "nim",
  "pel",
] as const;
/** Top-level domains of RFC 2606: they never resolve. */
export const RESERVED_TLDS = ["example", "test", "invalid"] as const;

/** Enough of them that two strangers hardly ever coin the same: a domain belongs to one holder. */
export function coinDomain(random: Random): string {
  const slug = random.sample(SYLLABLES, 4).join("") + random.digits(random.int(1, 3));
  return `${slug}.${random.weighted([
    ["example", 6],
    ["test", 3],
    ["invalid", 1],
  ])}`;
}

const LETTERS = [..."abcdefghjkmnpqrstuvwxyz"] as const;
export const coinLetters = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.pick(LETTERS)).join("");

export const coinImAccount = (random: Random): string => `demo_${coinLetters(random, 4)}${random.digits(4)}`;

/** A card number whose check digit is wrong on purpose (Luhn), so no card can carry it; or an account name. */
export function coinPayee(random: Random): string {
  if (random.chance(0.3)) return `${coinLetters(random, 6)}@pay.example`;
  const body = `6290${random.digits(14)}`;
  const right = luhnDigit(body);
  return body + String((right + random.int(1, 9)) % 10);
}

/** The digit that would make the number pass the Luhn check (ISO/IEC 7812-1). */
export function luhnDigit(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}

/** An institution as people name it: short name, legal name, app, with the slips of the pen that come with it. */
export function writeInstitution(random: Random, institution: DemoInstitution): string {
  const short = institution.names.find((name) => name.kind === "short")?.name ?? institution.legalName;
  const app = institution.names.find((name) => name.kind === "app" || name.kind === "brand")?.name ?? short;
  return random.weighted([
    [short, 46],
    [institution.legalName, 22],
    [app, 16],
    [institution.legalName.replace(/(股份)?有限(责任)?公司$/u, ""), 8],
    [random.pick(institution.names)?.name ?? short, 4],
    [`${short}公司`, 2],
    [[...short].join(" "), 2],
  ]);
}
