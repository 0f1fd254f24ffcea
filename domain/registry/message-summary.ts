import type { VerdictWord } from "./verdict.ts";

/** Who a piece of a message belongs to by the register; null when nobody registered it. */
type Owner = string | null;

/** A piece that registry and register answer for by itself. */
type Answered = {
  readonly verdict: VerdictWord;
  readonly owner: Owner;
  /** A credit note is in force about it: something is on record, and nothing is decided against it. */
  readonly isNoted: boolean;
};

export type MessagePieces = {
  /** Institution the message presents itself as: by its signature, or the only one it names. */
  readonly claimed: Owner;
  readonly signature: Answered | null;
  readonly links: readonly Answered[];
  readonly apps: readonly Answered[];
  readonly numbers: readonly (Answered & { readonly isProtected: boolean })[];
  readonly named: readonly { readonly verdict: VerdictWord }[];
};

/** What a message is as a whole, worst first. Facts about its pieces; whether it is a fraud is nobody's guess here. */
export const MESSAGE_STATES = [
  "listed",
  "warning",
  "mismatch",
  "reported",
  "noted",
  "official",
  "unknown",
  "nothing",
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/**
 * Sums up the pieces. `mismatch`: it presents itself as an institution and carries a number or link that nobody
 * registered; a number of another registered institution (an agent) is no mismatch.
 */
export function messageState({
  claimed,
  signature,
  links,
  apps,
  numbers,
  named,
}: MessagePieces): MessageState {
  const sent = [...links, ...apps, ...numbers];
  const answered = signature ? [signature, ...sent] : sent;
  const verdicts = [...answered, ...named].map(({ verdict }) => verdict);
  if (verdicts.includes("listed")) return "listed";
  if (verdicts.includes("warning")) return "warning";
  const isUnregistered =
    [...links, ...apps].some(({ owner }) => owner === null) ||
    numbers.some(({ owner, isProtected }) => owner === null && !isProtected);
  if (claimed !== null && isUnregistered) return "mismatch";
  if (verdicts.includes("reported")) return "reported";
  if (answered.some(({ isNoted }) => isNoted)) return "noted";
  if (answered.length === 0 && named.length === 0) return "nothing";
  const isAllRegistered = !isUnregistered && (signature === null || signature.owner !== null);
  return answered.length > 0 && isAllRegistered ? "official" : "unknown";
}
