import type { ReactNode } from "react";
import { EMERGENCY_HOURS, RESPONSE_WINDOW_DAYS } from "#domain/cases/decision.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { PROVINCES } from "#domain/complaints/regions.ts";
import { INSTITUTION_CLASSES, isLendingClass } from "#domain/institutions/classes.ts";
import { licenceStanding } from "#domain/institutions/licence-standing.ts";
import { regionName } from "#domain/institutions/region-names.ts";
import { INSTITUTION_REASONS } from "#domain/registry/institution-verdict.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import { EntryHistory } from "../look-up/entry-history.tsx";
import { institutionName } from "../look-up/institution-name.ts";
import { entryFacts, langOf } from "../look-up/number-facts.ts";
import { StaleNotice } from "../look-up/stale-notice.tsx";
import { RatingSection } from "../rating/rating-section.tsx";
import type { Fact } from "../ui/description-list.tsx";
import type { Reason } from "../ui/details.tsx";
import { BackLink } from "../ui/navigation.tsx";
import { Notice } from "../ui/notice.tsx";
import { VerdictCard } from "../ui/verdict-card.tsx";
import { isCurrent, RegisteredContacts } from "./contacts.tsx";
import { type InstitutionState, stateOfInstitution, TONE_OF_STATE } from "./institution-state.ts";
import type { InstitutionPage, Words } from "./institution-types.ts";
import { JointMeasures } from "./joint-measures.tsx";
import { Licences, Offers } from "./licences.tsx";
import { Names, Relations } from "./relations.tsx";

type Props = Words & {
  page: InstitutionPage;
  /** Province of the reader, to answer where a licence holds; null when not chosen. */
  region: string | null;
  /** Address of the portal, for commands to copy. */
  origin: string;
};

/** One institution: the verdict first, then its rating, what it registered, what it may do, who works for it. */
export function InstitutionView({ locale, t, page, region, origin }: Props) {
  const { institution, agents, principals, on } = page;
  const state = stateFor(page);
  return (
    <div className="column answer">
      <BackLink href={localeHref(locale, "/institutions")}>{t("institution.back")}</BackLink>
      <StaleNotice locale={locale} t={t} freshness={page.freshness} />
      <VerdictCard
        tone={TONE_OF_STATE[state]}
        word={bandOf(t, page, state)}
        title={t(`institution.verdict.${state}`)}
        subject={<b>{institutionName(locale, institution)}</b>}
        lead={<p>{t(`institution.lead.${state}`)}</p>}
        facts={factsOf(locale, t, page)}
        objection={objectionOf(locale, t, page)}
        acts={{ title: t("verdict.actsTitle"), items: actsOf(locale, t) }}
        reasons={{ title: t("verdict.reasonsTitle"), items: reasonsOf(locale, t, page) }}
      />
      {page.isRecordAway && (
        <Notice>
          <p>{t("verdict.stale.recordAway")}</p>
        </Notice>
      )}
      <RatingSection
        locale={locale}
        t={t}
        institutionId={institution.id}
        rating={page.rating}
        origin={origin}
      />
      {page.history.length > 0 && (
        <section className="section">
          <h2>{t("institution.listing.history")}</h2>
          <EntryHistory locale={locale} t={t} versions={page.history} />
        </section>
      )}
      <JointMeasures locale={locale} t={t} measures={page.measures} entryId={page.entry?.id} />
      <RegisteredContacts locale={locale} t={t} institution={institution} on={on} />
      <Offers locale={locale} t={t} institution={institution} region={region} on={on} />
      {(institution.licences.length > 0 || isLendingClass(institution.class)) && (
        <Licences locale={locale} t={t} licences={institution.licences} on={on} />
      )}
      <Names locale={locale} t={t} names={institution.names} />
      <Relations locale={locale} t={t} side="agents" relations={agents} on={on} />
      <Relations locale={locale} t={t} side="principals" relations={principals} on={on} />
    </div>
  );
}

