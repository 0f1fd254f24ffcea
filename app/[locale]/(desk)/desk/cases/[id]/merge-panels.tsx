import { uuidv7 } from "uuidv7";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { MergeActs } from "#components/desk/merge-acts.tsx";
import { findFields } from "#components/desk/merge-fields.ts";
import { Card } from "#components/ui/card.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { isMergedInto, listMergeActs } from "#db/queries/merges.ts";
import type { CaseFile } from "#domain/cases/case-file.ts";
import { localeHref } from "#messages/locale.ts";
import type { Desk } from "../../../_desk/open-desk.ts";
import { findOther, unmerge } from "./merge-actions.ts";

type Props = { desk: Desk; file: CaseFile };

/** Says where somebody was brought who opened the address of a merged case. */
export async function MergedNote({ desk, file, from }: Props & { from: string | string[] | undefined }) {
  const { context, scope, t } = desk;
  if (typeof from !== "string" || from.length > 40) return null;
  const isTrue = await context.db.scoped(scope.agencyId, (tx) => isMergedInto(tx, scope, file.id, from));
  if (!isTrue) return null;
  return (
    <Notice title={t("merge.from.title", { reference: from })}>
      <p>{t("merge.from.body", { reference: from })}</p>
    </Notice>
  );
}

/** What is merged into this case and how to take it back; merging with another; moving single reports. */
export async function MergePanel({ desk, file }: Props) {
  const { context, scope, actor, locale, t } = desk;
  const mayMerge = actor.permissions.has("case.merge");
  const acts =
    file.mergedCases > 0
      ? await context.db.scoped(scope.agencyId, (tx) =>
          listMergeActs(tx, scope, file.id, sealedKeys(context.keys)),
        )
      : [];
  if (acts.length === 0 && !mayMerge) return null;
  const words = { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") };
  return (
    <Card title={t("merge.title")} id="merge">
      <div className="decisions">
        {acts.length > 0 && (
          <MergeActs
            acts={acts}
            undo={mayMerge ? { action: unmerge, caseId: file.id, newActionId: () => uuidv7() } : null}
            locale={locale}
            t={t}
          />
        )}
        {mayMerge && (
          <>
            <DeskForm
              id="find"
              fold={t("merge.find.open")}
              lead={t("merge.find.lead")}
              action={findOther}
              fields={findFields(t)}
              hidden={{ locale, caseId: file.id }}
              submit={t("merge.find.submit")}
              submitVariant="plain"
              words={words}
            />
            <p>
              <a href={localeHref(locale, `/desk/cases/${file.id}/reports`)}>{t("merge.reports.link")}</a>
            </p>
          </>
        )}
      </div>
    </Card>
  );
}
