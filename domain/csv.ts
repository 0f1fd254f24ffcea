export type CsvCell = string | number | boolean | null;

/**
 * A line of CSV (RFC 4180, ended by LF). A text that a spreadsheet would run as a formula is given an apostrophe in
 * front (OWASP, "CSV injection"); null is an empty cell.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(cellText).join(",")}\n`;
}

function cellText(cell: CsvCell): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  const safe = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
