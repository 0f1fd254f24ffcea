import { type EntryVersion, listEntryVersions } from "#db/queries/registry.ts";
import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import type { Runtime } from "../runtime.ts";
import { toAppError } from "../to-app-error.ts";

export type NumberRecord = {
  readonly answer: NumberAnswer;
  /** What the decision in force says; null without one, and for a restricted number. */
  readonly statement: string | null;
  /** How the entry in force came to be, newest first. What has ended is not told again: repaired is repaired. */
  readonly history: readonly Omit<EntryVersion, "statement">[];
};

/** The full public record of a number that was looked up, from the database. A restricted number has verdict and advice only. */
export async function findNumberRecord(
  { db }: Pick<Runtime, "db">,
  answer: NumberAnswer,
): Promise<NumberRecord> {
  if (!answer.entry || answer.visibility !== "public") return { answer, statement: null, history: [] };
  try {
    const versions = await listEntryVersions(db.open, answer.entry.id);
    return {
      answer,
      statement: versions[0]?.statement ?? null,
      history: versions.map(({ statement: _, ...version }) => version),
    };
  } catch (error) {
    throw toAppError(error);
  }
}
