import type { InstitutionClass } from "#domain/institutions/classes.ts";
import type { ContactKind, InstitutionLink, LicenceStatus, NameKind } from "#domain/institutions/types.ts";
import { usccCheckCharacter } from "#domain/institutions/uscc.ts";
import { AGENT_BRANDS, INSTITUTION_ROWS, type InstitutionRow } from "./demo-institution-table.ts";
import {
  callCentre95,
  type DemoNumber,
  enterprise95,
  mobileNumber,
  sharedCost,
  smsPort,
} from "./demo-numbers.ts";
import { DAY_MS, localDate, monthStarts } from "./demo-time.ts";
import { createRandom, type Random } from "./random.ts";

export type DemoName = { readonly name: string; readonly kind: NameKind };
export type DemoContact = {
  readonly kind: ContactKind;
  readonly value: string;
  /** Canonical key of a number; null for the other kinds. */
  readonly key: string | null;
  readonly since: string;
  readonly until: string | null;
};
export type DemoLicence = {
  readonly number: string;
  readonly regulator: string;
  readonly scope: string;
  readonly region: string;
  readonly issuedOn: string;
  readonly expiresOn: string;
  readonly status: LicenceStatus;
};
/** Average open accounts of one calendar month. */
export type DemoExposure = {
  readonly month: string;
  readonly accounts: number;
  readonly source: "regulator_filing" | "audited_filing" | "institution_statement" | "proxy";
};
export type DemoInstitution = {
  readonly code: string;
  readonly class: InstitutionClass;
  readonly legalName: string;
  readonly englishName: string | null;
  readonly uscc: string | null;
  readonly region: string;
  readonly names: readonly DemoName[];
  readonly contacts: readonly DemoContact[];
  readonly licences: readonly DemoLicence[];
  readonly links: readonly { readonly kind: InstitutionLink["kind"]; readonly other: string }[];
  readonly exposures: readonly DemoExposure[];
};
/** A collector, broker or law firm and the institutions it works for, with dates (YYYY-MM-DD). */
export type DemoAgent = DemoInstitution & {
  readonly principals: readonly {
    readonly principal: string;
    readonly scope: "collection" | "marketing" | "legal";
    readonly since: string;
    readonly until: string | null;
  }[];
};

/**
 * Unified social credit code of a fictional body: division 990000 exists in no edition of GB/T 2260, so no
 * registry can have issued it; both check characters (GB 11714 inside, GB 32100 outside) are right.
 */
export function demoUscc(registry: "91" | "31", serial: number): string {
  const body = `MA${String(serial).padStart(6, "0")}`;
  const front = `${registry}990000${body}${organisationCheck(body)}`;
  return front + (usccCheckCharacter(front) ?? "");
}

/** Check character of an organisation code, modulo 11 (GB 11714-1997). */
export function organisationCheck(body: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number.parseInt(body[i] ?? "0", 36), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? "X" : String(check % 11);
}

const REGULATORS: Partial<Record<InstitutionClass, { readonly regulator: string; readonly scope: string }>> =
  {
    bank: { regulator: "演示金融监管总局", scope: "吸收公众存款；发放贷款" },
    consumer_finance: { regulator: "演示金融监管总局", scope: "发放个人消费贷款" },
    micro_loan: { regulator: "演示省地方金融管理局", scope: "发放小额贷款" },
    financing_guarantee: { regulator: "演示省地方金融管理局", scope: "借款类担保" },
    leasing: { regulator: "演示省地方金融管理局", scope: "融资租赁" },
    auto_finance: { regulator: "演示金融监管总局", scope: "汽车贷款" },
    trust: { regulator: "演示金融监管总局", scope: "资金信托；贷款" },
    law_firm: { regulator: "演示省司法厅", scope: "律师执业" },
  };

const EXPOSURE_SOURCE: Partial<Record<InstitutionClass, DemoExposure["source"]>> = {
  bank: "regulator_filing",
  consumer_finance: "regulator_filing",
  trust: "regulator_filing",
  auto_finance: "audited_filing",
  micro_loan: "audited_filing",
  fintech_platform: "proxy",
};

