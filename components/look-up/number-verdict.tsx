import type { ReactNode } from "react";
import { EMERGENCY_HOURS, RESPONSE_WINDOW_DAYS } from "#domain/cases/decision.ts";
import { REPORTED_SOURCES } from "#domain/cases/score.ts";
import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import { VERDICT_REASONS } from "#domain/registry/verdict.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import type { Act } from "../ui/acts.tsx";
import { DescriptionList } from "../ui/description-list.tsx";
import type { Reason } from "../ui/details.tsx";
import { BackLink } from "../ui/navigation.tsx";
import { Notice } from "../ui/notice.tsx";
import { NumberText } from "../ui/number-text.tsx";
import { VerdictCard } from "../ui/verdict-card.tsx";
import { EntryHistory, type EntryVersion } from "./entry-history.tsx";
import { institutionName } from "./institution-name.ts";
import { cardFacts, groupsOf, langOf, planFacts } from "./number-facts.ts";
import { bandOf, type NumberState, stateOf, TONE_OF } from "./number-state.ts";
import { type Freshness, StaleNotice } from "./stale-notice.tsx";

/** Everything a page says about one number. */
export type NumberPage = {
  readonly answer: NumberAnswer;
  readonly statement: string | null;
  readonly history: readonly EntryVersion[];
  readonly past: {
    readonly kind: EntryVersion["kind"];
    readonly status: "withdrawn" | "expired" | "lapsed";
    readonly listedAt: string;
    readonly endedAt: string;
  } | null;
  readonly isRecordAway: boolean;
  readonly freshness: Freshness;
};

type Props = { locale: Locale; t: Translate; page: NumberPage; extension: string | null };

/** The verdict about a number, the answer first. Used at its own address and behind a sealed one. */
export function NumberVerdict({ locale, t, page, extension }: Props) {
  const { answer, past } = page;
  const state = stateOf(answer);
  return (
    <div className="column answer">
      <BackLink href={localeHref(locale, "/check")}>{t("check.again")}</BackLink>
      <StaleNotice locale={locale} t={t} freshness={page.freshness} />
      <VerdictCard
        tone={TONE_OF[state]}
        word={bandOf(t, answer)}
        title={t(`verdict.numberTitle.${state}`)}
        subject={<NumberText groups={groupsOf(answer.canonical)} />}
        lead={
          <>
            <p>{leadOf(locale, t, answer, state)}</p>
            {past && <Past locale={locale} t={t} past={past} />}
          </>
        }
        facts={cardFacts(locale, t, answer)}
        acts={{ title: t("verdict.actsTitle"), items: actsOf(locale, t, answer, state) }}
        reasons={{ title: t("verdict.reasonsTitle"), items: reasonsOf(locale, t, page, extension) }}
        objection={objectionOf(locale, t, answer)}
      />
      {page.isRecordAway && (
        <Notice>
          <p>{t("verdict.stale.recordAway")}</p>
        </Notice>
      )}
      {page.history.length > 0 && (
        <section className="section">
          <h2>{t("number.history")}</h2>
          <EntryHistory locale={locale} t={t} versions={page.history} />
        </section>
      )}
    </div>
  );
}

type PastProps = { locale: Locale; t: Translate; past: NonNullable<NumberPage["past"]> };

function Past({ locale, t, past }: PastProps) {
  const kind = t(`number.kind.${past.kind}`);
  return (
    <p>
      <b>{t("number.past.title", { kind, on: formatDate(locale, past.endedAt) })}</b>
      {locale === "en" ? ". " : "。"}
      {t(`number.past.${past.status}`, { from: formatDate(locale, past.listedAt) })}
    </p>
  );
}

function leadOf(locale: Locale, t: Translate, answer: NumberAnswer, state: NumberState): ReactNode {
  if (state === "listed" && answer.advice === "warn") return t("number.lead.listedMinor");
  if (state !== "official") return t(`number.lead.${state}`);
  const { official } = answer;
  if (!official) return t("number.lead.officialPlain");
  return t.rich("number.lead.official", {
    name: institutionName(locale, { ...official, legalName: official.name }),
    a: (chunks) => <a href={localeHref(locale, `/institutions/${official.institutionId}`)}>{chunks}</a>,
  });
}

/** Never the number of a private person in an address: only a public one is carried over into the report. */
function reportHref({ canonical, visibility }: NumberAnswer): string {
  return visibility === "public" ? `/report?number=${encodeURIComponent(canonical)}` : "/report";
}

function actsOf(locale: Locale, t: Translate, answer: NumberAnswer, state: NumberState): Act[] {
  const act = (path: string, name: "report" | "reportFake" | "paid" | "block" | "signs" | "holder"): Act => ({
    href: localeHref(locale, path),
    title: t(`verdict.act.${name}`),
    body: t(`verdict.act.${name}Body`),
  });
  const paid = act("/learn#lost", "paid");
  const signs = act("/learn#signs", "signs");
  if (state === "official" && answer.official) {
    const holder = act(`/institutions/${answer.official.institutionId}`, "holder");
    return [holder, act("/report", "reportFake"), paid];
  }
  if (state === "official" || state === "protected") return [act("/report", "reportFake"), paid, signs];
  const report = act(reportHref(answer), "report");
  return state === "unknown" || state === "credit_note"
    ? [report, paid, signs]
    : [report, paid, act("/learn#block", "block")];
}

function reasonsOf(
  locale: Locale,
  t: Translate,
  { answer, statement }: NumberPage,
  extension: string | null,
): Reason[] {
  const values = {
    windowDays: RESPONSE_WINDOW_DAYS,
    hours: EMERGENCY_HOURS,
    sources: REPORTED_SOURCES,
  };
  const told = answer.reasons.map((reason) => {
    // "Reported, not decided" would contradict the decision above it.
    if (reason === "reported-by-five" && answer.entry)
      return { title: t("number.stillReported"), body: <p>{t("number.why.still-reported", values)}</p> };
    return {
      title: VERDICT_REASONS[reason][langOf(locale)],
      body: <p>{t(`number.why.${reason}`, values)}</p>,
    };
  });
  const isNothing = answer.verdict === "unknown" && answer.reasons.every((reason) => reason === "restricted");
  return [
    ...(statement
      ? [{ title: t("number.statement"), body: <p lang="zh-CN">{statement}</p>, isOpen: true }]
      : []),
    ...(isNothing
      ? [{ title: t("number.nothingTitle"), body: <p>{t("number.why.nothing", values)}</p> }]
      : []),
    ...told,
    {
      title: t("number.about"),
      body: <DescriptionList facts={planFacts(locale, t, answer, extension)} />,
    },
  ];
}

function objectionOf(locale: Locale, t: Translate, { entry, visibility }: NumberAnswer): ReactNode {
  if (!entry || entry.kind === "official") return undefined;
  const href = localeHref(locale, `/objections?entry=${entry.id}`);
  const a = (chunks: ReactNode) => <a href={href}>{chunks}</a>;
  if (visibility !== "public") return <p>{t.rich("number.objectionRestricted", { a })}</p>;
  const id = (chunks: ReactNode) => (
    <a className="entry-id" href={localeHref(locale, `/registry/${entry.id}`)}>
      {chunks}
    </a>
  );
  return <p>{t.rich("number.objection", { a, id, entry: entry.id })}</p>;
}
