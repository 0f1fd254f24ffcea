import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { groupsOf, rangeWords } from "../look-up/number-facts.ts";
import { bandOf, stateOf, TONE_OF } from "../look-up/number-state.ts";
import { NumberText } from "../ui/number-text.tsx";
import { Tag } from "../ui/tag.tsx";

type Props = { answers: readonly NumberAnswer[]; locale: Locale; t: Translate };

/** What is known already of the numbers in a report, as anybody may ask it: the verdict, and a range instead of a count. */
export function AlreadyReported({ answers, locale, t }: Props) {
  if (answers.length === 0) return null;
  return (
    <section className="already" aria-labelledby="already">
      <h2 id="already">{t("campaign.already.title")}</h2>
      <ul className="plain-list">
        {answers.map((answer) => (
          <li key={answer.canonical}>
            <NumberText groups={groupsOf(answer.canonical)} />{" "}
            <Tag tone={TONE_OF[stateOf(answer)]}>{bandOf(t, answer)}</Tag>
            {answer.reports && (
              <span className="muted">
                {" "}
                {t("campaign.already.sources", { range: rangeWords(locale, t, answer.reports.interval) })}
              </span>
            )}
          </li>
        ))}
      </ul>
      <p className="muted">{t("campaign.already.lead")}</p>
    </section>
  );
}
