import type { LoanProduct } from "#domain/complaints/codes.ts";
import { type CodeOf, isCodeOf, type Label } from "#domain/complaints/label.ts";

type ClassLabel = Label & { readonly lends: boolean };

/** What an institution is. `lends`: it gives credit itself, and needs a licence for it. */
export const INSTITUTION_CLASSES = [
  { code: "bank", zh: "银行", en: "Bank", lends: true },
  { code: "consumer_finance", zh: "消费金融公司", en: "Consumer finance company", lends: true },
  { code: "micro_loan", zh: "小额贷款公司", en: "Micro-loan company", lends: true },
  { code: "financing_guarantee", zh: "融资担保公司", en: "Financing guarantee company", lends: true },
  { code: "financial_leasing", zh: "金融租赁公司", en: "Financial leasing company", lends: true },
  { code: "leasing", zh: "融资租赁公司", en: "Finance lease company", lends: true },
  { code: "auto_finance", zh: "汽车金融公司", en: "Auto finance company", lends: true },
  { code: "trust", zh: "信托公司", en: "Trust company", lends: true },
  { code: "pawn", zh: "典当行", en: "Pawnbroker", lends: true },
  { code: "insurance", zh: "保险公司", en: "Insurer", lends: true },
  { code: "p2p_legacy", zh: "原网络借贷平台", en: "Former peer-to-peer platform", lends: false },
  { code: "loan_broker", zh: "贷款中介", en: "Loan broker", lends: false },
  { code: "collection_agency", zh: "催收公司", en: "Collection agency", lends: false },
  { code: "law_firm", zh: "律师事务所", en: "Law firm", lends: false },
  { code: "fintech_platform", zh: "助贷平台", en: "Loan facilitation platform", lends: false },
  { code: "debt_relief", zh: "债务代理机构", en: "Debt relief agent", lends: false },
  { code: "carrier", zh: "电信运营商", en: "Telecom carrier", lends: false },
  { code: "app", zh: "应用程序运营者", en: "App operator", lends: false },
  { code: "other", zh: "其他", en: "Other", lends: false },
] as const satisfies readonly ClassLabel[];
export type InstitutionClass = CodeOf<typeof INSTITUTION_CLASSES>;

/** Where a licence lets its holder do business: the whole country, the province of its seat, or what the licence itself says. */
export type LicenceArea = "national" | "province" | "as_licensed";

export type LicenceRule = Label & {
  readonly classes: readonly InstitutionClass[];
  readonly permits: readonly LoanProduct[];
  readonly area: LicenceArea;
  /** The rule it rests on. */
  readonly basis: string;
  /** A preset is our reading of the rule; an agency confirms or changes it before it decides anything. Null until then. */
  readonly verifiedOn: string | null;
};

/**
 * Which licence permits which product where, mainland China. Every row is a preset: the rule is named, the reading is ours, and no row has
 * been confirmed by an agency yet.
 */
