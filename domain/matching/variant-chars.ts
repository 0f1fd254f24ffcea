/**
 * Characters that Unicode's compatibility form and the traditional-to-simplified table leave apart although people read them as one.
 * Each string is a run of pairs: the variant, then the character it stands for.
 *
 * Left out on purpose: characters that are one another's look-alike but words of their own (徽 for 微), because a fold must never make
 * one real word out of another; and variants that the 2013 table of standard characters allows in names (喆, 堃, 淼, 甯).
 */

/** Variants retired by the first table of variant characters (1955, with its later restorations), and shapes from other fonts' code points. */
const RETIRED =
  "欵款歀款峯峰羣群畧略牀床衆众恆恒囬回囘回卋世亾亡凴凭冐冒荅答冊册兎兔刧劫刼劫卽即呌叫噐器坿附塲场夀寿娯娱寳宝尅克嵗岁幇帮廵巡徃往" +
  "徧遍悮误慙惭懽欢戶户捄救搃总摠总敎教旣既昰是朞期栢柏桺柳槑梅毎每氷冰沒没淸清溫温滙汇災灾爲为牋笺猨猿瑠琉甁瓶畆亩畵画疎疏皁皂盃杯" +
  "眞真碁棋祕秘稅税窓窗竒奇筭算絕绝緖绪縂总罸罚肎肯脗吻脫脱舘馆茘荔菓果蔴麻衞卫覩睹觧解說说貮贰賍赃躭耽迯逃鄕乡醻酬鎻锁閱阅隣邻韮韭" +
  "頋顾頟额駡骂髙高鬪斗黃黄鼔鼓";

/** Japanese forms that are no Chinese character of their own today. */
const JAPANESE =
  "銭钱売卖読读転转伝传収收様样蔵藏沢泽択择桜樱歓欢権权観观検检険险験验剣剑圏圈駅驿訳译塩盐応应仮假価价覚觉拡扩単单弾弹戦战続续総总" +
  "捜搜聴听逓递鉄铁徳德悩恼脳脑発发髪发県县払拂仏佛変变辺边歩步豊丰薬药頼赖覧览両两緑绿涙泪塁垒霊灵齢龄暦历歴历労劳録录亜亚悪恶囲围" +
  "壱壹隠隐栄荣営营縁缘経经済济関关気气図图団团円圆広广戸户黒黑顕显実实乗乘剰剩浄净譲让醸酿畳叠児儿斉齐粛肃従从縦纵渋涩焼烧奨奖";

/** Radicals with code points of their own (U+2E80–2EFF) that the compatibility form does not fold. */
const RADICALS =
  "⻉贝⻋车⻓长⻔门⻘青⻚页⻛风⻜飞⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⺠民⺟母⺝月⺼月⻄西⻅见⻆角⻝食⺮竹⺘手⺡水⺣火⺩王⺾草⻌走⻏邑⺌小⺆冂";

/** Strokes that stand for a bar or a dot between characters ("微丨信") and mean nothing as characters today. */
const STROKES = "丨|丶·";

/** Letters and digits in circles and squares, small capitals and look-alikes inside the Latin script. */
const LETTERS = "ıiɑaɡgɩiᴀaʙbᴄcᴅdᴇeɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrᴛtᴜuᴠvᴡwʏyᴢz";

/** Looks like the Latin letter in print at any size: folded even in a word without a Latin letter ("АРР" in Cyrillic). */
const CLOSE_LOOKALIKES =
  "аaеeоoрpсcуyхxіiјjѕsԁdԛqԝwһhАaВbЕeКkМmНhОoРpСcТtУyХxІiЈjЅsΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧxοoνv";

/** Looks like the Latin letter only beside Latin letters: folded only in a word that has one. */
const LOOSE_LOOKALIKES = "вbнhмmтtкkѵvӏlαaεeιiκkρpτtυuχxγyωwηnμuσo";

function pairs(...tables: string[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const table of tables) {
    const chars = [...table];
    for (let i = 0; i + 1 < chars.length; i += 2) map.set(chars[i] as string, chars[i + 1] as string);
  }
  return map;
}

/** Code points of letters and digits in black circles and squares, which have no compatibility form: start, first character, count. */
const ENCLOSED: readonly (readonly [number, number, number])[] = [
  [0x1f150, 0x61, 26],
  [0x1f170, 0x61, 26],
  [0x1f1e6, 0x61, 26],
  [0x2776, 0x31, 9],
  [0x2780, 0x31, 9],
  [0x278a, 0x31, 9],
  [0x24f5, 0x31, 9],
];

function enclosed(): [string, string][] {
  const list: [string, string][] = [
    ["\u24ff", "0"],
    ["\u{1f10c}", "0"],
  ];
  for (const [start, first, count] of ENCLOSED) {
    for (let i = 0; i < count; i++)
      list.push([String.fromCodePoint(start + i), String.fromCharCode(first + i)]);
  }
  for (const start of [0x277f, 0x2789, 0x2793, 0x24fe]) list.push([String.fromCodePoint(start), "10"]);
  return list;
}

/** Variant to the one form used here; every value is its own fold. */
export const VARIANTS: ReadonlyMap<string, string> = new Map([
  ...pairs(RETIRED, JAPANESE, RADICALS, STROKES, LETTERS),
  ...enclosed(),
]);

export const CLOSE_HOMOGLYPHS = pairs(CLOSE_LOOKALIKES);
export const LOOSE_HOMOGLYPHS = pairs(LOOSE_LOOKALIKES);
