const DAY_MS = 86_400_000;

/** The first of the seven days that end today, `YYYY-MM-DD` in UTC: use is counted on the machine's clock. */
export const weekBefore = (now: Date): string =>
  new Date(now.getTime() - 6 * DAY_MS).toISOString().slice(0, 10);
