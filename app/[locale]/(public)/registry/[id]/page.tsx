import type { Metadata } from "next";
import { permanentRedirect } from "next/navigation";
import { cache } from "react";
import { answerWithStatus } from "#app/_server/answer-status.ts";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { notFoundMetadata, pageMetadata } from "#app/_server/metadata.ts";
import { notFoundPage } from "#app/_server/not-found.tsx";
import { getRuntime } from "#app/_server/runtime.ts";
import { openEntryPage } from "#commands/registry/open-entry-page.ts";
import { CannotAnswer } from "#components/look-up/stale-notice.tsx";
import { EntryNotThen, EntryOver } from "#components/registry/entry-away.tsx";
import { subjectText } from "#components/registry/entry-subject.tsx";
import { EntryView, entryTitle } from "#components/registry/entry-view.tsx";
import { REGISTRY_PATH } from "#components/registry/registry-list.tsx";
import { readMoment } from "#domain/registry/browse-query.ts";
import { env } from "#env";
import { localeHref } from "#messages/locale.ts";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Asked once for the page and its title. */
const loadEntry = cache((id: string, asOf: string) =>
  unlessAway(() => {
    const runtime = getRuntime();
    return openEntryPage(runtime, id, readMoment(asOf, runtime.clock.now()));
  }),
);

async function load({ params, searchParams }: Props) {
  const { id } = await params;
  const { as_of: asOf } = await searchParams;
  return loadEntry(id, typeof asOf === "string" ? asOf : "");
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const page = await load(props);
  const hidden = (title: string) => pageMetadata({ locale, path: REGISTRY_PATH, title, isPrivate: true });
  if (page === AWAY) return hidden(t("verdict.stale.never"));
  if (page.state === "over") return hidden(t("registry.entry.over.title"));
  if (page.state !== "shown")
    return page.state === "not-then" ? hidden(t("registry.title")) : notFoundMetadata(locale);
  const { entry, institution, isPast } = page;
  const words = {
    title: entryTitle(t, entry),
    subject: subjectText(locale, t, { ...entry.subject, institution }),
  };
  return pageMetadata({
    locale,
    path: `${REGISTRY_PATH}/${entry.id}`,
    title: t("registry.entry.pageTitle", words),
    description: t("registry.entry.description", words),
    isPrivate: isPast,
    isShareable: !isPast,
  });
}

export default async function EntryPage(props: Props) {
  const { locale, t } = await pageWords();
  const page = await load(props);
  if (page === AWAY) return <CannotAnswer t={t} />;
  switch (page.state) {
    case "missing":
      return notFoundPage();
    case "moved":
      return permanentRedirect(localeHref(locale, `${REGISTRY_PATH}/${page.to}`));
    case "over":
      answerWithStatus(410);
      return <EntryOver locale={locale} t={t} id={page.id} proof={page.proof} origin={env.publicUrl} />;
    case "not-then":
      return <EntryNotThen locale={locale} t={t} id={page.id} at={page.asOf} />;
    default:
      return (
        <EntryView
          locale={locale}
          t={t}
          entry={page.entry}
          institution={page.institution}
          versions={page.versions}
          proof={page.proof}
          isPast={page.isPast}
          origin={env.publicUrl}
        />
      );
  }
}
