import { MAX_LENGTH } from "./complaint-input.ts";
import { dateOf } from "./incident-time.ts";
import { cleanText } from "./reported-text.ts";

/** A number somebody reported to the FTC: evidence with a source, but no complaint of ours and no reporter. */
export type FtcMark = {
  /** As the file has it: ten digits of the North American plan, to be read with region US. */
  readonly number: string;
  /** RFC 3339. The file gives a wall clock without its zone: the day is right to within one, the hour is not known. */
  readonly at: string;
  readonly category: string | null;
  readonly robocall: boolean | null;
  readonly region: "US";
};

export type FtcRow =
  | { readonly ok: true; readonly mark: FtcMark }
  | { readonly ok: false; readonly reason: "no-number" | "bad-number" | "bad-date" };

/** `2026-03-04 23:01:00` as an instant, read as UTC; null when it names no real time. */
function instantOf(text: string): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?/.exec(text);
  if (!match) return null;
  const day = dateOf(Number(match[1]), Number(match[2]), Number(match[3]));
  const [hours = "00", minutes = "00", seconds = "00"] = match.slice(4, 7);
  const instant = new Date(`${day}T${hours}:${minutes}:${seconds}Z`);
  return day === null || Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

/**
 * One row of the FTC Do Not Call complaint data (Company_Phone_Number, Created_Date, Violation_Date, Subject,
 * Recorded_Message_Or_Robocall and the consumer's place, which is left out). Without a date of the call, the date of
 * the report stands.
 */
export function fromFtcRow(row: Readonly<Record<string, string>>): FtcRow {
  const number = cleanText(row.Company_Phone_Number ?? "");
  if (number === "") return { ok: false, reason: "no-number" };
  if (number.length > MAX_LENGTH.number || !/\d/.test(number)) return { ok: false, reason: "bad-number" };
  const at = instantOf(cleanText(row.Violation_Date ?? "")) ?? instantOf(cleanText(row.Created_Date ?? ""));
  if (at === null) return { ok: false, reason: "bad-date" };
  const robocall = cleanText(row.Recorded_Message_Or_Robocall ?? "").toUpperCase();
  return {
    ok: true,
    mark: {
      number,
      at,
      category: cleanText(row.Subject ?? "") || null,
      robocall: robocall === "Y" ? true : robocall === "N" ? false : null,
      region: "US",
    },
  };
}
