import { foldValue } from "./fold-value.ts";
import type { LinkageModel } from "./model.ts";

/** Records by column: every column has as many texts as there are records; "" is missing. */
export type RecordTable = {
  readonly size: number;
  readonly columns: Readonly<Record<string, readonly string[]>>;
};

export type PreparedField = {
  readonly name: string;
  readonly columns: readonly string[];
  /** Value of each record, as an index into `values`; 0 is missing. */
  readonly ids: Int32Array;
  /** How many records have a value. */
  readonly filled: number;
  /** How many records have value v. */
  readonly counts: Int32Array;
};

/** Records in the order of their ids, each folded value interned to an integer in the order of the texts. */
export type PreparedRecords = {
  readonly size: number;
  readonly ids: readonly string[];
  /** Place of record i in the table it came from. */
  readonly rows: Int32Array;
  /** Distinct folded texts of all fields, sorted; values[0] is "". */
  readonly values: readonly string[];
  readonly fields: readonly PreparedField[];
  readonly table: RecordTable;
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function rowIds(model: LinkageModel, table: RecordTable): readonly string[] {
  const column = model.id === undefined ? undefined : table.columns[model.id];
  // Numbers of rows are padded so that they sort as numbers.
  return column ?? Array.from({ length: table.size }, (_, row) => String(row).padStart(9, "0"));
}

/** The raw text of a field: its columns joined by a space. */
export function rawText(table: RecordTable, columns: readonly string[], row: number): string {
  const [only = ""] = columns;
  if (columns.length === 1) return table.columns[only]?.[row] ?? "";
  return columns.map((column) => table.columns[column]?.[row] ?? "").join(" ");
}

/** Columns a model names that a table lacks. */
export function missingColumns(model: LinkageModel, table: RecordTable): string[] {
  const wanted = [
    ...(model.id === undefined ? [] : [model.id]),
    ...model.fields.flatMap((one) => one.column),
  ];
  return wanted.filter((column) => table.columns[column] === undefined);
}

/**
 * Folds and interns the records. Everything after this depends only on ids and values, never on the order of the rows: records are put
 * in the order of their ids (by code unit), texts too.
 */
export function prepareRecords(model: LinkageModel, table: RecordTable): PreparedRecords {
  const allIds = rowIds(model, table);
  const order = Array.from({ length: table.size }, (_, row) => row).sort(
    (a, b) => byText(allIds[a] ?? "", allIds[b] ?? "") || a - b,
  );
  const seen = new Map<string, number>([["", 0]]);
  const texts: string[] = [""];
  const raw = model.fields.map(({ column, folds }) => {
    const columns = typeof column === "string" ? [column] : column;
    const folded = new Map<string, number>();
    const ids = new Int32Array(table.size);
    for (let at = 0; at < order.length; at++) {
      const text = rawText(table, columns, order[at] as number);
      let id = folded.get(text);
      if (id === undefined) {
        const value = foldValue(text, folds);
        id = seen.get(value);
        if (id === undefined) {
          id = texts.push(value) - 1;
          seen.set(value, id);
        }
        folded.set(text, id);
      }
      ids[at] = id;
    }
    return { columns, ids };
  });
  const sorted = texts.map((_, id) => id).sort((a, b) => byText(texts[a] ?? "", texts[b] ?? ""));
  const rank = new Int32Array(texts.length);
  sorted.forEach((id, place) => {
    rank[id] = place;
  });
  const fields = model.fields.map((field, place): PreparedField => {
    const { columns = [], ids = new Int32Array(0) } = raw[place] ?? {};
    const counts = new Int32Array(texts.length);
    let filled = 0;
    for (let at = 0; at < ids.length; at++) {
      const value = rank[ids[at] as number] as number;
      ids[at] = value;
      if (value === 0) continue;
      filled += 1;
      counts[value] = (counts[value] as number) + 1;
    }
    return { name: field.name, columns, ids, filled, counts };
  });
  return {
    size: table.size,
    ids: order.map((row) => allIds[row] ?? ""),
    rows: Int32Array.from(order),
    values: sorted.map((id) => texts[id] ?? ""),
    fields,
    table,
  };
}

/** The field of this name. A model that was read names only fields it has. */
export function fieldNamed(records: PreparedRecords, name: string): PreparedField {
  const found = records.fields.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
}
