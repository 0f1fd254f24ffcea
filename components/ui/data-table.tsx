import type { ReactNode } from "react";

export type Column<Row> = {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  align?: "start" | "end";
  /** The column that names the row: its cells are row headers. */
  isRowHeader?: boolean;
  /** Link that sorts by this column, and how it is sorted now. */
  sort?: { href: string; state: "ascending" | "descending" | "none" };
};

type Props<Row> = {
  id: string;
  caption: string;
  isCaptionHidden?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** On a phone: `stack` turns each row into a small card, `scroll` keeps the grid and scrolls sideways. */
  phone?: "stack" | "scroll";
  density?: "normal" | "dense";
  /** Shown in place of the table when there are no rows. */
  empty?: ReactNode;
};

// Stacked rows are no longer laid out as a table, so some browsers drop its semantics unless the roles are written out.
const ROLES = {
  table: { role: "table" },
  rowgroup: { role: "rowgroup" },
  row: { role: "row" },
  columnheader: { role: "columnheader" },
  rowheader: { role: "rowheader" },
  cell: { role: "cell" },
} as const;

export function DataTable<Row>(props: Props<Row>) {
  const {
    id,
    caption,
    isCaptionHidden,
    columns,
    rows,
    rowKey,
    phone = "scroll",
    density = "normal",
    empty,
  } = props;
  if (rows.length === 0 && empty) return <>{empty}</>;
  const captionId = `${id}-caption`;
  const table = (
    <table id={id} className={`table table-${phone} table-${density}`} {...ROLES.table}>
      <caption id={captionId} className={isCaptionHidden ? "visually-hidden" : undefined}>
        {caption}
      </caption>
      <thead {...ROLES.rowgroup}>
        <tr {...ROLES.row}>
          {columns.map((column) => (
            <HeaderCell key={column.key} column={column} />
          ))}
        </tr>
      </thead>
      <tbody {...ROLES.rowgroup}>
        {rows.map((row) => (
          <tr key={rowKey(row)} {...ROLES.row}>
            {columns.map((column) => (
              <BodyCell key={column.key} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (phone === "stack") return table;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section className="table-region" aria-labelledby={captionId} tabIndex={0}>
      {table}
    </section>
  );
}

function alignOf<Row>(column: Column<Row>): string | undefined {
  return column.align === "end" ? "numeric" : undefined;
}

function HeaderCell<Row>({ column }: { column: Column<Row> }) {
  const { sort } = column;
  return (
    <th
      scope="col"
      className={alignOf(column)}
      aria-sort={sort && sort.state !== "none" ? sort.state : undefined}
      {...ROLES.columnheader}
    >
      {sort ? (
        <a className="sort" href={sort.href} data-state={sort.state}>
          {column.header}
        </a>
      ) : (
        column.header
      )}
    </th>
  );
}

function BodyCell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const content = column.cell(row);
  if (column.isRowHeader) {
    return (
      <th scope="row" className={alignOf(column)} {...ROLES.rowheader}>
        {content}
      </th>
    );
  }
  return (
    <td className={alignOf(column)} data-label={column.header} {...ROLES.cell}>
      {content}
    </td>
  );
}
