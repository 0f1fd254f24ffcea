import type { MergeAct } from "#domain/cases/case-file.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDateTime, type Translate } from "#messages/translate.ts";
import { type DeskAction, DeskForm } from "./desk-form.tsx";
import { undoFields } from "./merge-fields.ts";
import { SubjectText } from "./subject-text.tsx";

type Undo = { readonly action: DeskAction; readonly caseId: string; readonly newActionId: () => string };
type Props = { acts: readonly MergeAct[]; undo: Undo | null; locale: Locale; t: Translate };

/** What is merged into a case, by whom and why, and the way back of each act. */
export function MergeActs({ acts, undo, locale, t }: Props) {
  return (
    <>
      <p className="muted small">{t("merge.note")}</p>
      {acts.map((act) => (
        <section key={act.actionId} className="step">
          <h3>{actWords(t, act)}</h3>
          <p className="muted small">
            <time dateTime={act.at}>{formatDateTime(locale, act.at)}</time>
          </p>
          {act.byKind === "person" && act.reason && <p>{t("merge.acts.reason", { reason: act.reason })}</p>}
          <ul className="plain-list own-cases">
            {act.cases.map((one) => (
              <li key={one.id}>
                <SubjectText subject={one.subject} locale={locale} t={t} />
                <span className="under">{one.reference}</span>
              </li>
            ))}
            {act.count > act.cases.length && (
              <li className="muted">{t("merge.acts.more", { count: act.count - act.cases.length })}</li>
            )}
          </ul>
          {undo && <UndoForm act={act} undo={undo} locale={locale} t={t} />}
        </section>
      ))}
    </>
  );
}

function UndoForm({ act, undo, locale, t }: Omit<Props, "acts" | "undo"> & { act: MergeAct; undo: Undo }) {
  const form = `unmerge-${act.actionId.slice(-12)}`;
  return (
    <DeskForm
      id={form}
      fold={t("merge.undo.open")}
      action={undo.action}
      fields={undoFields(t, form, act)}
      hidden={{ locale, form, caseId: undo.caseId, of: act.actionId, actionId: undo.newActionId() }}
      submit={t("merge.undo.submit")}
      submitVariant="plain"
      words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
    />
  );
}

function actWords(t: Translate, { byKind, by, count, modelVersion }: MergeAct): string {
  return t(`merge.acts.${byKind}`, { count, name: by ?? "", version: modelVersion });
}
