import { editDistance } from "#domain/institutions/edit-distance.ts";
import { foldText } from "#domain/matching/fold-text.ts";
import type { NumberKey } from "#domain/numbers/normalise-number.ts";
import {
  countSources,
  type Finding,
  findingOf,
  inTimeOrder,
  type PatternReport,
  splitAtSilence,
} from "./pattern-report.ts";

/** How an institution really appears: its own contacts and those of everybody who works for it. */
export type OfficialFace = {
  readonly institutionId: string;
  readonly names: readonly string[];
  readonly numbers: readonly NumberKey[];
  readonly agentNumbers: readonly NumberKey[];
  readonly signatures: readonly string[];
  /** Registrable domains. */
  readonly domains: readonly string[];
};

/** Callers who pass for an institution of the register. The institution is a victim here. */
export type Impersonation = Finding<
  "impersonation",
  {
    readonly institutionId: string;
    /** Signatures and domains that resemble the institution's and are not its own, hotlines shown in false dress. */
    readonly signatures: readonly string[];
    readonly domains: readonly string[];
    readonly spoofed: readonly NumberKey[];
    /** Sources that themselves say the institution was faked. */
    readonly accusing: number;
  }
>;

const DAY_MS = 86_400_000;
const SILENCE_MS = 60 * DAY_MS;
const LEAST_SOURCES = 3;
/** Without a look-alike or a forged hotline, only what people say stands against it: more of them are needed. */
const LEAST_ACCUSING = 5;
/** Shorter names stand in other signatures by chance. */
const SHORTEST_NAME = 3;

/** What in one report says that an institution was faked. */
export type ImpersonationSign = {
  readonly institutionId: string;
  readonly signature: string | null;
  readonly domain: string | null;
  readonly spoofed: NumberKey | null;
  /** The reporter says so: a named institution, and harm S2 or the institution's own denial. */
  readonly accuses: boolean;
};
type Signed = { readonly at: number; readonly report: PatternReport; readonly sign: ImpersonationSign };

/**
 * Institutions that callers pass for: named, or copied in a look-alike signature or domain or a hotline in false dress, by
 * somebody whose number is neither the institution's nor an agent's. That a number is unregistered proves nothing by
 * itself (collectors use such), so it takes a look-alike, or several people who say the name was false.
 */
export function findImpersonations(
  reports: Iterable<PatternReport>,
  faces: readonly OfficialFace[],
): readonly Impersonation[] {
  const register = readFaces(faces);
  const { owned } = register;
  const sorted = inTimeOrder(reports);
  const signed = sorted.flatMap((report) =>
    impersonationSigns(report, register).map((sign): Signed => ({ at: report.at, report, sign })),
  );
  return [...Map.groupBy(signed, ({ sign }) => sign.institutionId)]
    .flatMap(([institutionId, own]) =>
      splitAtSilence(own, SILENCE_MS).flatMap((stretch) => {
        const found = impersonationOf(institutionId, stretch, sorted, owned);
        return found ? [found] : [];
      }),
    )
    .sort((a, b) => a.since - b.since || (a.evidence.institutionId < b.evidence.institutionId ? -1 : 1));
}

function impersonationOf(
  institutionId: string,
  stretch: readonly Signed[],
  all: readonly PatternReport[],
  owned: ReadonlySet<NumberKey>,
): Impersonation | null {
  const pick = <T extends string>(value: (sign: ImpersonationSign) => T | null): readonly T[] =>
    [...new Set(stretch.flatMap(({ sign }) => value(sign) ?? []))].sort();
  const signatures = pick(({ signature }) => signature);
  const domains = pick(({ domain }) => domain);
  const spoofed = pick((sign) => sign.spoofed);
  const reports = stretch.map(({ report }) => report);
  const accusing = countSources(stretch.filter(({ sign }) => sign.accuses).map(({ report }) => report));
  const isCopied = signatures.length + domains.length + spoofed.length > 0;
  if (countSources(reports) < LEAST_SOURCES || (!isCopied && accusing < LEAST_ACCUSING)) return null;
  const numbers = new Set(reports.flatMap((report) => report.numbers).filter((number) => !owned.has(number)));
  const [from, to] = [(stretch[0]?.at ?? 0) - 30 * DAY_MS, (stretch.at(-1)?.at ?? 0) + 30 * DAY_MS];
  // Others called by the same numbers in those weeks, whatever they noticed.
  const beside = all.filter(
    (report) => report.at >= from && report.at <= to && report.numbers.some((number) => numbers.has(number)),
  );
  return findingOf("impersonation", [...reports, ...beside], numbers, {
    institutionId,
    signatures,
    domains,
    spoofed,
    accusing,
  });
}

