"use server";
import { notFound, redirect } from "next/navigation";
import { requestContext } from "#app/_server/context.ts";
import { localeOf } from "#app/_server/locale.ts";
import { findCaseOfNumber, findCaseOfReference } from "#db/queries/inbox.ts";
import { authorize } from "#domain/access/actor.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { localeHref } from "#messages/locale.ts";

/** Opens the case of a reference or of one exact number. The number is posted and leaves no trace in any address. */
export async function findCase(data: FormData): Promise<void> {
  const locale = localeOf(data.get("locale"));
  const asked = data.get("find");
  const text = typeof asked === "string" ? asked.trim().slice(0, 100) : "";
  const { db, keys, actor } = await requestContext();
  if (!actor) redirect(localeHref(locale, "/sign-in?next=%2Fdesk"));
  if (!actor.permissions.has("case.read")) notFound();
  const scope = authorize(actor, "case.read");
  const index = keys.blindIndex("number", normaliseNumber(text).key);
  const caseId = await db.scoped(
    scope.agencyId,
    async (tx) => (await findCaseOfReference(tx, scope, text)) ?? findCaseOfNumber(tx, scope, index),
  );
  redirect(localeHref(locale, caseId ? `/desk/cases/${caseId}` : "/desk?found=no"));
}
