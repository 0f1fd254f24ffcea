"use server";
import { textOf } from "#app/_server/desk-form.ts";
import {
  type AnswerInput,
  answerReview,
  type QuestionInput,
  undoAnswer,
} from "#commands/cases/answer-review.ts";
import type { FormState } from "#components/forms/form-state.ts";
import { readSkipped } from "#domain/cases/review.ts";
import { act } from "../../_desk/form-action.ts";

// What a browser sends is checked by each command's own schema; the casts below only name what it is meant to be.

export async function answer(_: FormState, data: FormData): Promise<FormState> {
  const question = questionOf(data);
  const verdict = textOf(data, "verdict") as AnswerInput["verdict"];
  return act(data, {
    form: "review",
    run: (context, fields) => answerReview(context, { ...question, verdict, reason: fields.text("reason") }),
    goTo: ({ state }) =>
      reviewAt(data, { done: state === "waits" ? "waits" : verdict, last: lastOf(question) }),
  });
}

export async function takeBack(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "undo",
    run: (context) => undoAnswer(context, questionOf(data)),
    goTo: reviewAt(data, { done: "undone" }),
  });
}

function questionOf(data: FormData): QuestionInput {
  return {
    kind: textOf(data, "kind") as QuestionInput["kind"],
    caseId: textOf(data, "caseId"),
    otherId: textOf(data, "otherId"),
    askedId: textOf(data, "askedId"),
  };
}

const lastOf = ({ kind, caseId, otherId, askedId }: QuestionInput): string =>
  [kind, caseId, otherId, askedId].join("~");

function reviewAt(data: FormData, change: Record<string, string>): string {
  const skipped = readSkipped(textOf(data, "skip"));
  const search = new URLSearchParams({
    ...(skipped.length > 0 ? { skip: skipped.join(",") } : {}),
    ...change,
  });
  return `/desk/review?${search}`;
}
