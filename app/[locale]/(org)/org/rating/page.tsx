import "../../../(desk)/desk-pages.css";
import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { requestContext } from "#app/_server/context.ts";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { requestPath, safePath } from "#app/_server/request-path.ts";
import { openOwnRating } from "#commands/rating/open-own-rating.ts";
import { institutionName } from "#components/look-up/institution-name.ts";
import { OwnRatingView } from "#components/rating/own-rating.tsx";
import { DeskBar, DeskShell } from "#components/ui/desk-shell.tsx";
import { localeHref } from "#messages/locale.ts";
import { signOut } from "../../../(desk)/actions.ts";
import { state } from "./actions.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/org/rating", title: t("ownRating.title"), isPrivate: true });
}

/** An institution's own rating, for its members: officers have the desk, and another institution's is not there. */
export default async function OwnRatingPage({ searchParams }: Props) {
  const [{ locale, t }, { institution, month, done }, context] = await Promise.all([
    pageWords(),
    searchParams,
    requestContext(),
  ]);
  const { actor } = context;
  if (!actor)
    redirect(localeHref(locale, `/sign-in?next=${encodeURIComponent(localeHref(locale, "/org/rating"))}`));
  const asked = typeof institution === "string" ? institution : null;
  if (!actor.institutionId || (asked !== null && asked !== actor.institutionId)) notFound();
  const own = await openOwnRating(context, { institutionId: asked });
  const named = context.register.byId(own.institutionId);
  const name = named ? institutionName(locale, named) : t("ownRating.nav");
  const href = (path: string) => localeHref(locale, path);
  const other = locale === "en" ? "zh-CN" : "en";
  return (
    <DeskShell
      brand={{ href: href("/org/rating"), label: t("ownRating.nav") }}
      navLabel={t("ownRating.navLabel")}
      groups={[
        {
          links: [
            { href: href("/org/rating"), label: t("ownRating.title"), isCurrent: true },
            { href: href(`/institutions/${own.institutionId}`), label: t("ownRating.publicPage") },
            { href: href("/objections"), label: t("ownRating.registryNav") },
          ],
        },
      ]}
      tools={
        <>
          <span className="muted">{t("ownRating.signedIn", { name: actor.name })}</span>
          <a href={localeHref(other, safePath(await requestPath()))} lang={other} hrefLang={other}>
            {t("desk.language")}
          </a>
          <form action={signOut}>
            <input type="hidden" name="locale" value={locale} />
            <button type="submit" className="link-button">
              {t("desk.nav.signOut")}
            </button>
          </form>
        </>
      }
    >
      <DeskBar title={t("ownRating.title")} count={name}>
        <a href="#counted">{t("ownRating.countedNav")}</a>
        <a href="#statement-title">{t("ownRating.statementNav")}</a>
      </DeskBar>
      <OwnRatingView
        locale={locale}
        t={t}
        own={own}
        month={typeof month === "string" ? month : null}
        isStated={done === "stated"}
        action={state}
      />
    </DeskShell>
  );
}
