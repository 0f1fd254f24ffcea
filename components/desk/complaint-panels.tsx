import { REVEAL_PURPOSES, type RevealPurpose, ROLES } from "#domain/access/permissions.ts";
import { CASE_STATES } from "#domain/cases/case-state.ts";
import {
  CHANNELS,
  CLAIMED_IDENTITIES,
  DESIRED_OUTCOMES,
  LOAN_PRODUCTS,
  MATTERS,
  MODES,
  PLACES_TRIED,
  SHARE_CONSENTS,
  VULNERABILITIES,
} from "#domain/complaints/codes.ts";
import type { AccessView, ComplaintFile } from "#domain/complaints/complaint-file.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { REASON_CODES } from "#domain/complaints/outcomes.ts";
import { RELATIONSHIPS } from "#domain/complaints/relationships.ts";
import { STATUSES } from "#domain/complaints/statuses.ts";
import { TAXONOMY } from "#domain/complaints/taxonomy.ts";
import { regionName } from "#domain/institutions/region-names.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDateTime, formatNumber, type Translate } from "#messages/translate.ts";
import { DescriptionList, type Fact } from "../ui/description-list.tsx";
import { Label } from "../ui/tag.tsx";
import { Timeline } from "../ui/timeline.tsx";
import { judgementWords, pick, severityReasonWords, severityWords } from "./case-words.ts";
import { SubjectText } from "./subject-text.tsx";

type Props = { file: ComplaintFile; locale: Locale; t: Translate };

/** Codes, times and counts of a complaint; nothing that a person said and nothing by which they could be known. */
export function CodedFacts({ file, locale, t }: Props) {
  return <DescriptionList facts={factsOf({ file, locale, t })} />;
}

function factsOf({ file, locale, t }: Props): Fact[] {
  const { facts } = file;
  const label = (name: FactName) => t(`desk.complaint.facts.${name}`);
  const words = (codes: readonly string[], list: Parameters<typeof wordsOf>[0]) =>
    codes.map((code) => wordsOf(list, code, locale)).join(t("common.separator"));
  const yesNo = (value: boolean | null) =>
    t(value === null ? "common.unknown" : value ? "common.yes" : "common.no");
  const reasons = file.severityReasons.filter((code) => code !== "matter").slice(0, 4);
  const all: (Fact | null)[] = [
    { term: label("status"), value: wordsOf(STATUSES, file.status, locale) },
    { term: label("received"), value: formatDateTime(locale, file.receivedAt) },
    optional(label("incident"), file.firstIncidentAt && formatDateTime(locale, file.firstIncidentAt)),
    { term: label("matter"), value: wordsOf(MATTERS, file.matter, locale) },
    { term: label("channel"), value: wordsOf(CHANNELS, file.channel, locale) },
    { term: label("relationship"), value: wordsOf(RELATIONSHIPS, file.relationship, locale) },
    { term: label("mode"), value: wordsOf(MODES, file.mode, locale) },
    optional(label("region"), file.region && regionName(file.region)),
    {
      term: label("severity"),
      value: (
        <>
          {severityWords(t, file.severity)}
          {reasons.length > 0 && (
            <span className="under">
              {reasons.map((code) => severityReasonWords(t, locale, code)).join(t("common.separator"))}
            </span>
          )}
        </>
      ),
    },
    optional(label("harm"), words(facts.harmKinds, TAXONOMY)),
    optional(
      label("claimed"),
      facts.claimedIdentity && wordsOf(CLAIMED_IDENTITIES, facts.claimedIdentity, locale),
    ),
    file.claimedInstitution && {
      term: label("institution"),
      value: (
        <>
          {locale === "en" && file.claimedInstitution.englishName
            ? file.claimedInstitution.englishName
            : file.claimedInstitution.name}
          <span className="under">
            {t(file.claimedInstitution.isProvisional ? "desk.subject.provisional" : "desk.case.claimedTitle")}
          </span>
        </>
      ),
    },
    optional(label("product"), facts.loanProduct && wordsOf(LOAN_PRODUCTS, facts.loanProduct, locale)),
    optional(
      label("money"),
      facts.moneyLostFen !== null &&
        t("desk.complaint.facts.yuan", { amount: formatNumber(locale, facts.moneyLostFen / 100) }),
    ),
    { term: label("toldToStop"), value: yesNo(facts.toldToStop) },
    { term: label("contactedAgain"), value: yesNo(facts.contactedAgain) },
    optional(
      label("thirdParties"),
      facts.thirdParties !== null && t("desk.complaint.facts.people", { count: facts.thirdParties }),
    ),
    { term: label("incidents"), value: t("desk.complaint.facts.times", { count: facts.incidents }) },
    optional(label("desired"), words(facts.desired, DESIRED_OUTCOMES)),
    optional(label("alreadyTried"), words(facts.alreadyTried, PLACES_TRIED)),
    optional(label("vulnerable"), words(facts.vulnerable, VULNERABILITIES)),
    optional(
      label("consent"),
      facts.shareWithInstitution && wordsOf(SHARE_CONSENTS, facts.shareWithInstitution, locale),
    ),
  ];
  return all.filter((fact) => fact !== null);
}

