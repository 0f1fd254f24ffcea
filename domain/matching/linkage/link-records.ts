import { cutMerges, mergeTree, unjoinedEdges } from "./agglomerate.ts";
import type { CandidatePairs } from "./blocking.ts";
import { clusterComponents } from "./components.ts";
import type { CannotLink, Edges, Partition } from "./edges.ts";
import type { LinkageModel } from "./model.ts";
import { bitsOfProbability, probabilityOf } from "./weights.ts";

/** Thresholds the engine looks at when the model names none, as probabilities. */
export const THRESHOLDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999] as const;

export type Clustering = {
  /** Probability from which records were joined. */
  readonly threshold: number;
  /** Cluster of each record: the smallest record in it. */
  readonly clusterOf: Int32Array;
  /** F1 of the pairs it joins if the probabilities are right. */
  readonly expectedF1: number;
};

type ScoredPairs = {
  readonly model: LinkageModel;
  readonly size: number;
  readonly pairs: CandidatePairs;
  readonly bits: Float32Array;
  readonly cannotLinks: readonly CannotLink[];
};

/**
 * Clusters scored pairs by the model's method and guards, at each of several thresholds (probabilities). For average linkage they share
 * one run.
 */
export function clusterPairs(input: ScoredPairs & { readonly thresholds: readonly number[] }): Clustering[] {
  const { model, size, pairs, bits, thresholds, cannotLinks } = input;
  const edges: Edges = { size, left: pairs.left, right: pairs.right, bits };
  const { method, maxSize, bridgeGroup } = model.clusters;
  const probabilities = Float32Array.from(bits, probabilityOf);
  const lowest = bitsOfProbability(Math.min(...thresholds));
  const merges = method === "average" ? mergeTree({ edges, lowest, cannotLinks, maxSize }) : [];
  return thresholds.map((threshold) => {
    const least = bitsOfProbability(threshold);
    const clusterOf =
      method === "average"
        ? cutMerges(merges, size, least)
        : clusterComponents({ edges, threshold: least, cannotLinks, guards: { maxSize, bridgeGroup } })
            .clusterOf;
    return { threshold, clusterOf, expectedF1: expectedF1(pairs, probabilities, clusterOf) };
  });
}

/** One clustering of scored pairs with the edges it left for a person. */
export function clusterAt(input: ScoredPairs & { readonly threshold: number }): Partition {
  const { model, size, pairs, bits, cannotLinks } = input;
  const edges: Edges = { size, left: pairs.left, right: pairs.right, bits };
  const threshold = bitsOfProbability(input.threshold);
  const { method, maxSize, bridgeGroup } = model.clusters;
  if (method === "components")
    return clusterComponents({ edges, threshold, cannotLinks, guards: { maxSize, bridgeGroup } });
  const clusterOf = cutMerges(mergeTree({ edges, lowest: threshold, cannotLinks, maxSize }), size, threshold);
  return { clusterOf, review: unjoinedEdges({ edges, clusterOf, threshold, cannotLinks }) };
}

function expectedF1(pairs: CandidatePairs, probabilities: Float32Array, clusterOf: Int32Array): number {
  let [within, total] = [0, 0];
  for (let k = 0; k < pairs.count; k++) {
    const probability = probabilities[k] as number;
    total += probability;
    if (clusterOf[pairs.left[k] as number] === clusterOf[pairs.right[k] as number]) within += probability;
  }
  const sizes = new Int32Array(clusterOf.length);
  for (const cluster of clusterOf) sizes[cluster] = (sizes[cluster] as number) + 1;
  const joined = sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  return joined + total === 0 ? 0 : (2 * within) / (joined + total);
}

/** Differences in expected F1 below this are noise of the estimates. */
const SAME = 0.001;

/**
 * The clustering the engine takes when the model names no threshold: the one expected to be best, and among those as good the one nearest
 * even odds.
 */
export function chooseClustering(clusterings: readonly Clustering[]): Clustering | undefined {
  const best = Math.max(...clusterings.map((one) => one.expectedF1));
  const good = clusterings.filter((one) => one.expectedF1 >= best - SAME);
  return good.toSorted((a, b) => Math.abs(a.threshold - 0.5) - Math.abs(b.threshold - 0.5))[0];
}
