import type { Metadata } from "next";
import { permanentRedirect } from "next/navigation";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, loadInstitution } from "#app/_server/look-up.ts";
import { notFoundMetadata, pageMetadata } from "#app/_server/metadata.ts";
import { notFoundPage } from "#app/_server/not-found.tsx";
import { getRuntime } from "#app/_server/runtime.ts";
import { mergedInto } from "#commands/registry/follow-merger.ts";
import { InstitutionView, stateFor } from "#components/institution/institution-view.tsx";
import { institutionName } from "#components/look-up/institution-name.ts";
import { CannotAnswer } from "#components/look-up/stale-notice.tsx";
import { PROVINCES } from "#domain/complaints/regions.ts";
import { env } from "#env";
import { localeHref } from "#messages/locale.ts";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const { id } = await params;
  const page = await loadInstitution(id);
  if (page === AWAY)
    return pageMetadata({ locale, path: "/institutions", title: t("verdict.stale.never"), isPrivate: true });
  if (!page) return notFoundMetadata(locale);
  const state = stateFor(page);
  const verdict = t(`institution.verdict.${state}`);
  return pageMetadata({
    locale,
    path: `/institutions/${page.institution.id}`,
    title: t("institution.pageTitle", { name: institutionName(locale, page.institution), verdict }),
    description: t("institution.description", { verdict, lead: t(`institution.lead.${state}`) }),
    isShareable: true,
  });
}

export default async function InstitutionPage({ params, searchParams }: Props) {
  const { locale, t } = await pageWords();
  const { id } = await params;
  const page = await loadInstitution(id);
  if (page === AWAY) return <CannotAnswer t={t} />;
  if (!page) return notFoundPage();
  const successor = mergedInto(getRuntime().register, page.institution.id, page.on);
  if (successor) return permanentRedirect(localeHref(locale, `/institutions/${successor}`));
  const { region } = await searchParams;
  const province = PROVINCES.find(({ code }) => code === region)?.code ?? null;
  return <InstitutionView locale={locale} t={t} page={page} region={province} origin={env.publicUrl} />;
}