type FactName =
  | "status"
  | "received"
  | "incident"
  | "matter"
  | "channel"
  | "relationship"
  | "mode"
  | "region"
  | "severity"
  | "harm"
  | "claimed"
  | "institution"
  | "product"
  | "money"
  | "toldToStop"
  | "contactedAgain"
  | "thirdParties"
  | "incidents"
  | "desired"
  | "alreadyTried"
  | "vulnerable"
  | "consent";

function optional(term: string, value: string | false | null | undefined): Fact | null {
  return value ? { term, value } : null;
}

/** The agency's cases this report is part of, and why. */
export function OwnCases({ file, locale, t }: Props) {
  if (file.cases.length === 0) return <p className="muted">{t("desk.complaint.casesEmpty")}</p>;
  return (
    <ul className="plain-list own-cases">
      {file.cases.map((own) => (
        <li key={own.id}>
          <a className="row-link" href={localeHref(locale, `/desk/cases/${own.id}`)}>
            <SubjectText subject={own.subject} locale={locale} t={t} />
          </a>{" "}
          <Label>{pick(locale, CASE_STATES[own.state])}</Label>
          <span className="under">
            {t(`desk.kind.${own.kind}`)} {own.reference}
            {t("common.separator")}
            {judgementWords(t, { byKind: "rule", by: null, rule: own.rule, reason: own.reason })}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Every status the report has had, newest first, with what the reporter was told. */
export function StatusHistory({ file, locale, t }: Props) {
  return (
    <Timeline
      items={file.history.map((step) => ({
        at: step.at,
        when: formatDateTime(locale, step.at),
        title: wordsOf(STATUSES, step.status, locale),
        body:
          step.reason || step.message ? (
            <>
              {step.reason && <p>{wordsOf(REASON_CODES, step.reason, locale)}</p>}
              {step.message && <p>{t("desk.complaint.messageToReporter", { message: step.message })}</p>}
            </>
          ) : undefined,
        by:
          step.by ?? t(step.byKind === "reporter" ? "desk.complaint.byReporter" : "desk.complaint.bySystem"),
      }))}
    />
  );
}

/** Who opened what was said or who said it, when and what for. */
export function Accesses({ file, locale, t }: Props) {
  if (file.accesses.length === 0) return <p className="muted">{t("desk.complaint.accessEmpty")}</p>;
  return (
    <Timeline
      items={file.accesses.map((access) => ({
        at: access.at,
        when: formatDateTime(locale, access.at),
        title: `${access.by}${t("desk.colon")}${accessFieldWords(t, access)}`,
        body: t("desk.complaint.accessFor", {
          purpose: purposeWords(locale, access.purpose),
          reason: access.reason,
        }),
      }))}
    />
  );
}

export function accessFieldWords(t: Translate, access: Pick<AccessView, "fields">): string {
  return access.fields
    .map((field) => (field === "told" || field === "contact" ? t(`desk.complaint.field.${field}`) : field))
    .join(t("common.separator"));
}

export function purposeWords(locale: Locale, purpose: string): string {
  return Object.hasOwn(REVEAL_PURPOSES, purpose)
    ? pick(locale, REVEAL_PURPOSES[purpose as RevealPurpose])
    : purpose;
}

export function roleWords(locale: Locale, role: string): string {
  return Object.hasOwn(ROLES, role) ? pick(locale, ROLES[role as keyof typeof ROLES]) : role;
}
