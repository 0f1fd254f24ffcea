import type { ReactNode } from "react";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import { Acts } from "../ui/acts.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { NumberText } from "../ui/number-text.tsx";
import { Tag } from "../ui/tag.tsx";

/** One entry of the registry listed lately. Never a restricted number: those are not browsable. */
export type RecentEntry = {
  id: string;
  /** Address without its locale. */
  path: string;
  /** Groups of a number, or the whole name or signature as one group. */
  subject: readonly string[];
  kind: "blacklist" | "warning";
  tier: "minor" | "general" | "serious";
  grounds: string;
  /** RFC 3339 or YYYY-MM-DD. */
  listedOn: string;
};

type Words = { locale: Locale; t: Translate };
type Props = Words & {
  /** The look-up form. */
  ask: ReactNode;
  /** Null when it cannot be read now. */
  recent: readonly RecentEntry[] | null;
};

export function Home({ locale, t, ask, recent }: Props) {
  const href = (path: string) => localeHref(locale, path);
  return (
    <div className="with-aside home">
      <div className="home-ask">
        <h1 className="display">{t("home.title")}</h1>
        <p className="lead">{t("home.lead")}</p>
        {ask}
      </div>
      <Urgent locale={locale} t={t} />
      <div className="home-more">
        <section aria-labelledby="acts-title">
          <h2 id="acts-title" className="visually-hidden">
            {t("home.acts")}
          </h2>
          <Acts
            columns={2}
            items={[
              { href: href("/report"), title: t("home.report"), body: t("home.reportBody") },
              { href: href("/objections"), title: t("home.object"), body: t("home.objectBody") },
            ]}
          />
        </section>
        <section className="section" aria-labelledby="recent-title">
          <h2 id="recent-title">{t("home.recent")}</h2>
          {recent ? (
            <Recent locale={locale} t={t} recent={recent} />
          ) : (
            <p className="muted">{t("home.recentAway")}</p>
          )}
        </section>
        <section className="section" aria-labelledby="how-title">
          <h2 id="how-title">{t("home.howTitle")}</h2>
          <p>{t("home.howBody")}</p>
          <p>
            <a href={href("/methods")}>{t("home.howMore")}</a>
          </p>
        </section>
      </div>
    </div>
  );
}

function Urgent({ locale, t }: Words) {
  return (
    <aside className="urgent" aria-labelledby="urgent-title">
      <h2 id="urgent-title">{t("home.urgentTitle")}</h2>
      <ol>
        <li>{t("home.urgentBank")}</li>
        <li>
          {t.rich("home.urgentPolice", {
            police: (chunks) => <a href="tel:110">{chunks}</a>,
            fraud: (chunks) => <a href="tel:96110">{chunks}</a>,
          })}
        </li>
        <li>{t("home.urgentThen")}</li>
      </ol>
      <p>
        <a href={`${localeHref(locale, "/learn")}#lost`}>{t("home.urgentMore")}</a>
      </p>
    </aside>
  );
}

function Recent({ locale, t, recent }: Words & { recent: readonly RecentEntry[] }) {
  return (
    <DataTable
      id="recent"
      caption={t("home.recentCaption")}
      isCaptionHidden
      phone="stack"
      rows={recent}
      rowKey={(entry) => entry.id}
      columns={[
        {
          key: "subject",
          header: t("home.recentSubject"),
          isRowHeader: true,
          cell: (entry) => (
            <a href={localeHref(locale, entry.path)}>
              {entry.subject.length > 1 ? <NumberText groups={entry.subject} /> : entry.subject[0]}
            </a>
          ),
        },
        {
          key: "kind",
          header: t("home.recentKind"),
          cell: ({ kind, tier }) => (
            <Tag tone={kind === "blacklist" ? "listed" : "warning"}>
              {kind === "blacklist"
                ? `${t("verdict.word.listed")} · ${t(`verdict.tier.${tier}`)}`
                : t("verdict.word.warning")}
            </Tag>
          ),
        },
        { key: "grounds", header: t("home.recentGrounds"), cell: (entry) => entry.grounds },
        {
          key: "on",
          header: t("home.recentOn"),
          align: "end",
          cell: (entry) => formatDate(locale, entry.listedOn),
        },
      ]}
      empty={
        <EmptyState title={t("home.recentEmpty")}>
          <p>{t("home.recentEmptyBody")}</p>
        </EmptyState>
      }
    />
  );
}
