/**
 * The closed lists that tell numbers, dates, links and names of people from the words of a message. A wrong hit costs little: the same
 * words are read the same way in every copy of a message.
 */

/** Numerals that can begin a number, on their own or before a magnitude. */
export const ONES = "〇零一二三四五六七八九两幺壹贰叁肆伍陆柒捌玖";
/** Magnitudes: they continue a number, and 5万 and 50000 are one kind of thing. */
export const MAGNITUDES = "十百千万亿拾佰仟";
export const CURRENCY = "元块圆";
export const DATE_UNITS = "年月日号时点分秒";
/** Of these a single Han numeral is no date: 一点, 一时, 一分. */
export const LOOSE_DATE_UNITS = "时点分秒";

/** The most frequent surnames (national household statistics), without those that are rarely a name before a title. */
export const SURNAMES =
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧";

/** What follows the name of a person. */
export const TITLES: readonly string[] = [
  "先生",
  "女士",
  "小姐",
  "经理",
  "主任",
  "主管",
  "专员",
  "顾问",
  "老师",
  "律师",
  "警官",
  "法官",
  "老板",
  "会计",
];

/** A name of two or three characters stands before these at the start of a sentence: 张三您好. */
export const GREETINGS: readonly string[] = ["您好", "你好"];

/** A letters-only word behind one of these is an account, not a word: 微信号 abcdef, qq, vx. */
export const ACCOUNT_LABELS: readonly string[] = [
  "微信",
  "信号",
  "账号",
  "帐号",
  "加v",
  "qq",
  "vx",
  "wx",
  "wechat",
  "weixin",
];

/** Endings by which a host is known without http:// or www. */
export const TOP_DOMAINS: ReadonlySet<string> = new Set(
  (
    "com cn net org gov edu info biz top xyz vip cc me io co tv hk tw us uk eu de jp ru in app shop site online club link live work " +
    "icu ltd ink pro wang fun tech store cloud space website asia mobi name red ren win bid loan click gd la ly im so sh ws tk ml ga cf gq"
  ).split(" "),
);
