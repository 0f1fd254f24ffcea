import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { recentListings } from "#commands/registry/list-recent-listings.ts";
import {
  type ApiDocument,
  type Endpoint,
  endpointsOf,
  fieldsOf,
  inLocale,
} from "#components/developers/api-document.ts";
import { EndpointSection } from "#components/developers/endpoint-section.tsx";
import { FieldTable } from "#components/developers/field-table.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import type { RecentListing } from "#db/queries/registry.ts";
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

/** Examples about entries and institutions name one that is there, so that they answer as copied. */
function knownTo({ path }: Endpoint, newest: RecentListing | undefined): Readonly<Record<string, string>> {
  if (!newest) return {};
  const { entryId, institutionId } = newest;
  if (path.startsWith("/api/v1/entries/")) return { id: entryId };
  if (path.startsWith("/api/v1/redress/")) return { file: `${entryId}.jcard` };
  return path.startsWith("/api/v1/institutions/") && institutionId ? { id: institutionId } : {};
}

export default async function DevelopersPage() {
  const { locale, t } = await pageWords();
  const origin = env.publicUrl;
  const newest = (await recentListings(getRuntime()))?.[0];
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
        <ul className="endpoint-index">
          {ENDPOINTS.map(({ id, method, path, operation }) => (
            <li key={id}>
              <a href={`#${id}`}>{inLocale(operation.summary, locale)}</a>
              <code>
                {method} {path}
              </code>
            </li>
          ))}
        </ul>
        {ENDPOINTS.map((endpoint) => (
          <EndpointSection
            key={endpoint.id}
            {...{ endpoint, origin, locale, t }}
            known={knownTo(endpoint, newest)}
          />
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
