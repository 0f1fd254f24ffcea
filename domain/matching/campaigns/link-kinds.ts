/**
 * What ties reports into one campaign, and how much each tie says: log2(m/u) in bits, m the share of pairs of one
 * campaign that agree on it, u the share of unrelated pairs that do by chance (Fellegi and Sunter 1969). A tie that
 * only a detector can see (same script beside something else) weighs less than an account or a number.
 */
export const LINK_KINDS = {
  payee: { bits: 21, isIdentity: true },
  im: { bits: 20, isIdentity: true },
  number: { bits: 20, isIdentity: true },
  domain: { bits: 18, isIdentity: true },
  callback: { bits: 18, isIdentity: true },
  signature: { bits: 15, isIdentity: true },
  "number-block": { bits: 14, isIdentity: false },
  "claim-script": { bits: 13, isIdentity: false },
  rotating: { bits: 12, isIdentity: false },
} as const;

export type LinkKind = keyof typeof LINK_KINDS;

export const isLinkKind = (text: string): text is LinkKind => Object.hasOwn(LINK_KINDS, text);

/** Version of the weights below and of the rules in this folder; written with every judgement. */
export const CAMPAIGN_MODEL = "campaign-1";
/** Odds that two reports taken at random are of one campaign, in bits: about one pair in 500. */
const PRIOR_BITS = -9;
/** A tie is worth less the more reports share it, but never nothing: log2 of how many times 8 reports. */
const COMMON_FROM = 8;

export type EvidenceLevel = {
  readonly kind: LinkKind;
  readonly bits: number;
  /** Reports that share it now: the rarity that the weight was adjusted by. */
  readonly complaints: number;
};

export type Evidence = {
  readonly prior: number;
  readonly levels: readonly EvidenceLevel[];
  /** Sum, in bits. */
  readonly total: number;
  readonly probability: number;
  /** The strongest tie. */
  readonly rule: LinkKind;
};

/** The waterfall of a membership: strongest first, each kind once (two payees say little more than one). */
export function weigh(
  ties: readonly { readonly kind: LinkKind; readonly complaints: number }[],
): Evidence | null {
  const best = new Map<LinkKind, EvidenceLevel>();
  for (const { kind, complaints } of ties) {
    const rarity = Math.max(0, Math.log2(Math.max(1, complaints) / COMMON_FROM)) / 2;
    const bits = round(Math.max(4, LINK_KINDS[kind].bits - rarity));
    const known = best.get(kind);
    // Of two that weigh the same to the hundredth, the rarer.
    if (!known || bits > known.bits || (bits === known.bits && complaints < known.complaints))
      best.set(kind, { kind, bits, complaints });
  }
  const levels = [...best.values()].sort((a, b) => b.bits - a.bits || (a.kind < b.kind ? -1 : 1));
  const [first] = levels;
  if (!first) return null;
  const total = round(levels.reduce((sum, level) => sum + level.bits, PRIOR_BITS));
  return { prior: PRIOR_BITS, levels, total, probability: 1 / (1 + 2 ** -total), rule: first.kind };
}

const round = (bits: number): number => Math.round(bits * 100) / 100;
