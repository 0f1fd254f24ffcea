import { uuidv7 } from "uuidv7";
import * as z from "zod";
import type { Tx } from "#db/client.ts";
import { lockGroups } from "#db/queries/merges.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { type Answered, leaning, REVIEW_KINDS, readOdds } from "#domain/cases/review.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { type MergeBy, mergeGroups, rowOf, undoMerges } from "./merge-rows.ts";
import { joinComplaint, judge, type PartBy, partComplaint } from "./part-complaint.ts";

const question = z.object({
  kind: z.enum(REVIEW_KINDS),
  caseId: z.uuid(),
  /** The other case, or the report. */
  otherId: z.uuid(),
  /** The row that asked: an answer to a question that has changed meanwhile is refused. */
  askedId: z.uuid(),
});
export const answerInput = question.extend({
  verdict: z.enum(["same", "apart"], "choose-verdict"),
  reason: z.string().trim().max(2000, "reason-too-long"),
});
export type AnswerInput = z.input<typeof answerInput>;
export type QuestionInput = z.input<typeof question>;

type Asked = {
  id: string;
  by_kind: "rule" | "model" | "person";
  by_id: string | null;
  weights: Record<string, unknown>;
  model_version: string;
  reason: string | null;
  verdict: string;
  rule?: string;
};

/**
 * An officer answers one question of the review queue. The answer is a merge or its refusal, a join or a part, by this
 * person; it carries what the machine had said. `waits`: something was decided on one of the cases, so that a second
 * person has to say the same.
 */
export async function answerReview(
  context: Context,
  raw: AnswerInput,
): Promise<{ readonly state: "done" | "waits" }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "case.merge");
  const input = parseInput(answerInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    await lockQuestion(tx, input);
    const [last, asked] = await lastWords(tx, input);
    if (!last || !asked) throw new AppError("not-found", "question");
    if (last.id !== asked.id) {
      const answered = last.weights.answered as Answered | undefined;
      const isMine = last.by_id === scope.accountId && answered?.id === input.askedId;
      if (isMine && verdictOf(last.verdict) === input.verdict)
        return { state: last.verdict === "suggest" ? "waits" : "done" };
      throw new AppError("conflict", "review-answered");
    }
    if (input.kind === "merge" && asked.by_kind === "person" && asked.by_id === scope.accountId)
      throw new AppError("forbidden", "decider-is-proposer");
    const by = byOf(scope.accountId, input, asked);
    const state =
      input.kind === "merge" ? await answerMerge(tx, input, by, now) : await answerMember(tx, input, by, now);
    await tellAnswer(tx, scope, now, input, {
      action: input.kind === "merge" ? "case.merge_answered" : "case.member_answered",
      verdict: input.verdict,
    });
    return { state };
  });
}

/** The officer takes the own answer back: the question is asked again, as it was, and what followed from the answer goes. */
export async function undoAnswer(context: Context, raw: QuestionInput): Promise<void> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "case.merge");
  const input = parseInput(question, raw);

  await db.scoped(scope.agencyId, async (tx) => {
    await lockQuestion(tx, input);
    const [last, asked] = await lastWords(tx, input);
    if (!last || !asked) throw new AppError("not-found", "question");
    // Asked again already: pressing twice changes nothing.
    if (last.weights.reopened === input.askedId) return;
    const answered = last.weights.answered as Answered | undefined;
    if (last.by_id !== scope.accountId || answered?.id !== input.askedId)
      throw new AppError("conflict", "review-answered");
    if (input.kind === "merge") await reopenMerge(tx, input, scope.accountId, last, asked, now);
    else await reopenMember(tx, input, scope.accountId, asked, now);
    await tellAnswer(tx, scope, now, input, { action: "case.answer_undone", verdict: null });
  });
}

async function lockQuestion(tx: Tx, input: z.output<typeof question>): Promise<void> {
  const ids = input.kind === "merge" ? [input.caseId, input.otherId] : [input.caseId];
  const seen = await tx`select 1 from cases where id = any(${ids}::uuid[])`;
  if (seen.length !== ids.length) throw new AppError("not-found", "case");
  if (input.kind === "member") {
    const [complaint] = await tx`select 1 from complaints where id = ${input.otherId}`;
    if (!complaint) throw new AppError("not-found", "complaint");
  }
  await lockGroups(tx, ids);
}

/** The newest row of the pair, and the one that asked. An answer on the two groups counts where it merged them. */
async function lastWords(tx: Tx, input: z.output<typeof question>): Promise<(Asked | undefined)[]> {
  const rows =
    input.kind === "merge"
      ? await tx<Asked[]>`
          select id, by_kind, by_id, weights, model_version, reason, verdict from case_merges
          where (case_id = ${input.caseId} and into_case_id = ${input.otherId}) or (case_id = ${input.otherId} and into_case_id = ${input.caseId})
            or weights -> 'answered' ->> 'id' = ${input.askedId} and case_id in (
              select id from cases where id = any(${[input.caseId, input.otherId]}::uuid[])
              union select merged_into from cases where id = any(${[input.caseId, input.otherId]}::uuid[]))
          order by id desc`
      : await tx<Asked[]>`
          select id, by_kind, by_id, weights, model_version, reason, verdict, rule from case_judgements
          where complaint_id = ${input.otherId} and case_id = ${input.caseId} order by id desc`;
  return [rows[0], rows.find((row) => row.id === input.askedId)];
}

