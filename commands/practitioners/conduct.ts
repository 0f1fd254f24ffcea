import { setImmediate } from "node:timers/promises";
import type { Sql } from "#db/client.ts";
import {
  listCaseCounts,
  listConductItems,
  listGradeRefusals,
  type StoredItem,
} from "#db/queries/practitioner-record.ts";
import { addUpCounts, type ConductGrade, gradeConduct } from "#domain/practitioners/grade.ts";
import { monthsWorked } from "#domain/practitioners/record.ts";

export type Conduct = {
  readonly items: readonly StoredItem[];
  /** As computed, whether or not the person lets it be given. */
  readonly grade: ConductGrade;
  readonly isGradeRefused: boolean;
};

/** Record and grade of each of these people, from all agencies' items. */
export async function readConduct(
  sql: Sql,
  practitionerIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Conduct>> {
  if (practitionerIds.length === 0) return new Map();
  const [items, counts, refusals] = await Promise.all([
    listConductItems(sql, practitionerIds),
    listCaseCounts(sql, now),
    listGradeRefusals(sql, practitionerIds),
  ]);
  const own = Map.groupBy(items, ({ practitionerId }) => practitionerId);
  const everybody = addUpCounts(counts);
  const found = new Map<string, Conduct>();
  for (const id of practitionerIds) {
    const mine = own.get(id) ?? [];
    const grade = gradeConduct(everybody, id, monthsWorked(mine, now));
    found.set(id, { items: mine, grade, isGradeRefused: refusals.has(id) });
    // Some milliseconds a person where many are graded: calls that wait are answered in between.
    await setImmediate();
  }
  return found;
}

/** The grade as others get it: withheld where the person refuses it (个人信息保护法 24). */
export function gradeForOthers({ grade, isGradeRefused }: Conduct): ConductGrade {
  if (!isGradeRefused) return grade;
  // Nor the figures it would be computed from.
  return { status: "not_graded", reasons: ["refused_by_person"], decided: 0, upheld: 0, months: 0 };
}
