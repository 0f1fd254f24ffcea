import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSameName } from "./same-name.ts";

/** Any code point at all, lone surrogates included. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const anyText = fc.string({ unit: anyCharacter, maxLength: 30 });

const SAME_COMPANIES: readonly (readonly [string, string])[] = [
  ["Northwind Lending, Inc.", "NORTHWIND LENDING INC"],
  ["Northwind Lending Corporation", "Northwind Lending Corp."],
  ["The Alder & Finch Company", "Alder and Finch Company"],
  ["Blue Heron Bank G.m.b.H.", "Blue Heron Bank GmbH"],
  ["OAO Veter", "Veter JSC"],
  ["ООО «Ветер»", "Veter LLC"],
  ["Harborview Finance plc", "Harbor View Finance PLC"],
  ["Tidewater Credit Inc.", "Tidewater Crédit, Inc."],
  ["Brigade Forty-four", "Brigade 44"],
  ["Northwnid Lending", "Northwind Lending"],
  ["Merchants Credit Union of Elm", "Merchants Credit Union Elm"],
  ["陕西云溪鸣消费金融有限公司", "云溪鸣消金"],
  // Legal forms of other languages, in front or behind.
  ["Wiatr Spółka Akcyjna", "Wiatr S.A."],
  ["Rüzgar A.Ş.", "Ruzgar Anonim Şirketi"],
  ["Vítr akciová společnost", "Vitr a.s."],
  ["Tuuli Oyj Abp", "Tuuli Oyj"],
  ["Vind Aktiebolag", "AB Vind"],
  ["Angin Sdn. Bhd.", "Angin Sendirian Berhad"],
  ["Товариство з обмеженою відповідальністю «Вітер»", "ТОВ Вітер"],
  ["Άνεμος Ανώνυμη Εταιρεία", "Anemos A.E."],
  ["風車株式会社", "株式会社風車"],
  ["カザグルマ株式会社", "カザグルマ"],
  ["주식회사 바람", "바람"],
  ["Alder State Corporation", "State Corporation Alder"],
  // Shortened words, numbers, initials, other names in one.
  ["Alder Bros. Mfg. Co.", "Alder Brothers Manufacturing Company"],
  ["Alder Intl Shipping Ltd", "Alder International Shipping Limited"],
  ["27th Rifle Brigade", "27 Rifle Brigade"],
  ["Fifth Alder Bancorp", "5th Alder Bancorp"],
  ["Alder Growth Fund II L.P.", "Alder Growth Fund 2 LP"],
  ["National Elm Oil Company", "NEOC"],
  ["Elm Trade Organization (ETO)", "Elm Trade Organization"],
  ["Al-Shajara", "Al Shajara/Tree Movement"],
];

const OTHER_COMPANIES: readonly (readonly [string, string])[] = [
  ["Northwind Lending (France) SARL", "Northwind Lending (Germany) GmbH"],
  ["Northwind Lending", "Northwind Lending Services"],
  ["Northwind Bank", "Northwind Securities"],
  ["Alder II LLC", "Alder IV Partners"],
  ["ABC Credit", "XYZ Credit"],
  ["Northwind LLC", "Northwind Inc."],
  ["Bank of Elm", "Bank of Oak"],
  ["Central Bank of Iran", "Central Bank of Iraq"],
  ["Government of Austria", "Government of Australia"],
  ["27th Rifle Brigade", "72nd Rifle Brigade"],
  ["Alder Growth Fund II", "Alder Growth Fund 5"],
  ["바람전자", "바람전기"],
  ["云溪鸣消费金融有限公司", "云溪鸣银行"],
  ["云溪鸣消费金融有限公司", "云溪明消费金融有限公司"],
  ["江苏长亭晚小额贷款有限公司", "广东长亭晚小额贷款有限公司"],
];

const SAME_PEOPLE: readonly (readonly [string, string])[] = [
  ["Smith, John", "John Smith"],
  ["Dr. Ana Petrović", "Ana Petrovic"],
  ["Anna Maria Keller", "Anna Keller"],
  ["J. Keller", "Jonas Keller"],
  ["Jean-Claude Morel", "JC Morel"],
  ["Bill Carter", "William Carter"],
  ["AnnaKeller", "Anna Keller"],
  ["Анна Келлер", "Anna Keller"],
  ["Ibrahim al-Rashid", "Ibrahim el Rashid"],
];

const OTHER_PEOPLE: readonly (readonly [string, string])[] = [
  ["Anna Keller", "Maria Keller"],
  ["Anna M. Keller", "Anna T. Keller"],
  ["Omar bin Yusuf", "Yusuf bin Omar"],
  ["Anna", "Anna Maria Keller"],
  ["Kim Sok Jin", "Kim Sok Chol"],
  ["Abdul Latif Noori", "Abdul Latif Mansur"],
  ["王小明", "王小红"],
];

describe("isSameName", () => {
  it.each(SAME_COMPANIES)("one company: %s, %s", (a, b) => {
    expect(isSameName(a, b, { kind: "organisation" })).toMatchObject({ same: true });
  });
  it.each(OTHER_COMPANIES)("two companies: %s, %s", (a, b) => {
    expect(isSameName(a, b, { kind: "organisation" })).toMatchObject({ same: false });
  });
  it.each(SAME_PEOPLE)("one person: %s, %s", (a, b) => {
    expect(isSameName(a, b, { kind: "person" })).toMatchObject({ same: true });
  });
  it.each(OTHER_PEOPLE)("two persons: %s, %s", (a, b) => {
    expect(isSameName(a, b, { kind: "person" })).toMatchObject({ same: false });
  });

  const word = fc.constantFrom(
    "anna",
    "keller",
    "al",
    "bin",
    "yusuf",
    "o",
    "bank",
    "capital",
    "ii",
    "llc",
    "the",
    "云溪",
    "ветер",
    "1",
    "44",
  );
  const name = fc.oneof(
    fc.array(word, { maxLength: 6 }).map((words) => words.join(" ")),
    anyText,
  );

  it("does not depend on which name comes first, with or without the kind", () => {
    fc.assert(
      fc.property(name, name, fc.constantFrom("person", "organisation", undefined), (a, b, kind) => {
        const options = kind === undefined ? {} : ({ kind } as const);
        expect(isSameName(a, b, options)).toEqual(isSameName(b, a, options));
      }),
      { numRuns: 2000 },
    );
  });

  it("calls every name with a letter the same as itself, scored 1", () => {
    fc.assert(
      fc.property(name, (a) => {
        fc.pre(/[\p{L}\p{N}]/u.test(a));
        expect(isSameName(a, a)).toEqual({ same: true, score: 1 });
      }),
    );
  });

  it("finds nothing in common between texts without letters", () => {
    expect(isSameName("", "—")).toEqual({ same: false, score: 0 });
  });

  it("scores between 0 and 1 and never throws", () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const { score, same } = isSameName(a, b);
        expect(score >= 0 && score <= 1).toBe(true);
        expect(same).toBe(score >= 0.7);
      }),
    );
  });
});
