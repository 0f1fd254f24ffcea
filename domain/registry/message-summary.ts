import type { VerdictWord } from "./verdict.ts";

/** Who a piece of a message belongs to by the register; null when nobody registered it. */
type Owner = string | null;

export type MessagePieces = {
  /** Institution the message presents itself as: by its signature, or the only one it names. */
  readonly claimed: Owner;
  readonly signature: { readonly owner: Owner } | null;
  readonly links: readonly { readonly owner: Owner }[];
  readonly numbers: readonly {
    readonly verdict: VerdictWord;
    readonly owner: Owner;
    readonly isProtected: boolean;
  }[];
  readonly named: readonly { readonly verdict: VerdictWord }[];
};

/** What a message is as a whole, worst first. Facts about its pieces; whether it is a fraud is nobody's guess here. */
export const MESSAGE_STATES = [
  "listed",
  "warning",
  "mismatch",
  "reported",
  "official",
  "unknown",
  "nothing",
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/**
 * Sums up the pieces. `mismatch`: it presents itself as an institution and carries a number or link that nobody
 * registered; a number of another registered institution (an agent) is no mismatch.
 */
export function messageState({ claimed, signature, links, numbers, named }: MessagePieces): MessageState {
  const verdicts = [...numbers, ...named].map(({ verdict }) => verdict);
  if (verdicts.includes("listed")) return "listed";
  if (verdicts.includes("warning")) return "warning";
  const isUnregistered =
    links.some(({ owner }) => owner === null) ||
    numbers.some(({ owner, isProtected }) => owner === null && !isProtected);
  if (claimed !== null && isUnregistered) return "mismatch";
  if (verdicts.includes("reported")) return "reported";
  const owned = [...links, ...numbers, ...(signature ? [signature] : [])];
  if (owned.length === 0 && named.length === 0) return "nothing";
  const isAllRegistered = !isUnregistered && (signature === null || signature.owner !== null);
  return owned.length > 0 && isAllRegistered ? "official" : "unknown";
}
