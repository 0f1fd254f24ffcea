import type { ElsewhereCampaign } from "#domain/cases/joint-handling.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import { tieWords } from "./campaign-words.ts";
import { countWords } from "./decision-fields.ts";
import { type DeskAction, type DeskField, DeskForm } from "./desk-form.tsx";

type Locals = { locale: Locale; t: Translate };
type Answer = { readonly action: DeskAction; readonly newActionId: () => string };
type Props = Locals & {
  caseId: string;
  campaigns: readonly ElsewhereCampaign[];
  /** Null for whoever may only look. */
  answer: Answer | null;
};

/** That other agencies deal with the same operator, and what both supervisors said about joining hands. */
export function CampaignElsewhere({ caseId, campaigns, answer, locale, t }: Props) {
  return (
    <>
      <p className="muted small">{t("campaign.elsewhere.note")}</p>
      <ul className="plain-list own-cases">
        {campaigns.map((one) => {
          const { shared, last } = one;
          const ties = shared.map(({ kind, count }) =>
            t("campaign.elsewhere.tie", { rule: tieWords(t, kind) ?? kind, count }),
          );
          return (
            <li key={one.reference}>
              {t("campaign.elsewhere.line", {
                agency: agencyWords(one, locale),
                reference: one.reference,
              })}
              {ties.length > 0 && (
                <span className="under">
                  {t("campaign.elsewhere.shared", { list: ties.join(t("common.separator")) })}
                </span>
              )}
              <span className="under">{stateWords(one, { locale, t })}</span>
              {last && one.state !== "apart" && (
                <span className="under">
                  {t("campaign.elsewhere.said", { date: formatDate(locale, last.at), reason: last.reason })}
                </span>
              )}
              {answer && <AnswerForm {...{ caseId, answer, locale, t }} campaign={one} />}
            </li>
          );
        })}
      </ul>
      {answer && <p className="muted small">{t("campaign.elsewhere.effect")}</p>}
    </>
  );
}

const agencyWords = ({ agency }: ElsewhereCampaign, locale: Locale): string =>
  locale === "en" ? agency.nameEn : agency.nameZh;

function stateWords(campaign: ElsewhereCampaign, { locale, t }: Locals): string {
  const { state, last } = campaign;
  if (!last || state === "apart") return t("campaign.elsewhere.state.apart");
  const lead = last.leads === "own" ? t("campaign.elsewhere.own") : agencyWords(campaign, locale);
  if (state === "joint") return t("campaign.elsewhere.state.joint", { lead });
  return t(`campaign.elsewhere.state.${last.isOwn ? "asked" : "offered"}`, { lead });
}

function AnswerForm({
  caseId,
  campaign,
  answer,
  locale,
  t,
}: Locals & { caseId: string; campaign: ElsewhereCampaign; answer: Answer }) {
  const [first, ...more] = campaign.acts;
  if (!first) return null;
  const form = `joint-${campaign.reference.slice(-4)}`;
  const act = more.length > 0 ? "answer" : (first as "propose" | "withdraw" | "end");
  const choice: DeskField[] =
    act === "propose"
      ? [
          {
            control: "radios",
            id: `${form}-lead`,
            label: t("campaign.elsewhere.form.lead"),
            choices: [
              { value: "own", label: t("campaign.elsewhere.own") },
              { value: "other", label: agencyWords(campaign, locale) },
            ],
          },
        ]
      : act === "answer"
        ? [
            {
              control: "radios",
              id: `${form}-verdict`,
              label: t("campaign.elsewhere.form.verdict"),
              choices: [
                { value: "accept", label: t("campaign.elsewhere.form.accept") },
                { value: "refuse", label: t("campaign.elsewhere.form.refuse") },
              ],
            },
          ]
        : [];
  return (
    <DeskForm
      id={form}
      fold={t(`campaign.elsewhere.form.open.${act}`)}
      action={answer.action}
      fields={[
        ...choice,
        {
          control: "area",
          id: `${form}-reason`,
          label: t("campaign.elsewhere.form.reason"),
          hint: t("campaign.elsewhere.form.reasonHint"),
          rows: 3,
          count: countWords(t),
        },
      ]}
      hidden={{
        locale,
        form,
        caseId,
        reference: campaign.reference,
        verdict: act === "answer" ? "" : act,
        actionId: answer.newActionId(),
      }}
      submit={t(`campaign.elsewhere.form.submit.${act}`)}
      submitVariant="plain"
      words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
    />
  );
}
