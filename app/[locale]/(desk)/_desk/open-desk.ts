import { notFound, redirect } from "next/navigation";
import { requestContext } from "#app/_server/context.ts";
import { pageWords } from "#app/_server/locale.ts";
import { requestPath } from "#app/_server/request-path.ts";
import type { Context } from "#commands/context.ts";
import { type Actor, authorize, type Scope } from "#domain/access/actor.ts";
import type { Permission } from "#domain/access/permissions.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

export type Desk<P extends Permission = Permission> = {
  readonly locale: Locale;
  readonly t: Translate;
  readonly context: Context;
  readonly actor: Actor;
  readonly scope: Scope<P>;
  readonly now: Date;
};

/**
 * The first line of every desk page. Whoever is not signed in is sent to sign in and comes back here; a member of an
 * institution has no desk and is taken to its own account; a page that the role does not hold is not there.
 */
export async function openDesk<P extends Permission>(permission: P, path: string): Promise<Desk<P>> {
  const { locale, t } = await pageWords();
  const context = await requestContext();
  const { actor, now } = context;
  if (!actor)
    redirect(localeHref(locale, `/sign-in?next=${encodeURIComponent(await returnPath(locale, path))}`));
  if (actor.institutionId) redirect(localeHref(locale, "/org/rating"));
  if (!actor.agencyId) redirect(localeHref(locale, "/sign-in?not=officer"));
  if (!actor.permissions.has(permission)) notFound();
  return { locale, t, context, actor, scope: authorize(actor, permission), now };
}

/** The address asked for with its query, where the server told it; else the page's own. */
async function returnPath(locale: Locale, path: string): Promise<string> {
  const asked = await requestPath();
  return localeHref(locale, asked.startsWith("/desk") ? asked : path);
}
