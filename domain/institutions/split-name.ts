import { foldText } from "#domain/matching/fold-text.ts";
import { type BrandSplit, splitBrand } from "./brand-split.ts";
import { type BusinessType, businessTypeAtEnd } from "./business-types.ts";
import { countyAt } from "./county-names.ts";
import { districtAt } from "./district-names.ts";
import { cutHanForm } from "./legal-forms.ts";
import { isSameArea, type Region, regionAt } from "./region-names.ts";

/** A Chinese institution name taken apart: 湖南 | 长银五八 | 消费金融 | 股份有限公司. */
export type NameParts = {
  /** The whole name folded, letters and digits only. */
  readonly folded: string;
  /** The name without place in front, branch and legal form: what a short name is compared with. */
  readonly rest: string;
  /** GB/T 2260 code of the place in front (or in brackets), as fine as it is known; null when the name has none. */
  readonly region: string | null;
  readonly brand: string;
  /** Business of the table, or the trade words themselves; empty when the name says none. */
  readonly type: BusinessType | `trade:${string}` | "";
  readonly form: string;
  /** "上海分公司" and the like; empty for the company itself. */
  readonly branch: string;
};

const BRACKETED = /[(（[【《〈「『“"]([^()（）[\]【】《》〈〉「」『』“”"]{0,20})[)）\]】》〉」』”"]/gu;
const NO_LETTER = /[^\p{L}\p{N}]+/gu;
/** What stands in brackets and is no part of the name. */
const ASIDE =
  /^(?:集团|控股|筹|筹建|中国|普通合伙|有限合伙|特殊普通合伙|个体工商户|原名?.*|以下简称.*|简称.*)$/u;

type Prepared = { readonly text: string; readonly bracketRegion: Region | null };

