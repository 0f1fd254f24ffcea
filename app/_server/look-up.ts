import { cache } from "react";
import { describeInstitution, type InstitutionPage } from "#commands/registry/describe-institution.ts";
import { type DescribedNumber, describeNumber } from "#commands/registry/describe-number.ts";
import { lookUpQuery, type QueryAnswer } from "#commands/registry/look-up-query.ts";
import { openQuery } from "#commands/registry/query-token.ts";
import { type Freshness, freshnessOf } from "#commands/registry/read-published.ts";
import { AppError } from "#domain/errors.ts";
import { mayAnswer, USED_UP } from "./page-budget.ts";
import { getRuntime } from "./runtime.ts";

/** `away`: the registry has not been loaded yet, so that even "nothing known" would be untrue. */
export const AWAY = "away";

/** What is known of a number; asked once for a page and its title. */
export const loadNumber = cache(
  (key: string): Promise<DescribedNumber | typeof AWAY | typeof USED_UP> =>
    unlessAway(async () => {
      const found = await describeNumber(getRuntime(), key);
      return !found.ok || (await mayAnswer([found.page.answer])) ? found : USED_UP;
    }),
);

/** Everything public about an institution; null when the register has none with this id. */
export const loadInstitution = cache(
  (id: string): Promise<InstitutionPage | null | typeof AWAY> =>
    unlessAway(() => describeInstitution(getRuntime(), id)),
);

export type LoadedQuery =
  | { readonly kind: "none" }
  | { readonly kind: "expired" }
  | { readonly kind: "number"; readonly key: string; readonly extension: string | null }
  | { readonly kind: "pieces"; readonly answer: QueryAnswer; readonly freshness: Freshness };

/** What a sealed query stands for, answered. */
export const loadQuery = cache(
  (token: string): Promise<LoadedQuery | typeof AWAY | typeof USED_UP> =>
    unlessAway(async () => {
      const runtime = getRuntime();
      const asked = openQuery(runtime, token);
      if (asked === null) return { kind: "none" };
      if (asked === "expired") return { kind: "expired" };
      const [key] = asked.numbers;
      if (asked.shape === "number" && key !== undefined)
        return { kind: "number", key, extension: asked.extension };
      const pieces = lookUpQuery(runtime, asked);
      if (!(await mayAnswer(pieces.numbers.map(({ answer }) => answer)))) return USED_UP;
      return { kind: "pieces", answer: pieces, freshness: freshnessOf(runtime) };
    }),
);

/** Runs what needs the registry; anything but its absence is a failure. */
export async function unlessAway<T>(run: () => T | Promise<T>): Promise<T | typeof AWAY> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AppError && error.code === "unavailable") return AWAY;
    throw error;
  }
}
