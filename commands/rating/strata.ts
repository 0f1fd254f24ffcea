import type { StoredFiling } from "#db/queries/rating-evidence.ts";
import { INSTITUTION_CLASSES } from "#domain/institutions/classes.ts";
import { EXPOSURE_SOURCES, type ExposureSource } from "#domain/rating/bundle.ts";

export type Stratum = { readonly id: string; readonly parent: string | null };

/** Whom an institution is compared with: its class of licence, or the product within it where its accounts are split so. */
export function stratumOf(kind: string, product: string): string {
  return product === "all" ? kind : `${kind}:${product}`;
}

/** These strata with all above them. Who lends is compared with who lends, and the others among themselves. */
export function strataOf(leaves: Iterable<string>): readonly Stratum[] {
  const strata = new Map<string, string | null>();
  for (const leaf of leaves)
    for (let at: string | null = leaf; at !== null && !strata.has(at); at = parentOf(at))
      strata.set(at, parentOf(at));
  return [...strata].map(([id, parent]) => ({ id, parent })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function parentOf(stratum: string): string | null {
  if (stratum === "lenders" || stratum === "others") return null;
  if (stratum.includes(":")) return stratum.slice(0, stratum.indexOf(":"));
  return INSTITUTION_CLASSES.find(({ code }) => code === stratum)?.lends ? "lenders" : "others";
}

const rankOf = (source: string): number => EXPOSURE_SOURCES.indexOf(source as ExposureSource);

/** Of a month for which both a total and products were filed, the better sourced; products where they are as good. */
export function withoutDoubles(filings: readonly StoredFiling[]): readonly StoredFiling[] {
  const months = Map.groupBy(filings, ({ institutionId, month }) => `${institutionId}|${month}`);
  return [...months.values()].flatMap((own) => {
    const [total, parts] = [own.filter(isTotal), own.filter((one) => !isTotal(one))];
    const best = (some: readonly StoredFiling[]) => Math.min(...some.map(({ source }) => rankOf(source)));
    return best(parts) <= best(total) ? parts : total;
  });
}

const isTotal = ({ product }: StoredFiling): boolean => product === "all";
