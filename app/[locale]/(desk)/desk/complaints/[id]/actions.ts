"use server";
import { refresh } from "next/cache";
import { requestContext } from "#app/_server/context.ts";
import { signInFirst, textOf } from "#app/_server/desk-form.ts";
import { localeOf } from "#app/_server/locale.ts";
import { type Revealed, type RevealInput, revealComplaint } from "#commands/complaints/reveal-complaint.ts";
import { type TriageInput, triageComplaint } from "#commands/complaints/triage-complaint.ts";
import { openedLines } from "#components/desk/opened-lines.ts";
import type { RevealState } from "#components/desk/reveal-form.tsx";
import type { FormState } from "#components/forms/form-state.ts";
import { translator } from "#messages/translate.ts";
import { act, fieldsOf, refusalOf, valuesOf } from "../../../_desk/form-action.ts";

export async function triage(_: FormState, data: FormData): Promise<FormState> {
  const complaintId = textOf(data, "complaintId");
  return act(data, {
    form: "triage",
    goTo: `/desk/complaints/${encodeURIComponent(complaintId)}?done=triaged`,
    run: (context, fields) =>
      triageComplaint(context, {
        complaintId,
        verdict: fields.text("verdict") as TriageInput["verdict"],
        reasonCode: (fields.text("reasonCode") || undefined) as TriageInput["reasonCode"],
        note: fields.text("note"),
      }),
  });
}

/** Answers with what was opened; the words exist in this response only. */
export async function reveal(_: RevealState, data: FormData): Promise<RevealState> {
  const locale = localeOf(data.get("locale"));
  const complaintId = textOf(data, "complaintId");
  const context = await requestContext();
  if (!context.actor) signInFirst(locale, `/desk/complaints/${encodeURIComponent(complaintId)}`);
  const t = translator(locale);
  const fields = fieldsOf(data, "reveal");
  let opened: Revealed | null = null;
  const refused = await refusalOf(data, "reveal", t, async () => {
    opened = await revealComplaint(context, {
      complaintId,
      fields: fields.list("fields") as RevealInput["fields"],
      purpose: fields.text("purpose") as RevealInput["purpose"],
      reason: fields.text("reason"),
    });
  });
  if (refused || !opened) return { ...(refused ?? { values: {}, errors: {} }), opened: null };
  // The list of who has opened it stands on the same page and now has one more line.
  refresh();
  return { values: valuesOf(data), errors: {}, opened: openedLines(t, locale, opened) };
}
