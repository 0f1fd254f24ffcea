import type { ReactNode } from "react";
import { MEASURES } from "#domain/registry/entry-act.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import { langOf } from "../look-up/number-facts.ts";
import { DataTable } from "../ui/data-table.tsx";
import type { Words } from "./institution-types.ts";

/** A measure (联合惩戒) that is taken because of an entry; times RFC 3339. */
export type JointMeasure = {
  readonly authority: string;
  readonly measure: string;
  readonly mustAct: string;
  readonly basis: string;
  readonly from: string;
  readonly until: string;
};

type Props = Words & {
  measures: readonly JointMeasure[];
  /** The entry they hang on, where the page is not that entry's own. */
  entryId?: string | undefined;
};

/** What others do because of an entry: who decided it, who carries it out, on what basis, from when until when. */
export function JointMeasures({ locale, t, measures, entryId }: Props) {
  if (measures.length === 0) return null;
  const entry = (chunks: ReactNode) => <a href={localeHref(locale, `/registry/${entryId}`)}>{chunks}</a>;
  return (
    <section className="section flow">
      <h2>{t("registry.entry.measures.title")}</h2>
      {entryId && <p className="muted">{t.rich("institution.measuresLead", { entry })}</p>}
      <DataTable
        id="measures"
        caption={t("registry.entry.measures.caption")}
        isCaptionHidden
        phone="stack"
        rows={measures}
        rowKey={({ measure, authority, from, until }) => `${measure}|${authority}|${from}|${until}`}
        columns={[
          {
            key: "measure",
            header: t("registry.entry.measures.measure"),
            isRowHeader: true,
            cell: ({ measure }) => measureWords(measure, langOf(locale)),
          },
          {
            key: "authority",
            header: t("registry.entry.measures.authority"),
            cell: ({ authority }) => <span lang="zh-CN">{authority}</span>,
          },
          {
            key: "mustAct",
            header: t("registry.entry.measures.mustAct"),
            cell: ({ mustAct }) => <span lang="zh-CN">{mustAct}</span>,
          },
          {
            key: "basis",
            header: t("registry.entry.measures.basis"),
            cell: ({ basis }) => <span lang="zh-CN">{basis}</span>,
          },
          {
            key: "term",
            header: t("registry.entry.measures.term"),
            cell: ({ from, until }) =>
              t("common.dateRange", { from: formatDate(locale, from), to: formatDate(locale, until) }),
          },
        ]}
      />
    </section>
  );
}

function measureWords(measure: string, lang: "zh" | "en"): string {
  return measure in MEASURES ? MEASURES[measure as keyof typeof MEASURES][lang] : measure;
}
