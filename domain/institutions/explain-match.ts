import type { MatchCode, MatchReason } from "./match-institution.ts";

type Sentence = (params: Readonly<Record<string, string>>) => string;

const SENTENCES: Readonly<Record<MatchCode, { readonly zh: Sentence; readonly en: Sentence }>> = {
  "listed-name": {
    zh: ({ name }) => `这个名称就在“${name}”登记的名称之中。`,
    en: ({ name }) => `This is one of the names registered for ${name}.`,
  },
  "brand-and-business": {
    zh: ({ name }) => `字号和业务与“${name}”一致，地区不矛盾。`,
    en: ({ name }) => `Brand and business are those of ${name}, and the places do not contradict.`,
  },
  "same-words": {
    zh: ({ name }) => `除标点、大小写和公司形式外，与“${name}”逐词相同。`,
    en: ({ name }) => `Word for word ${name}, apart from punctuation, case and legal form.`,
  },
  "word-order": {
    zh: ({ name }) => `与“${name}”的词相同，只是顺序不同。`,
    en: ({ name }) => `The words of ${name} in another order.`,
  },
  "several-institutions": {
    zh: ({ count }) => `有 ${count} 家机构用这个名称，需要人来确认是哪一家。`,
    en: ({ count }) => `${count} institutions go by this name. A person has to say which one.`,
  },
  "place-differs": {
    zh: ({ name }) => `字号和业务像“${name}”，但地区对不上。`,
    en: ({ name }) => `Brand and business are those of ${name}, but the place is another.`,
  },
  "brand-only": {
    zh: ({ name }) => `字号与“${name}”相同，但没有说清是什么业务。`,
    en: ({ name }) => `The brand is that of ${name}, but the name does not say what business.`,
  },
  "sounds-alike": {
    zh: ({ name }) => `读音与“${name}”相同，字不同，可能是仿冒。`,
    en: ({ name }) => `Sounds like ${name} but is written otherwise. It may be an imitation.`,
  },
  "one-character-off": {
    zh: ({ name }) => `与“${name}”的字号只差一个字，可能是仿冒。`,
    en: ({ name }) => `One character away from the brand of ${name}. It may be an imitation.`,
  },
  "legal-form-differs": {
    zh: ({ name }) => `名称与“${name}”相同，但公司形式不同，可能是另一家。`,
    en: ({ name }) => `The words of ${name} with another legal form. It may be another company.`,
  },
  "spelt-alike": {
    zh: ({ name }) => `拼写与“${name}”相近。`,
    en: ({ name }) => `Spelt almost like ${name}.`,
  },
  "business-differs": {
    zh: ({ name, brand }) => `字号“${brand}”与“${name}”相同，但业务不同，不是同一家。`,
    en: ({ name, brand }) =>
      `The brand ${brand} is that of ${name}, but the business is another. They are not the same.`,
  },
  "not-in-register": {
    zh: () => "登记的机构中没有这个名称。",
    en: () => "No registered institution has this name.",
  },
  "no-name": {
    zh: () => "这里没有可以查对的名称。",
    en: () => "There is no name here to look up.",
  },
};

/** The reason of a match in one sentence. */
export function explainMatch(reason: MatchReason, locale: "zh-CN" | "en"): string {
  const sentence = SENTENCES[reason.code];
  return (locale === "en" ? sentence.en : sentence.zh)(reason.params);
}
