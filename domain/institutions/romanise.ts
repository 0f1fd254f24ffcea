import { syllablesOf } from "#domain/matching/pinyin-key.ts";

/**
 * One plain Latin spelling for the scripts that company and person names come in, good enough to compare sounds across scripts, not for
 * display. Pairs are written `letter:latin`; a letter without Latin is silent.
 */
const TABLES = [
  // Cyrillic, after ICAO Doc 9303 with i for й; Ukrainian, Serbian, Kazakh and Mongolian letters included.
  "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:iu я:ia і:i ї:i є:e ґ:g ђ:dj ј:j љ:lj њ:nj ћ:c џ:dz ѓ:g ќ:k ѕ:dz ў:u ү:u ұ:u ө:o ә:a қ:k ғ:g ң:n һ:h",
  "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o",
  "ա:a բ:b գ:g դ:d ե:e զ:z է:e ը:y թ:t ժ:zh ի:i լ:l խ:kh ծ:ts կ:k հ:h ձ:dz ղ:gh ճ:ch մ:m յ:y ն:n շ:sh ո:o չ:ch պ:p ջ:j ռ:r ս:s վ:v տ:t ր:r ց:ts ւ:u փ:p ք:k օ:o ֆ:f և:ev",
  "ა:a ბ:b გ:g დ:d ე:e ვ:v ზ:z თ:t ი:i კ:k ლ:l მ:m ნ:n ო:o პ:p ჟ:zh რ:r ს:s ტ:t უ:u ფ:p ქ:k ღ:gh ყ:q შ:sh ჩ:ch ც:ts ძ:dz წ:ts ჭ:ch ხ:kh ჯ:j ჰ:h",
  "א:a ב:b ג:g ד:d ה:h ו:v ז:z ח:h ט:t י:y כ:k ך:k ל:l מ:m ם:m נ:n ן:n ס:s ע:a פ:p ף:p צ:ts ץ:ts ק:k ר:r ש:sh ת:t",
  "ا:a أ:a إ:i آ:a ٱ:a ب:b ت:t ث:th ج:j ح:h خ:kh د:d ذ:dh ر:r ز:z س:s ش:sh ص:s ض:d ط:t ظ:z ع:a غ:gh ف:f ق:q ك:k ک:k ل:l م:m ن:n ه:h ة:a و:w ؤ:w ي:y ى:a ی:y ئ:y ء: پ:p چ:ch ژ:zh گ:g ڤ:v ے:e ں:n ٹ:t ڈ:d ڑ:r",
  "अ:a आ:a इ:i ई:i उ:u ऊ:u ऋ:ri ए:e ऐ:ai ओ:o औ:au क:k ख:kh ग:g घ:gh च:ch छ:chh ज:j झ:jh ट:t ठ:th ड:d ढ:dh ण:n त:t थ:th द:d ध:dh न:n प:p फ:f ब:b भ:bh म:m य:y र:r ल:l व:v श:sh ष:sh स:s ह:h ा:a ि:i ी:i ु:u ू:u े:e ै:ai ो:o ौ:au ं:n ँ:n ः: ्: ़: ृ:ri",
  "ア:a イ:i ウ:u エ:e オ:o カ:ka キ:ki ク:ku ケ:ke コ:ko サ:sa シ:shi ス:su セ:se ソ:so タ:ta チ:chi ツ:tsu テ:te ト:to ナ:na ニ:ni ヌ:nu ネ:ne ノ:no ハ:ha ヒ:hi フ:fu ヘ:he ホ:ho マ:ma ミ:mi ム:mu メ:me モ:mo ヤ:ya ユ:yu ヨ:yo ラ:ra リ:ri ル:ru レ:re ロ:ro ワ:wa ヲ:o ン:n ガ:ga ギ:gi グ:gu ゲ:ge ゴ:go ザ:za ジ:ji ズ:zu ゼ:ze ゾ:zo ダ:da ヂ:ji ヅ:zu デ:de ド:do バ:ba ビ:bi ブ:bu ベ:be ボ:bo パ:pa ピ:pi プ:pu ペ:pe ポ:po ヴ:vu ァ:a ィ:i ゥ:u ェ:e ォ:o ャ:ya ュ:yu ョ:yo ッ: ー:",
  "ø:o œ:oe æ:ae ß:ss ł:l đ:d ð:d þ:th ı:i ħ:h ŋ:n ə:a ƒ:f",
];

const latinOf = new Map<string, string>();
for (const table of TABLES) {
  for (const pair of table.split(" ")) {
    const [letter = "", latin = ""] = pair.split(":");
    latinOf.set(letter, latin);
  }
}

const INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".split(" ");
const MEDIALS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(" ");
const FINALS = "- k k k n n n t l k m p l l p l m p p t t ng t t k t p t".split(" ");

/** A Hangul syllable by the Revised Romanization, letter by letter. */
function hangul(code: number): string {
  const at = code - 0xac00;
  const letters = [INITIALS[Math.floor(at / 588)], MEDIALS[Math.floor((at % 588) / 28)], FINALS[at % 28]];
  return letters.filter((letter) => letter !== "-").join("");
}

/** Whether the letters of the text are Latin, so that romanising changes nothing but accents. */
export function isLatinText(text: string): boolean {
  return /^[\p{Script=Latin}\P{L}]*$/u.test(text);
}

const HAN_RUN = /\p{Script=Han}+/gu;

/** Lower-case Latin letters for lower-case text of any script of the table; accents dropped, other letters kept as they are. */
export function romanise(text: string): string {
  const spelled = text.replace(HAN_RUN, (run) => ` ${syllablesOf(run).join(" ")} `);
  let out = "";
  for (const char of spelled.normalize("NFC")) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xac00 && code <= 0xd7a3) out += ` ${hangul(code)}`;
    else if (code >= 0x3041 && code <= 0x3096) out += latinOf.get(String.fromCodePoint(code + 0x60)) ?? char;
    else out += latinOf.get(char) ?? withoutMarks(char);
  }
  return out;
}

/** ώ is ω with a mark: both its parts are looked up, a mark without Latin is dropped. */
function withoutMarks(char: string): string {
  return [...char.normalize("NFD")]
    .map((part) => latinOf.get(part) ?? (/\p{M}/u.test(part) ? "" : part))
    .join("");
}

const ABJAD = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** Scripts that leave most vowels out: names in them are compared by consonants. */
export function isAbjad(text: string): boolean {
  return ABJAD.test(text);
}

const SAME_SOUND: readonly (readonly [RegExp, string])[] = [
  [/ph/g, "f"],
  [/(?:ck|q|kh|gh)/g, "k"],
  [/(?:tsch|tch|ch|sh|sch|zh|j)/g, "c"],
  [/(?:ts|tz|z|x)/g, "s"],
  [/[bp]/g, "p"],
  [/[vf]/g, "f"],
  [/[dt]h?/g, "t"],
  [/c(?=[aou]|$)/g, "k"],
  [/[gk]/g, "k"],
  [/[aeiouyhw]/g, ""],
  [/(.)\1+/g, "$1"],
];

/** Consonants by class, for names from different scripts: "fernando perez" and "frnandw byryz" both read fr… */
export function consonants(word: string): string {
  return SAME_SOUND.reduce((text, [pattern, to]) => text.replace(pattern, to), word);
}
