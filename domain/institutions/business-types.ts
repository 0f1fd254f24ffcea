/**
 * What kind of business a Chinese company name says it is, for the trades that matter here. Names that share a code are the same business
 * written differently (消金 is 消费金融); different codes never match, even beside the same brand. Longest ending first.
 */
const TYPES = {
  bank: "银行 商业银行 股份银行",
  rural_bank: "农村商业银行 农商银行 农商行",
  rural_cooperative:
    "农村合作银行 农村信用合作联社 农村信用合作社 农村信用社 信用合作社 信用联社 农信社 农信",
  village_bank: "村镇银行",
  savings_bank: "储蓄银行",
  direct_bank: "直销银行 互联网银行",
  consumer_finance: "消费金融 消金",
  auto_finance: "汽车金融",
  financial_leasing: "金融租赁 金租",
  finance_lease: "融资租赁 国际租赁 汽车租赁 租赁",
  micro_loan: "小额贷款 小贷 网络小额贷款 互联网小额贷款 网络小贷 互联网小贷 科技小额贷款 农村小额贷款",
  financing_guarantee: "融资担保 融资性担保 融担 信用融资担保 中小企业融资担保",
  guarantee: "担保 信用担保 非融资性担保 非融资担保 投资担保",
  trust: "信托 国际信托 信托投资",
  securities: "证券",
  futures: "期货",
  fund: "基金 基金管理 基金销售 股权投资基金",
  life_insurance: "人寿保险 人寿 寿险",
  property_insurance: "财产保险 财险 产险",
  health_insurance: "健康保险 健康险",
  insurance: "保险 保险集团",
  insurance_broker: "保险经纪 保险代理 保险公估 保险销售",
  group_finance: "集团财务 财务",
  asset_management: "资产管理 资管 金融资产管理",
  factoring: "商业保理 保理",
  pawn: "典当 典当行",
  payment: "支付 第三方支付 支付服务 支付科技",
  credit_bureau: "征信 征信服务 个人征信",
  wealth: "理财 财富管理 财富",
  finance: "金融 金融服务 金融集团 金融控股 金控 普惠金融 互联网金融",
  financial_technology: "金融科技 金科",
  financial_information: "金融信息 金融信息服务 互联网金融信息服务",
  law_firm: "律师事务所 律所",
  collection: "催收 催收服务 债务催收 清收 账款管理 信用管理 商账管理",
  fintech: "科技 科技集团",
  network_technology: "网络科技 网络技术 信息网络 网络",
  information_technology: "信息技术 信息科技",
  data_technology: "数据科技 数字科技 数科 智能科技 云科技",
  information_consulting: "信息咨询 信息咨询服务 商务信息咨询 信息服务",
  ecommerce: "电子商务 电商",
} as const;

export type BusinessType = keyof typeof TYPES;

const typeByEnding = new Map<string, BusinessType>();
let longest = 0;
for (const [type, endings] of Object.entries(TYPES)) {
  for (const ending of endings.split(" ")) {
    typeByEnding.set(ending, type as BusinessType);
    longest = Math.max(longest, ending.length);
  }
}

/** The business a name ends with, and how long that ending is; null when it ends with none of the table. */
export function businessTypeAtEnd(
  name: string,
): { readonly type: BusinessType; readonly length: number } | null {
  for (let length = Math.min(longest, name.length); length >= 2; length--) {
    const type = typeByEnding.get(name.slice(name.length - length));
    if (type !== undefined) return { type, length };
  }
  return null;
}

/** The businesses a licensed class may carry in its name, for a register row whose name says none. */
export const TYPE_OF_CLASS: Readonly<Record<string, BusinessType>> = {
  bank: "bank",
  consumer_finance: "consumer_finance",
  micro_loan: "micro_loan",
  financing_guarantee: "financing_guarantee",
  financial_leasing: "financial_leasing",
  leasing: "finance_lease",
  auto_finance: "auto_finance",
  trust: "trust",
  insurance: "insurance",
  pawn: "pawn",
  collection_agency: "collection",
  law_firm: "law_firm",
};
