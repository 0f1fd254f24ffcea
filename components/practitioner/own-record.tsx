"use client";
import { useActionState } from "react";
import { type DeskField, FormFields } from "../desk/desk-form.tsx";
import { ErrorSummary } from "../forms/error-summary.tsx";
import { EMPTY_FORM, type FormState } from "../forms/form-state.ts";
import { SubmitButton } from "../forms/submit-button.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { DescriptionList, type Fact } from "../ui/description-list.tsx";
import { Details } from "../ui/details.tsx";
import { Notice } from "../ui/notice.tsx";
import { Label } from "../ui/tag.tsx";

/** A form under an item: what it sends besides the proof, and its controls. */
export type OwnForm = {
  readonly id: string;
  readonly fold: string;
  readonly lead: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly fields: readonly DeskField[];
};
/** Everything the person sees, in words; it lives in this one response. */
export type OwnView = {
  readonly title: string;
  readonly grade: {
    readonly word: string;
    readonly sentence: string;
    readonly how: string;
    readonly refused: string | null;
  };
  readonly choice: OwnForm & { readonly submit: string };
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly state: string;
    readonly facts: readonly Fact[];
    readonly forms: readonly OwnForm[];
    readonly link: { readonly href: string; readonly lead: string; readonly label: string } | null;
  }[];
  readonly applications: readonly { readonly id: string; readonly facts: readonly Fact[] }[];
  readonly questions: readonly {
    readonly id: string;
    readonly when: string;
    readonly who: string;
    readonly why: string;
    readonly what: string;
  }[];
  /** Goes with every further form: the person proves it again. */
  readonly proof: Readonly<Record<string, string>>;
};
export type OwnRecordState = FormState & { readonly view: OwnView | null; readonly done: string | null };
export type OwnRecordAction = (state: OwnRecordState, data: FormData) => Promise<OwnRecordState>;
const EMPTY: OwnRecordState = { ...EMPTY_FORM, view: null, done: null };

export type OwnRecordWords = Readonly<
  Record<
    | "errorTitle"
    | "errorPrefix"
    | "submit"
    | "send"
    | "leave"
    | "grade"
    | "items"
    | "itemsEmpty"
    | "applications"
    | "questions"
    | "questionsLead"
    | "questionsEmpty"
    | "when"
    | "who"
    | "why"
    | "what",
    string
  >
>;
type Props = {
  action: OwnRecordAction;
  fields: readonly DeskField[];
  locale: string;
  words: OwnRecordWords;
};

/**
 * Asks for pseudonym and licence and shows the record to whom they belong. Every form here goes to the same action, which
 * answers with the record again: without script a second form's answer would else be without the first's.
 */
export function OwnRecord({ action, fields, locale, words }: Props) {
  const [state, send] = useActionState(action, EMPTY);
  const { view, done } = state;
  if (view) return <Shown {...{ state, send, words, locale, view, done }} />;
  return (
    <form id="own" className="section" action={send} noValidate autoComplete="off">
      <ErrorSummary title={words.errorTitle} errors={state.errors} prefix={words.errorPrefix} />
      <FormFields
        fields={fields}
        hidden={{ locale, intent: "see" }}
        state={state}
        errorPrefix={words.errorPrefix}
      />
      <div className="form-actions">
        <SubmitButton>{words.submit}</SubmitButton>
      </div>
    </form>
  );
}

type ShownProps = {
  state: OwnRecordState;
  send: (data: FormData) => void;
  words: OwnRecordWords;
  locale: string;
  view: OwnView;
  done: string | null;
};

function Shown({ state, send, words, locale, view, done }: ShownProps) {
  const ask = (form: OwnForm, submit: string) => (
    <Details
      key={form.id}
      summary={form.fold}
      isOpen={Object.keys(state.errors).some((id) => id.startsWith(form.id))}
    >
      <form id={form.id} action={send} noValidate autoComplete="off">
        <p className="muted">{form.lead}</p>
        <FormFields
          fields={form.fields}
          hidden={{ locale, ...view.proof, ...form.hidden }}
          state={state}
          errorPrefix={words.errorPrefix}
        />
        <div className="form-actions">
          <SubmitButton variant="plain">{submit}</SubmitButton>
        </div>
      </form>
    </Details>
  );
  return (
    <div className="section flow">
      <ErrorSummary title={words.errorTitle} errors={state.errors} prefix={words.errorPrefix} />
      {done && <Notice kind="success" title={done} isLive />}
      <section className="section flow" aria-labelledby="own-grade">
        <h2 id="own-grade">{view.title}</h2>
        <p className="muted">{words.leave}</p>
        <h3>{words.grade}</h3>
        <p>
          <Label>{view.grade.word}</Label>
        </p>
        <p>{view.grade.sentence}</p>
        <p className="muted">{view.grade.how}</p>
        {view.grade.refused && <Notice title={view.grade.refused} />}
        {ask(view.choice, view.choice.submit)}
      </section>
      <section className="section flow" aria-labelledby="own-items">
        <h2 id="own-items">{words.items}</h2>
        {view.items.length === 0 && <p className="muted">{words.itemsEmpty}</p>}
        {view.items.map((item) => (
          <article key={item.id} className="section flow" aria-labelledby={`item-${item.id}`}>
            <h3 id={`item-${item.id}`}>{item.title}</h3>
            <p>
              <Label>{item.state}</Label>
            </p>
            <DescriptionList look="rows" facts={item.facts} />
            {item.forms.map((form) => ask(form, words.send))}
            {item.link && (
              <p className="muted">
                {item.link.lead} <a href={item.link.href}>{item.link.label}</a>
              </p>
            )}
          </article>
        ))}
      </section>
      {view.applications.length > 0 && (
        <section className="section flow" aria-labelledby="own-applications">
          <h2 id="own-applications">{words.applications}</h2>
          {view.applications.map(({ id, facts }) => (
            <DescriptionList key={id} look="rows" facts={facts} />
          ))}
        </section>
      )}
      <section className="section flow" aria-labelledby="own-questions">
        <h2 id="own-questions">{words.questions}</h2>
        <p className="muted">{words.questionsLead}</p>
        <DataTable
          id="own-questions-table"
          caption={words.questions}
          isCaptionHidden
          phone="stack"
          rows={view.questions}
          rowKey={(row) => row.id}
          empty={<p className="muted">{words.questionsEmpty}</p>}
          columns={[
            { key: "when", header: words.when, isRowHeader: true, cell: (row) => row.when },
            { key: "who", header: words.who, cell: (row) => row.who },
            { key: "why", header: words.why, cell: (row) => row.why },
            { key: "what", header: words.what, cell: (row) => row.what },
          ]}
        />
      </section>
    </div>
  );
}
