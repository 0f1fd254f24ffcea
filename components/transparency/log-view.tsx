import type { ReactNode } from "react";
import type { LogDescription } from "#domain/transparency/log-description.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, formatDateTime, formatDay, formatNumber, type Translate } from "#messages/translate.ts";
import { TimeSeries } from "../charts/time-series.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { DescriptionList } from "../ui/description-list.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

type Words = { locale: Locale; t: Translate };
type Props = Words & { log: LogDescription; publicUrl: string };

const SECTIONS = ["verify", "growth", "witness", "holds", "missed"] as const;
const HOLDS = ["in1", "in2", "in3", "in4"] as const;
const HOLDS_NOT = ["out1", "out2", "out3"] as const;

/** The log for everybody: what it says now, how to check it, what is in it. */
export function LogView({ locale, t, log, publicUrl }: Props) {
  return (
    <div className="column commands">
      <h1>{t("transparency.title")}</h1>
      <p className="lead">{t("transparency.lead")}</p>
      <nav className="contents" aria-label={t("transparency.contents")}>
        <ul>
          {SECTIONS.map((section) => (
            <li key={section}>
              <a href={`#${section}`}>{t(`transparency.${section}.title`)}</a>
            </li>
          ))}
        </ul>
      </nav>
      <Head locale={locale} t={t} log={log} />
      <Verify t={t} vkey={log.vkey} publicUrl={publicUrl} />
      <Section id="growth" title={t("transparency.growth.title")}>
        <Growth locale={locale} t={t} log={log} />
      </Section>
      <Witnesses locale={locale} t={t} witnesses={log.witnesses} />
      <Section id="holds" title={t("transparency.holds.title")}>
        <h3>{t("transparency.holds.in")}</h3>
        <ul>
          {HOLDS.map((item) => (
            <li key={item}>{t(`transparency.holds.${item}`)}</li>
          ))}
        </ul>
        <h3>{t("transparency.holds.out")}</h3>
        <ul>
          {HOLDS_NOT.map((item) => (
            <li key={item}>{t(`transparency.holds.${item}`)}</li>
          ))}
        </ul>
        <p>{t("transparency.holds.erase")}</p>
      </Section>
      <Missed locale={locale} t={t} missed={log.missed} />
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

function Head({ locale, t, log: { head, firstSignedAt } }: Words & { log: LogDescription }) {
  return (
    <Section id="head" title={t("transparency.head.title")}>
      {head ? (
        <DescriptionList
          look="rows"
          facts={[
            {
              term: t("transparency.head.size"),
              value: <b className="log-size">{formatNumber(locale, head.size)}</b>,
            },
            ...(head.signedAt
              ? [{ term: t("transparency.head.signedAt"), value: formatDateTime(locale, head.signedAt) }]
              : []),
            { term: t("transparency.head.root"), value: <code className="hash">{head.root}</code> },
            { term: t("transparency.head.origin"), value: <code className="hash">{head.origin}</code> },
            ...(firstSignedAt
              ? [{ term: t("transparency.head.since"), value: formatDate(locale, firstSignedAt) }]
              : []),
          ]}
        />
      ) : (
        <EmptyState title={t("transparency.head.none")}>
          <p>{t("transparency.head.noneBody")}</p>
        </EmptyState>
      )}
    </Section>
  );
}

function Verify({ t, vkey, publicUrl }: { t: Translate; vkey: string; publicUrl: string }) {
  const run = "npm run -s verify --";
  const key = `--vkey '${vkey}'`;
  const commands = {
    all: `${run} ${publicUrl} ${key}`,
    again: `${run} ${publicUrl} ${key} --state state.json`,
    one: `${run} - ${key} --receipt proof.txt`,
  };
  return (
    <Section id="verify" title={t("transparency.verify.title")}>
      <p>{t("transparency.verify.body")}</p>
      {(["all", "again", "one"] as const).map((name) => {
        const words = t(`transparency.verify.${name}`);
        return <CodeBlock key={name} label={words} caption={words} code={commands[name]} />;
      })}
      <p>{t("transparency.verify.note")}</p>
      <h3>{t("transparency.verify.key")}</h3>
      <CodeBlock label={t("transparency.verify.key")} code={vkey} />
      <p>{t("transparency.verify.keyBody")}</p>
      <h3>{t("transparency.verify.files")}</h3>
      <ul className="link-row">
        {(["checkpoint", "vkey", "policy"] as const).map((file) => (
          <li key={file}>
            <a href={`/log/${file}`}>{t(`transparency.file.${file}`)}</a>
          </li>
        ))}
        <li>
          <a href="https://c2sp.org/" rel="noreferrer">
            {t("transparency.file.spec")}
          </a>
        </li>
      </ul>
    </Section>
  );
}

function Growth({ locale, t, log: { growth, firstSignedAt } }: Words & { log: LogDescription }) {
  const known = growth.flatMap(({ size }) => size ?? []);
  const [from, to] = [known[0], known.at(-1)];
  if (from === undefined || to === undefined) return <p>{t("transparency.head.none")}</p>;
  const count = { from: formatNumber(locale, from), to: formatNumber(locale, to) };
  const isWhole = known.length === growth.length;
  return (
    <TimeSeries
      id="log-growth"
      points={growth.map(({ day }) => formatDay(locale, day))}
      series={[
        {
          key: "size",
          label: t("transparency.growth.series"),
          role: "subject",
          values: sizesOf(growth),
        },
      ]}
      format={(value) => formatNumber(locale, value)}
      unit={t("transparency.growth.unit")}
      summary={
        isWhole || firstSignedAt === null
          ? t("transparency.growth.summary", { days: growth.length, ...count })
          : t("transparency.growth.summaryNew", { on: formatDate(locale, firstSignedAt), to: count.to })
      }
      table={{
        open: t("transparency.growth.table"),
        caption: t("transparency.growth.caption"),
        pointHeader: t("transparency.growth.day"),
        missing: t("transparency.growth.missing"),
      }}
    />
  );
}

/** The day before a log began it held nothing: one point alone would draw no line. */
function sizesOf(growth: LogDescription["growth"]): (number | null)[] {
  const first = growth.findIndex(({ size }) => size !== null);
  return growth.map(({ size }, at) => (at === first - 1 ? 0 : size));
}

function Witnesses({ locale, t, witnesses }: Words & Pick<LogDescription, "witnesses">) {
  return (
    <Section id="witness" title={t("transparency.witness.title")}>
      <p>{t("transparency.witness.body")}</p>
      {witnesses.length === 0 ? (
        <p>{t("transparency.witness.none")}</p>
      ) : (
        <DataTable
          id="witnesses"
          caption={t("transparency.witness.caption")}
          isCaptionHidden
          phone="stack"
          rows={witnesses}
          rowKey={({ vkey }) => vkey}
          columns={[
            {
              key: "name",
              header: t("transparency.witness.name"),
              isRowHeader: true,
              cell: ({ name }) => name,
            },
            {
              key: "vkey",
              header: t("transparency.witness.key"),
              cell: ({ vkey }) => <code className="hash">{vkey}</code>,
            },
            {
              key: "cosigned",
              header: t("transparency.witness.cosigned"),
              cell: ({ cosigned }) =>
                cosigned
                  ? t("transparency.witness.cosignedValue", {
                      size: formatNumber(locale, cosigned.size),
                      at: formatDateTime(locale, cosigned.at),
                    })
                  : t("transparency.witness.never"),
            },
          ]}
        />
      )}
    </Section>
  );
}

function Missed({ locale, t, missed }: Words & Pick<LogDescription, "missed">) {
  return (
    <Section id="missed" title={t("transparency.missed.title")}>
      <p>{t("transparency.missed.body")}</p>
      <DataTable
        id="missed-deadlines"
        caption={t("transparency.missed.caption")}
        isCaptionHidden
        rows={missed}
        rowKey={({ agency }) => agency?.nameZh ?? ""}
        columns={[
          {
            key: "agency",
            header: t("transparency.missed.agency"),
            isRowHeader: true,
            cell: ({ agency }) =>
              agency ? (locale === "en" ? agency.nameEn : agency.nameZh) : t("transparency.missed.unknown"),
          },
          {
            key: "count",
            header: t("transparency.missed.count"),
            align: "end",
            cell: ({ count }) => formatNumber(locale, count),
          },
        ]}
        empty={<p>{t("transparency.missed.none")}</p>}
      />
    </Section>
  );
}
