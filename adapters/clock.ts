/**
 * Time is an argument everywhere; this is where it comes from. `now` is the portal's time, which a
 * demonstration or test may move forward; `real` is the machine's, for sessions, codes and limits.
 */
export type Clock = {
  now(): Date;
  real(): Date;
  /** Milliseconds the portal's time runs ahead of the machine's. */
  offsetMs(): number;
  setOffsetMs(offset: number): void;
};

export function systemClock(): Clock {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    real: () => new Date(),
    offsetMs: () => offset,
    setOffsetMs: (value) => {
      offset = value;
    },
  };
}

/** A clock that stands still until it is moved. */
export function fixedClock(start: string | Date): Clock & { advance(ms: number): void } {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    real: () => new Date(at),
    offsetMs: () => 0,
    setOffsetMs: () => {},
    advance: (ms) => {
      at += ms;
    },
  };
}
