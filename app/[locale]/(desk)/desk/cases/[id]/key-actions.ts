"use server";
import { casePath, textOf } from "#app/_server/desk-form.ts";
import { markCommon, type Said, takeBackCommon } from "#commands/matching/mark-common.ts";
import type { FormState } from "#components/forms/form-state.ts";
import { act } from "../../../_desk/form-action.ts";

// What a browser sends is checked by each command's own schema.

const DONE: Readonly<Record<Said["state"], string>> = {
  common: "keyCommon",
  waiting: "keyWaiting",
  ties: "keyTies",
};

export async function callCommon(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "common",
    run: (context, fields) => markCommon(context, { ...idsOf(data), reason: fields.text("reason") }),
    goTo: ({ state }) => placeOf(data, state),
  });
}

export async function letTie(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    run: (context, fields) => takeBackCommon(context, { ...idsOf(data), reason: fields.text("reason") }),
    goTo: ({ state }) => placeOf(data, state),
  });
}

const idsOf = (data: FormData) => ({
  caseId: textOf(data, "caseId"),
  key: textOf(data, "key"),
  actionId: textOf(data, "actionId"),
});

const placeOf = (data: FormData, state: Said["state"]): string =>
  casePath(textOf(data, "caseId"), DONE[state]);
