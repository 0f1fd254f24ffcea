const UNITS = ["B", "kB", "MB", "GB"] as const;

/** 512 B, 12.3 kB, 4.0 MB: powers of a thousand, one decimal from kB on. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}
