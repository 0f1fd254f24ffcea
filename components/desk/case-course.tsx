import type { CaseFile } from "#domain/cases/case-file.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDay, formatNumber, type Translate } from "#messages/translate.ts";
import { BarList } from "../charts/bar-list.tsx";
import { TimeSeries } from "../charts/time-series.tsx";
import { provinceWords } from "./case-words.ts";

type Props = {
  weeks: readonly { readonly week: string; readonly complaints: number; readonly sources: number }[];
  provinces: CaseFile["provinces"];
  locale: Locale;
  t: Translate;
};

const PROVINCES_SHOWN = 6;

/** How a case grew: reports and sources week by week, and where the sources are. */
export function CaseCourse({ weeks, provinces, locale, t }: Props) {
  const total = weeks.reduce((sum, week) => sum + week.complaints, 0);
  const most = weeks.reduce((top, week) => (week.complaints > top.complaints ? week : top), {
    week: "",
    complaints: 0,
    sources: 0,
  });
  const summary =
    total === 0
      ? t("desk.case.course.nothing", { weeks: weeks.length })
      : t("desk.case.course.summary", {
          weeks: weeks.length,
          total,
          most: most.complaints,
          week: formatDay(locale, most.week),
        });
  return (
    <div className="case-course">
      <TimeSeries
        id="course"
        points={weeks.map((week) => formatDay(locale, week.week))}
        series={[
          {
            key: "complaints",
            label: t("desk.case.course.complaints"),
            role: "comparison",
            values: weeks.map((week) => week.complaints),
          },
          {
            key: "sources",
            label: t("desk.case.course.sources"),
            role: "subject",
            values: weeks.map((week) => week.sources),
          },
        ]}
        format={(value) => formatNumber(locale, value)}
        unit={t("desk.case.course.unit")}
        summary={summary}
        table={{
          open: t("desk.case.course.table"),
          caption: summary,
          pointHeader: t("desk.case.course.week"),
          missing: t("desk.case.course.missing"),
        }}
      />
      {provinces.length > 0 && (
        <BarList
          items={provinces.slice(0, PROVINCES_SHOWN).map(({ code, sources }) => ({
            key: code,
            label: provinceWords(locale, code),
            value: sources,
            text: formatNumber(locale, sources),
          }))}
        />
      )}
    </div>
  );
}
