import { REPORTER_PREFIX } from "./demo-numbers.ts";
import { CITIES } from "./demo-people.ts";
import type { Random } from "./random.ts";

/** A person who reports. `id` is stable, so that repeats by one person count once. */
export type Reporter = {
  readonly id: string;
  readonly city: string;
  readonly network: string;
  readonly phone: string;
};

export type Reporters = {
  /** Somebody new, from a city or network where that is given. */
  readonly newcomer: (from?: { readonly city?: string; readonly network?: string }) => Reporter;
  /** Somebody new, or now and then somebody who has reported something else before. */
  readonly anyone: () => Reporter;
};

/** Networks are documentation and benchmark ranges (RFC 3849, RFC 2544): nobody is behind them. */
export function createReporters(random: Random): Reporters {
  const people: Reporter[] = [];
  const phones = new Set<string>();
  const shared = Array.from(
    { length: 160 },
    (_, i) => `198.${18 + (i % 2)}.${random.int(0, 255)}.${random.int(1, 254)}`,
  );

  const phone = (): string => {
    for (;;) {
      const digits = REPORTER_PREFIX + random.digits(8);
      if (phones.has(digits)) continue;
      phones.add(digits);
      return digits;
    }
  };
  const hex = (): string => random.int(0, 0xffff).toString(16);
  const newcomer: Reporters["newcomer"] = ({ city, network } = {}) => {
    // Some sit behind a carrier's shared address; a network alone never shows that two people are one.
    const own = random.chance(0.12)
      ? random.pick(shared)
      : `2001:db8:${hex()}:${random.int(1, 255).toString(16)}00::/56`;
    const person = {
      id: `R${String(people.length + 1).padStart(6, "0")}`,
      city: city ?? random.weighted(CITIES),
      network: network ?? own,
      phone: phone(),
    };
    people.push(person);
    return person;
  };
  return {
    newcomer,
    anyone: () => (people.length > 20 && random.chance(0.03) ? random.pick(people) : newcomer()),
  };
}
