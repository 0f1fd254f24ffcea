import { LINK_KINDS, type LinkKind } from "./link-kinds.ts";

/** How often each key is carried within one group of reports, and of which kind it is. */
export type GroupKey = { readonly kind: LinkKind; readonly reports: number };

const LEAST_REPORTS = 3;
/** Found by a detector alone, without an account, a domain or a number in common: more numbers are asked for. */
const LEAST_NUMBERS_BY_SCRIPT = 3;

/**
 * A campaign is more than one caller with one number: two numbers that something else holds together, three that only
 * a script and its pattern do, or, where nobody called, two accounts or addresses that appear together.
 */
export function isCampaign(reports: number, keys: readonly GroupKey[]): boolean {
  if (reports < LEAST_REPORTS) return false;
  const numbers = keys.filter((key) => key.kind === "number").length;
  const shared = keys.filter((key) => key.kind !== "number" && key.reports > 1);
  if (numbers === 0) return shared.length > 1;
  if (numbers === 1) return false;
  const isHeld = shared.some(
    (key) => LINK_KINDS[key.kind].isIdentity || key.kind === "number-block" || key.kind === "claim-script",
  );
  return isHeld ? true : numbers >= LEAST_NUMBERS_BY_SCRIPT;
}
