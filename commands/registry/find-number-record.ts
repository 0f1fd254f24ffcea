import { findEntryHistory } from "#db/queries/registry.ts";
import type { Tier } from "#domain/cases/decision.ts";
import type { RegistryKind, VersionStatus } from "#domain/registry/entry.ts";
import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import type { Runtime } from "../runtime.ts";
import { toAppError } from "../to-app-error.ts";

export type EntryVersion = {
  readonly version: number;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly listedAt: string;
  readonly expiresAt: string;
  readonly at: string;
};
export type NumberRecord = {
  readonly answer: NumberAnswer;
  /** What the decision in force says; null without one, and for a restricted number. */
  readonly statement: string | null;
  /** Newest first; empty for a restricted number. */
  readonly history: readonly EntryVersion[];
};

/**
 * The full public record of a number that was looked up: the statement and every version of its entry, from the
 * database. A restricted number has neither; it costs the same query, so the time taken tells nothing.
 */
export async function findNumberRecord(
  { db, keys }: Pick<Runtime, "db" | "keys">,
  answer: NumberAnswer,
): Promise<NumberRecord> {
  try {
    const versions = await findEntryHistory(db.open, keys.blindIndex("number", answer.canonical));
    if (answer.visibility !== "public") return { answer, statement: null, history: [] };
    const [newest] = versions;
    return {
      answer,
      statement: answer.entry && newest ? newest.statement : null,
      history: versions.map(({ statement: _, ...version }) => version),
    };
  } catch (error) {
    throw toAppError(error);
  }
}
