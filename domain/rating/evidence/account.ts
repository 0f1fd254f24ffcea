import type { Standing } from "./types.ts";

/** One complaint of the window as it counts: `heads` before doubt and limits, `counts` after them. For officers' eyes. */
export type CountedComplaint = {
  readonly institutionId: string;
  readonly id: string;
  /** YYYY-MM. */
  readonly month: string;
  readonly severityClass: number;
  readonly person: string;
  readonly standing: Standing;
  /** 1, or a like report's part of the root of their number. */
  readonly heads: number;
  readonly counts: number;
  /** Beyond what could be foreseen, and nobody has looked yet. */
  readonly isHeld: boolean;
};

/** In a month and class with fewer people than this, nobody's complaint is told by itself. */
export const LEAST_TOLD = 5;

/** A line of an institution's own account: a complaint without anything that says whose, or all of a few people together. */
export type AccountRow =
  | {
      readonly kind: "one";
      readonly month: string;
      readonly matter: string;
      readonly severityClass: number;
      readonly standing: Standing;
      /** What one of its like counts, 1 where it is like no other. */
      readonly heads: number;
      readonly counts: number;
      readonly isHeld: boolean;
    }
  | { readonly kind: "few"; readonly month: string; readonly severityClass: number };

const rounded = (value: number): number => Number(value.toFixed(2));

/**
 * What counts against one institution, the newest month first. Rows of a month lie in the order of what they say and not
 * of when they came; a month and class with fewer than five people is one line that says so. `matterOf` answers by id.
 */
export function accountRows(
  counted: readonly CountedComplaint[],
  matterOf: (id: string) => string,
): readonly AccountRow[] {
  const bins = Map.groupBy(counted, ({ month, severityClass }) => `${month}|${severityClass}`);
  return [...bins.values()]
    .flatMap((bin): AccountRow[] => {
      const [{ month, severityClass } = { month: "", severityClass: 0 }] = bin;
      if (new Set(bin.map(({ person }) => person)).size < LEAST_TOLD)
        return [{ kind: "few", month, severityClass }];
      return bin.map(({ id, standing, heads, counts, isHeld }) => ({
        kind: "one",
        month,
        matter: matterOf(id),
        severityClass,
        standing,
        heads: rounded(heads),
        counts: rounded(counts),
        isHeld,
      }));
    })
    .map((row) => ({ row, key: JSON.stringify(row) }))
    .sort(
      (a, b) =>
        (a.row.month < b.row.month ? 1 : a.row.month > b.row.month ? -1 : 0) ||
        b.row.severityClass - a.row.severityClass ||
        (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
    )
    .map(({ row }) => row);
}
