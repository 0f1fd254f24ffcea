"use server";
import { casePath, textOf } from "#app/_server/desk-form.ts";
import { type JointInput, joinHands } from "#commands/cases/join-hands.ts";
import type { FormState } from "#components/forms/form-state.ts";
import { act } from "../../../_desk/form-action.ts";

// What a browser sends is checked by the command's own schema; the casts below only name what it is meant to be.

/** A proposal to another agency, or the answer to one: the form says which, or lets the supervisor choose. */
export async function answerJoint(_: FormState, data: FormData): Promise<FormState> {
  const form = textOf(data, "form");
  const verdict = textOf(data, "verdict") || textOf(data, `${form}-verdict`);
  const caseId = textOf(data, "caseId");
  return act(data, {
    form,
    run: (context, fields) =>
      joinHands(context, {
        caseId,
        reference: textOf(data, "reference"),
        verdict: verdict as JointInput["verdict"],
        lead: (verdict === "propose" ? fields.text("lead") : "own") as JointInput["lead"],
        reason: fields.text("reason"),
        actionId: textOf(data, "actionId"),
      }),
    goTo: casePath(caseId, `joint${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}`),
  });
}