export const LICENCE_RULES = [
  {
    code: "banking",
    zh: "金融许可证（银行）",
    en: "Financial licence (bank)",
    classes: ["bank"],
    permits: ["consumer_loan", "cash_loan", "credit_card", "instalment", "car", "micro_business"],
    // Banks of one place may not lend online beyond it (银保监办发〔2021〕24号): their licence row then names the region.
    area: "as_licensed",
    basis: "《商业银行法》第三条；《关于进一步规范商业银行互联网贷款业务的通知》（银保监办发〔2021〕24号）",
    verifiedOn: null,
  },
  {
    code: "consumer_finance",
    zh: "金融许可证（消费金融）",
    en: "Financial licence (consumer finance)",
    classes: ["consumer_finance"],
    // Home and car loans are outside what the rule calls consumer loans.
    permits: ["consumer_loan", "cash_loan", "instalment"],
    area: "national",
    basis: "《消费金融公司管理办法》（国家金融监督管理总局令2024年第3号）",
    verifiedOn: null,
  },
  {
    code: "auto_finance",
    zh: "金融许可证（汽车金融）",
    en: "Financial licence (auto finance)",
    classes: ["auto_finance"],
    permits: ["car", "leasing"],
    area: "national",
    basis: "《汽车金融公司管理办法》（国家金融监督管理总局令2023年第1号）",
    verifiedOn: null,
  },
  {
    code: "micro_loan",
    zh: "小额贷款公司经营许可",
    en: "Micro-loan company licence",
    classes: ["micro_loan"],
    permits: ["consumer_loan", "cash_loan", "instalment", "micro_business"],
    area: "province",
    basis: "《小额贷款公司监督管理暂行办法》（金规〔2024〕26号）",
    verifiedOn: null,
  },
  {
    code: "network_micro_loan",
    zh: "网络小额贷款经营许可",
    en: "Online micro-loan licence",
    classes: ["micro_loan"],
    permits: ["consumer_loan", "cash_loan", "instalment", "micro_business"],
    area: "as_licensed",
    basis: "《小额贷款公司监督管理暂行办法》（金规〔2024〕26号）",
    verifiedOn: null,
  },
  {
    code: "financing_guarantee",
    zh: "融资担保业务经营许可证",
    en: "Financing guarantee licence",
    classes: ["financing_guarantee"],
    permits: ["guarantee_or_membership"],
    area: "as_licensed",
    basis: "《融资担保公司监督管理条例》（国务院令第683号）",
    verifiedOn: null,
  },
  {
    code: "financial_leasing",
    zh: "金融许可证（金融租赁）",
    en: "Financial licence (financial leasing)",
    classes: ["financial_leasing"],
    permits: ["leasing"],
    area: "national",
    basis: "《金融租赁公司管理办法》（国家金融监督管理总局令2024年第6号）",
    verifiedOn: null,
  },
  {
    code: "finance_lease",
    zh: "融资租赁公司名单",
    en: "Listed finance lease company",
    classes: ["leasing"],
    permits: ["leasing"],
    area: "national",
    basis: "《融资租赁公司监督管理暂行办法》（银保监发〔2020〕22号）",
    verifiedOn: null,
  },
  {
    code: "trust",
    zh: "金融许可证（信托）",
    en: "Financial licence (trust)",
    classes: ["trust"],
    permits: ["consumer_loan", "micro_business"],
    area: "national",
    basis: "《信托公司管理办法》",
    verifiedOn: null,
  },
  {
    code: "pawn",
    zh: "典当经营许可证",
    en: "Pawn licence",
    classes: ["pawn"],
    permits: ["cash_loan"],
    area: "province",
    basis: "《典当管理办法》（商务部、公安部令2005年第8号）",
    verifiedOn: null,
  },
  {
    code: "insurance",
    zh: "保险许可证",
    en: "Insurance licence",
    classes: ["insurance"],
    permits: ["guarantee_or_membership"],
    area: "national",
    basis: "《信用保险和保证保险业务监管办法》（银保监办发〔2020〕39号）",
    verifiedOn: null,
  },
] as const satisfies readonly LicenceRule[];
export type LicenceKind = CodeOf<typeof LICENCE_RULES>;

const RULES: readonly (LicenceRule & { readonly code: LicenceKind })[] = LICENCE_RULES;

/** The licences of which one would permit the product, in the order of the table; empty when no licence is made for it. */
export function licencesFor(product: LoanProduct): readonly LicenceRule[] {
  return RULES.filter((rule) => rule.permits.includes(product));
}

/**
 * The rule for a licence from its holder's class and its written scope: a micro-loan licence that names the internet is the online one.
 * Null for a class that holds no licence of the table.
 */
export function licenceRuleFor(institutionClass: InstitutionClass, scope: string | null): LicenceRule | null {
  const isOnline = institutionClass === "micro_loan" && /网络|互联网|online|internet/iu.test(scope ?? "");
  if (isOnline) return RULES.find((rule) => rule.code === "network_micro_loan") ?? null;
  return RULES.find((rule) => rule.classes.includes(institutionClass)) ?? null;
}

export function isInstitutionClass(value: string): value is InstitutionClass {
  return isCodeOf(INSTITUTION_CLASSES, value);
}

/** Whether the class gives credit itself, and so needs a licence for it. */
export function isLendingClass(institutionClass: InstitutionClass): boolean {
  return INSTITUTION_CLASSES.some((entry) => entry.code === institutionClass && entry.lends);
}
