import { INSTITUTION_CLASSES, type InstitutionClass, isInstitutionClass } from "./classes.ts";
import { foldName } from "./fold-name.ts";
import { type LicenceCells, readLicenceCells } from "./licence-columns.ts";
import { isSameArea, regionAt, regionName } from "./region-names.ts";
import { isNfraCode, regionOfRegulatorCode } from "./regulator-code.ts";
import { splitName } from "./split-name.ts";
import type { Day, Institution, Licence, LicenceStatus } from "./types.ts";
import { checkUscc, type UsccProblem } from "./uscc.ts";

/** One row of a list, read: an institution and, where the row names one, its licence. */
export type LicenceRow = {
  readonly legalName: string;
  readonly shortName: string | null;
  readonly uscc: string | null;
  readonly regulatorCode: string | null;
  readonly class: InstitutionClass;
  readonly region: string | null;
  readonly licence: Licence | null;
};

export type RowProblem =
  | "legal-name-missing"
  | "class-unknown"
  | "date-unreadable"
  | "dates-reversed"
  | "status-unknown"
  | "region-unknown"
  | "named-twice"
  | "two-institutions"
  | `uscc-${UsccProblem}`;

export type RegisterRow = Pick<
  Institution,
  "id" | "legalName" | "names" | "uscc" | "regulatorCode" | "class" | "region" | "licences"
>;
export type FieldChange = {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
};

/** What an import would do, for a dry run. Nothing is taken away: what a list no longer names is only reported. */
export type LicenceDiff = {
  readonly add: readonly LicenceRow[];
  readonly change: readonly {
    readonly id: string;
    readonly row: LicenceRow;
    readonly changes: readonly FieldChange[];
  }[];
  readonly same: readonly { readonly id: string; readonly row: LicenceRow }[];
  /** Register rows of the classes in the list that the list does not name. */
  readonly missing: readonly { readonly id: string; readonly legalName: string }[];
  readonly rejected: readonly {
    readonly row: Readonly<Record<string, string>>;
    readonly reason: RowProblem;
  }[];
};

const STATUSES: readonly (readonly [RegExp, LicenceStatus])[] = [
  [/^(?:valid|active|有效|正常|存续|在营|营业|开业|持有)/iu, "valid"],
  [/^(?:suspended|暂停|停业|中止)/iu, "suspended"],
  [/^(?:revoked|吊销|撤销|取消)/iu, "revoked"],
  [/^(?:expired|过期|到期|失效)/iu, "expired"],
  [/^(?:surrendered|注销|交回|退出|缴回|终止)/iu, "surrendered"],
];

const CLASS_OF_TYPE: Readonly<Record<string, InstitutionClass>> = {
  bank: "bank",
  rural_bank: "bank",
  village_bank: "bank",
  savings_bank: "bank",
  direct_bank: "bank",
  rural_cooperative: "bank",
  consumer_finance: "consumer_finance",
  micro_loan: "micro_loan",
  financing_guarantee: "financing_guarantee",
  financial_leasing: "financial_leasing",
  finance_lease: "leasing",
  auto_finance: "auto_finance",
  trust: "trust",
  pawn: "pawn",
  life_insurance: "insurance",
  property_insurance: "insurance",
  health_insurance: "insurance",
  insurance: "insurance",
  law_firm: "law_firm",
  collection: "collection_agency",
};

type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: RowProblem };
const read = <Value>(value: Value): Read<Value> => ({ ok: true, value });

/** The class a row names, by code, by label or by the words of the trade; else the one its legal name says. */
function readClass(text: string | undefined, legalName: string): InstitutionClass | null {
  if (text !== undefined) {
    if (isInstitutionClass(text)) return text;
    const label = INSTITUTION_CLASSES.find(
      ({ zh, en }) => zh === text || en.toLowerCase() === text.toLowerCase(),
    );
    if (label !== undefined) return label.code;
    return CLASS_OF_TYPE[splitName(`某某${text.replace(/(?:公司|机构|类)$/u, "")}`).type] ?? null;
  }
  return CLASS_OF_TYPE[splitName(legalName).type] ?? null;
}

