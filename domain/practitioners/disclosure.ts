import type { ConductGrade } from "./grade.ts";
import { type ConductItem, isNegative, isTold } from "./record.ts";

/**
 * What an organisation is told about a person beyond "listed or not": only for a decision to employ, and only by a key that
 * may (个人信息保护法 6: the least that the purpose needs).
 */
export const RECORD_PURPOSE = "employment";

/** An item as an asker is told of it: no employer, no case, no words. */
export type ToldItem = Pick<ConductItem, "kind" | "source" | "conduct" | "measure"> & {
  readonly from: string;
  readonly until: string | null;
  /** The person objects and has no answer yet. */
  readonly isDisputed: boolean;
};
export type ToldRecord = { readonly items: readonly ToldItem[]; readonly grade: ConductGrade };

/** Sanctions, upheld cases and training; where somebody worked is for the person to say. */
export function toldRecord(items: readonly ConductItem[], grade: ConductGrade, now: Date): ToldRecord {
  return {
    grade,
    items: items
      .filter((item) => isTold(item, now) && (isNegative(item) || item.kind === "training"))
      .map(({ kind, source, conduct, measure, fromOn, untilOn, challenge }) => ({
        ...{ kind, source, conduct, measure },
        from: fromOn,
        until: untilOn,
        isDisputed: challenge === "objection",
      })),
  };
}

/** Why a record was not told. */
export function withheld(purpose: string, mayReadRecords: boolean): "purpose" | "scope" | null {
  if (purpose !== RECORD_PURPOSE) return "purpose";
  return mayReadRecords ? null : "scope";
}
