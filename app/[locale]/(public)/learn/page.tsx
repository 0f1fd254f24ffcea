import type { Metadata } from "next";
import type { ReactNode } from "react";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/learn", title: t("learn.title"), description: t("learn.lead") });
}

const SECTIONS = ["lost", "calls", "block", "rules", "signs", "elsewhere"] as const;

export default async function LearnPage() {
  const { locale, t } = await pageWords();
  return (
    <div className="column">
      <h1>{t("learn.title")}</h1>
      <p className="lead">{t("learn.lead")}</p>
      <nav className="contents" aria-label={t("learn.contents")}>
        <ul>
          {SECTIONS.map((section) => (
            <li key={section}>
              <a href={`#${section}`}>{t(`learn.${section}.title`)}</a>
            </li>
          ))}
        </ul>
      </nav>
      <Section id="lost" title={t("learn.lost.title")} lead={t("learn.lost.lead")}>
        <ol className="steps">
          <li>{t("learn.lost.step1")}</li>
          <li>
            {t.rich("learn.lost.step2", {
              police: (chunks) => <a href="tel:110">{chunks}</a>,
              fraud: (chunks) => <a href="tel:96110">{chunks}</a>,
            })}
          </li>
          <li>{t("learn.lost.step3")}</li>
          <li>{t("learn.lost.step4")}</li>
          <li>{t("learn.lost.step5")}</li>
        </ol>
      </Section>
      <Section id="calls" title={t("learn.calls.title")} lead={t("learn.calls.lead")}>
        <ol className="steps">
          <li>{t("learn.calls.step1")}</li>
          <li>{t("learn.calls.step2")}</li>
          <li>{t("learn.calls.step3")}</li>
          <li>{t("learn.calls.step4")}</li>
          <li>{t("learn.calls.step5")}</li>
        </ol>
        <p>
          <ButtonLink href={localeHref(locale, "/report")}>{t("learn.report")}</ButtonLink>
        </p>
      </Section>
      <Section id="block" title={t("learn.block.title")} lead={t("learn.block.lead")}>
        <ol className="steps">
          <li>{t("learn.block.step1")}</li>
          <li>{t("learn.block.step2")}</li>
          <li>{t("learn.block.step3")}</li>
          <li>{t("learn.block.step4")}</li>
          <li>{t("learn.block.step5")}</li>
        </ol>
      </Section>
      <Section id="rules" title={t("learn.rules.title")}>
        <Rules t={t} />
        <p className="small muted">{t("learn.rules.source")}</p>
      </Section>
      <Section id="signs" title={t("learn.signs.title")}>
        <ul>
          <li>{t("learn.signs.item1")}</li>
          <li>{t("learn.signs.item2")}</li>
          <li>{t("learn.signs.item3")}</li>
          <li>{t("learn.signs.item4")}</li>
          <li>{t("learn.signs.item5")}</li>
        </ul>
      </Section>
      <Section id="elsewhere" title={t("learn.elsewhere.title")}>
        <Elsewhere t={t} />
      </Section>
    </div>
  );
}

type SectionProps = { id: string; title: string; lead?: string; children: ReactNode };

function Section({ id, title, lead, children }: SectionProps) {
  return (
    <section className="section flow" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead && <p className="muted">{lead}</p>}
      {children}
    </section>
  );
}

const RULES = ["time", "times", "third", "manner", "identity"] as const;

/** GB/T 45251-2025, a recommended standard; the wording stays on the safe side of what it says. */
function Rules({ t }: { t: Translate }) {
  return (
    <DataTable
      id="rules-table"
      caption={t("learn.rules.caption")}
      isCaptionHidden
      phone="stack"
      rows={RULES}
      rowKey={(rule) => rule}
      columns={[
        {
          key: "subject",
          header: t("learn.rules.subject"),
          isRowHeader: true,
          cell: (rule) => t(`learn.rules.${rule}`),
        },
        { key: "rule", header: t("learn.rules.rule"), cell: (rule) => t(`learn.rules.${rule}Rule`) },
      ]}
    />
  );
}

const LINES = ["110", "96110", "12378", "12321", "12315", "12363"] as const;

function Elsewhere({ t }: { t: Translate }) {
  return (
    <DataTable
      id="elsewhere-table"
      caption={t("learn.elsewhere.caption")}
      isCaptionHidden
      rows={LINES}
      rowKey={(line) => line}
      columns={[
        {
          key: "number",
          header: t("learn.elsewhere.number"),
          isRowHeader: true,
          cell: (line) => <a href={`tel:${line}`}>{line}</a>,
        },
        { key: "matter", header: t("learn.elsewhere.matter"), cell: (line) => t(`learn.elsewhere.n${line}`) },
      ]}
    />
  );
}