export function stateFor({ institution, verdict, on }: InstitutionPage): InstitutionState {
  const { status, class: kind, licences } = institution;
  return stateOfInstitution({
    verdict: verdict.verdict,
    status,
    class: kind,
    standing: licenceStanding(licences, on),
  });
}

function bandOf(t: Words["t"], { entry }: InstitutionPage, state: InstitutionState): string {
  if (state !== "listed" && state !== "warning") return t(`institution.word.${state}`);
  return [
    t(`verdict.word.${state}`),
    entry && state === "listed" && t(`verdict.tier.${entry.tier}`),
    entry?.status === "under_appeal" && t("verdict.underObjection"),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** A seat in Chinese is named by its city, in English by its province. */
function placeOf(locale: Words["locale"], region: string): string {
  const province = `${region.slice(0, 2)}0000`;
  return locale === "en" ? wordsOf(PROVINCES, province, "en") : (regionName(region) ?? region);
}

function factsOf(
  locale: Words["locale"],
  t: Words["t"],
  { institution, entry, on }: InstitutionPage,
): Fact[] {
  const { class: kind, region, uscc, regulatorCode, contacts, updatedAt } = institution;
  const current = contacts.filter((contact) => isCurrent(contact, on));
  const count = (wanted: string) => current.filter((contact) => contact.kind === wanted).length;
  return [
    ...(entry ? entryFacts(locale, t, entry) : []),
    { term: t("institution.fact.class"), value: wordsOf(INSTITUTION_CLASSES, kind, locale) },
    ...(region ? [{ term: t("institution.fact.region"), value: placeOf(locale, region) }] : []),
    ...(uscc ? [{ term: t("institution.fact.uscc"), value: uscc }] : []),
    ...(regulatorCode ? [{ term: t("institution.fact.regulatorCode"), value: regulatorCode }] : []),
    {
      term: t("institution.fact.official"),
      value: t("institution.fact.officialCount", {
        numbers: count("number"),
        signatures: count("sms_signature"),
        domains: count("domain"),
      }),
    },
    { term: t("institution.fact.source"), value: formatDate(locale, updatedAt) },
  ];
}

function objectionOf(locale: Words["locale"], t: Words["t"], { entry }: InstitutionPage): ReactNode {
  if (!entry) return undefined;
  const a = (chunks: ReactNode) => <a href={localeHref(locale, `/objections?entry=${entry.id}`)}>{chunks}</a>;
  const id = (chunks: ReactNode) => (
    <a className="entry-id" href={localeHref(locale, `/registry/${entry.id}`)}>
      {chunks}
    </a>
  );
  return <p>{t.rich("institution.objection", { a, id, entry: entry.id })}</p>;
}

function actsOf(locale: Words["locale"], t: Words["t"]) {
  const act = (path: string, name: "report" | "claimed" | "object") => ({
    href: localeHref(locale, path),
    title: t(`institution.acts.${name}`),
    body: t(`institution.acts.${name}Body`),
  });
  return [act("/check", "claimed"), act("/report", "report"), act("/objections", "object")];
}

function reasonsOf(
  locale: Words["locale"],
  t: Words["t"],
  { institution, verdict, statement }: InstitutionPage,
): Reason[] {
  const values = { windowDays: RESPONSE_WINDOW_DAYS, hours: EMERGENCY_HOURS };
  // Who does not lend needs no licence to lend, so its absence is no reason for anything.
  const isLender = isLendingClass(institution.class);
  const told = verdict.reasons.flatMap((reason) =>
    reason === "several-possible" ||
    reason === "not-in-register" ||
    (reason === "no-valid-licence" && !isLender)
      ? []
      : [
          {
            title: INSTITUTION_REASONS[reason][langOf(locale)],
            body: <p>{t(`institution.reason.${reason}`, values)}</p>,
          },
        ],
  );
  return [
    ...(statement
      ? [{ title: t("institution.listing.title"), body: <p lang="zh-CN">{statement}</p>, isOpen: true }]
      : []),
    ...told,
  ];
}
