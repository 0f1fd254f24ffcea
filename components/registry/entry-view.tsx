import type { ReactNode } from "react";
import { TIERS, type Tier } from "#domain/cases/decision.ts";
import type { RegistryKind, SubjectKind, VersionStatus } from "#domain/registry/entry.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import { type JointMeasure, JointMeasures } from "../institution/joint-measures.tsx";
import { groundWords } from "../look-up/number-facts.ts";
import type { Fact } from "../ui/description-list.tsx";
import { BackLink } from "../ui/navigation.tsx";
import { Notice } from "../ui/notice.tsx";
import { VerdictCard } from "../ui/verdict-card.tsx";
import { AsOfForm } from "./as-of-form.tsx";
import { EntryCourse, type EntryVersion } from "./entry-course.tsx";
import { type EntrySubject, EntrySubjectText } from "./entry-subject.tsx";
import { standingWords, TONE_OF_KIND } from "./entry-tag.tsx";
import { type EntryProof, ProveIt } from "./prove-it.tsx";
import { REGISTRY_PATH } from "./registry-list.tsx";

export type ShownEntry = {
  readonly id: string;
  readonly subject: {
    readonly kind: SubjectKind;
    readonly key: string | null;
    readonly institutionId: string | null;
  };
  readonly version: number;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly grounds: readonly string[];
  readonly statement: string | null;
  readonly listedAt: string;
  readonly expiresAt: string;
  readonly earliestRepairAt: string | null;
  readonly authority: { readonly nameZh: string; readonly nameEn: string } | null;
  readonly objection: { readonly since: string; readonly answerBy: string } | null;
  readonly subjectStatements: readonly { readonly text: string; readonly at: string }[];
  readonly measures: readonly JointMeasure[];
  readonly asOf: string;
};

type Words = { locale: Locale; t: Translate };
type Props = Words & {
  entry: ShownEntry;
  institution: EntrySubject["institution"];
  /** Oldest first. */
  versions: readonly EntryVersion[];
  proof: EntryProof | null;
  /** Shown as it stood at an earlier moment. */
  isPast: boolean;
  origin: string;
};

/** An entry of the registry: what, who, why, by whom, until when, and how to object and to check. */
export function EntryView({ locale, t, entry, institution, versions, proof, isPast, origin }: Props) {
  const subject = { ...entry.subject, institution };
  return (
    <div className="column answer">
      <BackLink href={localeHref(locale, REGISTRY_PATH)}>{t("registry.entry.back")}</BackLink>
      {isPast && <PastNotice locale={locale} t={t} id={entry.id} at={entry.asOf} />}
      <VerdictCard
        tone={TONE_OF_KIND[entry.kind]}
        word={bandOf(t, entry)}
        title={entryTitle(t, entry)}
        subject={<SubjectLink locale={locale} t={t} subject={subject} />}
        lead={<p>{t(`registry.entry.lead.${entry.kind}`)}</p>}
        facts={factsOf(locale, t, entry)}
        objection={isPast ? undefined : <HowToObject locale={locale} t={t} entry={entry} />}
      >
        {entry.statement && (
          <>
            <h2 className="pieces-title">{t("registry.entry.decision")}</h2>
            <p lang="zh-CN" className="quoted">
              {entry.statement}
            </p>
          </>
        )}
      </VerdictCard>
      {!isPast && <Objection locale={locale} t={t} objection={entry.objection} />}
      <Statements locale={locale} t={t} statements={entry.subjectStatements} />
      <JointMeasures locale={locale} t={t} measures={entry.measures} />
      <section className="section">
        <h2>{t("registry.entry.history")}</h2>
        <EntryCourse locale={locale} t={t} versions={versions} />
      </section>
      {!isPast && proof && (
        <section className="section no-print">
          <ProveIt locale={locale} t={t} id={entry.id} proof={proof} origin={origin} />
        </section>
      )}
      <section className="section no-print">
        <AsOfForm
          locale={locale}
          t={t}
          id={entry.id}
          from={versions[0]?.at ?? entry.listedAt}
          to={entry.asOf}
        />
      </section>
    </div>
  );
}

/** 这个号码已被列入黑名单 */
export function entryTitle(t: Translate, { kind, subject }: Pick<ShownEntry, "kind" | "subject">): string {
  return t(`registry.entry.title.${kind}`, { what: t(`registry.what.${subject.kind}`) });
}

