"use server";
import { notFound, redirect } from "next/navigation";
import { requestContext } from "#app/_server/context.ts";
import { signInFirst, textOf } from "#app/_server/desk-form.ts";
import { localeOf } from "#app/_server/locale.ts";
import { findCaseOfNumber, findCaseOfReference } from "#db/queries/inbox.ts";
import { authorize } from "#domain/access/actor.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { localeHref } from "#messages/locale.ts";

/** Opens the case of a reference or of one exact number. The number is posted and leaves no trace in any address. */
export async function findCase(data: FormData): Promise<void> {
  const locale = localeOf(data.get("locale"));
  const text = textOf(data, "find").trim().slice(0, 100);
  const { db, keys, actor } = await requestContext();
  if (!actor) signInFirst(locale, "/desk");
  if (!actor.permissions.has("case.read")) notFound();
  const scope = authorize(actor, "case.read");
  const index = keys.blindIndex("number", normaliseNumber(text).key);
  const caseId = await db.scoped(
    scope.agencyId,
    async (tx) => (await findCaseOfReference(tx, scope, text)) ?? findCaseOfNumber(tx, scope, index),
  );
  redirect(localeHref(locale, caseId ? `/desk/cases/${caseId}` : "/desk?found=no"));
}
