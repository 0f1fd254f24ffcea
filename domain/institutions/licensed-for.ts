import { LOAN_PRODUCTS, type LoanProduct } from "#domain/complaints/codes.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { PROVINCES } from "#domain/complaints/regions.ts";
import {
  INSTITUTION_CLASSES,
  isLendingClass,
  type LicenceRule,
  licenceRuleFor,
  licencesFor,
} from "./classes.ts";
import { isSameArea, regionName } from "./region-names.ts";
import type { Day, Institution, Licence } from "./types.ts";

export type LicenceAnswer = "yes" | "no" | "unknown" | "not_required";
export type LicenceReason =
  | "licensed"
  | "no-rules-for-country"
  | "product-not-licensable"
  | "no-licence-exists"
  | "not-registered"
  | "class-may-not-lend"
  | "no-licence-on-file"
  | "not-in-scope"
  | "outside-area"
  | "place-needed"
  | "suspended"
  | "revoked"
  | "expired"
  | "surrendered"
  | "not-yet-valid";

export type LicensedFor = {
  readonly answer: LicenceAnswer;
  readonly reasonCode: LicenceReason;
  readonly params: Readonly<Record<string, string>>;
};

export type LicenceQuestion = {
  readonly institution: Pick<Institution, "class" | "status" | "country" | "region" | "licences">;
  readonly product: LoanProduct;
  /** Where the borrower is, GB/T 2260; null when it is not known. */
  readonly region: string | null;
  readonly on: Day;
};

type Judged = { readonly reasonCode: LicenceReason; readonly licence: Licence };

/** Reasons from the best to the worst news: the answer is that of the licence that comes nearest to permitting the product. */
const NEAREST: readonly LicenceReason[] = [
  "licensed",
  "place-needed",
  "outside-area",
  "not-yet-valid",
  "suspended",
  "expired",
  "surrendered",
  "revoked",
  "not-in-scope",
];

function standing(licence: Licence, on: Day): LicenceReason | null {
  if (licence.status !== "valid") return licence.status;
  if (licence.expiresOn !== null && licence.expiresOn < on) return "expired";
  return licence.issuedOn !== null && licence.issuedOn > on ? "not-yet-valid" : null;
}

/** Where the licence holds: what it says itself, else by its rule the whole country (null) or the province of the seat. */
function areaOf(licence: Licence, rule: LicenceRule, seat: string | null): string | null | "seat-unknown" {
  if (rule.area === "national") return null;
  if (rule.area === "as_licensed") return licence.region;
  const place = licence.region ?? seat;
  return place === null ? "seat-unknown" : `${place.slice(0, 2)}0000`;
}

function judge(licence: Licence, { institution, product, region, on }: LicenceQuestion): Judged {
  const rule = licenceRuleFor(institution.class, licence.scope);
  if (rule === null || !rule.permits.includes(product)) return { reasonCode: "not-in-scope", licence };
  const fault = standing(licence, on);
  if (fault !== null) return { reasonCode: fault, licence };
  const area = areaOf(licence, rule, institution.region);
  if (area === null) return { reasonCode: "licensed", licence };
  if (region === null || area === "seat-unknown") return { reasonCode: "place-needed", licence };
  return { reasonCode: isSameArea(area, region) ? "licensed" : "outside-area", licence };
}

const ANSWERS: Readonly<Partial<Record<LicenceReason, LicenceAnswer>>> = {
  licensed: "yes",
  "no-licence-exists": "not_required",
  "no-rules-for-country": "unknown",
  "no-licence-on-file": "unknown",
  "not-registered": "unknown",
  "place-needed": "unknown",
};

/**
 * Whether an institution may offer a product at a place on a day, by the licences on file and the table of licence rules. "Unknown" is an
 * answer: nothing on file is not the same as no licence. Mainland China only.
 */
export function licensedFor(question: LicenceQuestion): LicensedFor {
  const { institution, product } = question;
  const answer = (reasonCode: LicenceReason, licence: Licence | null = null): LicensedFor => ({
    answer: ANSWERS[reasonCode] ?? "no",
    reasonCode,
    params: {
      class: institution.class,
      product,
      region: question.region ?? "",
      number: licence?.number ?? "",
      until: licence?.expiresOn ?? "",
      area: licence?.region ?? institution.region ?? "",
    },
  });
  if (institution.country !== "CN") return answer("no-rules-for-country");
  if (product === "fake_loan") return answer("product-not-licensable");
  if (licencesFor(product).length === 0) return answer("no-licence-exists");
  const [best] = institution.licences
    .map((licence) => judge(licence, question))
    .sort((a, b) => NEAREST.indexOf(a.reasonCode) - NEAREST.indexOf(b.reasonCode));
  if (best !== undefined) return answer(best.reasonCode, best.licence);
  if (institution.status === "provisional") return answer("not-registered");
  return answer(isLendingClass(institution.class) ? "no-licence-on-file" : "class-may-not-lend");
}

