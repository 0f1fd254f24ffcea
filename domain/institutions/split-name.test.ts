import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractBrand, splitName } from "./split-name.ts";

/** Any code point at all, lone surrogates included. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const anyText = fc.string({ unit: anyCharacter, maxLength: 30 });

describe("splitName", () => {
  it.each([
    ["湖南长银五八消费金融股份有限公司", "430000", "长银五八", "consumer_finance", "股份有限公司"],
    ["四川省唯品富邦消费金融有限公司", "510000", "唯品富邦", "consumer_finance", "有限公司"],
    ["湖北消费金融股份有限公司", "420000", "湖北", "consumer_finance", "股份有限公司"],
    ["浙江省杭州市云溪鸣小额贷款有限责任公司", "330100", "云溪鸣", "micro_loan", "有限责任公司"],
    ["青云直上（北京）科技有限公司", "110000", "青云直上", "fintech", "有限公司"],
    ["內蒙古自治區蒙商消費金融", "150000", "蒙商", "consumer_finance", ""],
    ["武汉青禾苗村镇银行股份有限公司", "420100", "青禾苗", "village_bank", "股份有限公司"],
    ["中国银行股份有限公司", null, "中国", "bank", "股份有限公司"],
    ["上海银行", "310000", "上海", "bank", ""],
    ["望江楼融资担保有限公司", null, "望江楼", "financing_guarantee", "有限公司"],
    ["望江县望江楼小额贷款有限公司", "340000", "望江楼", "micro_loan", "有限公司"],
    ["招联", null, "招联", "", ""],
  ])("%s", (name, region, brand, type, form) => {
    expect(splitName(name)).toMatchObject({ region, brand, type, form });
  });

  it("keeps the branch apart from the company", () => {
    expect(splitName("招联消费金融股份有限公司上海分公司")).toMatchObject({
      brand: "招联",
      branch: "上海分公司",
      region: null,
    });
    expect(splitName("中国银行杭州分行").branch).toBe("杭州分行");
  });

  it("reads a county without 县 only when asked", () => {
    expect(splitName("湘阴秋旭小额贷款有限公司").brand).toBe("湘阴秋旭");
    expect(splitName("湘阴秋旭小额贷款有限公司", { hasBareCounties: true })).toMatchObject({
      brand: "秋旭",
      region: "430000",
    });
  });

  it("does not take 超市 or 都市 for a city", () => {
    expect(splitName("好家超市有限公司").brand).toBe("好家");
    expect(splitName("都市丽人小额贷款有限公司").brand).toBe("都市丽人");
  });

  it("never throws, whatever the name", () => {
    const han = fc.string({
      unit: fc.constantFrom(..."北京市县区镇消费金融银行（）分公司有限股份集团超长银五八"),
      maxLength: 24,
    });
    fc.assert(
      fc.property(fc.oneof(han, anyText), (name) => {
        expect(typeof splitName(name).brand).toBe("string");
        expect(typeof extractBrand(name)).toBe("string");
      }),
    );
  });
});

describe("extractBrand", () => {
  it.each([
    ["苏州望潮亭电子商务有限公司", "望潮亭"],
    ["武汉市江夏区知味轩面馆", "知味轩"],
    ["昆山千帆过机械设备有限公司", "千帆过"],
    ["青松岭（漳州）光电科技有限公司", "青松岭"],
    ["海上明月国际货运代理青岛有限公司", "海上明月"],
    ["云中鹤实业集团石家庄分公司", "云中鹤"],
    ["河南省高速公路建设集团有限公司", ""],
    ["长沙汽车零部件制造有限公司", ""],
    ["大理古月轩茶业有限责任公司", "古月轩"],
    ["南宫市阿福家五金店", "阿福家"],
    ["桃花源水产养殖专业合作社", "桃花源"],
    ["廣州竹里館網絡科技有限公司", "竹里館"],
    ["乾元昇（北京）国际市场营销策划有限公司", "乾元昇"],
    ["苏州工业园区听雨轩网络科技有限公司", "听雨轩"],
    // A district or a town without its suffix, behind its own city.
    ["广州天河贝朗电脑经营部", "贝朗"],
    ["天津和平金街珠宝行", "金街"],
    ["南京鼓楼爱尔美医疗美容门诊部", "爱尔美"],
    ["北京市海淀区中关村创客咖啡馆", "创客"],
    ["岳阳楼区湘北土菜馆", "湘北"],
    ["晋城市城区老李家羊汤馆", "老李家"],
    ["张家港市杨舍镇福满楼饭店", "福满楼"],
    // … which may as well be, or begin, the brand.
    ["重庆江北嘴物业管理有限公司", "江北嘴"],
    ["乌鲁木齐天山雪食品有限公司", "天山雪"],
    ["武汉江汉路百货商行", "江汉路"],
    ["永安汽车运输有限公司", "永安"],
    // Branches and shops.
    ["链家房地产经纪有限公司北京朝阳分店", "链家"],
    ["欧尚超市有限公司宁波分店", "欧尚"],
    ["中通快递股份有限公司杭州营业部", "中通"],
    ["德邦快递武汉汉口北营业部", "德邦"],
    // Foreign sounds, and a name without any trade.
    ["施耐德电气（中国）投资有限公司", "施耐德"],
    ["丹佛斯（天津）有限公司", "丹佛斯"],
    ["迪卡侬（上海）体育用品有限公司", "迪卡侬"],
    // A house is the brand's, a number is not.
    ["丽江雪山书院文化传播有限公司", "雪山书院"],
    ["景德镇陶溪川陶瓷文化有限公司", "陶溪川"],
    ["中交第二航务工程局有限公司", "中交"],
    // Words that no table holds are judged by their characters.
    ["宁波恒达塑粒有限公司", "恒达"],
    ["长沙市岳麓区橘香水果店", "橘香"],
    ["乐清市柳市镇正大电气有限公司", "正大"],
    // Nothing but a description.
    ["河北唐山陶瓷进出口公司", ""],
    ["成都市自来水公司", ""],
    ["广州货运代理公司", ""],
    ["汽车修理厂", ""],
  ])("%s → %s", (company, brand) => {
    expect(extractBrand(company)).toBe(brand);
  });

  it("is a part of the name or nothing", () => {
    const part = fc.constantFrom(
      "杭州",
      "云溪",
      "长亭",
      "科技",
      "贸易",
      "电子",
      "有限公司",
      "集团",
      "（上海）",
      "食品",
      "县",
      "店",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const name = parts.join("");
        return name.replaceAll("（上海）", "").includes(extractBrand(name));
      }),
    );
  });
});
