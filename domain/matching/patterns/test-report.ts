import { type NumberKey, normaliseNumber } from "#domain/numbers/normalise-number.ts";
import type { PatternReport } from "./pattern-report.ts";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 5);

let serial = 0;

/** For tests: a report `hours` after an arbitrary start, by a source of its own unless one is given. */
export function testReport(hours: number, more: Partial<PatternReport> = {}): PatternReport {
  serial += 1;
  return {
    id: `c${String(serial).padStart(6, "0")}`,
    at: START + hours * HOUR_MS,
    source: `s${serial}`,
    numbers: [],
    matter: "marketing",
    relationship: "MARKETING_TARGET_NO_CONSENT",
    channel: "voice_call",
    harms: [],
    claimed: null,
    signature: null,
    domains: [],
    accounts: [],
    script: null,
    text: null,
    ...more,
  };
}

export const numberKey = (digits: string): NumberKey => normaliseNumber(digits).key;
