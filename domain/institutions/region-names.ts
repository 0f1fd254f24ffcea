/**
 * Provinces and prefectures of GB/T 2260 in their short names, with their codes. A province line is `code name kind`; its prefectures
 * follow as `last two digits of the four-digit code` + name. Names keep 盟 and 州 only where the short form is a word of its own.
 */
const TABLE = `
11 北京 市
12 天津 市
13 河北 省: 01石家庄 02唐山 03秦皇岛 04邯郸 05邢台 06保定 07张家口 08承德 09沧州 10廊坊 11衡水
14 山西 省: 01太原 02大同 03阳泉 04长治 05晋城 06朔州 07晋中 08运城 09忻州 10临汾 11吕梁
15 内蒙古 自治区: 01呼和浩特 02包头 03乌海 04赤峰 05通辽 06鄂尔多斯 07呼伦贝尔 08巴彦淖尔 09乌兰察布 22兴安盟 25锡林郭勒 29阿拉善
21 辽宁 省: 01沈阳 02大连 03鞍山 04抚顺 05本溪 06丹东 07锦州 08营口 09阜新 10辽阳 11盘锦 12铁岭 13朝阳 14葫芦岛
22 吉林 省: 01长春 02吉林 03四平 04辽源 05通化 06白山 07松原 08白城 24延边
23 黑龙江 省: 01哈尔滨 02齐齐哈尔 03鸡西 04鹤岗 05双鸭山 06大庆 07伊春 08佳木斯 09七台河 10牡丹江 11黑河 12绥化 27大兴安岭
31 上海 市
32 江苏 省: 01南京 02无锡 03徐州 04常州 05苏州 06南通 07连云港 08淮安 09盐城 10扬州 11镇江 12泰州 13宿迁
33 浙江 省: 01杭州 02宁波 03温州 04嘉兴 05湖州 06绍兴 07金华 08衢州 09舟山 10台州 11丽水
34 安徽 省: 01合肥 02芜湖 03蚌埠 04淮南 05马鞍山 06淮北 07铜陵 08安庆 10黄山 11滁州 12阜阳 13宿州 15六安 16亳州 17池州 18宣城
35 福建 省: 01福州 02厦门 03莆田 04三明 05泉州 06漳州 07南平 08龙岩 09宁德
36 江西 省: 01南昌 02景德镇 03萍乡 04九江 05新余 06鹰潭 07赣州 08吉安 09宜春 10抚州 11上饶
37 山东 省: 01济南 02青岛 03淄博 04枣庄 05东营 06烟台 07潍坊 08济宁 09泰安 10威海 11日照 13临沂 14德州 15聊城 16滨州 17菏泽 12莱芜
41 河南 省: 01郑州 02开封 03洛阳 04平顶山 05安阳 06鹤壁 07新乡 08焦作 09濮阳 10许昌 11漯河 12三门峡 13南阳 14商丘 15信阳 16周口 17驻马店 90济源
42 湖北 省: 01武汉 02黄石 03十堰 05宜昌 06襄阳 07鄂州 08荆门 09孝感 10荆州 11黄冈 12咸宁 13随州 28恩施 90仙桃 90潜江 90天门 90神农架
43 湖南 省: 01长沙 02株洲 03湘潭 04衡阳 05邵阳 06岳阳 07常德 08张家界 09益阳 10郴州 11永州 12怀化 13娄底 31湘西
44 广东 省: 01广州 02韶关 03深圳 04珠海 05汕头 06佛山 07江门 08湛江 09茂名 12肇庆 13惠州 14梅州 15汕尾 16河源 17阳江 18清远 19东莞 20中山 51潮州 52揭阳 53云浮
45 广西 自治区: 01南宁 02柳州 03桂林 04梧州 05北海 06防城港 07钦州 08贵港 09玉林 10百色 11贺州 12河池 13来宾 14崇左
46 海南 省: 01海口 02三亚 03三沙 04儋州
50 重庆 市
51 四川 省: 01成都 03自贡 04攀枝花 05泸州 06德阳 07绵阳 08广元 09遂宁 10内江 11乐山 13南充 14眉山 15宜宾 16广安 17达州 18雅安 19巴中 20资阳 32阿坝 33甘孜 34凉山
52 贵州 省: 01贵阳 02六盘水 03遵义 04安顺 05毕节 06铜仁 23黔西南 26黔东南 27黔南
53 云南 省: 01昆明 03曲靖 04玉溪 05保山 06昭通 07丽江 08普洱 09临沧 23楚雄 25红河 26文山 28西双版纳 29大理 31德宏 33怒江 34迪庆
54 西藏 自治区: 01拉萨 02日喀则 03昌都 04林芝 05山南 06那曲 25阿里地区
61 陕西 省: 01西安 02铜川 03宝鸡 04咸阳 05渭南 06延安 07汉中 08榆林 09安康 10商洛
62 甘肃 省: 01兰州 02嘉峪关 03金昌 04白银 05天水 06武威 07张掖 08平凉 09酒泉 10庆阳 11定西 12陇南 29临夏 30甘南
63 青海 省: 01西宁 02海东 22海北州 23黄南州 25海南州 26果洛 27玉树 28海西州
64 宁夏 自治区: 01银川 02石嘴山 03吴忠 04固原 05中卫
65 新疆 自治区: 01乌鲁木齐 02克拉玛依 04吐鲁番 05哈密 23昌吉 27博尔塔拉 28巴音郭楞 29阿克苏 30克孜勒苏 31喀什 32和田 40伊犁 42塔城 43阿勒泰 90石河子
71 台湾 省
81 香港 特别行政区
82 澳门 特别行政区`;