/** Owners and forerunners, by row: a bank and its consumer finance company, a platform and its micro-loan company. */
const LINKS: readonly (readonly [number, "group" | "predecessor" | "successor", number])[] = [
  [0, "group", 4],
  [4, "group", 0],
  [19, "group", 9],
  [9, "group", 19],
  [7, "predecessor", 11],
  [11, "successor", 7],
];
const FORMER_NAMES: Readonly<Record<number, string>> = {
  6: "泊川消费金融有限公司",
  18: "橡湾网络科技有限公司",
};

export const institutionCode = (row: number): string => `DEMO-I${String(row + 1).padStart(2, "0")}`;
const agentCode = (row: number): string => `DEMO-A${String(row + 1).padStart(2, "0")}`;

type Period = { readonly seed: number; readonly until: number; readonly months: number };

/** The 24 fictional institutions. Names, codes and contacts never change; exposures and dates follow seed and time. */
export function demoInstitutions({ seed, until, months }: Period): readonly DemoInstitution[] {
  const random = createRandom(seed).fork("institutions");
  return INSTITUTION_ROWS.map((row, i) => ({
    code: institutionCode(i),
    class: row.class,
    legalName: row.legalName,
    englishName: row.englishName,
    uscc: row.class === "app" ? null : demoUscc(row.class === "law_firm" ? "31" : "91", i + 1),
    region: row.region,
    names: namesOf(row, i),
    contacts: contactsOf(row, i),
    licences: licencesOf(row, i, until),
    links: LINKS.filter(([from]) => from === i).map(([, kind, to]) => ({ kind, other: institutionCode(to) })),
    exposures: exposuresOf(row, random.fork(row.legalName), until, months),
  }));
}

function namesOf(row: InstitutionRow, i: number): readonly DemoName[] {
  const former = FORMER_NAMES[i];
  return [
    ...row.short.map((name) => ({ name, kind: "short" as const })),
    ...row.brands.map((name, at) => ({ name, kind: at === 0 ? ("app" as const) : ("brand" as const) })),
    ...(former ? [{ name: former, kind: "former" as const }] : []),
  ];
}

function contactsOf(row: InstitutionRow, i: number): readonly DemoContact[] {
  if (!row.site) return [];
  const tail = String(i).padStart(2, "0");
  const registered = createRandom(`outbound/${row.legalName}`);
  const isLarge = row.class === "bank" || row.class === "consumer_finance";
  const numbers = [
    ...(isLarge ? [enterprise95(tail)] : []),
    sharedCost(`000${tail}0`),
    smsPort(`10689000${tail}01`),
    mobileNumber(`194${registered.digits(8)}`),
    mobileNumber(`169${registered.digits(8)}`),
  ];
  return [
    ...numbers.map((number) => numberContact(number, "2021-03-01")),
    ...row.short.slice(0, 1).map((value) => plainContact("sms_signature", value)),
    ...row.brands.slice(0, 1).map((value) => plainContact("sms_signature", value)),
    plainContact("domain", `${row.site}.example`),
  ];
}

const numberContact = (number: DemoNumber, since: string): DemoContact => ({
  kind: "number",
  value: number.digits,
  key: number.key,
  since,
  until: null,
});
const plainContact = (kind: "sms_signature" | "domain", value: string): DemoContact => ({
  kind,
  value,
  key: null,
  since: "2021-03-01",
  until: null,
});

function licencesOf(row: InstitutionRow, i: number, until: number): readonly DemoLicence[] {
  const regulator = REGULATORS[row.class];
  if (row.licence === "none" || !regulator) return [];
  const isValid = row.licence === "valid";
  return [
    {
      number: `演字第${String(2600 + i * 17).padStart(6, "0")}号`,
      regulator: regulator.regulator,
      scope: regulator.scope,
      region: row.region,
      issuedOn: `${2012 + (i % 9)}-0${1 + (i % 9)}-15`,
      expiresOn: localDate(until + (isValid ? 400 + 37 * i : -(150 + 11 * i)) * DAY_MS),
      status: row.licence,
    },
  ];
}