type Words = {
  readonly product: string;
  readonly class: string;
  readonly place: string;
  readonly area: string;
  readonly number: string;
  readonly until: string;
};
type Sentence = (words: Words) => string;

const SENTENCES: Readonly<Record<LicenceReason, { readonly zh: Sentence; readonly en: Sentence }>> = {
  licensed: {
    zh: ({ product, place, number }) =>
      `可以。许可证 ${number} 允许它${place ? `在${place}` : ""}办理${product}。`,
    en: ({ product, number }) => `Yes. Licence ${number} lets it offer this here: ${product}.`,
  },
  "no-rules-for-country": {
    zh: () => "不知道。这里还没有这个国家的许可规则。",
    en: () => "Not known. There are no licence rules for this country here yet.",
  },
  "product-not-licensable": {
    zh: () => "不可以。没有任何许可证允许不放款的假贷款。",
    en: () => "No. No licence permits a loan that is never paid out.",
  },
  "no-licence-exists": {
    zh: ({ product }) => `${product}没有专门的许可证，任何机构都不能说自己“持牌”办理。`,
    en: ({ product }) => `There is no licence for this, so nobody can claim to hold one: ${product}.`,
  },
  "not-registered": {
    zh: () => "不知道。这家机构只在举报中出现过，还没有核实是谁。",
    en: () => "Not known. This institution is only named in reports; who it is has not been established.",
  },
  "class-may-not-lend": {
    zh: ({ class: kind, product }) => `不可以。${kind}不能自己办理${product}，也没有登记任何许可证。`,
    en: ({ class: kind, product }) =>
      `No. This kind of institution (${kind}) may not offer it itself and has no licence on file: ${product}.`,
  },
  "no-licence-on-file": {
    zh: () => "不知道。这里没有它的许可证记录，请向发证部门查询。",
    en: () => "Not known. No licence of it is on file here. Ask the authority that issues them.",
  },
  "not-in-scope": {
    zh: ({ product, number }) => `不可以。许可证 ${number} 不包括${product}。`,
    en: ({ product, number }) => `No. Licence ${number} does not cover this: ${product}.`,
  },
  "outside-area": {
    zh: ({ area, place, number }) => `不可以。许可证 ${number} 只在${area}有效，不包括${place}。`,
    en: ({ area, place, number }) => `No. Licence ${number} holds in ${area} only, not in ${place}.`,
  },
  "place-needed": {
    zh: ({ number }) => `要看地方。许可证 ${number} 只在一定地区有效，选择所在地后才能回答。`,
    en: ({ number }) => `It depends on the place. Licence ${number} holds in one area; choose where you are.`,
  },
  suspended: {
    zh: ({ number }) => `不可以。许可证 ${number} 已被暂停。`,
    en: ({ number }) => `No. Licence ${number} is suspended.`,
  },
  revoked: {
    zh: ({ number }) => `不可以。许可证 ${number} 已被吊销。`,
    en: ({ number }) => `No. Licence ${number} was revoked.`,
  },
  expired: {
    zh: ({ number, until }) => `不可以。许可证 ${number} 已${until ? `于 ${until} ` : ""}到期。`,
    en: ({ number, until }) => `No. Licence ${number} expired${until ? ` on ${until}` : ""}.`,
  },
  surrendered: {
    zh: ({ number }) => `不可以。许可证 ${number} 已交回。`,
    en: ({ number }) => `No. Licence ${number} was given back.`,
  },
  "not-yet-valid": {
    zh: ({ number }) => `不可以。许可证 ${number} 在那一天还没有生效。`,
    en: ({ number }) => `No. Licence ${number} was not yet in force on that day.`,
  },
};

function placeName(code: string, locale: "zh-CN" | "en"): string {
  if (code === "") return "";
  return locale === "en" ? wordsOf(PROVINCES, `${code.slice(0, 2)}0000`, "en") : (regionName(code) ?? code);
}

/** The answer in one sentence. In English a place is named by its province. */
export function explainLicensedFor(result: LicensedFor, locale: "zh-CN" | "en"): string {
  const { params } = result;
  const sentence = SENTENCES[result.reasonCode];
  return (locale === "en" ? sentence.en : sentence.zh)({
    product: wordsOf(LOAN_PRODUCTS, params.product ?? "", locale),
    class: wordsOf(INSTITUTION_CLASSES, params.class ?? "", locale),
    place: placeName(params.region ?? "", locale),
    area: placeName(params.area ?? "", locale),
    number: params.number ?? "",
    until: params.until ?? "",
  });
}
