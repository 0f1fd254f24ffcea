/** Round steps of 1, 2 or 5 times a power of ten from 0 to at least `max`: three to six ticks. */
export function ticks(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Moves labels apart so that neighbours are at least `gap` away and all lie within 0..height; keeps their order. */
export function spread(positions: readonly number[], gap: number, height: number): number[] {
  const order = positions
    .map((position, index) => ({ position, index }))
    .sort((a, b) => a.position - b.position);
  let floor = -Infinity;
  for (const label of order) {
    label.position = Math.max(label.position, floor);
    floor = label.position + gap;
  }
  let ceiling = height;
  for (const label of order.reverse()) {
    label.position = Math.min(label.position, ceiling);
    ceiling = label.position - gap;
  }
  const placed = [...positions];
  for (const label of order) placed[label.index] = label.position;
  return placed;
}

/** Path through the points that exist; a missing month is a gap, not a zero. Both axes run 0..100. */
export function linePath(values: readonly (number | null)[], max: number): string {
  const last = Math.max(values.length - 1, 1);
  let pen = "M";
  const parts: string[] = [];
  values.forEach((value, index) => {
    if (value === null) {
      pen = "M";
      return;
    }
    parts.push(`${pen}${((100 * index) / last).toFixed(2)} ${(100 - (100 * value) / max).toFixed(2)}`);
    pen = "L";
  });
  return parts.join("");
}

/** Where a value stands between two gaps: no line goes through it, so it needs a dot. */
export function lonePoints(values: readonly (number | null)[]): readonly number[] {
  const isKnown = (index: number) => (values[index] ?? null) !== null;
  return values.flatMap((_, index) =>
    isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1) ? [index] : [],
  );
}