/** Folds the name and takes the brackets out: a place in brackets is remembered, an aside dropped, anything else stays in place. */
function prepare(raw: string): Prepared {
  const folded = foldText(raw);
  if (!/[([【《〈「『“"]/u.test(folded)) return { text: folded.replace(NO_LETTER, ""), bracketRegion: null };
  let bracketRegion: Region | null = null;
  const text = folded.replace(BRACKETED, (_, inside: string) => {
    const found = regionAt(inside, 0);
    if (found !== null && found.length === inside.length) {
      bracketRegion ??= found.region;
      return "";
    }
    return ASIDE.test(inside) ? "" : inside;
  });
  return { text: text.replace(NO_LETTER, ""), bracketRegion };
}

/** 超市, 都市, 小区, 村镇银行 … : 市, 县, 区, 镇 that end a word instead of a place. */
const NO_PLACE =
  /[超门都城股上集夜花鱼菜黑]市$|(?<!工业|产业|科技)园区$|[社小景校库片专地厂]区$|[村乡城]镇$|专县$/u;
/** A place below the city, read only behind a place: 奎聚街道, 千灯镇, 江南区, 保税区. One character in front only with 县. */
const LOWER_PLACE =
  /^(?:.{2,8}?(?:自治县|自治旗|开发区|保税区|高新区|实验区|示范区|新区|街道)|.{2,4}?(?:县|市|区|镇|乡)|.县|[城郊矿市]区|(?:工业园|产业园|科技园|保税|开发|高新)区|.{2}街(?!道))/u;
/** An unlisted county or city in front of everything: 元氏县, 石狮市. */
const FIRST_PLACE = /^(?:.{1,8}?(?:自治县|自治旗)|.{1,4}?(?:县|市|区))/u;
/** 市场营销, 区块链: the last character of the place begins the next word instead. */
const NEXT_WORD = /^(?:市[场政民容值井区]|区[块域间]|县域|镇江|乡村)/u;

type Places = {
  readonly length: number;
  readonly region: string | null;
  /** A county or district without its suffix was read. */
  readonly isBare: boolean;
  /** … and its name is an ordinary word as well. */
  readonly isWord: boolean;
};

/** 玄武湖, 栖霞山, 江汉路: the place's name goes on as the name of a mountain, a water or a road. */
const LANDSCAPE = /^[山江河湖岛峡路]/u;

/** Length of the place in front and its code. The brand that follows must keep two characters, or the place is the brand. */
function cutPlaces(text: string, hasBareCounties: boolean): Places {
  let at = 0;
  let region: string | null = null;
  let city: string | null = null;
  let isBare = false;
  let isWord = false;
  const first = regionAt(text, 0);
  const ownDistrict = districtAt(text, 0, null);
  if (ownDistrict !== null && ownDistrict.length > (first?.length ?? 0)) {
    at = ownDistrict.length;
  } else if (first !== null) {
    at = first.length;
    region = first.region.code;
    city = first.region.name;
    const second = regionAt(text, at);
    if (second !== null && second.region.code !== region) {
      at += second.length;
      if (isSameArea(region, second.region.code)) region = second.region.code;
      city = second.region.name;
    }
  }
  const county = countyAt(text, at, region);
  if (county !== null && (hasBareCounties || county.isSuffixed) && isSameArea(region, county.province)) {
    at += county.length;
    region ??= county.province;
    city = county.name;
    isBare = !county.isSuffixed;
    isWord = isBare && county.isWord;
  }
  for (let round = 0; round < 2; round++) {
    const district = districtAt(text, at, city);
    if (district === null || text.length - at - district.length < 2) break;
    const isOpen = !district.isSuffixed;
    if (isOpen && (!hasBareCounties || LANDSCAPE.test(text.slice(at + district.length)))) break;
    at += district.length;
    isBare ||= isOpen;
    isWord ||= isOpen && district.isWord;
  }
  for (let round = 0; round < 2; round++) {
    const place = (at > 0 ? LOWER_PLACE : FIRST_PLACE).exec(text.slice(at))?.[0];
    if (place === undefined || NO_PLACE.test(place) || (at === 0 && place.length < 2)) break;
    const end = at + place.length;
    if (text.length - end < 2 || NEXT_WORD.test(text.slice(end - 1))) break;
    at += place.length;
  }
  return { length: at, region, isBare, isWord };
}

/**
 * Takes a Chinese name apart for matching. A name that is nothing but place and business is branded by its place (湖北消费金融). A county
 * without 县 is left with the brand (望江 in 望江楼) unless `hasBareCounties` asks for the other reading.
 */
export function splitName(raw: string, { hasBareCounties = false } = {}): NameParts {
  const { text, bracketRegion } = prepare(raw);
  const { body, form, branch } = cutHanForm(text);
  const places = cutPlaces(body, hasBareCounties);
  const region = places.region ?? bracketRegion?.code ?? null;
  const rest = body.slice(places.length);
  const business = businessTypeAtEnd(rest);
  const cut =
    business === null
      ? splitBrand(rest, { hasPlace: places.length > 0, guesses: false }).length
      : rest.length - business.length;
  const placeBrand = regionAt(body, 0)?.region.name ?? body.slice(0, places.length);
  const brand = cut > 0 ? rest.slice(0, cut) : placeBrand;
  const tail = rest.slice(cut);
  const type = business?.type ?? (tail === "" ? "" : (`trade:${tail}` as const));
  return { folded: text, rest, region, brand, type, form, branch };
}

/** A word of the trade that a place in front turns into a general description, not a brand ("无锡市保险公司"). */
const GENERAL_BRAND = /^(?:中国|国际|中外|第[一二三四五六七八九十]|[东西南北中]部?)$/u;

/** Cost of reading a place whose suffix is left out, on the scale of splitBrand. */
const BARE_PLACE = -5;

function foldedBrand(company: string): string {
  const { text } = prepare(company);
  const { body } = cutHanForm(text);
  const places = cutPlaces(body, true);
  const read = brandBehind(body, places);
  if (places.isBare) {
    // 天山雪, 永安汽车运输: the county or district may begin the brand or be it, so read again with the place left in.
    const whole = brandBehind(body, cutPlaces(body, false));
    const isBrandItself = read.brand === "" && (places.isWord || regionAt(body, 0) === null);
    const isLikelier = isBrandItself || whole.score > read.score + BARE_PLACE;
    if (isLikelier && whole.brand.length >= 2) return whole.brand;
  }
  return GENERAL_BRAND.test(read.brand) ? "" : read.brand;
}

function brandBehind(body: string, places: Places): BrandSplit & { readonly brand: string } {
  const rest = body.slice(places.length);
  const split = splitBrand(rest, { hasPlace: places.length > 0, guesses: true });
  return { ...split, brand: rest.slice(0, split.length) };
}

/** The characters of the company's name that fold to the brand; the fold itself where brackets or folding part them. */
function asWritten(company: string, brand: string): string {
  let folded = "";
  const origin: number[] = [];
  const written = [...company.normalize("NFKC")].filter((char) => /[\p{L}\p{N}]/u.test(char));
  for (const [index, char] of written.entries()) {
    const form = foldText(char);
    folded += form;
    for (let i = 0; i < form.length; i++) origin.push(index);
  }
  const at = folded.indexOf(brand);
  const last = origin[at + brand.length - 1];
  return at < 0 || last === undefined ? brand : written.slice(origin[at], last + 1).join("");
}

/**
 * The brand inside a Chinese company name, as it is written there: what is left without place, trade words and legal form. Empty when the
 * name only describes ("河南省风电建设集团有限公司").
 */
export function extractBrand(company: string): string {
  const brand = foldedBrand(company);
  return brand === "" ? "" : asWritten(company, brand);
}
