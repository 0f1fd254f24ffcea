import type { InstitutionInput, RatingBundle, StratumSums } from "./bundle.ts";
import { INPUT_DIGITS, significant } from "./significant.ts";

type ExposureName = keyof StratumSums["exposure"];
type ComplaintsName = keyof StratumSums["complaints"];

/** One number an institution, for each severity class. */
export type ByClass = readonly [Float64Array, Float64Array, Float64Array];

/** Who is compared with whom. Strata are meant by their place in `strata`. */
export type Comparison = {
  readonly strata: readonly string[];
  /** Each stratum and what it lies in, up to the root. */
  readonly upwards: readonly (readonly number[])[];
  /** The stratum whose benchmark counts: itself, or the nearest above with enough institutions, or the root. */
  readonly effective: readonly number[];
  readonly hasPeers: readonly boolean[];
  readonly members: readonly Member[];
};

type Member = {
  readonly input: InstitutionInput;
  /** Complaints of a part without exposure count too: nobody loses them by filing nought. */
  readonly parts: readonly { readonly stratum: number; readonly sums: StratumSums }[];
  /** Strata in which it has exposure, and what those lie in. */
  readonly within: readonly number[];
  /** The effective stratum of the largest part. */
  readonly peers: number;
};

export type Expectation = { readonly observed: ByClass; readonly expected: ByClass };

/** Three empty columns. */
export function byClass(length: number): ByClass {
  return [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
}

/** Only who has told its size, and not by a guess, makes benchmarks or is measured against them. */
export function isCompared(input: InstitutionInput): boolean {
  return (
    input.exposureSource !== null &&
    input.exposureSource !== "proxy" &&
    input.strata.some((part) => part.exposure.base > 0)
  );
}

/**
 * Places the population in its strata. Institutions are taken in the order given.
 * Throws where a stratum is not listed or lies in itself.
 */
export function compare(
  strata: RatingBundle["strata"],
  population: readonly InstitutionInput[],
  leastPeers: number,
): Comparison {
  const ids = strata.map((stratum) => stratum.id);
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = (id: string): number => {
    const place = places.get(id);
    if (place === undefined) throw new Error(`stratum ${id} is not listed`);
    return place;
  };
  const parents = strata.map((stratum) => (stratum.parent === null ? null : placeOf(stratum.parent)));
  const upwards = parents.map((_, place) => {
    const line = [place];
    for (let at = parents[place] ?? null; at !== null; at = parents[at] ?? null) {
      if (line.includes(at)) throw new Error(`stratum ${ids[at]} lies in itself`);
      line.push(at);
    }
    return line;
  });

  const placed = population.map((input) => {
    const parts = input.strata
      .map((sums) => ({ stratum: placeOf(sums.stratum), sums }))
      .sort((a, b) => a.stratum - b.stratum);
    const exposed = parts.filter((part) => part.sums.exposure.base > 0);
    return { input, parts, within: [...new Set(exposed.flatMap((part) => upwards[part.stratum] ?? []))] };
  });
  const sizes = ids.map(() => 0);
  for (const { within } of placed) for (const place of within) sizes[place] = (sizes[place] ?? 0) + 1;
  const hasPeers = sizes.map((size) => size >= leastPeers);
  const effective = upwards.map((line, place) => line.find((at) => hasPeers[at]) ?? line.at(-1) ?? place);
  const members = placed.map((member) => {
    const largest = member.parts.reduce((a, b) => (b.sums.exposure.base > a.sums.exposure.base ? b : a));
    return { ...member, peers: effective[largest.stratum] ?? largest.stratum };
  });
  return { strata: ids, upwards, effective, hasPeers, members };
}

/**
 * Complaints seen and complaints to be expected of an institution that is like its peers: for each part of its
 * portfolio the rate of all others in that stratum, times its own exposure there (indirect standardisation).
 */
export function expectations(
  comparison: Comparison,
  names: { readonly exposure: ExposureName; readonly complaints: ComplaintsName },
  prior: number,
): Expectation {
  const { members, upwards, effective } = comparison;
  const observed = byClass(members.length);
  const expected = byClass(members.length);
  const parts = members.map((member) =>
    member.parts.map(({ stratum, sums }) => ({
      stratum,
      exposure: significant(sums.exposure[names.exposure], INPUT_DIGITS),
      complaints: sums.complaints[names.complaints].map((count) => significant(count, INPUT_DIGITS)),
    })),
  );

  const exposures = new Float64Array(comparison.strata.length);
  const complaints = byClass(comparison.strata.length);
  for (const own of parts) {
    for (const part of own) {
      for (const place of upwards[part.stratum] ?? []) {
        exposures[place] = (exposures[place] ?? 0) + part.exposure;
        complaints.forEach((column, c) => {
          column[place] = (column[place] ?? 0) + (part.complaints[c] ?? 0);
        });
      }
    }
  }

  parts.forEach((own, i) => {
    for (const part of own) {
      const place = effective[part.stratum] ?? part.stratum;
      const inside = own.filter((other) => upwards[other.stratum]?.includes(place));
      const all = exposures[place] ?? 0;
      const others = all - inside.reduce((sum, other) => sum + other.exposure, 0);
      for (const c of [0, 1, 2] as const) {
        const ownComplaints = inside.reduce((sum, other) => sum + (other.complaints[c] ?? 0), 0);
        const rest = Math.max(0, (complaints[c][place] ?? 0) - ownComplaints);
        // The prior is spread over all exposure, one's own too: the others hold their share of it.
        const rate = (others > 0 ? rest / others : 0) + (all > 0 ? prior / all : 0);
        observed[c][i] = (observed[c][i] ?? 0) + (part.complaints[c] ?? 0);
        expected[c][i] = (expected[c][i] ?? 0) + rate * part.exposure;
      }
    }
  });
  return { observed, expected };
}
