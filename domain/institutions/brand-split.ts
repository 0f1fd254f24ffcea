import { longestRegionName, regionByName } from "./region-names.ts";
import { isLoneTradeWord, isTradeWord, longestTradeWord, tradeLetterScore } from "./trade-words.ts";

/** Characters that people choose for a company's name: luck, light, animals, plants, waters, and those that spell foreign sounds. */
const BRAND_LETTERS = new Set(
  "鑫瑞泰恒盛源宏达华兴隆丰裕顺昌荣福祥德信诚和康安宁嘉佳美丽雅馨香悦乐欢喜庆吉利金银玉宝珍珠翠碧瑶琳琪璐玲珑玥珂珈天地日月星辰云雨雪风雷虹霞晨曦旭阳光明辉煌耀灿晟昊昱晖朗皓宇宙寰环球世纪元启创卓越优尚品" +
    "格致远博学智慧思睿哲颖敏捷凯旋胜龙凤凰鹏鹰雁鹤麒麟狮虎豹骏马牛羊鹿象鱼蝶蜂鸿燕莺梅兰竹菊松柏桂荷莲枫杏桃李樱桐梓楠榕槐柳杨东西南北中上下大小新老长久永正方圆通联合众协同力聚汇集群邦邻友亲爱仁义礼孝忠贤" +
    "圣佛禅道缘善真江河湖海洋川溪泉波涛浪潮澜沧泽润洁清淼涵滨岸港湾岛屿山岭峰岳岩石磊森林木秀茂盈满富贵发财旺进展腾飞翔跃升起立建成功业基固强健壮亿万千百双三五七八九六一二十贝蒂妮莎曼娜莉伊艾奥欧亚欣怡诺菲" +
    "斯特尔拉克莱维迪卡洛普罗玛巴赛迈伦顿瓦姆尼帝皇王御府轩阁堂楼亭苑庄园居舍家庐斋坊记氏阿哥姐妹爷婆胖妞仔娃童妙趣味鲜甜蜜酷炫沃派凡易速讯迅拓航帆舟桥峥嵘硕沛沐泓淳漫潇湘粤琼滇黔蜀渝鄂赣皖闽浙苏沪鲁豫晋冀" +
    "秦陇甘青藏疆蒙辽黑申澳京津赵齐楚吴汉唐宋梦想希望心知行领标杆冠军帅威武雄豪杰俊英才骄傲晶莹坚韧铭钧铎锐铠锦绣钰铂",
);

/**
 * Natural logarithms of rough shares, not fitted to any list: how many characters a brand has (index), a chosen and any other character
 * in it, a trade word of the table, a place or a number inside the tail, and the start of a trade word that the table does not hold.
 */
const BRAND_LENGTH = [-2.5, -14, -0.6, -1.4, -2.8, -4.2, -5.2, -6.2];
const NO_PLACE_NO_BRAND = -4.5;
const LONGER_BRAND = -0.8;
const BRAND_LETTER = -6;
const OTHER_LETTER = -8;
const LATIN_LETTER = -4;
const TRADE_WORD = -7.5;
const LONE_WORD = -3;
const PLACE = -6;
const NUMBER = -5;
const UNKNOWN_WORD = -4;
/** Trade words of one character hardly exist. */
const SINGLE_LETTER = -3;
const LONGEST_UNKNOWN = 3;

/** A name without any trade word ("丹佛斯（天津）有限公司") is rare. */
const NO_TRADE = -4;
/** 书院, 书阁, 听雨轩: houses give names, so no unknown trade word ends with one. */
const HOUSES = new Set("房院阁斋轩堂楼居苑庐亭台");

const NUMBERED = /^第[一二三四五六七八九十百\d]{1,3}/u;

function letterScore(letter: string): number {
  if (letter < "\u0370") return LATIN_LETTER;
  return BRAND_LETTERS.has(letter) ? BRAND_LETTER : OTHER_LETTER;
}

function lengthScore(length: number, hasPlace: boolean): number {
  if (length === 0 && !hasPlace) return NO_PLACE_NO_BRAND;
  const last = BRAND_LENGTH.length - 1;
  const beyond = Math.max(0, length - last) * LONGER_BRAND;
  return (BRAND_LENGTH[Math.min(length, last)] as number) + beyond;
}

/** Best score of each suffix read as trade words, places and numbers; a word the table does not hold is judged by its characters. */
function tailScores(text: string, guesses: boolean): number[] {
  const size = text.length;
  const best = new Array<number>(size + 1).fill(-Infinity);
  best[size] = 0;
  for (let at = size - 1; at >= 0; at--) {
    let top = -Infinity;
    const start = text.slice(at, at + 2);
    const longest = Math.min(Math.max(longestTradeWord(start), longestRegionName(start)), size - at);
    for (let length = 2; length <= longest; length++) {
      const word = text.slice(at, at + length);
      const after = best[at + length] as number;
      if (isTradeWord(word)) top = Math.max(top, after + TRADE_WORD);
      else if (at > 0 && regionByName(word) !== null) top = Math.max(top, after + PLACE);
    }
    if (at === size - 1 && isLoneTradeWord(text.slice(at))) top = LONE_WORD;
    const number = text[at] === "第" ? NUMBERED.exec(text.slice(at))?.[0].length : undefined;
    if (number !== undefined) top = Math.max(top, (best[at + number] as number) + NUMBER);
    let unknown = UNKNOWN_WORD;
    for (let length = 1; guesses && length <= LONGEST_UNKNOWN && at + length <= size; length++) {
      unknown += tradeLetterScore(text.charAt(at + length - 1));
      if (HOUSES.has(text.charAt(at + length - 1))) continue;
      top = Math.max(top, (best[at + length] as number) + unknown + (length === 1 ? SINGLE_LETTER : 0));
    }
    best[at] = top;
  }
  return best;
}

/** `score` is a natural logarithm: it compares readings of one name that differ in where the place ends. */
export type BrandSplit = { readonly length: number; readonly score: number };

/**
 * Where the brand ends in what follows the place: the split whose brand (its length, its characters) and tail (trade words) are together
 * the likeliest. 0 when the name only describes. `hasPlace`: a place stood in front, so that the name can do without a brand. `guesses`: a word
 * that the table does not hold may be read as one of the trade, and a name without any trade is odd; without it only known words are cut.
 */
export function splitBrand(
  text: string,
  how: { readonly hasPlace: boolean; readonly guesses: boolean },
): BrandSplit {
  const { hasPlace, guesses } = how;
  const tails = tailScores(text, guesses);
  let letters = 0;
  let best = { length: 0, score: (tails[0] as number) + lengthScore(0, hasPlace) };
  for (let length = 1; length <= text.length; length++) {
    letters += letterScore(text.charAt(length - 1));
    const tail = length === text.length && guesses ? NO_TRADE : (tails[length] as number);
    const score = letters + lengthScore(length, hasPlace) + tail;
    if (score > best.score) best = { length, score };
  }
  return best;
}