/** Official faces as they are compared. Built once from the register. */
export type FaceRegister = {
  readonly faces: readonly ReadFace[];
  /** Numbers of every institution and agent. */
  readonly owned: ReadonlySet<NumberKey>;
};

type ReadFace = {
  readonly institutionId: string;
  readonly names: readonly string[];
  readonly signatures: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  readonly labels: readonly string[];
  readonly hotlines: ReadonlySet<string>;
};

export function readFaces(faces: readonly OfficialFace[]): FaceRegister {
  return {
    faces: faces.map(readFace),
    owned: new Set(faces.flatMap(({ numbers, agentNumbers }) => [...numbers, ...agentNumbers])),
  };
}

/**
 * What one report alone says of a faked institution; none when a number of the register called. Such a report is evidence
 * about the caller and joins no case about the institution.
 */
export function impersonationSigns(
  report: PatternReport,
  { faces, owned }: FaceRegister,
): readonly ImpersonationSign[] {
  if (report.numbers.some((number) => owned.has(number))) return [];
  return faces.flatMap((face) => signOf(report, face) ?? []);
}

function readFace(face: OfficialFace): ReadFace {
  const names = face.names.map(foldText).filter((name) => name.length >= SHORTEST_NAME);
  return {
    institutionId: face.institutionId,
    names,
    signatures: new Set([...face.signatures.map(foldText), ...names]),
    domains: new Set(face.domains),
    labels: face.domains.map(labelOf).filter((label) => label.length >= SHORTEST_NAME),
    hotlines: new Set([...face.numbers, ...face.agentNumbers].map((key) => key.replace(/^(?:cn:|\+86)/, ""))),
  };
}

const labelOf = (domain: string): string => domain.split(".")[0] ?? "";

function signOf(report: PatternReport, known: ReadFace): ImpersonationSign | null {
  const { institutionId, names, signatures, domains } = known;
  const signature =
    report.signature !== null &&
    !signatures.has(report.signature) &&
    names.some((name) => report.signature?.includes(name))
      ? report.signature
      : null;
  const domain = report.domains.find((own) => !domains.has(own) && isLookAlike(own, known.labels)) ?? null;
  const spoofed = report.numbers.find((number) => isDressed(number, known.hotlines)) ?? null;
  const accuses =
    report.claimed === institutionId &&
    (report.harms.includes("S2") || report.relationship === "IMPERSONATED_INSTITUTION");
  return signature || domain || spoofed || accuses
    ? { institutionId, signature, domain, spoofed, accuses }
    : null;
}

/** yundu-vip.test, vip-yundu.com and yumdu.com beside yundu.example; yunduo-travel.com is another word. */
function isLookAlike(domain: string, labels: readonly string[]): boolean {
  const own = labelOf(domain);
  return labels.some(
    (label) =>
      own === label ||
      `-${own}-`.includes(`-${label}-`) ||
      (label.length >= 5 && editDistance(own, label, 1) <= 1),
  );
}

/** spoof:+95691 and spoof:+8695691 show the hotline 95691 as a call from abroad. */
function isDressed(number: NumberKey, hotlines: ReadonlySet<string>): boolean {
  if (!number.startsWith("spoof:")) return false;
  const digits = number.replace(/\D/g, "");
  return hotlines.has(digits) || (digits.startsWith("86") && hotlines.has(digits.slice(2)));
}
