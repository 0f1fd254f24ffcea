import { closeSync, openSync, writeSync } from "node:fs";
import { stringify } from "csv-stringify/sync";

/** Rows that could not be taken, each with its reason, so that nothing is lost; made when the first one comes. */
export function rejectsFile(path: string): {
  readonly count: () => number;
  add(row: unknown, reason: string): void;
  close(): string | null;
} {
  let fd: number | null = null;
  let count = 0;
  return {
    count: () => count,
    add: (row, reason) => {
      if (fd === null) {
        fd = openSync(path, "w", 0o600);
        writeSync(fd, stringify([["reason", "row"]]));
      }
      count += 1;
      writeSync(fd, stringify([[reason, typeof row === "string" ? row : JSON.stringify(row)]]));
    },
    close: () => {
      if (fd === null) return null;
      closeSync(fd);
      return path;
    },
  };
}