/** What may follow a region's short name and still be part of it, longest first. */
const SUFFIXES: readonly string[] = [
  "维吾尔自治区",
  "壮族自治区",
  "回族自治区",
  "特别行政区",
  "哈萨克自治州",
  "土家族苗族自治州",
  "布依族苗族自治州",
  "苗族侗族自治州",
  "藏族羌族自治州",
  "傣族景颇族自治州",
  "哈尼族彝族自治州",
  "朝鲜族自治州",
  "蒙古族藏族自治州",
  "蒙古自治州",
  "柯尔克孜自治州",
  "傈僳族自治州",
  "藏族自治州",
  "彝族自治州",
  "白族自治州",
  "傣族自治州",
  "壮族苗族自治州",
  "回族自治州",
  "自治区",
  "自治州",
  "地区",
  "省",
  "市",
  "州",
  "盟",
  "县",
  "区",
];

export type Region = {
  /** GB/T 2260, six digits: province `330000`, prefecture `330100`. A county of a province without a known prefecture keeps its province's. */
  readonly code: string;
  /** Short name without 省 or 市. */
  readonly name: string;
};

const byName = new Map<string, Region>();
const nameOf = new Map<string, string>();
const longestBy = new Map<string, number>();
let longestName = 0;

function add(name: string, code: string): void {
  // 吉林 is a province and its city: the province, which contradicts less, wins.
  if (!byName.has(name)) byName.set(name, { code, name });
  if (!nameOf.has(code)) nameOf.set(code, name);
  longestName = Math.max(longestName, name.length);
  const start = name.slice(0, 2);
  longestBy.set(start, Math.max(longestBy.get(start) ?? 0, name.length));
}

for (const line of TABLE.trim().split("\n")) {
  const [head = "", tail = ""] = line.split(":");
  const [province = "", name = ""] = head.trim().split(" ");
  add(name, `${province}0000`);
  for (const entry of tail.trim().split(" ").filter(Boolean)) {
    const part = entry.slice(0, 2);
    add(entry.slice(2), part === "90" ? `${province}9000` : `${province}${part}00`);
  }
}

/** The province or prefecture with this short name, or null. */
export function regionByName(name: string): Region | null {
  return byName.get(name) ?? null;
}

/** Length of the longest region's short name that begins with these two characters; 0 when none does. */
export function longestRegionName(start: string): number {
  return longestBy.get(start) ?? 0;
}

/** Short Chinese name of a region code, of its prefecture or province where the code is finer; null when unknown. */
export function regionName(code: string): string | null {
  return (
    nameOf.get(code) ?? nameOf.get(`${code.slice(0, 4)}00`) ?? nameOf.get(`${code.slice(0, 2)}0000`) ?? null
  );
}

/**
 * The province or prefecture that stands at a place of a folded Chinese text, with its suffix (省, 市, 自治区 …), longest name first.
 * `length` counts both.
 */
export function regionAt(
  text: string,
  at: number,
): { readonly region: Region; readonly length: number } | null {
  for (let size = Math.min(longestName, text.length - at); size >= 2; size--) {
    const region = byName.get(text.slice(at, at + size));
    if (region === undefined) continue;
    for (const suffix of SUFFIXES) {
      // 州 alone is a suffix only of autonomous prefectures, and 盟, 地区 may already be part of the name.
      if (text.startsWith(suffix, at + size) && !isWordStart(text, at + size)) {
        return { region, length: size + suffix.length };
      }
    }
    return { region, length: size };
  }
  return null;
}

/** 市场, 市政, 省心 … : the suffix character begins a word instead of ending the region. */
const WORDS = [
  "市场",
  "市政",
  "市民",
  "市容",
  "省心",
  "省钱",
  "地区性",
  "州际",
  "盟友",
  "市值",
  "区域",
  "区块",
  "县域",
];

function isWordStart(text: string, at: number): boolean {
  return WORDS.some((word) => text.startsWith(word, at));
}

/** Whether two region codes can be the same place: one is, or contains, the other. Null is unknown and agrees with everything. */
export function isSameArea(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return true;
  if (a.slice(0, 2) !== b.slice(0, 2)) return false;
  const isProvinceOnly = a.slice(2, 4) === "00" || b.slice(2, 4) === "00";
  return isProvinceOnly || a.slice(2, 4) === b.slice(2, 4);
}
