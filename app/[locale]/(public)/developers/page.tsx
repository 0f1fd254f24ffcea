import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { type ApiDocument, endpointsOf, fieldsOf, inLocale } from "#components/developers/api-document.ts";
import { EndpointSection } from "#components/developers/endpoint-section.tsx";
import { FieldTable } from "#components/developers/field-table.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { API_SCOPES } from "#domain/access/api-key.ts";
import { ERROR_CODES, type ErrorCode } from "#domain/errors.ts";
import { env } from "#env";
import { localeHref } from "#messages/locale.ts";
import document from "./openapi.json" with { type: "json" };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: "/developers",
    title: t("developers.title"),
    description: t("developers.lead"),
  });
}

const API = document as unknown as ApiDocument;
const ENDPOINTS = endpointsOf(API);
const SECTIONS = ["start", "key", "rules", "limits", "endpoints", "schemas", "errors"] as const;
const RULES = ["unknown", "ignore", "expire", "private", "retry"] as const;
const LIMITS = ["anonymousLookUp", "anonymousFile", "keyed", "size"] as const;
const TRIED = ["postNumber", "check", "fileComplaint"] as const;

export default async function DevelopersPage() {
  const { locale, t } = await pageWords();
  const origin = env.publicUrl;
  const tried = {
    postNumber: t("developers.start.post"),
    check: t("developers.start.batch"),
    fileComplaint: t("developers.start.file"),
  };
  return (
    <div className="column">
      <h1>{t("developers.title")}</h1>
      <p className="lead">{t("developers.lead")}</p>
      <nav className="contents" aria-label={t("developers.contents")}>
        <ul>
          {SECTIONS.map((section) => (
            <li key={section}>
              <a href={`#${section}`}>{t(`developers.${section}.title`)}</a>
            </li>
          ))}
          <li>
            <a href="/api/v1/openapi.json">{t("developers.document")}</a>
          </li>
        </ul>
      </nav>

      <section className="section flow" aria-labelledby="start">
        <h2 id="start">{t("developers.start.title")}</h2>
        <p>{t("developers.start.body")}</p>
        <CodeBlock code={`curl '${origin}/api/v1/numbers/95588'`} label={t("developers.start.body")} />
        {TRIED.map((id) => (
          <p key={id}>
            {tried[id]}{" "}
            <a href={`#${id}`}>
              {inLocale(ENDPOINTS.find((one) => one.id === id)?.operation.summary, locale)}
            </a>
          </p>
        ))}
      </section>

      <section className="section flow" aria-labelledby="key">
        <h2 id="key">{t("developers.key.title")}</h2>
        <p>{t("developers.key.body")}</p>
        {env.demo && <p>{t("developers.key.demo")}</p>}
        <p>{t("developers.key.send")}</p>
        <CodeBlock code="Authorization: Bearer mj_…" label={t("developers.key.send")} />
        <h3>{t("developers.key.scopes")}</h3>
        <DescriptionList
          look="rows"
          facts={Object.entries(API_SCOPES).map(([scope, words]) => ({
            term: scope,
            value: locale === "en" ? words.en : words.zh,
          }))}
        />
      </section>

      <section className="section flow" aria-labelledby="rules">
        <h2 id="rules">{t("developers.rules.title")}</h2>
        <ul>
          {RULES.map((rule) => (
            <li key={rule}>{t(`developers.rules.${rule}`)}</li>
          ))}
        </ul>
      </section>

      <section className="section flow" aria-labelledby="limits">
        <h2 id="limits">{t("developers.limits.title")}</h2>
        <DataTable
          id="limits-table"
          caption={t("developers.limits.caption")}
          isCaptionHidden
          phone="stack"
          rows={LIMITS}
          rowKey={(limit) => limit}
          columns={[
            {
              key: "who",
              header: t("developers.limits.who"),
              isRowHeader: true,
              cell: (limit) => t(`developers.limits.${limit}`),
            },
            {
              key: "quota",
              header: t("developers.limits.quota"),
              cell: (limit) => t(`developers.limits.${limit}Quota`),
            },
          ]}
        />
        <p>{t("developers.limits.headers")}</p>
      </section>

      <section className="section flow" aria-labelledby="endpoints">
        <h2 id="endpoints">{t("developers.endpoints.title")}</h2>
        {ENDPOINTS.map((endpoint) => (
          <EndpointSection key={endpoint.id} endpoint={endpoint} origin={origin} locale={locale} t={t} />
        ))}
      </section>

      <section className="section flow" aria-labelledby="schemas">
        <h2 id="schemas">{t("developers.schemas.title")}</h2>
        {Object.entries(API.components.schemas).map(([name, schema]) => (
          <section key={name} className="section flow" aria-labelledby={`schema-${name}`}>
            <h3 id={`schema-${name}`}>
              <code>{name}</code>
            </h3>
            {schema.description && <p>{inLocale(schema.description, locale)}</p>}
            <FieldTable id={`fields-${name}`} caption={name} rows={fieldsOf(schema)} locale={locale} t={t} />
          </section>
        ))}
      </section>

      <section className="section flow" aria-labelledby="errors">
        <h2 id="errors">{t("developers.errors.title")}</h2>
        <p>{t("developers.errors.body")}</p>
        <DataTable
          id="errors-table"
          caption={t("developers.errors.caption")}
          isCaptionHidden
          phone="stack"
          rows={Object.keys(ERROR_CODES) as ErrorCode[]}
          rowKey={(code) => code}
          columns={[
            {
              key: "code",
              header: t("errors.page.code"),
              isRowHeader: true,
              cell: (code) => (
                <a href={localeHref(locale, `/errors/${code}`)}>
                  <code>{code}</code>
                </a>
              ),
            },
            { key: "status", header: t("errors.page.status"), cell: (code) => ERROR_CODES[code] },
            {
              key: "meaning",
              header: t("developers.endpoints.meaning"),
              cell: (code) => t(`errors.codes.${code}.title`),
            },
          ]}
        />
      </section>
    </div>
  );
}
