import { type GramIndex, indexGrams, jaccard, sharedGrams, sharedWeights } from "./gram-index.ts";
import { linkGroups } from "./link-groups.ts";
import { gramsOf, readTranscript } from "./tokens.ts";

/** Settings of the comparison. Stored with a judgement by `version`; a changed setting is a new version. */
export type TranscriptModel = {
  readonly version: string;
  /** Tokens in a gram. */
  readonly gramLength: number;
  /** Share of the score that the way of writing has; the words have the rest. 0 for texts that people typed. */
  readonly styleWeight: number;
  /** Mean score that joins two groups. */
  readonly groupThreshold: number;
  /** Share of that which joins a single record: a campaign calls more than once, so a call alone most likely belongs to one that is known. */
  readonly loneShare: number;
};

export const TRANSCRIPT_MODEL: TranscriptModel = {
  version: "transcripts-1",
  gramLength: 3,
  styleWeight: 0.5,
  groupThreshold: 0.73,
  loneShare: 0.55,
};

/** Transcripts compared with each other; equal texts are held once. */
export type TranscriptCorpus = {
  readonly model: TranscriptModel;
  /** Entry of each text; -1 for a text without words. */
  readonly entryOf: Int32Array;
  /** Texts that an entry stands for. */
  readonly copies: Int32Array;
  readonly words: GramIndex;
  readonly style: GramIndex;
};

/** Entries are in the order of their texts' code units, so that nothing that follows depends on the order the texts came in. */
export function transcriptCorpus(
  texts: readonly string[],
  options: Partial<TranscriptModel> = {},
): TranscriptCorpus {
  const model = { ...TRANSCRIPT_MODEL, ...options };
  const entries = [...new Set(texts)]
    .sort()
    .map((text) => ({ text, tokens: readTranscript(text) }))
    .filter(({ tokens }) => tokens.words.length > 0);
  const numbers = new Map(entries.map(({ text }, at) => [text, at]));
  const entryOf = Int32Array.from(texts, (text) => numbers.get(text) ?? -1);
  const copies = new Int32Array(entries.length);
  for (const entry of entryOf) if (entry >= 0) copies[entry] = (copies[entry] as number) + 1;
  const index = (part: "words" | "style"): GramIndex =>
    indexGrams(
      entries.map(({ tokens }) => gramsOf(tokens[part], model.gramLength)),
      copies,
    );
  return { model, entryOf, copies, words: index("words"), style: index("style") };
}

/** Visits every two of `members` that share a gram, by their positions, with their score. */
function eachPair(
  { model, words, style }: TranscriptCorpus,
  members: Int32Array,
  visit: (position: number, earlier: number, score: number) => void,
): void {
  const sharedWords = sharedWeights(words, members);
  const sharedStyle = sharedWeights(style, members);
  for (let position = 0; position < members.length; position++) {
    const entry = members[position] as number;
    const { shared: styleShared } = sharedStyle(position);
    const { shared, met } = sharedWords(position);
    for (const earlier of met) {
      const other = members[earlier] as number;
      const score =
        (1 - model.styleWeight) * jaccard(words, entry, other, shared[earlier] as number) +
        model.styleWeight * jaccard(style, entry, other, styleShared[earlier] as number);
      visit(position, earlier, score);
    }
  }
}

/** Entries that a chain of scores of at least `least` connects. No group reaches beyond them: a mean is no more than its largest part. */
function connected(corpus: TranscriptCorpus, least: number): readonly Int32Array[] {
  const all = Int32Array.from(corpus.copies, (_, entry) => entry);
  const parent = Int32Array.from(all);
  const rootOf = (entry: number): number => {
    let at = entry;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  eachPair(corpus, all, (a, b, score) => {
    if (score < least) return;
    const [rootA, rootB] = [rootOf(a), rootOf(b)];
    parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  });
  return [...Map.groupBy(all, rootOf).values()].map((members) => Int32Array.from(members));
}

/**
 * Groups the texts of a corpus into campaigns. Returns a group number for each text, counted from 0 in order of first appearance; which
 * texts are together does not depend on their order. A text without words is a group of its own. Memory grows with the square of the
 * largest family of texts that are alike but not equal (5,000: 100 MB).
 */
export function groupCorpus(corpus: TranscriptCorpus): Int32Array {
  const { model, entryOf, copies } = corpus;
  const loneThreshold = model.groupThreshold * model.loneShare;
  const groupOf = new Int32Array(copies.length);
  for (const members of connected(corpus, loneThreshold)) {
    const count = members.length;
    const similarities = new Float32Array(count * count);
    eachPair(corpus, members, (a, b, score) => {
      similarities[a * count + b] = score;
      similarities[b * count + a] = score;
    });
    const groups = linkGroups({
      similarities,
      sizes: Int32Array.from(members, (entry) => copies[entry] as number),
      groupThreshold: model.groupThreshold,
      loneThreshold,
    });
    for (let at = 0; at < count; at++)
      groupOf[members[at] as number] = members[groups[at] as number] as number;
  }
  const numbers = new Map<number, number>();
  return entryOf.map((entry, at) => {
    const group = entry < 0 ? -1 - at : (groupOf[entry] as number);
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
}

/** `groupCorpus` of texts that are compared once only. */
export function groupTranscripts(
  texts: readonly string[],
  options: Partial<TranscriptModel> = {},
): Int32Array {
  return groupCorpus(transcriptCorpus(texts, options));
}

type Evidence = {
  readonly kind: "words" | "style";
  /** Share of the score that this kind of evidence can give. */
  readonly weight: number;
  /** Weighted Jaccard, 0 to 1; times `weight` it is what this evidence gave. */
  readonly similarity: number;
  /** Weight of the shared grams by that of the text with the lesser weight: 1 when one text is a fragment of the other. */
  readonly containment: number;
  /** Up to five shared grams, the rarest first. */
  readonly rarestShared: readonly string[];
};

export type PairExplanation = {
  readonly model: string;
  /** 0 to 1; sum of weight × similarity. Compare with `groupThreshold` and, for a single record, `loneShare` of it. */
  readonly score: number;
  readonly evidence: readonly Evidence[];
};

/** Why two texts of a corpus, by their positions, are as alike as they are. A text without words is like nothing. */
export function explainPair(corpus: TranscriptCorpus, first: number, second: number): PairExplanation {
  const { model, entryOf } = corpus;
  const entries = [entryOf[first] ?? -1, entryOf[second] ?? -1].sort((a, b) => a - b);
  const [a = -1, b = -1] = entries;
  const weighed = (kind: "words" | "style", weight: number): Evidence => {
    const index = corpus[kind];
    const grams = a < 0 ? [] : sharedGrams(index, a, b);
    const weightOf = (gram: number): number => index.weights[gram] as number;
    const shared = grams.reduce((sum, gram) => sum + weightOf(gram), 0);
    const lesser = a < 0 ? 0 : Math.min(index.totals[a] as number, index.totals[b] as number);
    return {
      kind,
      weight,
      similarity: a < 0 ? 0 : jaccard(index, a, b, shared),
      containment: lesser > 0 ? Math.min(1, shared / lesser) : 0,
      rarestShared: grams
        .toSorted((x, y) => weightOf(y) - weightOf(x) || x - y)
        .slice(0, 5)
        .map((gram) => index.names[gram] ?? ""),
    };
  };
  const evidence = [weighed("words", 1 - model.styleWeight), weighed("style", model.styleWeight)];
  const score = evidence.reduce((sum, { weight, similarity }) => sum + weight * similarity, 0);
  return { model: model.version, score, evidence };
}
