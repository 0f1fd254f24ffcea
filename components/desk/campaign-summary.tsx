import { type CampaignFile, VALUE_KINDS } from "#domain/cases/campaign-file.ts";
import type { CaseFile } from "#domain/cases/case-file.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import { tieWords, valueWords } from "./campaign-words.ts";

type Props = {
  file: Pick<CaseFile, "complaints" | "score" | "firstReportAt" | "lastReportAt">;
  campaign: CampaignFile;
  locale: Locale;
  t: Translate;
};

const RULES_NAMED = 3;
const CLAIMS_NAMED = 3;

/** The campaign in sentences, before any table or picture. */
export function CampaignSummary({ file, campaign, locale, t }: Props) {
  const join = (parts: readonly string[]) => parts.join(t("common.separator"));
  const { totals, values, rules, read } = campaign;
  const what = VALUE_KINDS.filter((kind) => kind !== "institution" && totals[kind] > 0).map((kind) =>
    t(`campaign.count.${kind}`, { count: totals[kind] }),
  );
  const held = rules.slice(0, RULES_NAMED).flatMap(({ rule, complaints }) => {
    const words = tieWords(t, rule);
    return words ? [t("campaign.summary.heldBy", { rule: words, count: complaints })] : [];
  });
  const claimed = values.filter((value) => value.kind === "institution");
  const names = join(claimed.slice(0, CLAIMS_NAMED).map((value) => valueWords(t, locale, value)));
  const listed = values.filter((value) => value.listedAs !== null).length;
  return (
    <div className="campaign-summary">
      <p>
        {t("campaign.summary.what", {
          reports: file.complaints,
          sources: file.score.sources,
          first: formatDate(locale, file.firstReportAt),
          last: formatDate(locale, file.lastReportAt),
          list: join(what) || t("campaign.subject.none"),
        })}
      </p>
      {held.length > 0 && <p>{t("campaign.summary.held", { rules: join(held) })}</p>}
      {claimed.length > 0 && (
        <p>
          {t("campaign.summary.claims", {
            names: claimed.length > CLAIMS_NAMED ? t("campaign.summary.more", { names }) : names,
          })}
        </p>
      )}
      {totals.number > 0 && (
        <p>
          {listed > 0 ? t("campaign.summary.listed", { count: listed }) : t("campaign.summary.unlisted")}{" "}
          {t("campaign.summary.decide")}
        </p>
      )}
      {read < file.complaints && <p className="muted small">{t("campaign.summary.read", { count: read })}</p>}
    </div>
  );
}
