import type { CountedComplaint } from "./account.ts";
import { WEIGHTS } from "./complaints.ts";
import type { ForReview } from "./types.ts";

/** What like reports share, as a kind; never the value. */
export const SHARED_KINDS = ["text", "network", "device", "referrer"] as const;
export type SharedKind = (typeof SHARED_KINDS)[number];

/** Something about an institution's complaints that an officer should know of; sizes only, no complaint. */
export type Finding = { readonly institutionId: string } & (
  | {
      readonly kind: "cluster";
      readonly reports: number;
      readonly shared: readonly SharedKind[];
      /** Weight that they would have if they were not alike, and what they have. */
      readonly full: number;
      readonly counts: number;
    }
  | {
      readonly kind: "doubt";
      readonly severityClass: number;
      readonly from: string;
      readonly to: string;
      /** The smallest share at which one not reviewed counts. */
      readonly factor: number;
    }
  | {
      readonly kind: "praise";
      readonly month: string;
      readonly answered: number;
      readonly resolved: number;
      readonly expected: number;
      readonly probability: number;
    }
);

/** Doubt that takes less than a twentieth is nothing to look at. */
const NOTABLE_FACTOR = 0.95;
/** Two that are alike are nothing to look at. */
const LEAST_REPORTS = 3;

/** How much a finding matters among those of its kind. */
export function sizeOf(finding: Finding): number {
  if (finding.kind === "cluster") return finding.full - finding.counts;
  if (finding.kind === "doubt") return 1 - finding.factor;
  return -Math.log10(Math.max(finding.probability, 1e-300));
}

/** What a batch found beside what it held: clusters of three or more, doubt by class, jumps of praise. */
export function findingsOf(review: ForReview): readonly Finding[] {
  const standings = new Map(review.counted.map((one) => [nameOf(one), one.standing]));
  const clusters = review.clusters.flatMap(({ institutionId, keys, complaintIds }): Finding[] => {
    if (complaintIds.length < LEAST_REPORTS) return [];
    const kinds = new Set(keys.map((key) => key.slice(0, key.indexOf(":"))));
    const full = complaintIds.reduce((sum, id) => {
      const standing = standings.get(nameOf({ institutionId, id }));
      return sum + (standing === undefined ? 0 : WEIGHTS[standing]);
    }, 0);
    // What came before the window has no weight left to lose.
    if (full === 0) return [];
    return [
      {
        institutionId,
        kind: "cluster",
        reports: complaintIds.length,
        shared: SHARED_KINDS.filter((kind) => kinds.has(kind)),
        full,
        counts: full / Math.sqrt(complaintIds.length),
      },
    ];
  });
  const doubts = Map.groupBy(
    review.doubted,
    ({ institutionId, severityClass }) => `${institutionId}|${severityClass}`,
  );
  return [
    ...clusters,
    ...[...doubts.values()].flatMap((own): Finding[] => {
      const months = own.map(({ month }) => month).sort();
      const [first, from, to] = [own[0], months[0], months.at(-1)];
      if (!first || from === undefined || to === undefined) return [];
      const { institutionId, severityClass } = first;
      const factor = Math.min(...own.map((one) => one.factor));
      if (factor > NOTABLE_FACTOR) return [];
      return [{ institutionId, kind: "doubt", severityClass, from, to, factor }];
    }),
    ...review.praiseJumps.map((jump): Finding => ({ ...jump, kind: "praise" })),
  ];
}

const nameOf = ({ institutionId, id }: Pick<CountedComplaint, "institutionId" | "id">): string =>
  `${institutionId}|${id}`;
