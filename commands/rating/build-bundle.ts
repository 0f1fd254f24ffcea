import { hash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { Sql, Tx } from "#db/client.ts";
import type { RatingBundle, RatingMethod } from "#domain/rating/bundle.ts";
import { buildInputs } from "#domain/rating/evidence/build-inputs.ts";
import type { ForReview } from "#domain/rating/evidence/types.ts";
import { rate } from "#domain/rating/rate.ts";
import { jcs } from "#domain/transparency/jcs.ts";
import { gatherEvidence } from "./gather-evidence.ts";

export type BuiltBundle = {
  readonly bundle: RatingBundle;
  /** Canonical JSON (RFC 8785): the bytes that are published. */
  readonly bytes: Buffer;
  readonly sha256: Buffer;
  /** For officers only. */
  readonly review: ForReview;
  /** What each complaint is about, by its id. */
  readonly matters: ReadonlyMap<string, string>;
};

export type BundleOrder = {
  readonly month: string;
  readonly asOf: Date;
  readonly method: RatingMethod;
  readonly corrects?: RatingBundle["corrects"];
};

/** A month's ratings from what was known at `asOf`; writes nothing. */
export async function buildBundle(sql: Sql | Tx, order: BundleOrder): Promise<BuiltBundle> {
  const { month, asOf, method, corrects = null } = order;
  const { evidence, strata, matters } = await gatherEvidence(sql, { month, asOf, method });
  const { institutions, forReview } = buildInputs(evidence);
  const sorted = institutions.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const { population, results } = rate({ method, strata, institutions: sorted });
  const content: Omit<RatingBundle, "digest"> = {
    v: 1,
    kind: "rating-batch",
    id: uuidv7(),
    month,
    asOf: asOf.toISOString(),
    corrects,
    method,
    strata,
    institutions: sorted,
    population,
    results,
  };
  const bundle = { ...content, digest: hash("sha256", jcs(content)) };
  const bytes = Buffer.from(jcs(bundle));
  return { bundle, bytes, sha256: hash("sha256", bytes, "buffer"), review: forReview, matters };
}
