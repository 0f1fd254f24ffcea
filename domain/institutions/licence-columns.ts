/** The columns of a licence list, with the headers that lists in Chinese and English give them. */
const HEADERS = {
  legal_name:
    "legal_name 机构名称 公司名称 企业名称 单位名称 机构全称 法人名称 名称 全称 name institution company",
  short_name: "short_name 简称 机构简称 公司简称",
  uscc: "uscc 统一社会信用代码 社会信用代码 信用代码 unified_social_credit_code",
  class: "class 机构类型 机构类别 类型 类别 机构种类 type",
  licence_number:
    "licence_number license_number 许可证编号 许可证号 许可证号码 经营许可证编号 经营许可证号 金融许可证编号 许可证流水号 流水号 licence license",
  regulator: "regulator 发证机关 发证部门 发证机构 批准部门 批准机关 监管机构 监管部门 主管部门",
  regulator_code: "regulator_code nfra_code 机构编码 机构代码 监管代码 金融机构编码",
  scope: "scope 业务范围 经营范围 许可范围 经营业务",
  region: "region 地区 所在地 所在地区 注册地 注册地区 所属地区 省份 省市 区划代码 经营区域 业务区域",
  issued_on: "issued_on 发证日期 发证时间 批准日期 批准时间 批准成立日期 颁发日期",
  expires_on: "expires_on 有效期至 有效期截止 到期日 到期日期 失效日期 有效期",
  status: "status 状态 机构状态 许可证状态 许可状态",
} as const;

export type LicenceColumn = keyof typeof HEADERS;
export type LicenceCells = Readonly<Partial<Record<LicenceColumn, string>>>;

const foldHeader = (header: string): string =>
  header
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_\-.:\ufeff"'()（）*]/gu, "");

const columnOf = new Map<string, LicenceColumn>();
for (const [column, headers] of Object.entries(HEADERS)) {
  for (const header of headers.split(" ")) columnOf.set(foldHeader(header), column as LicenceColumn);
}

/** A row under this project's column names, trimmed; unknown columns and empty cells are left out, the first of two like columns wins. */
export function readLicenceCells(row: Readonly<Record<string, string>>): LicenceCells {
  const cells: Partial<Record<LicenceColumn, string>> = {};
  for (const [header, value] of Object.entries(row)) {
    const column = columnOf.get(foldHeader(header));
    const text = value.normalize("NFKC").trim();
    if (column !== undefined && text !== "" && cells[column] === undefined) cells[column] = text;
  }
  return cells;
}
