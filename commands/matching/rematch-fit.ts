import type { Sql } from "#db/client.ts";
import { modelInForce } from "#db/queries/models.ts";
import { listAnswers } from "#db/queries/review.ts";
import type { ReviewKind } from "#domain/cases/review.ts";
import {
  type AnswerLine,
  type AnswerScores,
  crossValidate,
  fitAnswers,
} from "#domain/matching/campaigns/fit-answers.ts";
import {
  fitModel,
  type KindFit,
  MOST_MOVED,
  modelOf,
  WEIGHT_OF_PRESENT,
} from "#domain/matching/campaigns/fit-model.ts";
import { HAND_MODEL, type LinkKind, mapKinds } from "#domain/matching/campaigns/link-kinds.ts";
import { keepHandModel, keepModel } from "./keep-model.ts";
import { countAgreement } from "./rematch-agreement.ts";
import { readBase } from "./rematch-read.ts";

export type FitReport = {
  /** The version to look at; it weighs nothing until a supervisor puts it in force. */
  readonly model: string;
  readonly inForce: string;
  /** False where nothing would weigh otherwise than by a version that is known. */
  readonly isNew: boolean;
  readonly kinds: Readonly<Record<LinkKind, KindFit & { readonly inForce: number }>>;
  readonly figures: {
    readonly reports: number;
    readonly pairs: number;
    readonly linkedPairs: number;
    /** Share of all pairs that the fit takes for one campaign's. */
    readonly matched: number;
    readonly rounds: number;
  };
  /** What people's answers say of the bits they were asked with, by kind of question. */
  readonly answers: Readonly<
    Record<ReviewKind, { readonly line: AnswerLine; readonly scores: Scores | null }>
  >;
};
type Scores = { readonly before: AnswerScores; readonly after: AnswerScores };

/**
 * Fits the weights of ties to everything that is stored and keeps them as the next version, a candidate. Fitting the same
 * reports again keeps nothing more. Nothing is judged by it.
 */
export async function fitCandidate(
  sql: Sql,
  { now, say }: { readonly now: Date; readonly say: (line: string) => void },
): Promise<FitReport> {
  await keepHandModel(sql, now);
  const base = await readBase(sql, say);
  const counts = countAgreement(base);
  say(`${counts.linked.length} patterns of agreement`);
  const fit = fitModel(counts);
  const answered = await listAnswers(sql, null);
  const learnt = (kind: ReviewKind) => ({
    line: fitAnswers(answered[kind]),
    scores: crossValidate(answered[kind]),
  });
  const answers = { merge: learnt("merge"), member: learnt("member") };
  const figures = {
    reports: base.ids.length,
    pairs: counts.pairs,
    linkedPairs: Math.round(counts.linked.reduce((sum, { pairs }) => sum + pairs, 0)),
    matched: fit.matched,
    rounds: fit.rounds,
  };
  const inForce = await modelInForce(sql);
  const kinds = mapKinds((kind) => ({ ...fit.kinds[kind], inForce: inForce.bits[kind] }));
  const report = { inForce: inForce.version, kinds, figures, answers };
  const known = await sql<{ version: string; kinds: Record<string, { bits: number }> }[]>`
    select version, parameters -> 'kinds' as kinds from match_models order by created_at desc, version desc`;
  const same = known.find((row) =>
    Object.entries(fit.kinds).every(([kind, { bits }]) => row.kinds[kind]?.bits === bits),
  );
  if (same) return { ...report, model: same.version, isNew: false };
  const kept = { figures, answers, mostMoved: MOST_MOVED, weightOfPresent: WEIGHT_OF_PRESENT };
  // Somebody else may fit at the same time: the next number that is free.
  for (let next = 2; ; next++) {
    const version = `${HAND_MODEL.version.replace(/\d+$/, "")}${next}`;
    if (known.some((row) => row.version === version)) continue;
    if (await keepModel(sql, modelOf(version, fit), { kinds: fit.kinds, fit: kept }, now))
      return { ...report, model: version, isNew: true };
  }
}
