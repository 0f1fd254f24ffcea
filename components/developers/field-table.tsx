import { DataTable } from "#components/ui/data-table.tsx";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { type FieldRow, inLocale, type Part, type Schema, typeParts, valuesOf } from "./api-document.ts";

type Props = { id: string; caption: string; rows: readonly FieldRow[]; locale: Locale; t: Translate };

/** Fields of a body or an answer: name, type with links to other schemas, meaning and closed values. */
export function FieldTable({ id, caption, rows, locale, t }: Props) {
  return (
    <DataTable
      id={id}
      caption={caption}
      isCaptionHidden
      phone="stack"
      rows={rows}
      rowKey={(row) => row.name}
      columns={[
        {
          key: "name",
          header: t("developers.endpoints.name"),
          isRowHeader: true,
          cell: (row) => (
            <>
              <code>{row.name}</code>
              {row.isRequired && ` (${t("developers.endpoints.need")})`}
            </>
          ),
        },
        {
          key: "type",
          header: t("developers.endpoints.type"),
          cell: (row) => <Type parts={typeParts(row.schema)} />,
        },
        {
          key: "meaning",
          header: t("developers.endpoints.meaning"),
          cell: (row) => <Meaning schema={row.schema} locale={locale} />,
        },
      ]}
    />
  );
}

export function Type({ parts }: { parts: readonly Part[] }) {
  return (
    <code>
      {parts.map((part, at) =>
        part.ref ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a type never move
          <a key={at} href={`#schema-${part.ref}`}>
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </code>
  );
}

function Meaning({ schema, locale }: { schema: Schema; locale: Locale }) {
  const values = valuesOf(schema);
  const words = inLocale(schema.description ?? schema.items?.description, locale);
  return (
    <>
      {words}
      {words && values.length > 0 && <br />}
      {values.map((value, at) => (
        <span key={value}>
          {at > 0 && " "}
          <code>{value}</code>
        </span>
      ))}
    </>
  );
}
