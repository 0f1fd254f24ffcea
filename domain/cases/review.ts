import { type AnswerLine, answerProbability } from "../matching/campaigns/fit-answers.ts";
import type { CaseState } from "./case-state.ts";
import { type CaseKind, type CaseSubject, isUuid } from "./inbox.ts";
import { severityWeight } from "./score.ts";

/** A question that a machine, or a colleague, left to people: are these two cases one; does this report belong here? */
export type ReviewKind = "merge" | "member";
export const REVIEW_KINDS = ["merge", "member"] as const satisfies readonly ReviewKind[];
export type ReviewAnswer = "same" | "apart";

/** What a question was asked on, kept with its answer so that the model can be held against what people said. */
export type Answered = {
  /** The row that asked. */
  readonly id: string;
  /** What the machine would have said; null where it said nothing. */
  readonly leaned: ReviewAnswer | null;
  /** Log odds in bits, as the model version gave them; null where a rule asked. */
  readonly bits: number | null;
};

/** Reads what a machine stored with a judgement: the sum of its evidence in bits and the probability it stands for. */
export function readOdds(weights: unknown): {
  readonly bits: number | null;
  readonly probability: number | null;
} {
  const stored = typeof weights === "object" && weights !== null ? (weights as Record<string, unknown>) : {};
  const number = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);
  return { bits: number(stored.total), probability: number(stored.probability) };
}

/** Which way the asker leaned: by its probability; a rule that proposes a merge leans to it; a person is no machine. */
export function leaning(
  kind: ReviewKind,
  byKind: "rule" | "model" | "person",
  probability: number | null,
): ReviewAnswer | null {
  if (byKind === "person") return null;
  if (probability !== null) return probability >= 0.5 ? "same" : "apart";
  return kind === "merge" ? "same" : null;
}

/** How likely a question is to be answered "the same", by what people answered to others of its kind. */
export type ReviewChance = {
  readonly probability: number;
  /** Answers it was learnt from; without any it is what the model's bits say. */
  readonly answers: number;
};

/** What people's answers make of the bits a model asked with; null where it gave none. */
export function readChance(weights: unknown, line: AnswerLine): ReviewChance | null {
  const { bits } = readOdds(weights);
  return bits === null ? null : { probability: answerProbability(line, bits), answers: line.answers };
}

export type WaitingQuestion = {
  readonly id: string;
  readonly byKind: "rule" | "model" | "person";
  /** Sources of the smaller side. */
  readonly sources: number;
  readonly severityMax: number;
  readonly probability: number | null;
};

/**
 * The order of the queue: what a colleague suggested and a second person has to confirm, then what an answer teaches
 * most about, which is what is closest to undecided, in steps of a twentieth; within a step what moves more people's
 * reports, and graver ones. Of what nobody gave a chance for, nothing is known.
 */
export function compareQuestions(a: WaitingQuestion, b: WaitingQuestion): number {
  return (
    Number(b.byKind === "person") - Number(a.byKind === "person") ||
    doubt(b) - doubt(a) ||
    reach(b) - reach(a) ||
    (a.id < b.id ? -1 : 1)
  );
}

const doubt = ({ probability }: WaitingQuestion): number =>
  probability === null ? 10 : 10 - Math.round(20 * Math.abs(probability - 0.5));
const reach = ({ sources, severityMax }: WaitingQuestion): number =>
  Math.max(1, sources) * severityWeight(severityMax);

/** A number, signature or link that one side's reports mention; a restricted number by its ends. */
export type ReviewMark = {
  readonly role: string;
  readonly text: string;
  /** The other side's reports mention it too. */
  readonly isShared: boolean;
};

/** One case as the queue shows it beside another. */
export type ReviewSide = {
  readonly id: string;
  readonly reference: string;
  readonly kind: CaseKind;
  readonly state: CaseState;
  readonly subject: CaseSubject;
  readonly sources: number;
  readonly complaints: number;
  readonly severityMax: number;
  readonly firstReportAt: string;
  readonly lastReportAt: string;
  readonly harms: readonly string[];
  readonly provinces: readonly string[];
  readonly claims: readonly string[];
  readonly involved: readonly ReviewMark[];
};

/** One report as the queue shows it beside a case; nothing by which the reporter could be known. */
export type ReviewComplaint = {
  readonly id: string;
  readonly receivedAt: string;
  readonly matter: string;
  readonly channel: string;
  readonly severity: number;
  readonly province: string | null;
  readonly harms: readonly string[];
  readonly claims: readonly string[];
  readonly involved: readonly ReviewMark[];
};

export type ReviewItem = {
  readonly kind: ReviewKind;
  readonly askedId: string;
  readonly caseId: string;
  readonly otherId: string;
  readonly at: string;
  readonly byKind: "rule" | "model" | "person";
  readonly by: string | null;
  readonly reason: string;
  readonly modelVersion: string;
  /** As stored; a model's waterfall is read from it. */
  readonly weights: unknown;
  /** Null where a person or a rule asks. */
  readonly chance: ReviewChance | null;
  readonly left: ReviewSide;
  readonly right: ReviewSide | null;
  readonly complaint: ReviewComplaint | null;
  readonly needsSecond: boolean;
};
export type ReviewPage = { readonly waiting: number; readonly item: ReviewItem | null };

/** What people said to a model version's questions, and how often it had leaned the same way. */
export type ModelRecord = { readonly version: string; readonly answers: number; readonly agreed: number };

/** Questions put off, from the address; anything that is no id is ignored. */
export const readSkipped = (text: string | undefined): string[] =>
  (text ?? "").split(",").filter(isUuid).slice(-50);
