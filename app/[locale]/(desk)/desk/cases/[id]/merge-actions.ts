"use server";
import { notFound, redirect } from "next/navigation";
import { requestContext } from "#app/_server/context.ts";
import { casePath, signInFirst, textOf } from "#app/_server/desk-form.ts";
import { localeOf } from "#app/_server/locale.ts";
import { partReports, restoreReports } from "#commands/cases/judge-reports.ts";
import { mergeCases, undoMerge } from "#commands/cases/merge-cases.ts";
import { splitCase } from "#commands/cases/split-case.ts";
import type { FormState } from "#components/forms/form-state.ts";
import { findCaseOfNumber, findCaseOfReference } from "#db/queries/inbox.ts";
import { caseGroup } from "#db/queries/merges.ts";
import { authorize } from "#domain/access/actor.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { localeHref } from "#messages/locale.ts";
import { translator } from "#messages/translate.ts";
import { act, valuesOf } from "../../../_desk/form-action.ts";

// What a browser sends is checked by each command's own schema.

/** Finds the other case of a merge and shows both. A number is posted and leaves no trace in any address. */
export async function findOther(_: FormState, data: FormData): Promise<FormState> {
  const locale = localeOf(data.get("locale"));
  const caseId = textOf(data, "caseId");
  const text = textOf(data, "find-other").trim().slice(0, 100);
  const { db, keys, actor } = await requestContext();
  if (!actor) signInFirst(locale, casePath(caseId));
  if (!actor.permissions.has("case.merge")) notFound();
  const scope = authorize(actor, "case.merge");
  const index = keys.blindIndex("number", normaliseNumber(text).key);
  const [otherId, group] = await db.scoped(scope.agencyId, async (tx) => [
    (await findCaseOfReference(tx, scope, text)) ?? (await findCaseOfNumber(tx, scope, index)),
    await caseGroup(tx, caseId),
  ]);
  if (otherId && !group.includes(otherId))
    redirect(localeHref(locale, `${casePath(caseId)}/merge?with=${otherId}`));
  const message = translator(locale)(otherId ? "merge.find.self" : "merge.find.none");
  return { values: valuesOf(data), errors: { "find-other": message } };
}

export async function merge(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "merge",
    run: (context, fields) =>
      mergeCases(context, {
        cases: [textOf(data, "caseId"), textOf(data, "otherId")],
        reason: fields.text("reason"),
        actionId: textOf(data, "actionId"),
      }),
    goTo: ({ survivorId, merged }) => casePath(survivorId, merged.length > 0 ? "merged" : "suggested"),
  });
}

export async function unmerge(_: FormState, data: FormData): Promise<FormState> {
  const form = textOf(data, "form");
  return act(data, {
    form,
    run: (context, fields) =>
      undoMerge(context, {
        of: textOf(data, "of"),
        caseId: fields.text("which") || null,
        reason: fields.text("reason"),
        actionId: textOf(data, "actionId"),
      }),
    goTo: casePath(textOf(data, "caseId"), "unmerged"),
  });
}

/** Takes reports out, or moves them into a case of their own. */
export async function sortReports(_: FormState, data: FormData): Promise<FormState> {
  const caseId = textOf(data, "caseId");
  const isSplit = data.get("sort-act") === "split";
  return act(data, {
    form: "sort",
    run: async (context, fields) => {
      const input = { caseId, complaintIds: fields.list("complaintIds"), reason: fields.text("reason") };
      if (isSplit) return (await splitCase(context, { ...input, actionId: textOf(data, "actionId") })).caseId;
      await partReports(context, input);
      return null;
    },
    goTo: (result) => (result ? casePath(result, "split") : `${casePath(caseId)}/reports?done=parted`),
  });
}

export async function restore(_: FormState, data: FormData): Promise<FormState> {
  const caseId = textOf(data, "caseId");
  return act(data, {
    form: "restore",
    run: (context, fields) =>
      restoreReports(context, {
        caseId,
        complaintIds: fields.list("complaintIds"),
        reason: fields.text("reason"),
      }),
    goTo: `${casePath(caseId)}/reports?done=restored`,
  });
}
