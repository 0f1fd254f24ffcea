import { stepsOf } from "#domain/complaints/journey.ts";
import type { JourneyAnswers, StepSlug } from "#domain/complaints/journey-answers.ts";
import { kindOf } from "#domain/complaints/journey-answers.ts";
import { parseSms } from "#domain/complaints/sms.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { type Answer, SummaryList } from "../forms/summary-list.tsx";
import { Notice } from "../ui/notice.tsx";
import { answerWords } from "./answer-words.ts";
import { titleOf } from "./build-question.ts";

type Props = {
  locale: Locale;
  t: Translate;
  answers: JourneyAnswers;
  /** Nothing in it that could be checked. */
  isThin: boolean;
};

const PARTS: readonly {
  readonly key: "happened" | "who" | "harm" | "you";
  readonly slugs: readonly StepSlug[];
}[] = [
  {
    key: "happened",
    slugs: ["matter", "paid", "channel", "relationship", "number", "account", "when", "words"],
  },
  { key: "who", slugs: ["callback", "identity", "institution", "loan"] },
  { key: "harm", slugs: ["harm", "safety", "money", "payee", "told-to-stop", "contacted-again", "wanted"] },
  { key: "you", slugs: ["region", "receiver", "received-on", "contact", "consent"] },
];

/** Every answer with the way to change it, and what was read off the pasted message. */
export function CheckAnswers({ locale, t, answers, isThin }: Props) {
  const asked = stepsOf(answers);
  const href = (slug: StepSlug) => localeHref(locale, `/report/${slug}?from=check`);
  const row = (slug: StepSlug): Answer => ({
    term:
      slug === "words"
        ? t("report.check.words", { kind: kindOf(answers) ?? "voice" })
        : titleOf({ slug, answers, t }),
    value: lines(answerWords(slug, { locale, t, answers }), t),
    change: { href: href(slug), label: t("forms.change") },
  });
  return (
    <div className="check-answers">
      {isThin && (
        <Notice kind="info" title={t("report.thin.title")}>
          <p>
            {t.rich("report.thin.body", {
              words: (chunks) => <a href={href("words")}>{chunks}</a>,
              name: (chunks) =>
                asked.includes("institution") ? <a href={href("institution")}>{chunks}</a> : chunks,
            })}
          </p>
        </Notice>
      )}
      {PARTS.map(({ key, slugs }) => (
        <SummaryList
          key={key}
          title={t(`report.check.${key}`)}
          answers={[
            ...slugs.filter((slug) => asked.includes(slug)).map(row),
            ...(key === "who" ? readOff(answers, t, href("words")) : []),
          ]}
        />
      ))}
    </div>
  );
}

function lines(values: readonly string[], t: Translate) {
  if (values.length === 0) return <span className="muted">{t("report.check.empty")}</span>;
  if (values.length === 1) return values[0];
  return (
    <ul className="plain-list">
      {values.map((value) => (
        <li key={value}>{value}</li>
      ))}
    </ul>
  );
}

/** Signature and links go into the report as they stand in the message; changing them means changing the message. */
function readOff(answers: JourneyAnswers, t: Translate, href: string): readonly Answer[] {
  const { signature, urls } = parseSms(answers.scriptText ?? "");
  const isMessage = kindOf(answers) === "text";
  const change = { href, label: t("forms.change") };
  return [
    ...(isMessage && signature ? [{ term: t("report.check.signature"), value: signature, change }] : []),
    ...(urls.length > 0 ? [{ term: t("report.check.links"), value: lines(urls, t), change }] : []),
  ];
}
