import { createReadStream } from "node:fs";
import { ClientError } from "./errors.ts";

export type Encoding = "utf-8" | "gb18030" | "utf-16le";

/** A cell longer than this is no cell: a quote was never closed. */
const MAX_CELL = 1_000_000;

/** Splits CSV text (RFC 4180; also LF alone, and a BOM) that comes in pieces into records, keeping one in memory. */
export function csvReader(): { push(text: string): string[][]; end(): string[][] } {
  let cell = "";
  let record: string[] = [];
  let state: "start" | "plain" | "quoted" | "closing" = "start";
  let isFirst = true;
  let afterReturn = false;

  const endCell = () => {
    record.push(cell);
    cell = "";
    state = "start";
  };
  const endRecord = (into: string[][]) => {
    endCell();
    // An empty line is no record.
    if (record.length > 1 || record[0] !== "") into.push(record);
    record = [];
  };
  return {
    push(text) {
      const found: string[][] = [];
      let from = 0;
      if (isFirst && text.length > 0) {
        isFirst = false;
        if (text.charCodeAt(0) === 0xfeff) from = 1;
      }
      for (let at = from; at < text.length; at++) {
        const character = text[at] ?? "";
        if (afterReturn) {
          afterReturn = false;
          if (character === "\n") continue;
        }
        if (state === "quoted") {
          if (character === '"') state = "closing";
          else cell += character;
          if (cell.length > MAX_CELL) throw new ClientError("input", { detail: 'CSV: "' });
        } else if (character === '"' && (state === "closing" || state === "start")) {
          // A doubled quote inside quotes is one quote.
          if (state === "closing") cell += '"';
          state = "quoted";
        } else if (character === ",") endCell();
        else if (character === "\n") endRecord(found);
        else if (character === "\r") {
          endRecord(found);
          afterReturn = true;
        } else {
          cell += character;
          state = "plain";
        }
      }
      return found;
    },
    end() {
      const found: string[][] = [];
      if (state === "quoted") throw new ClientError("input", { detail: 'CSV: "' });
      if (record.length > 0 || cell !== "") endRecord(found);
      return found;
    },
  };
}

/** The records of a file, one after the other. Bytes that are not of the encoding stop it instead of becoming marks. */
export async function* readCsv(file: string, encoding: Encoding): AsyncGenerator<readonly string[]> {
  const reader = csvReader();
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: false });
  try {
    for await (const piece of createReadStream(file, { highWaterMark: 64 * 1024 }))
      yield* reader.push(decoder.decode(piece as Uint8Array, { stream: true }));
    yield* reader.push(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError)
      throw new ClientError("input", { detail: `${file}: --encoding gb18030 | utf-16le` }, error);
    throw error;
  }
  yield* reader.end();
}

/** One record as a line, with CRLF as RFC 4180 has it. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\r\n`;
}
