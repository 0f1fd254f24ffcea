import { pick } from "#components/desk/case-words.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { answerTogetherFields, decideActFields } from "#components/desk/entry-fields.ts";
import { Card } from "#components/ui/card.tsx";
import { ANSWERS } from "#domain/registry/entry-act.ts";
import type { ObjectionSurge } from "#domain/registry/entry-file.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import type { Desk } from "../../_desk/open-desk.ts";
import { answerTogether, decideAll } from "./actions.ts";

/** More objections than usual, those that say the same, and the answers two officers give to them together. */
export function SurgeCard({ desk, surge }: { desk: Desk; surge: ObjectionSurge }) {
  const { actor, locale, t } = desk;
  const { today, usual, groups, batches } = surge;
  const isSurge = today > Math.max(10, 3 * usual);
  if (!isSurge && groups.length === 0 && batches.length === 0) return null;
  const words = { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") };
  return (
    <Card title={t("entry.surge.title")} id="surge">
      <p className={isSurge ? undefined : "muted"}>{t("entry.surge.rate", { today, usual })}</p>
      {groups.map(({ applicationId, entryId, count, dueOn }) => {
        const form = `together-${applicationId.slice(-8)}`;
        const date = formatDate(locale, `${dueOn}T12:00:00+08:00`);
        return (
          <section key={applicationId} className="step">
            <h3>{t("entry.surge.group", { count })}</h3>
            <p>
              {t("entry.surge.due", { date })}{" "}
              <a href={localeHref(locale, `/desk/registry/${entryId}`)}>{t("entry.surge.see")}</a>
            </p>
            {actor.permissions.has("decision.propose") && (
              <DeskForm
                id={form}
                fold={t("entry.surge.open", { count })}
                lead={t("entry.surge.lead")}
                action={answerTogether}
                fields={answerTogetherFields({ locale, t }, form)}
                hidden={{ locale, form, applicationId }}
                submit={t("entry.surge.submit")}
                words={words}
              />
            )}
          </section>
        );
      })}
      {batches.map(({ batchId, count, proposedBy, reason, outcome }) => {
        const form = `batch-${batchId.slice(-8)}`;
        return (
          <section key={batchId} className="step">
            <h3>
              {t("entry.surge.batch", {
                count,
                name: proposedBy.name,
                outcome: pick(locale, ANSWERS[outcome as keyof typeof ANSWERS]),
              })}
            </h3>
            <p>{reason}</p>
            {proposedBy.id === desk.scope.accountId ? (
              <p className="muted">{t("entry.acts.own")}</p>
            ) : (
              actor.permissions.has("decision.approve") && (
                <DeskForm
                  id={form}
                  action={decideAll}
                  fields={decideActFields(t, form)}
                  hidden={{ locale, form, batchId }}
                  submit={t("entry.surge.decideSubmit")}
                  words={words}
                />
              )
            )}
          </section>
        );
      })}
    </Card>
  );
}