function bandOf(t: Translate, entry: ShownEntry): string {
  const words = standingWords(t, entry);
  return entry.status === "under_appeal" ? `${words} · ${t("verdict.underObjection")}` : words;
}

function SubjectLink({
  locale,
  t,
  subject,
}: Words & { subject: EntrySubject & { institutionId: string | null } }) {
  const { kind, key, institutionId, institution } = subject;
  const text = <EntrySubjectText locale={locale} t={t} subject={subject} />;
  const path =
    kind === "number" && key !== null
      ? `/numbers/${encodeURIComponent(key)}`
      : institution && institutionId !== null
        ? `/institutions/${institutionId}`
        : null;
  return path === null ? text : <a href={localeHref(locale, path)}>{text}</a>;
}

function factsOf(locale: Locale, t: Translate, entry: ShownEntry): Fact[] {
  const { grounds, authority, kind, tier, earliestRepairAt } = entry;
  const { minMonths: min, maxMonths: max } = TIERS[tier];
  const repair = earliestRepairAt && formatDate(locale, earliestRepairAt);
  const mayRepair = earliestRepairAt !== null && earliestRepairAt <= entry.asOf;
  return [
    ...(grounds.length > 0
      ? [{ term: t("registry.entry.fact.grounds"), value: groundWords(locale, t, grounds) }]
      : []),
    ...(authority
      ? [
          {
            term: t("registry.entry.fact.authority"),
            value: locale === "en" ? authority.nameEn : authority.nameZh,
          },
        ]
      : []),
    {
      term: t("registry.entry.fact.term"),
      value: t("common.dateRange", {
        from: formatDate(locale, entry.listedAt),
        to: formatDate(locale, entry.expiresAt),
      }),
    },
    ...(kind === "blacklist"
      ? [{ term: t("registry.entry.fact.tier"), value: t(`registry.entry.tier.${tier}`, { min, max }) }]
      : []),
    ...(repair
      ? [
          {
            term: t("registry.entry.fact.repair"),
            value: mayRepair ? t("registry.entry.repairNow", { on: repair }) : repair,
          },
        ]
      : []),
    { term: t("registry.entry.fact.id"), value: <span className="entry-id">{entry.id}</span> },
  ];
}

function HowToObject({ locale, t, entry }: Words & { entry: ShownEntry }) {
  const to = (kind: "objection" | "repair") => (chunks: ReactNode) => (
    <a href={localeHref(locale, `/objections?entry=${entry.id}&kind=${kind}`)}>{chunks}</a>
  );
  return (
    <>
      <p>{t.rich("registry.entry.objection.how", { a: to("objection") })}</p>
      {entry.earliestRepairAt && <p>{t.rich("registry.entry.objection.repair", { a: to("repair") })}</p>}
    </>
  );
}

function Objection({ locale, t, objection }: Words & Pick<ShownEntry, "objection">) {
  return (
    <section className="section flow">
      <h2>{t("registry.entry.objection.title")}</h2>
      {objection ? (
        <Notice kind="warn" title={t("registry.entry.objection.open")}>
          <p>
            {t("registry.entry.objection.openBody", {
              since: formatDate(locale, objection.since),
              answerBy: formatDate(locale, objection.answerBy),
            })}
          </p>
        </Notice>
      ) : (
        <p>{t("registry.entry.objection.none")}</p>
      )}
    </section>
  );
}

function Statements({ locale, t, statements }: Words & { statements: ShownEntry["subjectStatements"] }) {
  return (
    <section className="section flow">
      <h2>{t("registry.entry.statement.title")}</h2>
      {statements.map(({ text, at }) => (
        <blockquote key={at} className="quoted">
          <p lang="zh-CN">{text}</p>
          <footer className="muted small">
            {t("registry.entry.statement.at", { at: formatDate(locale, at) })}
          </footer>
        </blockquote>
      ))}
      {statements.length === 0 && <p>{t("registry.entry.statement.none")}</p>}
    </section>
  );
}

function PastNotice({ locale, t, id, at }: Words & { id: string; at: string }) {
  return (
    <Notice title={t("registry.entry.asOf.title", { at: formatDate(locale, at) })}>
      <p>
        <a href={localeHref(locale, `${REGISTRY_PATH}/${id}`)}>{t("registry.entry.asOf.now")}</a>
      </p>
    </Notice>
  );
}
