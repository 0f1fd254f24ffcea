import { CodeBlock } from "#components/ui/code-block.tsx";
import { Details } from "#components/ui/details.tsx";
import { Label } from "#components/ui/tag.tsx";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import {
  answerRef,
  bodySchema,
  curlOf,
  type Endpoint,
  fieldsOf,
  inLocale,
  needsKey,
  type Parameter,
  problemStatuses,
} from "./api-document.ts";
import { FieldTable, Type } from "./field-table.tsx";

type Props = {
  endpoint: Endpoint;
  origin: string;
  /** Parts of addresses that this portal answers to, by the name of the parameter. */
  known: Readonly<Record<string, string>>;
  locale: Locale;
  t: Translate;
};

/** One endpoint: what it does, what it takes, what it answers, and a command to copy. */
export function EndpointSection({ endpoint, origin, known, locale, t }: Props) {
  const { operation, method, path, id } = endpoint;
  const body = fieldsOf(bodySchema(operation));
  const answer = answerRef(operation);
  const statuses = problemStatuses(operation);
  return (
    <section className="section flow" aria-labelledby={id}>
      <h3 id={id}>{inLocale(operation.summary, locale)}</h3>
      <p>
        <code>
          {method} {path}
        </code>{" "}
        <Label>{t(`developers.endpoints.${needsKey(operation)}`)}</Label>
      </p>
      {operation.description && <p>{inLocale(operation.description, locale)}</p>}
      {operation.parameters && operation.parameters.length > 0 && (
        <FieldTable
          id={`${id}-parameters`}
          caption={t("developers.endpoints.parameters")}
          rows={operation.parameters.map(parameterRow)}
          locale={locale}
          t={t}
        />
      )}
      {body.length > 0 && (
        <Details summary={`${t("developers.endpoints.body")} (${body.length})`}>
          <FieldTable
            id={`${id}-body`}
            caption={t("developers.endpoints.body")}
            rows={body}
            locale={locale}
            t={t}
          />
        </Details>
      )}
      {answer && (
        <p>
          {t("developers.endpoints.answer")} <Type parts={[{ text: answer, ref: answer }]} />
        </p>
      )}
      {statuses.length > 0 && (
        <p>
          {t("developers.endpoints.errors")} <a href="#errors">{statuses.join(" ")}</a>
        </p>
      )}
      <CodeBlock
        code={curlOf(endpoint, origin, known)}
        label={`${t("developers.endpoints.copy")}: ${method} ${path}`}
      />
    </section>
  );
}

function parameterRow({ name, schema, required, description, in: place }: Parameter) {
  const shown = place === "header" ? `${name}:` : name;
  return {
    name: shown,
    isRequired: required ?? false,
    schema: { ...schema, description: description ?? schema?.description },
  };
}
