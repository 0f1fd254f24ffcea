import { pick } from "#components/desk/case-words.ts";
import { type DeskField, DeskForm } from "#components/desk/desk-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { Details } from "#components/ui/details.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Label } from "#components/ui/tag.tsx";
import type { IntegrityHold } from "#db/queries/integrity-holds.ts";
import { INTEGRITY_CODES, type IntegrityCode } from "#domain/rating/integrity.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import type { Desk } from "../../_desk/open-desk.ts";
import { decide, lift, propose } from "./actions.ts";

/** Institutions whose figures are held back as a whole: proposed by one, confirmed by a second, lifted with a reason. */
export function IntegrityCard({ desk, holds }: { desk: Desk; holds: readonly IntegrityHold[] }) {
  const { t } = desk;
  const open = holds.filter(({ state }) => state === "proposed" || state === "in_force");
  const past = holds.filter(({ state }) => state === "refused" || state === "lifted");
  return (
    <Card title={t("ratingDesk.integrity.title")} id="integrity">
      <p className="muted">{t("ratingDesk.integrity.lead")}</p>
      {open.length === 0 && <EmptyState title={t("ratingDesk.integrity.empty")} />}
      <div className="decisions">
        {open.map((hold) => (
          <Hold key={hold.id} desk={desk} hold={hold} />
        ))}
        <ProposeForm desk={desk} form="integrity-new" fold={t("ratingDesk.integrity.propose")} />
      </div>
      {past.length > 0 && (
        <Details summary={t("ratingDesk.integrity.past", { count: past.length })}>
          <div className="decisions">
            {past.map((hold) => (
              <Hold key={hold.id} desk={desk} hold={hold} />
            ))}
          </div>
        </Details>
      )}
    </Card>
  );
}

function Hold({ desk, hold }: { desk: Desk; hold: IntegrityHold }) {
  const { locale, t } = desk;
  const said = (key: "by" | "decided" | "liftedBy", name: string, at: string, reason: string) => (
    <p>{t(`ratingDesk.integrity.${key}`, { name, date: formatDate(locale, at), reason })}</p>
  );
  return (
    <section className="step" id={`integrity-${hold.id}`}>
      <h3>
        <a href={localeHref(locale, `/institutions/${hold.institutionId}`)}>{hold.legalName}</a>{" "}
        <Label>{t(`ratingDesk.integrity.${hold.state}`)}</Label>
      </h3>
      <p className="muted">{pick(locale, INTEGRITY_CODES[hold.code])}</p>
      {said("by", hold.proposedBy.name, hold.proposedAt, hold.reason)}
      {hold.decidedBy &&
        hold.decidedAt &&
        said("decided", hold.decidedBy, hold.decidedAt, hold.decidedReason ?? "")}
      {hold.liftedBy &&
        hold.liftedAt &&
        said("liftedBy", hold.liftedBy, hold.liftedAt, hold.liftedReason ?? "")}
      {hold.state === "proposed" && <Decide desk={desk} hold={hold} />}
      {hold.state === "in_force" && <Lift desk={desk} hold={hold} />}
    </section>
  );
}

function Decide({ desk: { locale, t, scope }, hold }: { desk: Desk; hold: IntegrityHold }) {
  const form = `decide-${hold.id.slice(-8)}`;
  const isOwn = hold.proposedBy.id === scope.accountId;
  return (
    <DeskForm
      id={form}
      fold={t(isOwn ? "ratingDesk.integrity.withdraw" : "ratingDesk.integrity.decide")}
      lead={isOwn ? t("ratingDesk.integrity.withdrawLead") : undefined}
      action={decide}
      fields={[
        ...(isOwn
          ? []
          : [
              {
                control: "radios" as const,
                id: `${form}-verdict`,
                label: t("ratingDesk.hold.verdict"),
                choices: [
                  { value: "confirm", label: t("ratingDesk.integrity.confirm") },
                  { value: "refuse", label: t("ratingDesk.integrity.refuse") },
                ],
              },
            ]),
        reasonField(t, form),
      ]}
      hidden={{ locale, form, holdId: hold.id, ...(isOwn ? { verdict: "refuse" } : {}) }}
      submit={t(isOwn ? "ratingDesk.integrity.withdraw" : "ratingDesk.integrity.decideSubmit")}
      submitVariant={isOwn ? "plain" : undefined}
      words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
    />
  );
}

function Lift({ desk: { locale, t }, hold }: { desk: Desk; hold: IntegrityHold }) {
  const form = `lift-${hold.id.slice(-8)}`;
  return (
    <DeskForm
      id={form}
      fold={t("ratingDesk.integrity.lift")}
      lead={t("ratingDesk.integrity.liftLead")}
      action={lift}
      fields={[reasonField(t, form)]}
      hidden={{ locale, form, holdId: hold.id }}
      submit={t("ratingDesk.integrity.liftSubmit")}
      words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
    />
  );
}

type ProposeProps = {
  desk: Desk;
  form: string;
  fold: string;
  /** Known where the form stands beside a finding. */
  institutionId?: string;
};

export function ProposeForm({ desk: { locale, t }, form, fold, institutionId }: ProposeProps) {
  const institution: DeskField[] = institutionId
    ? []
    : [
        {
          control: "text",
          id: `${form}-institution`,
          label: t("ratingDesk.integrity.institution"),
          hint: t("ratingDesk.integrity.institutionHint"),
          width: "half",
        },
      ];
  return (
    <DeskForm
      id={form}
      fold={fold}
      action={propose}
      fields={[
        ...institution,
        {
          control: "radios",
          id: `${form}-code`,
          label: t("ratingDesk.integrity.code"),
          choices: (Object.keys(INTEGRITY_CODES) as IntegrityCode[]).map((value) => ({
            value,
            label: pick(locale, INTEGRITY_CODES[value]),
          })),
        },
        reasonField(t, form),
      ]}
      hidden={{ locale, form, ...(institutionId ? { institutionId } : {}) }}
      submit={t("ratingDesk.integrity.submit")}
      words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
    />
  );
}

const reasonField = (t: Translate, form: string): DeskField => ({
  control: "area",
  id: `${form}-reason`,
  label: t("ratingDesk.integrity.reason"),
  hint: t("ratingDesk.integrity.reasonHint"),
  rows: 3,
});
