"use client";
import { useActionState } from "react";
import { ErrorSummary } from "../forms/error-summary.tsx";
import { Field } from "../forms/field.tsx";
import type { FormState } from "../forms/form-state.ts";
import { SubmitButton } from "../forms/submit-button.tsx";
import { TextArea } from "../forms/text-area.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Notice } from "../ui/notice.tsx";

/** What became of a file: counts, and rows that could not be taken with how to mend each. */
export type ExposureState = FormState & {
  readonly result: {
    readonly text: string;
    readonly bad: readonly { readonly line: number; readonly mend: string }[];
    readonly note: string | null;
  } | null;
};

type Props = {
  action: (state: ExposureState, data: FormData) => Promise<ExposureState>;
  locale: string;
  words: Readonly<
    Record<
      "errorTitle" | "errorPrefix" | "paste" | "file" | "columns" | "submit" | "badTitle" | "line" | "mend",
      string
    >
  >;
};

const EMPTY: ExposureState = { values: {}, errors: {}, result: null };

/** A table of accounts, pasted or as a file. Works without script; a pasted table stays while rows have to be mended. */
export function ExposureForm({ action, locale, words }: Props) {
  const [state, send] = useActionState(action, EMPTY);
  const { values, errors, result } = state;
  return (
    <form id="exposures-form" action={send} className="desk-form" noValidate>
      <ErrorSummary title={words.errorTitle} errors={errors} />
      {result && (
        <Notice kind={result.bad.length > 0 ? "warn" : "success"} isLive>
          <p>{result.text}</p>
          {result.note && <p>{result.note}</p>}
        </Notice>
      )}
      {result && result.bad.length > 0 && (
        <DataTable
          id="bad-rows"
          caption={words.badTitle}
          density="dense"
          rows={result.bad}
          rowKey={({ line }) => String(line)}
          columns={[
            { key: "line", header: words.line, isRowHeader: true, cell: ({ line }) => line },
            { key: "mend", header: words.mend, cell: ({ mend }) => mend },
          ]}
        />
      )}
      <input type="hidden" name="locale" value={locale} />
      {/* Drawn anew when the answer comes: React would otherwise put its first values back. */}
      <div className="form-fields" key={JSON.stringify(state)}>
        <TextArea
          id="exposures-csv"
          label={words.paste}
          hint={words.columns}
          rows={6}
          spellCheck={false}
          value={values["exposures-csv"]}
          error={errors["exposures-csv"]}
          errorPrefix={words.errorPrefix}
        />
        <Field id="exposures-file" label={words.file}>
          <input
            id="exposures-file"
            name="exposures-file"
            type="file"
            accept=".csv,.tsv,text/csv,text/plain"
            className="input input-full"
          />
        </Field>
      </div>
      <div className="form-actions">
        <SubmitButton>{words.submit}</SubmitButton>
      </div>
    </form>
  );
}
