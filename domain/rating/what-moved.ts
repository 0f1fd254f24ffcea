import {
  type ExposureSource,
  type InstitutionInput,
  type InstitutionResult,
  type Letter,
  type LetterStep,
  type NotRatedReason,
  type PerClass,
  SEVERITY_CLASSES,
} from "./bundle.ts";

/** What one batch says about an institution. */
export type BatchView = {
  readonly result: InstitutionResult;
  readonly basis: Pick<InstitutionInput, "exposureSource" | "counts" | "held">;
  /** Decayed; null where the batch's inputs are not at hand. */
  readonly accountMonths: number | null;
};

type Change = { readonly from: number; readonly to: number };
/** One thing that is different from the batch before; numbers as they were published. */
export type Move =
  | { readonly what: "letter"; readonly from: Letter | null; readonly to: Letter | null }
  | { readonly what: "not_licensed" }
  | { readonly what: "reason_new" | "reason_gone"; readonly reason: NotRatedReason }
  | { readonly what: "step_new" | "step_gone"; readonly step: LetterStep }
  | ({ readonly what: "ratio" | "expected" | "size" | "received" | "upheld" | "held" } & Change)
  | ({ readonly what: "class"; readonly severityClass: number } & Change)
  | ({ readonly what: "timely" | "resolved" } & Change)
  | {
      readonly what: "source";
      readonly from: ExposureSource | null;
      readonly to: ExposureSource | null;
    };

/** Shares of a number below which it is as good as the same. */
const NOTABLE = 0.02;
const NOTABLE_SHARE = 0.01;

/** What is different from the batch before: the letter first, then what it is made of, the weightiest class first. */
export function whatMoved(before: BatchView, after: BatchView, weights: PerClass): readonly Move[] {
  return [
    ...outcome(before.result, after.result),
    ...number("ratio", before.result.harm?.estimate.ratio, after.result.harm?.estimate.ratio),
    ...classes(before.result, after.result, weights),
    ...number("expected", expectedOf(before.result), expectedOf(after.result)),
    ...number("size", before.accountMonths, after.accountMonths),
    ...(before.basis.exposureSource === after.basis.exposureSource
      ? []
      : [{ what: "source" as const, from: before.basis.exposureSource, to: after.basis.exposureSource }]),
    ...whole("received", before.basis.counts.received, after.basis.counts.received),
    ...whole("upheld", before.basis.counts.upheld, after.basis.counts.upheld),
    ...number("held", sum(before.basis.held), sum(after.basis.held)),
    ...share("timely", before.result, after.result),
    ...share("resolved", before.result, after.result),
    ...gained("step_new", stepsOf(after.result), stepsOf(before.result)),
    ...gained("step_gone", stepsOf(before.result), stepsOf(after.result)),
  ];
}

function outcome(before: InstitutionResult, after: InstitutionResult): readonly Move[] {
  const moves: Move[] = [];
  if (before.letter !== after.letter) moves.push({ what: "letter", from: before.letter, to: after.letter });
  if (after.status === "not_licensed" && before.status !== "not_licensed")
    moves.push({ what: "not_licensed" });
  for (const reason of after.reasons)
    if (!before.reasons.includes(reason)) moves.push({ what: "reason_new", reason });
  for (const reason of before.reasons)
    if (!after.reasons.includes(reason)) moves.push({ what: "reason_gone", reason });
  return moves;
}

function classes(before: InstitutionResult, after: InstitutionResult, weights: PerClass): readonly Move[] {
  const [old, next] = [before.harm?.classes, after.harm?.classes];
  if (!old || !next) return [];
  return SEVERITY_CLASSES.flatMap((_, c) => {
    const [from, to] = [old[c]?.observed ?? 0, next[c]?.observed ?? 0];
    return isNotable(from, to)
      ? [
          {
            move: { what: "class" as const, severityClass: c, from, to },
            by: (weights[c] ?? 0) * Math.abs(to - from),
          },
        ]
      : [];
  })
    .toSorted((a, b) => b.by - a.by)
    .map(({ move }) => move);
}

const sum = (triple: PerClass): number => triple[0] + triple[1] + triple[2];
const stepsOf = ({ steps }: InstitutionResult): readonly LetterStep[] =>
  steps.map(({ step }) => step).filter((step) => step !== "harm");
const expectedOf = ({ harm }: InstitutionResult): number | undefined =>
  harm?.classes.reduce((total, { expected }) => total + expected, 0);
const isNotable = (from: number, to: number): boolean =>
  Math.abs(to - from) > NOTABLE * Math.max(Math.abs(from), Math.abs(to));

function number(
  what: "ratio" | "expected" | "size" | "held",
  from: number | null | undefined,
  to: number | null | undefined,
): readonly Move[] {
  if (from === null || from === undefined || to === null || to === undefined) return [];
  return isNotable(from, to) ? [{ what, from, to }] : [];
}

const whole = (what: "received" | "upheld", from: number, to: number): readonly Move[] =>
  from === to ? [] : [{ what, from, to }];

function share(
  what: "timely" | "resolved",
  before: InstitutionResult,
  after: InstitutionResult,
): readonly Move[] {
  const [from, to] = [before.handling?.[what]?.mean, after.handling?.[what]?.mean];
  if (from === undefined || to === undefined || Math.abs(to - from) < NOTABLE_SHARE) return [];
  return [{ what, from, to }];
}

const gained = (
  what: "step_new" | "step_gone",
  some: readonly LetterStep[],
  others: readonly LetterStep[],
): readonly Move[] => some.filter((step) => !others.includes(step)).map((step) => ({ what, step }));
