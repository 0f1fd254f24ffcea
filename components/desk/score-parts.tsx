import type { CaseFile } from "#domain/cases/case-file.ts";
import type { Locale } from "#messages/locale.ts";
import { formatNumber, type Translate } from "#messages/translate.ts";
import { Stat, Stats } from "../ui/stat.tsx";
import { provinceWords, severityReasonWords, severityWords } from "./case-words.ts";

type Props = {
  file: Pick<CaseFile, "score" | "provinces" | "severityReasons">;
  locale: Locale;
  t: Translate;
};

const PROVINCES_NAMED = 3;
const REASONS_NAMED = 3;

/** The four parts of a case's score, each with what it rests on; there is no single number to believe in. */
export function ScoreParts({ file: { score, provinces, severityReasons }, locale, t }: Props) {
  const weight =
    score.weight < 1 ? t("desk.case.recencySmall") : formatNumber(locale, Math.round(score.weight));
  const names = provinces.slice(0, PROVINCES_NAMED).map(({ code }) => provinceWords(locale, code));
  const list = names.join(t("common.separator"));
  const reasons = severityReasons.slice(0, REASONS_NAMED).map((code) => severityReasonWords(t, locale, code));
  return (
    <Stats>
      <Stat
        label={t("desk.case.sources")}
        value={formatNumber(locale, score.sources)}
        note={t("desk.case.sourcesNote", { count: score.sources30d })}
      />
      <Stat label={t("desk.case.recency")} value={weight} note={t("desk.case.recencyNote", { weight })} />
      <Stat
        label={t("desk.severity.label")}
        value={severityWords(t, score.severityMax)}
        note={
          reasons.length > 0
            ? t("desk.case.severityNote", { reasons: reasons.join(t("common.separator")) })
            : t("desk.case.severityNoteNone")
        }
      />
      <Stat
        label={t("desk.case.spread")}
        value={t("desk.case.spreadValue", { count: score.spread })}
        note={
          names.length === 0
            ? t("desk.case.spreadUnknown")
            : provinces.length > names.length
              ? t("desk.case.spreadMore", { provinces: list })
              : t("desk.case.spreadNote", { provinces: list })
        }
      />
    </Stats>
  );
}