function verdictOf(stored: string): "same" | "apart" {
  return stored === "merge" || stored === "join" || stored === "suggest" ? "same" : "apart";
}

type By = { readonly merge: MergeBy; readonly part: PartBy };

function byOf(accountId: string, input: z.output<typeof answerInput>, asked: Asked): By {
  const { bits, probability } = readOdds(asked.weights);
  const answered: Answered = {
    id: asked.id,
    leaned: leaning(input.kind, asked.by_kind, probability),
    bits,
  };
  // The version of the model that asked: answers are counted against it.
  const shared = {
    kind: "person" as const,
    id: accountId,
    reason: input.reason,
    modelVersion: asked.model_version,
  };
  const weights = { answered };
  return {
    merge: { ...shared, weights, actionId: uuidv7() },
    part: { ...shared, weights, rule: "review" },
  };
}

async function answerMerge(
  tx: Tx,
  input: z.output<typeof answerInput>,
  by: By,
  now: Date,
): Promise<"done" | "waits"> {
  if (input.verdict === "apart") {
    await insertRows(tx, "case_merges", [rowOf(input.caseId, input.otherId, "refuse", by.merge, now)]);
    return "done";
  }
  const outcome = await mergeGroups(tx, [input.caseId, input.otherId], by.merge, now);
  return outcome.suggested.length > 0 ? "waits" : "done";
}

async function answerMember(tx: Tx, input: z.output<typeof answerInput>, by: By, now: Date): Promise<"done"> {
  const { otherId: complaintId, caseId } = input;
  if (input.verdict === "same") {
    const joined = await joinComplaint(tx, complaintId, [caseId], by.part, now);
    // It is a member already: only the word is new.
    if (joined.length === 0) await judge(tx, "join", complaintId, [{ caseId, weights: {} }], by.part, now);
    return "done";
  }
  const left = await partComplaint(tx, complaintId, by.part, now, [caseId]);
  if (left.length === 0) await judge(tx, "part", complaintId, [{ caseId, weights: {} }], by.part, now);
  return "done";
}

async function reopenMerge(
  tx: Tx,
  input: z.output<typeof question>,
  accountId: string,
  last: Asked,
  asked: Asked,
  now: Date,
): Promise<void> {
  if (last.verdict === "merge") {
    const [row] = await tx<{ action_id: string }[]>`select action_id from case_merges where id = ${last.id}
      and case_id in (select id from cases where id = any(${[input.caseId, input.otherId]}::uuid[]) union select merged_into from cases where id = any(${[input.caseId, input.otherId]}::uuid[]))`;
    const by: MergeBy = {
      kind: "person",
      id: accountId,
      reason: "",
      weights: {},
      modelVersion: asked.model_version,
      actionId: uuidv7(),
    };
    if (row) await undoMerges(tx, { actionId: row.action_id }, by, now);
  }
  await insertRows(tx, "case_merges", [
    rowOf(
      input.caseId,
      input.otherId,
      "suggest",
      {
        kind: asked.by_kind,
        id: asked.by_id,
        reason: asked.reason ?? "",
        weights: { ...asked.weights, reopened: asked.id },
        modelVersion: asked.model_version,
        actionId: uuidv7(),
      },
      now,
    ),
  ]);
}

async function reopenMember(
  tx: Tx,
  input: z.output<typeof question>,
  accountId: string,
  asked: Asked,
  now: Date,
): Promise<void> {
  const by: PartBy = {
    kind: "person",
    id: accountId,
    rule: "review",
    reason: "",
    modelVersion: asked.model_version,
  };
  await partComplaint(tx, input.otherId, by, now, [input.caseId]);
  await judge(
    tx,
    "unsure",
    input.otherId,
    [{ caseId: input.caseId, weights: { ...asked.weights, reopened: asked.id } }],
    {
      kind: asked.by_kind,
      id: asked.by_id,
      rule: asked.rule ?? "review",
      reason: asked.reason ?? "",
      modelVersion: asked.model_version,
    },
    now,
  );
}

async function tellAnswer(
  tx: Tx,
  scope: { readonly accountId: string; readonly agencyId: string },
  now: Date,
  input: z.output<typeof question>,
  { action, verdict }: { readonly action: string; readonly verdict: string | null },
): Promise<void> {
  await audit(tx, {
    at: now,
    actor: { kind: "officer", id: scope.accountId },
    agencyId: scope.agencyId,
    action,
    subject: { kind: "case", id: input.caseId },
    detail: { kind: input.kind, otherId: input.otherId, askedId: input.askedId, verdict },
  });
}
