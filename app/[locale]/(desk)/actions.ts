"use server";
import { redirect } from "next/navigation";
import { requestContext } from "#app/_server/context.ts";
import { localeOf } from "#app/_server/locale.ts";
import { safePath } from "#app/_server/request-path.ts";
import { forgetSessionCookie } from "#app/_server/session.ts";
import { revokeSession } from "#commands/accounts/sign-in.ts";
import { moveClock } from "#commands/clock/move-clock.ts";
import { localeHref } from "#messages/locale.ts";

/** Ends the session on the server and in the browser. */
export async function signOut(data: FormData): Promise<void> {
  const context = await requestContext();
  if (context.actor) await revokeSession(context, context.actor, context.actor.sessionId);
  await forgetSessionCookie();
  redirect(localeHref(localeOf(data.get("locale")), "/sign-in?out=1"));
}

/** Moves the demonstration's clock forward and comes back to the page it was pressed on. */
export async function advanceClock(data: FormData): Promise<void> {
  const context = await requestContext();
  const locale = localeOf(data.get("locale"));
  if (!context.actor) redirect(localeHref(locale, "/sign-in"));
  await moveClock(context, { days: Number(data.get("days")) });
  const back = new URL(safePath(data.get("path")), "http://desk.invalid");
  back.searchParams.set("done", "clock");
  redirect(localeHref(locale, `${back.pathname}${back.search}`));
}
