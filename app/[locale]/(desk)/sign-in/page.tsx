import type { Metadata } from "next";
import { isDemo } from "#app/_server/demo.ts";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { safePath } from "#app/_server/request-path.ts";
import { currentActor } from "#app/_server/session.ts";
import { SignInForm } from "#components/desk/sign-in-form.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Actor } from "#domain/access/actor.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { signOut } from "../actions.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/sign-in", title: t("signin.title"), isPrivate: true });
}

export default async function SignInPage({ searchParams }: Props) {
  const { next, out } = await searchParams;
  const { locale, t } = await pageWords();
  const actor = await currentActor();
  const wanted = safePath(next);
  return (
    <main id="main" className="sign-in flow" tabIndex={-1}>
      <p>
        <a className="brand" href={localeHref(locale, "/")}>
          <Mark />
          <span>{t("common.name")}</span>
        </a>
      </p>
      <h1>{t("signin.title")}</h1>
      <p className="muted">{t("signin.lead")}</p>
      {out === "1" && !actor && (
        <Notice kind="success" isLive>
          <p>{t("signin.signedOut")}</p>
        </Notice>
      )}
      {actor && <SignedIn actor={actor} locale={locale} t={t} />}
      {isDemo() && !actor && (
        <Notice title={t("signin.demoTitle")}>
          <p>{t("signin.demoBody")}</p>
        </Notice>
      )}
      <noscript>
        <Notice kind="warn">
          <p>{t("signin.noScript")}</p>
        </Notice>
      </noscript>
      <SignInForm next={wanted === "/" ? localeHref(locale, "/desk") : wanted} words={formWords(t)} />
      <p className="small">
        <a href={localeHref(locale, "/")}>{t("signin.home")}</a>
      </p>
    </main>
  );
}

/** Somebody is signed in already: an officer may go on, a member of an institution has no desk. */
function SignedIn({ actor, locale, t }: { actor: Actor; locale: Locale; t: Translate }) {
  if (actor.agencyId) {
    return (
      <Notice>
        <p>{t("signin.already")}</p>
        <p>
          <ButtonLink variant="plain" href={localeHref(locale, "/desk")}>
            {t("signin.alreadyAct")}
          </ButtonLink>
        </p>
      </Notice>
    );
  }
  return (
    <Notice kind="warn">
      <p>{t("signin.notOfficer")}</p>
      {actor.institutionId && (
        <p>
          <ButtonLink variant="plain" href={localeHref(locale, "/org/rating")}>
            {t("ownRating.title")}
          </ButtonLink>
        </p>
      )}
      <form action={signOut}>
        <input type="hidden" name="locale" value={locale} />
        <Button variant="plain">{t("signin.notOfficerAct")}</Button>
      </form>
    </Notice>
  );
}

function formWords(t: Translate) {
  return {
    email: t("signin.email"),
    password: t("signin.password"),
    totp: t("signin.totp"),
    totpHint: t("signin.totpHint"),
    submit: t("signin.submit"),
    failed: t("signin.failed"),
    missing: t("signin.missing"),
    unreachable: t("signin.unreachable"),
    errorTitle: t("forms.errorTitle"),
  };
}