/** Days as lists write them; "长期" and the like are no end, an empty cell is not known. Both are null. */
function readDay(text: string | undefined): Read<Day | null> {
  if (text === undefined || /^(?:长期|永久|无固定期限|-+|\/|—+)$/u.test(text)) return read(null);
  const parts = /(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(\d{4})(\d{2})(\d{2})/u.exec(text);
  const [, year = parts?.[4], month = parts?.[5], day = parts?.[6]] = parts ?? [];
  if (year === undefined || month === undefined || day === undefined)
    return { ok: false, reason: "date-unreadable" };
  const value = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const isReal = new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value) ?? false;
  return isReal ? read(value) : { ok: false, reason: "date-unreadable" };
}

function readStatus(text: string | undefined): LicenceStatus | null {
  if (text === undefined) return "valid";
  return STATUSES.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

const NATIONAL = /^(?:全国|national|nationwide|中国)$/iu;

function readRegion(text: string | undefined): Read<string | null> {
  if (text === undefined || NATIONAL.test(text)) return read(null);
  if (/^\d{2}(?:\d{4})?$/.test(text)) {
    const code = text.padEnd(6, "0");
    return regionName(code) === null ? { ok: false, reason: "region-unknown" } : read(code);
  }
  const first = regionAt(text, 0);
  if (first === null) return { ok: false, reason: "region-unknown" };
  return read(regionAt(text, first.length)?.region.code ?? first.region.code);
}

function readLicence(cells: LicenceCells, region: string | null): Read<Licence | null> {
  // A list of licensed institutions that gives only the code names the licence by it: the code is printed on the licence.
  const number = cells.licence_number ?? cells.regulator_code;
  if (number === undefined) return read(null);
  const issuedOn = readDay(cells.issued_on);
  const expiresOn = readDay(cells.expires_on);
  if (!issuedOn.ok) return issuedOn;
  if (!expiresOn.ok) return expiresOn;
  const isReversed = issuedOn.value !== null && expiresOn.value !== null && expiresOn.value < issuedOn.value;
  if (isReversed) return { ok: false, reason: "dates-reversed" };
  const status = readStatus(cells.status);
  if (status === null) return { ok: false, reason: "status-unknown" };
  const regulator = cells.regulator ?? (isNfraCode(number) ? "国家金融监督管理总局" : "");
  return read({
    number,
    regulator,
    scope: cells.scope ?? "",
    region: cells.region === undefined || NATIONAL.test(cells.region) ? null : region,
    issuedOn: issuedOn.value,
    expiresOn: expiresOn.value,
    status,
  });
}

/** Reads one row of a licence list under any of the headers that licence-columns.ts knows. */
export function readLicenceRow(raw: Readonly<Record<string, string>>): Read<LicenceRow> {
  const cells = readLicenceCells(raw);
  const legalName = cells.legal_name;
  if (legalName === undefined || foldName(legalName) === "")
    return { ok: false, reason: "legal-name-missing" };
  let uscc: string | null = null;
  if (cells.uscc !== undefined) {
    const checked = checkUscc(cells.uscc);
    if (!checked.ok) return { ok: false, reason: `uscc-${checked.reason}` };
    uscc = checked.code;
  }
  const institutionClass = readClass(cells.class, legalName);
  if (institutionClass === null) return { ok: false, reason: "class-unknown" };
  const region = readRegion(cells.region);
  if (!region.ok) return region;
  const licence = readLicence(cells, region.value);
  if (!licence.ok) return licence;
  const regulatorCode = cells.regulator_code ?? null;
  return read({
    legalName,
    shortName: cells.short_name ?? null,
    uscc,
    regulatorCode,
    class: institutionClass,
    region: region.value ?? regionOfRegulatorCode(regulatorCode ?? "") ?? splitName(legalName).region,
    licence: licence.value,
  });
}

/** Ways to know a register row again; a name counts only when neither code is given to tell. */
function keysOf(row: Pick<LicenceRow, "uscc" | "regulatorCode" | "legalName">): readonly string[] {
  return [
    ...(row.uscc === null ? [] : [`uscc ${row.uscc}`]),
    ...(row.regulatorCode === null ? [] : [`code ${row.regulatorCode}`]),
    `name ${foldName(row.legalName)}`,
  ];
}

function fieldChanges(old: RegisterRow, row: LicenceRow): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  const compare = (field: string, from: string | null, to: string | null): void => {
    // An empty cell of a list says nothing; it never empties what is known.
    if (to !== null && to !== "" && from !== to) changes.push({ field, from, to });
  };
  compare("legalName", old.legalName, row.legalName);
  compare("uscc", old.uscc, row.uscc);
  compare("regulatorCode", old.regulatorCode, row.regulatorCode);
  compare("class", old.class, row.class);
  // A list that names only the province does not contradict a known city in it.
  const isCoarser = old.region !== null && isSameArea(old.region, row.region) && row.region?.endsWith("0000");
  if (!isCoarser) compare("region", old.region, row.region);
  if (row.shortName !== null && !old.names.some(({ name }) => name === row.shortName)) {
    changes.push({ field: "names", from: null, to: row.shortName });
  }
  const { licence } = row;
  if (licence === null) return changes;
  const known = old.licences.find(({ number }) => number === licence.number);
  if (known === undefined) changes.push({ field: "licence", from: null, to: licence.number });
  else {
    for (const field of ["regulator", "scope", "region", "issuedOn", "expiresOn", "status"] as const) {
      compare(`licence.${field}`, known[field], licence[field]);
    }
  }
  return changes;
}

