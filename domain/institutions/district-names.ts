/**
 * Districts of cities and trading towns of counties in their short names, for company names that drop 区 or 镇 ("广州天河贝朗电脑经营部").
 * One is read as a place only behind its own city; in front of everything only with 区. Names that are ordinary words stand after `|`: with nothing behind them but a trade
 * they are the brand.
 */
const TABLE = `
北京 东城 西城 海淀 丰台 石景山 门头沟 房山 通州 顺义 昌平 大兴 怀柔 平谷 密云 延庆 亦庄 中关村 | 朝阳
天津 河东 河西 南开 河北 红桥 东丽 西青 津南 北辰 武清 宝坻 宁河 静海 蓟州 塘沽 滨海 滨海新区 | 和平
上海 黄浦 徐汇 长宁 静安 普陀 虹口 杨浦 闵行 宝山 嘉定 浦东 浦东新区 松江 青浦 奉贤 崇明 闸北 卢湾 | 金山
重庆 万州 涪陵 渝中 大渡口 沙坪坝 九龙坡 南岸 北碚 綦江 大足 渝北 巴南 黔江 江津 合川 永川 南川 璧山 铜梁 潼南 荣昌 开州 梁平 武隆 两江新区 | 江北 长寿
石家庄 桥西 裕华 井陉矿区 藁城 鹿泉 栾城 | 长安 新华
唐山 路南 路北 古冶 开平 丰南 丰润 曹妃甸
秦皇岛 海港 山海关 北戴河 抚宁
邯郸 邯山 丛台 复兴 峰峰矿 肥乡 永年
邢台 襄都 信都 任泽 南和 桥东 桥西
保定 竞秀 莲池 满城 清苑 徐水
张家口 桥东 桥西 宣化 下花园 万全 崇礼
沧州 运河 | 新华
廊坊 安次 广阳
衡水 桃城 冀州
太原 小店 迎泽 杏花岭 尖草坪 万柏林 晋源
大同 平城 云冈 云州 新荣
呼和浩特 新城 回民 玉泉 赛罕
包头 东河 昆都仑 青山 石拐 九原
赤峰 红山 元宝山 松山
鄂尔多斯 东胜 康巴什
呼伦贝尔 海拉尔 扎赉诺尔
沈阳 沈河 大东 皇姑 铁西 苏家屯 浑南 沈北新区 于洪 辽中 | 和平
大连 中山 西岗 沙河口 甘井子 旅顺口 旅顺 金州 普兰店 开发区
鞍山 铁东 铁西 立山 千山
抚顺 新抚 东洲 望花 顺城
锦州 古塔 凌河 太和
营口 站前 西市 鲅鱼圈 老边
长春 南关 宽城 二道 绿园 双阳 九台 | 朝阳
吉林 昌邑 龙潭 船营 丰满
哈尔滨 道里 南岗 道外 平房 松北 香坊 呼兰 阿城 双城
齐齐哈尔 龙沙 建华 铁锋 昂昂溪 富拉尔基
大庆 萨尔图 龙凤 让胡路 红岗 大同
牡丹江 东安 阳明 爱民 西安
南京 玄武 秦淮 建邺 鼓楼 浦口 栖霞 雨花台 江宁 六合 溧水 高淳 下关 白下
无锡 锡山 惠山 滨湖 梁溪 新吴 崇安 南长 北塘
徐州 鼓楼 云龙 贾汪 泉山 铜山
常州 天宁 钟楼 新北 武进 金坛
苏州 虎丘 吴中 相城 姑苏 吴江 工业园 工业园区 新区 高新区
南通 崇川 港闸 通州 海门
连云港 连云 海州 赣榆 新浦
淮安 清江浦 淮阴 淮安 洪泽 清浦
盐城 亭湖 盐都 大丰
扬州 广陵 邗江 江都 维扬
镇江 京口 润州 丹徒
泰州 海陵 高港 姜堰
宿迁 宿城 宿豫
杭州 上城 下城 拱墅 西湖 滨江 萧山 余杭 临平 钱塘 富阳 临安 下沙
宁波 海曙 江北 镇海 北仑 鄞州 奉化 江东
温州 鹿城 龙湾 瓯海 洞头
嘉兴 南湖 秀洲
湖州 吴兴 南浔 织里
绍兴 越城 柯桥 上虞
金华 婺城 金东
衢州 柯城 衢江
舟山 定海 普陀
台州 椒江 黄岩 路桥
合肥 瑶海 庐阳 蜀山 包河 肥东 肥西
芜湖 镜湖 弋江 鸠江 湾沚 繁昌
蚌埠 龙子湖 蚌山 禹会 淮上
淮南 田家庵 谢家集 八公山 潘集
马鞍山 花山 雨山 博望
安庆 迎江 大观 宜秀
阜阳 颍州 颍东 颍泉
六安 金安 裕安 叶集
亳州 谯城
黄山 屯溪 徽州
福州 鼓楼 台江 仓山 马尾 晋安 长乐
厦门 思明 海沧 湖里 集美 同安 翔安
莆田 城厢 涵江 荔城 秀屿
泉州 鲤城 丰泽 洛江 泉港
漳州 芗城 龙文 龙海 长泰
龙岩 新罗 永定
宁德 蕉城
南昌 东湖 西湖 青云谱 青山湖 新建 红谷滩
九江 浔阳 濂溪 柴桑
赣州 章贡 南康 赣县
景德镇 昌江 珠山
上饶 信州 广丰 广信
济南 历下 市中 槐荫 天桥 历城 长清 章丘 济阳 莱芜 钢城
青岛 市南 市北 黄岛 崂山 李沧 城阳 即墨 胶州 四方
淄博 淄川 张店 博山 临淄 周村
烟台 芝罘 福山 牟平 莱山 蓬莱
潍坊 潍城 寒亭 坊子 奎文
济宁 任城 兖州
泰安 泰山 岱岳
威海 环翠 文登
临沂 兰山 罗庄 河东
德州 德城 陵城
聊城 东昌府 茌平
菏泽 牡丹 定陶
日照 东港 岚山
郑州 中原 二七 管城 金水 上街 惠济 郑东 郑东新区
洛阳 老城 西工 瀍河 涧西 洛龙 偃师 孟津
开封 龙亭 顺河 鼓楼 祥符
安阳 文峰 北关 殷都 龙安
新乡 红旗 卫滨 凤泉 牧野
焦作 解放 中站 马村 山阳
许昌 魏都 建安
南阳 宛城 卧龙
商丘 梁园 睢阳
信阳 浉河 平桥
周口 川汇 淮阳
驻马店 驿城
武汉 江岸 江汉 硚口 汉阳 武昌 青山 洪山 东西湖 汉南 蔡甸 江夏 黄陂 新洲 汉口 光谷
襄阳 襄城 樊城 襄州
宜昌 西陵 伍家岗 点军 猇亭 夷陵
荆州 沙市 荆州
黄石 黄石港 西塞山 下陆
十堰 茅箭 张湾 郧阳
长沙 芙蓉 天心 岳麓 开福 雨花 望城
株洲 荷塘 芦淞 石峰 天元 渌口
湘潭 雨湖 岳塘
衡阳 珠晖 雁峰 石鼓 蒸湘 南岳
岳阳 岳阳楼 云溪 君山
常德 武陵 鼎城
广州 荔湾 越秀 海珠 天河 白云 黄埔 番禺 花都 南沙 从化 增城 萝岗
深圳 罗湖 福田 南山 宝安 龙岗 盐田 坪山 大鹏 龙华 | 光明
珠海 香洲 斗门 金湾 横琴
汕头 龙湖 金平 濠江 潮阳 潮南 澄海
佛山 禅城 南海 顺德 三水 高明
江门 蓬江 江海 新会
湛江 赤坎 霞山 坡头 麻章
茂名 茂南 电白
肇庆 端州 鼎湖 高要
惠州 惠城 惠阳 大亚湾 仲恺
梅州 梅江 梅县
清远 清城 清新
东莞 虎门 长安镇 厚街 寮步 石碣 常平 塘厦 凤岗 莞城 南城 大朗 樟木头
中山 小榄 石岐 三乡 坦洲
揭阳 榕城 揭东
潮州 湘桥 潮安
南宁 兴宁 青秀 江南 西乡塘 良庆 邕宁 武鸣
柳州 城中 鱼峰 柳南 柳北 柳江
桂林 秀峰 叠彩 象山 七星 雁山 临桂
海口 秀英 龙华 琼山 美兰
三亚 海棠 吉阳 崖州
成都 锦江 青羊 金牛 武侯 成华 龙泉驿 青白江 新都 温江 双流 郫都 新津 天府 天府新区
绵阳 涪城 游仙 安州
自贡 自流井 贡井 大安 沿滩
泸州 江阳 纳溪 龙马潭
德阳 旌阳 罗江
南充 顺庆 高坪 嘉陵
宜宾 翠屏 南溪 叙州
乐山 市中 沙湾 五通桥 金口河
贵阳 南明 云岩 花溪 乌当 白云 观山湖
遵义 红花岗 汇川 播州
昆明 五华 盘龙 官渡 西山 东川 呈贡 晋宁
曲靖 麒麟 沾益 马龙
西安 新城 碑林 莲湖 灞桥 未央 雁塔 阎良 临潼 高陵 鄠邑 | 长安
咸阳 秦都 杨陵 渭城
宝鸡 渭滨 金台 陈仓
榆林 榆阳 横山
兰州 城关 七里河 西固 安宁 红古
西宁 城东 城中 城西 城北 湟中
银川 兴庆 西夏 金凤
乌鲁木齐 天山 沙依巴克 新市 水磨沟 头屯河 达坂城 米东
拉萨 城关 堆龙德庆
义乌 稠城 稠江 北苑 江东 后宅 廿三里 福田 城西 佛堂 苏溪 上溪 大陈 义亭 赤岸
东阳 横店 吴宁 南马 巍山 白云 江北 六石
永康 古山 芝英 东城 西城 江南 石柱 龙山 象珠
海宁 硖石 海昌 海洲 马桥 许村 长安镇 斜桥 盐官 周王庙 袁花 丁桥 黄湾
桐乡 梧桐 凤鸣 濮院 崇福 洲泉 乌镇 屠甸 石门 大麻 河山 高桥
平湖 当湖 钟埭 曹桥 新埭 乍浦 新仓 独山港
诸暨 大唐 暨阳 浣东 陶朱 店口 枫桥 草塔 山下湖 牌头
余姚 阳明 梨洲 凤山 兰江 泗门 低塘 马渚 丈亭
慈溪 浒山 白沙路 观海卫 周巷 逍林 横河 龙山 宗汉 坎墩 庵东 长河
乐清 柳市 虹桥 北白象 乐成 白石 清江 大荆 翁垟
瑞安 塘下 安阳 莘塍 飞云 马屿 仙降 上望 汀田
平阳 鳌江 水头 昆阳 萧江
苍南 龙港 灵溪 宜山 钱库 金乡
永嘉 瓯北 桥头 桥下 上塘
温岭 太平 大溪 泽国 新河 箬横 松门 横峰
临海 古城 大洋 杜桥 东塍
玉环 楚门 清港 坎门 大麦屿
常熟 虞山 海虞 招商城 碧溪 梅李 古里 沙家浜 支塘 辛庄 尚湖 琴川 莫城
昆山 玉山 巴城 周市 陆家 花桥 淀山湖 张浦 周庄 千灯 锦溪
太仓 城厢 沙溪 浏河 浮桥 璜泾 双凤 娄东
张家港 杨舍 塘桥 金港 锦丰 乐余 凤凰 南丰 大新
江阴 澄江 周庄 华士 新桥 长泾 青阳 徐霞客 璜土 利港 申港 南闸 云亭
宜兴 丁蜀 宜城 官林 和桥 张渚 高塍
丹阳 云阳 皇塘 访仙 丹北
海门 三星 叠石桥 三厂 海门街道
晋江 陈埭 青阳 池店 安海 磁灶 东石 英林 深沪 金井 龙湖 内坑 罗山 梅岭 西园 灵源
石狮 灵秀 湖滨 凤里 宝盖 蚶江 永宁 祥芝 鸿山 锦尚
南安 水头 官桥 石井 溪美 柳城 美林 霞美 洪濑 仑苍
福清 龙田 高山 宏路 音西 玉屏 江阴
普宁 流沙 流沙东 流沙西 流沙南 流沙北 池尾 占陇 军埠 里湖 洪阳 燎原 大南山
陆丰 碣石 甲子 东海
海丰 公平 梅陇 可塘 海城
博罗 园洲 石湾 罗阳 龙溪
惠东 黄埠 吉隆 平山 大岭
即墨 通济 环秀 龙山 蓝村
胶州 中云 阜安 三里河 李哥庄
寿光 圣城 文家 侯镇 羊口
霸州 胜芳 霸州镇
高碑店 白沟
正定 正定镇 新城铺
辛集 辛集镇
安平 安平镇
清河 葛仙庄
肃宁 尚村`;

