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
        value={independentWords(score, locale, t)}
        title={t("desk.case.independentTitle", { sources: score.sources })}
        note={[t("desk.case.sourcesNote", { count: score.sources30d }), ...likenessWords(score, t)].join(
          t("common.semicolon"),
        )}
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

/** An estimate with its interval; one number only where nothing makes the sources alike. */
function independentWords({ independent }: CaseFile["score"], locale: Locale, t: Translate): string {
  const [low, high] = [Math.round(independent.low), Math.round(independent.high)];
  return low === high
    ? formatNumber(locale, high)
    : t("desk.case.independentValue", { low: formatNumber(locale, low), high: formatNumber(locale, high) });
}

function likenessWords({ sources, likenesses }: CaseFile["score"], t: Translate): string[] {
  if (likenesses.length === 0) return [];
  const [first] = likenesses;
  const words = first && t(`desk.case.likeness.${first.dimension}`, { count: first.sources });
  return words ? [t("desk.case.likenessNote", { sources, words })] : [];
}
