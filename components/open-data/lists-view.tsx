import type { ReactNode } from "react";
import { FILE_NAMES, type FileFormat, type ListName } from "#domain/registry/lists/entity.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDateTime, formatNumber, type Translate } from "#messages/translate.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Details } from "../ui/details.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { Tag } from "../ui/tag.tsx";
import { bytesText } from "./bytes-text.ts";

type Resource = {
  readonly format: string;
  readonly href: string;
  readonly bytes: number;
  readonly sha256: string;
};
export type PublishedList = {
  readonly name: ListName;
  readonly version: number;
  readonly entries: number;
  readonly publishedAt: string;
  readonly changedAt: string;
  readonly validUntil: string;
  readonly isStale: boolean;
  readonly resources: readonly Resource[];
};

type Words = { locale: Locale; t: Translate };
type Props = Words & { lists: readonly PublishedList[]; vkey: string; publicUrl: string };

const SECTIONS = ["catalog", "use", "rules", "out", "licence"] as const;
const ITEMS = ["item1", "item2", "item3", "item4"] as const;

/** The lists as people choose and use them. */
export function ListsView({ locale, t, lists, vkey, publicUrl }: Props) {
  const a = (path: string) => (chunks: ReactNode) => <a href={localeHref(locale, path)}>{chunks}</a>;
  return (
    <div className="column commands">
      <h1>{t("openData.title")}</h1>
      <p className="lead">{t("openData.lead")}</p>
      <nav className="contents" aria-label={t("openData.contents")}>
        <ul>
          {SECTIONS.map((section) => (
            <li key={section}>
              <a href={`#${section}`}>{t(`openData.${section}.title`)}</a>
            </li>
          ))}
        </ul>
      </nav>
      {lists.some(({ isStale }) => isStale) && (
        <div className="registry-notice">
          <Notice kind="warn" title={t("openData.stale.title")}>
            <p>{t("openData.stale.body")}</p>
          </Notice>
        </div>
      )}
      <Section id="catalog" title={t("openData.catalog.title")}>
        {lists.length === 0 && (
          <EmptyState title={t("openData.catalog.none")}>
            <p>{t("openData.catalog.noneBody")}</p>
          </EmptyState>
        )}
        {lists.map((list) => (
          <List key={list.name} locale={locale} t={t} list={list} />
        ))}
        <ul className="link-row">
          <li>
            <a href="/api/v1/lists">{t("openData.catalog.json")}</a>
          </li>
          <li>
            <a href={localeHref(locale, "/registry")}>{t("registry.title")}</a>
          </li>
          <li>
            <a href={localeHref(locale, "/transparency")}>{t("transparency.navTitle")}</a>
          </li>
        </ul>
      </Section>
      <Use locale={locale} t={t} lists={lists} vkey={vkey} publicUrl={publicUrl} />
      <Section id="rules" title={t("openData.rules.title")}>
        <ul>
          {ITEMS.map((item) => (
            <li key={item}>{t(`openData.rules.${item}`)}</li>
          ))}
        </ul>
      </Section>
      <Section id="out" title={t("openData.out.title")}>
        <ul>
          {ITEMS.map((item) => (
            <li key={item}>
              {item === "item1"
                ? t.rich("openData.out.item1", { a: a("/check") })
                : t(`openData.out.${item}`)}
            </li>
          ))}
        </ul>
      </Section>
      <Section id="licence" title={t("openData.licence.title")}>
        <p>{t("openData.licence.body")}</p>
      </Section>
    </div>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="section flow" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function List({ locale, t, list }: Words & { list: PublishedList }) {
  const { name, version, entries, publishedAt, changedAt, validUntil, isStale, resources } = list;
  const title = t(`openData.list.${name}.name`);
  return (
    <section className="list-item" aria-labelledby={`list-${name}`}>
      <h3 id={`list-${name}`}>
        {title} <code>{name}</code> {isStale && <Tag tone="warning">{t("openData.stale.tag")}</Tag>}
      </h3>
      <p>{t(`openData.list.${name}.body`)}</p>
      <p>
        {[
          t("openData.entriesValue", { count: entries }),
          t("openData.versionValue", { version }),
          t("openData.validUntil", { at: formatDateTime(locale, validUntil) }),
        ].join(" · ")}
      </p>
      <p className="muted small">
        {[
          t("openData.publishedAt", { at: formatDateTime(locale, publishedAt) }),
          ...(changedAt < publishedAt
            ? [t("openData.changedAt", { at: formatDateTime(locale, changedAt) })]
            : []),
        ].join(" · ")}
      </p>
      <Details summary={t("openData.files.summary", { count: resources.length })}>
        <DataTable
          id={`files-${name}`}
          caption={t("openData.files.caption", { name: title })}
          isCaptionHidden
          phone="stack"
          density="dense"
          rows={resources}
          rowKey={({ href }) => href}
          columns={[
            {
              key: "format",
              header: t("openData.files.format"),
              isRowHeader: true,
              cell: ({ format, href }) => <a href={href}>{formatWords(t, format)}</a>,
            },
            {
              key: "size",
              header: t("openData.files.size"),
              align: "end",
              cell: ({ bytes }) => (
                <span className="nowrap" title={formatNumber(locale, bytes)}>
                  {bytesText(bytes)}
                </span>
              ),
            },
            {
              key: "sha256",
              header: t("openData.files.sha256"),
              cell: ({ sha256 }) => <code className="hash">{sha256}</code>,
            },
          ]}
        />
      </Details>
    </section>
  );
}

function formatWords(t: Translate, format: string): string {
  return format in FILE_NAMES ? t(`openData.format.${format as FileFormat}`) : format;
}

function Use({ locale, t, lists, vkey, publicUrl }: Props) {
  const a = (chunks: ReactNode) => <a href={localeHref(locale, "/developers")}>{chunks}</a>;
  const numbers = lists.find(({ name }) => name === "numbers") ?? lists[0];
  const file = numbers?.resources.find(({ format }) => format === "csv") ?? numbers?.resources[0];
  const client = "node packages/client/cli.ts";
  const examples = [
    {
      caption: t("openData.use.curl"),
      code: [
        `curl -s ${publicUrl}/api/v1/lists`,
        ...(file ? [`curl -sfO --compressed ${publicUrl}${file.href}`] : []),
      ],
    },
    {
      caption: t("openData.use.client"),
      code: [`${client} sync numbers official --url ${publicUrl} --vkey '${vkey}'`],
    },
    { caption: t("openData.use.look"), code: [`${client} look 4008101234`] },
    { caption: t("openData.use.carddav"), code: [`${publicUrl}/feeds/carddav/`] },
    {
      caption: t("openData.use.delta"),
      code: [
        `curl -s --compressed '${publicUrl}/api/v1/lists/numbers/delta?from=${Math.max(1, (numbers?.version ?? 1) - 1)}'`,
      ],
    },
  ];
  return (
    <Section id="use" title={t("openData.use.title")}>
      {examples.map(({ caption, code }) => (
        <CodeBlock key={caption} label={caption} caption={caption} code={code.join("\n")} />
      ))}
      <p>{t("openData.use.phones")}</p>
      <p>{t.rich("openData.use.docs", { a })}</p>
    </Section>
  );
}