type District = { readonly length: number; readonly isSuffixed: boolean; readonly isWord: boolean };

const byCity = new Map<string, Map<string, boolean>>();
const everywhere = new Set<string>();
/** Longest name by its first two characters. */
const longestBy = new Map<string, number>();
for (const line of TABLE.trim().split("\n")) {
  const [plain = "", words = ""] = line.split("|");
  const [city = "", ...names] = plain.trim().split(" ");
  const districts = new Map(names.map((name) => [name, false]));
  for (const word of words.trim().split(" ").filter(Boolean)) districts.set(word, true);
  byCity.set(city, districts);
  for (const name of districts.keys()) {
    everywhere.add(name);
    const start = name.slice(0, 2);
    longestBy.set(start, Math.max(longestBy.get(start) ?? 0, name.length));
  }
}

/** The district of a city (short name; null when none stands in front) that stands at a place of the text, with its 区 if it follows. */
export function districtAt(text: string, at: number, city: string | null): District | null {
  const own = city === null ? undefined : byCity.get(city);
  const longest = longestBy.get(text.slice(at, at + 2)) ?? 0;
  for (let size = Math.min(longest, text.length - at); size >= 2; size--) {
    const name = text.slice(at, at + size);
    const isSuffixed = text[at + size] === "区" && !name.endsWith("区");
    if (isSuffixed && everywhere.has(name)) return { length: size + 1, isSuffixed, isWord: false };
    const isWord = own?.get(name);
    if (isWord === undefined || text.startsWith("街道", at + size)) continue;
    const isTown = text[at + size] === "镇" && !name.endsWith("镇");
    return { length: size + (isTown ? 1 : 0), isSuffixed: isTown || /[区镇]$/u.test(name), isWord };
  }
  return null;
}
