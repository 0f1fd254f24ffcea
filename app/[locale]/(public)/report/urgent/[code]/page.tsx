import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ownDraft } from "#app/_server/draft.ts";
import { currentLocale, pageWords } from "#app/_server/locale.ts";
import { notFoundMetadata, pageMetadata } from "#app/_server/metadata.ts";
import { UrgentPage } from "#components/report/urgent-page.tsx";
import { interruptions } from "#domain/complaints/journey.ts";
import { localeHref } from "#messages/locale.ts";
import { AwayPage } from "../../_journey/away-page.tsx";
import { pageAfter, urgentSlug, whereToGoOn } from "../../_journey/next-page.ts";

type Props = {
  params: Promise<{ code: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const CODES = ["money_just_lost", "danger_now"] as const;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const { code } = await params;
  const known = CODES.find((one) => urgentSlug(one) === code);
  if (!known) return notFoundMetadata(await currentLocale());
  const title = t(`complaints.interruptions.${known}.title`);
  return pageMetadata({ locale, path: `/report/urgent/${code}`, title, isPrivate: true });
}

/** Where to turn first. Calling is never asked for or checked: the way on is always there. */
export default async function UrgentStepPage({ params, searchParams }: Props) {
  const { locale, t } = await pageWords();
  const { code } = await params;
  const isFromCheck = (await searchParams).from === "check";
  const own = await ownDraft();
  if (own.kind === "away") return <AwayPage locale={locale} t={t} path={`/report/urgent/${code}`} />;
  const urgent = interruptions(own.answers).find((one) => urgentSlug(one.code) === code);
  if (!urgent) redirect(whereToGoOn(locale, own.answers, own.kind === "draft"));
  const query = isFromCheck ? "?from=check" : "";
  return (
    <UrgentPage
      locale={locale}
      t={t}
      code={urgent.code}
      calls={urgent.calls}
      backHref={localeHref(locale, `/report/${urgent.after}${query}`)}
      onHref={pageAfter(locale, { answers: own.answers, slug: urgent.after, isFromCheck })}
    />
  );
}