function exposuresOf(
  row: InstitutionRow,
  random: Random,
  until: number,
  months: number,
): readonly DemoExposure[] {
  if (row.accountsMillions === 0) return [];
  const source = EXPOSURE_SOURCE[row.class] ?? "institution_statement";
  let accounts = row.accountsMillions * 1_000_000;
  const growth = 0.004 + 0.012 * random.normal();
  return monthStarts(until, months).map((month) => {
    accounts *= Math.exp(growth + 0.008 * random.normal());
    return { month, accounts: Math.round(accounts), source };
  });
}

const AGENT_KINDS = [
  { class: "collection_agency", suffix: "信用管理有限公司", scope: "collection" },
  { class: "collection_agency", suffix: "信息咨询有限公司", scope: "collection" },
  { class: "collection_agency", suffix: "外包服务有限公司", scope: "collection" },
  { class: "loan_broker", suffix: "商务咨询有限公司", scope: "marketing" },
  { class: "law_firm", suffix: "律师事务所", scope: "legal" },
] as const;

/** Every fifth is a law firm, every fifth a broker, the rest collect; each works for one to four institutions. */
export function demoAgents({ seed, until, months }: Period): readonly DemoAgent[] {
  const random = createRandom(seed).fork("agents");
  const lenders = INSTITUTION_ROWS.flatMap((row, i) => (row.accountsMillions > 0 ? [i] : []));
  const start = until - months * 30 * DAY_MS;
  return AGENT_BRANDS.map((brand, i) => {
    const kind = AGENT_KINDS[i % AGENT_KINDS.length] ?? AGENT_KINDS[0];
    const own = random.fork(brand);
    const principals = own
      .sample(
        lenders,
        own.weighted([
          [1, 5],
          [2, 8],
          [3, 5],
          [4, 2],
        ]),
      )
      .map((row) => {
        const from = start + (own.next() * 0.7 - 0.4) * (until - start);
        const to = own.chance(0.3) ? from + (0.3 + 0.5 * own.next()) * (until - from) : null;
        return {
          principal: institutionCode(row),
          scope: kind.scope,
          since: localDate(from),
          until: to === null ? null : localDate(to),
        };
      });
    return {
      code: agentCode(i),
      class: kind.class,
      legalName: brand + kind.suffix,
      englishName: null,
      uscc: demoUscc(kind.class === "law_firm" ? "31" : "91", 100 + i),
      region: INSTITUTION_ROWS[i % INSTITUTION_ROWS.length]?.region ?? "110100",
      names: [{ name: brand, kind: "short" }],
      contacts: agentNumbers(brand, i).map((number) => numberContact(number, "2022-06-01")),
      licences: [],
      links: [],
      exposures: [],
      principals,
    };
  });
}

/** Numbers an agent has registered: some mobiles, and a call-centre or shared-cost number. The same for every seed. */
function agentNumbers(brand: string, i: number): readonly DemoNumber[] {
  const own = createRandom(`agent/${brand}`);
  const mobiles = Array.from({ length: own.int(2, 5) }, () =>
    mobileNumber(own.pick(["163", "164", "168", "194"]) + own.digits(8)),
  );
  const tail = String(i).padStart(2, "0");
  return [...mobiles, i % 2 === 0 ? callCentre95(tail) : sharedCost(`01${tail}${own.digits(2)}`)];
}

/** Who works for whom and who belongs to whom, by code, as the register takes it. */
export function demoRelations(institutions: readonly DemoInstitution[], agents: readonly DemoAgent[]) {
  return {
    agents: agents.flatMap((agent) =>
      agent.principals.map((principal) => ({ ...principal, agent: agent.code })),
    ),
    links: institutions.flatMap(({ code, links }) => links.map((link) => ({ institution: code, ...link }))),
  };
}
