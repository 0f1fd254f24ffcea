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

/** Weights that judge: immutable once they have judged, because every judgement names their version. */
export type CampaignModel = {
  readonly version: string;
  /** Odds that two reports taken at random are of one campaign, in bits. */
  readonly prior: number;
  readonly bits: Readonly<Record<LinkKind, number>>;
};

/** Version of the weights set by hand above: in force until a fitted one is put in its place. */
export const CAMPAIGN_MODEL = "campaign-1";
export const HAND_MODEL: CampaignModel = {
  version: CAMPAIGN_MODEL,
  // About one pair in 500.
  prior: -9,
  bits: mapKinds((kind) => LINK_KINDS[kind].bits),
};

/** One value for each kind of tie. */
export function mapKinds<T>(valueFor: (kind: LinkKind) => T): Readonly<Record<LinkKind, T>> {
  const kinds = Object.keys(LINK_KINDS).filter(isLinkKind);
  return Object.fromEntries(kinds.map((kind) => [kind, valueFor(kind)])) as Record<LinkKind, T>;
}

/** Whether a model lets a tie of this kind join reports by itself: at its rarest it must outweigh the odds against it. */
export const tiesAlone = (model: CampaignModel, kind: LinkKind): boolean =>
  model.bits[kind] + model.prior > 0;

/** A tie is worth less the more reports share it, but never nothing: log2 of how many times 8 reports. */
const COMMON_FROM = 8;

export type EvidenceLevel = {
  readonly kind: LinkKind;
  readonly bits: number;
  /** Reports that share it now: the rarity that the weight was adjusted by. */
  readonly complaints: number;
};

export type Evidence = {
  /** Version of the model that weighed. */
  readonly model: string;
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
  model: CampaignModel = HAND_MODEL,
): Evidence | null {
  const best = new Map<LinkKind, EvidenceLevel>();
  for (const { kind, complaints } of ties) {
    const rarity = Math.max(0, Math.log2(Math.max(1, complaints) / COMMON_FROM)) / 2;
    const bits = round(Math.max(4, model.bits[kind] - rarity));
    const known = best.get(kind);
    // Of two that weigh the same to the hundredth, the rarer.
    if (!known || bits > known.bits || (bits === known.bits && complaints < known.complaints))
      best.set(kind, { kind, bits, complaints });
  }
  const levels = [...best.values()].sort((a, b) => b.bits - a.bits || (a.kind < b.kind ? -1 : 1));
  const [first] = levels;
  if (!first) return null;
  const total = round(levels.reduce((sum, level) => sum + level.bits, model.prior));
  const probability = 1 / (1 + 2 ** -total);
  return { model: model.version, prior: model.prior, levels, total, probability, rule: first.kind };
}

const round = (bits: number): number => Math.round(bits * 100) / 100;
