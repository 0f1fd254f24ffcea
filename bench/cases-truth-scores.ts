/** Labels of one complaint: it belongs together with every other that shares one. */
export type Labels = ReadonlyMap<string, readonly string[]>;

export type PairScore = {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly pairs: number;
};

/** Pairwise precision, recall and F1 over complaints with a true or a predicted label. */
export function pairScore(truth: Labels, predicted: Labels): PairScore {
  const ids = [...new Set([...truth.keys(), ...predicted.keys()])].sort();
  const place = new Map(ids.map((id, i) => [id, i]));
  const pairsOf = (labels: Labels): Set<number> => {
    const members = new Map<string, number[]>();
    for (const [id, own] of labels)
      for (const label of own) {
        const list = members.get(label);
        const at = place.get(id) ?? 0;
        if (list) list.push(at);
        else members.set(label, [at]);
      }
    const pairs = new Set<number>();
    for (const list of members.values()) {
      list.sort((a, b) => a - b);
      for (let i = 0; i < list.length; i++)
        for (let j = i + 1; j < list.length; j++) pairs.add((list[i] ?? 0) * ids.length + (list[j] ?? 0));
    }
    return pairs;
  };
  const wanted = pairsOf(truth);
  const found = pairsOf(predicted);
  let right = 0;
  for (const pair of found) if (wanted.has(pair)) right += 1;
  const precision = found.size === 0 ? (wanted.size === 0 ? 1 : 0) : right / found.size;
  const recall = wanted.size === 0 ? 1 : right / wanted.size;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1, pairs: wanted.size };
}

export type Planted = { readonly id: string; readonly sourceIds: readonly string[] };
export type Found = { readonly reports: readonly string[] };

export type DetectorScore = {
  /** Planted patterns found, of all planted. */
  readonly recall: number;
  /** Findings that are a planted pattern, of all findings. */
  readonly precision: number;
  /** The same, report by report. */
  readonly reportRecall: number;
  readonly reportPrecision: number;
  readonly planted: number;
  readonly found: number;
  readonly missed: readonly string[];
  readonly wrong: readonly number[];
};

/**
 * A planted pattern is found when one finding holds at least half of its reports; a finding is right when more than half
 * of its reports belong to one planted pattern.
 */
export function detectorScore(planted: readonly Planted[], findings: readonly Found[]): DetectorScore {
  const sets = findings.map(({ reports }) => new Set(reports));
  const overlap = (own: ReadonlySet<string>, ids: readonly string[]): number =>
    ids.filter((id) => own.has(id)).length;
  const missed = planted.filter(
    ({ sourceIds }) => !sets.some((own) => overlap(own, sourceIds) * 2 >= sourceIds.length),
  );
  const wrong = sets.flatMap((own, i) =>
    planted.some(({ sourceIds }) => overlap(own, sourceIds) * 2 > own.size) ? [] : [i],
  );
  const wantedReports = new Set(planted.flatMap(({ sourceIds }) => sourceIds));
  const foundReports = new Set(findings.flatMap(({ reports }) => reports));
  const both = overlap(foundReports, [...wantedReports]);
  const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
  return {
    recall: share(planted.length - missed.length, planted.length),
    precision: share(findings.length - wrong.length, findings.length),
    reportRecall: share(both, wantedReports.size),
    reportPrecision: share(both, foundReports.size),
    planted: planted.length,
    found: findings.length,
    missed: missed.map(({ id }) => id),
    wrong,
  };
}