/** Compares a licence list with the register, without changing either. Rows keep the order of the list. */
export function diffLicences(
  existing: readonly RegisterRow[],
  rows: readonly Readonly<Record<string, string>>[],
): LicenceDiff {
  const byKey = new Map<string, RegisterRow>();
  for (const old of existing) for (const key of keysOf(old)) byKey.set(key, old);
  const add: LicenceRow[] = [];
  const change: LicenceDiff["change"][number][] = [];
  const same: LicenceDiff["same"][number][] = [];
  const rejected: LicenceDiff["rejected"][number][] = [];
  const seen = new Set<string>();
  const named = new Set<string>();
  const classes = new Set<InstitutionClass>();
  for (const raw of rows) {
    const result = readLicenceRow(raw);
    if (!result.ok) {
      rejected.push({ row: raw, reason: result.reason });
      continue;
    }
    const row = result.value;
    const codes = keysOf(row).slice(0, -1);
    const byCode = new Set(codes.flatMap((key) => byKey.get(key) ?? []));
    const namesake = byKey.get(keysOf(row).at(-1) ?? "");
    const isOther = namesake?.uscc != null && row.uscc !== null && namesake.uscc !== row.uscc;
    const [old = isOther ? undefined : namesake] = byCode;
    const identity = `${old?.id ?? foldName(row.legalName)} ${row.licence?.number ?? ""}`;
    if (byCode.size > 1) rejected.push({ row: raw, reason: "two-institutions" });
    else if (seen.has(identity)) rejected.push({ row: raw, reason: "named-twice" });
    else {
      seen.add(identity);
      classes.add(row.class);
      if (old === undefined) add.push(row);
      else {
        named.add(old.id);
        const changes = fieldChanges(old, row);
        if (changes.length === 0) same.push({ id: old.id, row });
        else change.push({ id: old.id, row, changes });
      }
    }
  }
  const missing = existing
    .filter((old) => classes.has(old.class) && !named.has(old.id))
    .map(({ id, legalName }) => ({ id, legalName }));
  return { add, change, same, missing, rejected };
}
