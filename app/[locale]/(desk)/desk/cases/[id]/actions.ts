"use server";
import { casePath, textOf } from "#app/_server/desk-form.ts";
import { assignCase } from "#commands/cases/assign-case.ts";
import { decideDecision } from "#commands/decisions/decide-decision.ts";
import {
  confirmEmergencyWarning,
  issueEmergencyWarning,
} from "#commands/decisions/issue-emergency-warning.ts";
import { proposeDecision } from "#commands/decisions/propose-decision.ts";
import { recordNotice } from "#commands/decisions/record-notice.ts";
import type { FormState } from "#components/forms/form-state.ts";
import type { DecideInput, EmergencyInput, NoticeInput, ProposeInput } from "#domain/cases/decision.ts";
import { act } from "../../../_desk/form-action.ts";

// What a browser sends is checked by each command's own schema; the casts below only name what it is meant to be.

export async function assign(_: FormState, data: FormData): Promise<FormState> {
  const to = data.get("to") === "nobody" ? "nobody" : "me";
  return act(data, {
    form: "assign",
    goTo: doneAt(data, to === "me" ? "assigned" : "released"),
    run: (context) =>
      assignCase(context, { caseId: textOf(data, "caseId"), to, from: textOf(data, "from") || null }),
  });
}

export async function propose(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "propose",
    goTo: doneAt(data, "proposed"),
    run: (context, fields) =>
      proposeDecision(context, {
        caseId: textOf(data, "caseId"),
        kind: "list",
        grounds: fields.list("grounds") as ProposeInput["grounds"],
        tier: fields.text("tier") as ProposeInput["tier"],
        termDays: numberOf(fields.text("termDays")),
        findsCommercialUse: fields.has("commercial"),
        statement: fields.text("statement"),
      }),
  });
}

export async function notice(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "notice",
    goTo: doneAt(data, "noticed"),
    run: (context, fields) =>
      recordNotice(context, {
        caseId: textOf(data, "caseId"),
        decisionId: textOf(data, "decisionId"),
        method: fields.text("method") as NoticeInput["method"],
        addressee: fields.text("addressee"),
        unservedReason: fields.text("unservedReason"),
      }),
  });
}

export async function decide(_: FormState, data: FormData): Promise<FormState> {
  const isApproval = data.get("decide-verdict") === "approve";
  return act(data, {
    form: "decide",
    goTo: doneAt(data, isApproval ? "approved" : "refused"),
    run: (context, fields) =>
      decideDecision(context, {
        caseId: textOf(data, "caseId"),
        decisionId: textOf(data, "decisionId"),
        verdict: fields.text("verdict") as DecideInput["verdict"],
        reason: fields.text("reason"),
      }),
  });
}

/** Tier, term and grounds of a delisting are the listing's own; only the statement is new. */
export async function delist(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "delist",
    goTo: doneAt(data, "delistProposed"),
    run: (context, fields) =>
      proposeDecision(context, {
        caseId: textOf(data, "caseId"),
        kind: "delist",
        grounds: [],
        tier: textOf(data, "tier") as ProposeInput["tier"],
        termDays: 30,
        findsCommercialUse: false,
        statement: fields.text("statement"),
      }),
  });
}

export async function warn(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "warn",
    goTo: doneAt(data, "warned"),
    run: (context, fields) =>
      issueEmergencyWarning(context, {
        caseId: textOf(data, "caseId"),
        grounds: fields.list("grounds") as EmergencyInput["grounds"],
        statement: fields.text("statement"),
      }),
  });
}

export async function confirm(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "confirm",
    goTo: doneAt(data, "confirmed"),
    run: (context, fields) =>
      confirmEmergencyWarning(context, {
        caseId: textOf(data, "caseId"),
        decisionId: textOf(data, "decisionId"),
        reason: fields.text("reason"),
      }),
  });
}

/** Full-width digits are digits; anything else is left to the rule to refuse. */
function numberOf(text: string): number {
  const plain = text.normalize("NFKC").trim();
  return plain === "" ? Number.NaN : Number(plain);
}

function doneAt(data: FormData, done: string): string {
  return casePath(textOf(data, "caseId"), done);
}
