import type { ApiScope } from "#domain/access/api-key.ts";
import type { RoleName } from "#domain/access/permissions.ts";

/** Two fictional agencies whose regions together cover the mainland's province codes (GB/T 2260). */
export type DemoAgency = {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly regionPrefixes: readonly string[];
  readonly isDefault: boolean;
};

export const DEMO_AGENCIES: readonly [DemoAgency, DemoAgency] = [
  {
    code: "DEMO-N",
    nameZh: "演示北方金融监管局",
    nameEn: "Demonstration Northern Financial Authority",
    regionPrefixes: [
      "11",
      "12",
      "13",
      "14",
      "15",
      "21",
      "22",
      "23",
      "31",
      "32",
      "33",
      "34",
      "35",
      "36",
      "37",
    ],
    isDefault: true,
  },
  {
    code: "DEMO-S",
    nameZh: "演示南方金融监管局",
    nameEn: "Demonstration Southern Financial Authority",
    regionPrefixes: [
      "41",
      "42",
      "43",
      "44",
      "45",
      "46",
      "50",
      "51",
      "52",
      "53",
      "54",
      "61",
      "62",
      "63",
      "64",
      "65",
    ],
    isDefault: false,
  },
];

export type DemoOfficer = {
  readonly email: string;
  readonly name: string;
  readonly role: Exclude<RoleName, "lender">;
  readonly agency: string;
};

/** Six officers: in each agency one person may propose and another may approve. */
export const DEMO_OFFICERS: readonly DemoOfficer[] = [
  { email: "triage@north.mingjian.example", name: "程晓岚", role: "triage", agency: "DEMO-N" },
  { email: "officer@north.mingjian.example", name: "顾明远", role: "case_officer", agency: "DEMO-N" },
  { email: "reviewer@north.mingjian.example", name: "苏静宜", role: "reviewer", agency: "DEMO-N" },
  { email: "auditor@north.mingjian.example", name: "韩立行", role: "auditor", agency: "DEMO-N" },
  { email: "officer@south.mingjian.example", name: "林沐川", role: "case_officer", agency: "DEMO-S" },
  { email: "supervisor@south.mingjian.example", name: "叶知秋", role: "supervisor", agency: "DEMO-S" },
];

export type DemoLender = {
  /** Code of the demonstration institution whose member this is. */
  readonly institution: string;
  readonly email: string;
  readonly name: string;
  readonly apiKeys: readonly { readonly name: string; readonly scopes: readonly ApiScope[] }[];
};

export const DEMO_LENDERS: readonly DemoLender[] = [
  {
    institution: "DEMO-I01",
    email: "partner@yundu.example",
    name: "云渡银行 合作方管理",
    apiKeys: [
      { name: "云渡银行 核验", scopes: ["check", "oprf"] },
      { name: "云渡银行 代客户投诉", scopes: ["check", "intake"] },
    ],
  },
  {
    institution: "DEMO-I04",
    email: "risk@anhe.example",
    name: "安禾消费金融 风险管理",
    apiKeys: [{ name: "安禾消金 核验", scopes: ["check"] }],
  },
  {
    institution: "DEMO-I20",
    email: "compliance@lingxi.example",
    name: "聆溪科技 合规",
    apiKeys: [{ name: "聆溪科技 核验", scopes: ["check"] }],
  },
];

/** Cities that reporters live in (GB/T 2260, city level), with a weight for how many. */
export const CITIES: readonly (readonly [string, number])[] = [
  ["110100", 9],
  ["120100", 4],
  ["130100", 4],
  ["130600", 2],
  ["140100", 3],
  ["150100", 2],
  ["210100", 4],
  ["210200", 3],
  ["220100", 3],
  ["230100", 3],
  ["310100", 9],
  ["320100", 5],
  ["320500", 5],
  ["320200", 3],
  ["330100", 6],
  ["330200", 4],
  ["330300", 3],
  ["340100", 4],
  ["350100", 3],
  ["350200", 3],
  ["350500", 2],
  ["360100", 3],
  ["370100", 4],
  ["370200", 4],
  ["370300", 2],
  ["410100", 6],
  ["410300", 2],
  ["420100", 6],
  ["420500", 2],
  ["430100", 5],
  ["430200", 2],
  ["440100", 9],
  ["440300", 9],
  ["440600", 4],
  ["441900", 4],
  ["450100", 3],
  ["460100", 2],
  ["500100", 6],
  ["510100", 7],
  ["510700", 2],
  ["520100", 3],
  ["530100", 3],
  ["540100", 1],
  ["610100", 5],
  ["620100", 2],
  ["630100", 1],
  ["640100", 1],
  ["650100", 2],
];

export const SURNAMES = [
  ..."王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余",
] as const;
const GIVEN_LAST = [..."强芳磊静伟娜军敏杰燕勇丽涛霞明秀波玲辉娟鹏婷超梅飞慧建红志英"] as const;

/** A borrower as collectors name one to strangers, the middle of the name covered: 王*强. */
export function maskedName(pick: <T>(list: readonly T[]) => T): string {
  return `${pick(SURNAMES)}*${pick(GIVEN_LAST)}`;
}
