"use server";
import { notFound, redirect } from "next/navigation";
import { requestContext } from "#app/_server/context.ts";
import { signInFirst, textOf } from "#app/_server/desk-form.ts";
import { localeOf } from "#app/_server/locale.ts";
import { revokeSession } from "#commands/accounts/sign-in.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { localeHref } from "#messages/locale.ts";

/** Ends one session at once: one's own, or as supervisor that of an officer of the agency. */
export async function revoke(data: FormData): Promise<void> {
  const context = await requestContext();
  const locale = localeOf(data.get("locale"));
  const sessionId = textOf(data, "sessionId");
  if (!context.actor) signInFirst(locale, "/desk/account");
  if (!isUuid(sessionId)) notFound();
  await revokeSession(context, context.actor, sessionId);
  redirect(localeHref(locale, "/desk/account?done=revoked"));
}
