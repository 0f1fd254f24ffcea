import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { uuidv7 } from "uuidv7";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { mergeFields } from "#components/desk/merge-fields.ts";
import { ReviewTable } from "#components/desk/review-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { previewMerge } from "#db/queries/merges.ts";
import { compareCases } from "#db/queries/review.ts";
import type { MergePreview } from "#domain/cases/case-file.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { localeHref } from "#messages/locale.ts";
import { DeskFrame } from "../../../../_desk/desk-frame.tsx";
import { type Desk, openDesk } from "../../../../_desk/open-desk.ts";
import { merge } from "../merge-actions.ts";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ id }, { locale, t }] = await Promise.all([params, pageWords()]);
  return pageMetadata({
    locale,
    path: `/desk/cases/${id}/merge`,
    title: t("merge.find.open"),
    isPrivate: true,
  });
}

/** Both cases side by side, what they would count together, and the one form that merges them. */
export default async function MergePage({ params, searchParams }: Props) {
  const [{ id }, { with: other }] = await Promise.all([params, searchParams]);
  const desk = await openDesk("case.merge", `/desk/cases/${id}`);
  const { context, scope, now, locale, t } = desk;
  if (!isUuid(id) || typeof other !== "string" || !isUuid(other)) notFound();
  const sealed = sealedKeys(context.keys);
  const [sides, preview] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([compareCases(tx, scope, id, other, sealed), previewMerge(tx, [id, other], now)]),
  );
  if (!sides || !preview) notFound();
  const [left, right] = sides;
  const survivor = preview.survivorId === right.id ? right : left;
  return (
    <DeskFrame desk={desk} place={null}>
      <div className="desk-page case-page">
        <BackLink href={localeHref(locale, `/desk/cases/${id}`)}>
          {t("merge.preview.back", { reference: left.reference })}
        </BackLink>
        <h1>{t("merge.preview.title", { reference: left.reference })}</h1>
        <Card title={t("merge.preview.heading")} id="sides">
          <ReviewTable left={left} right={{ case: right }} locale={locale} t={t} />
        </Card>
        <Card title={t("merge.preview.result")} id="result">
          <p>
            <b>{t("merge.preview.counts", { complaints: preview.complaints, sources: preview.sources })}</b>
          </p>
          <p>{t("merge.preview.survivor", { reference: survivor.reference })}</p>
          {left.kind !== "campaign" && (
            <p className="muted">{t("merge.preview.decisions", { reference: survivor.reference })}</p>
          )}
          <MergeForm desk={desk} preview={preview} caseId={id} otherId={other} />
        </Card>
      </div>
    </DeskFrame>
  );
}

type FormProps = { desk: Desk; preview: MergePreview; caseId: string; otherId: string };

function MergeForm({ desk: { locale, t }, preview, caseId, otherId }: FormProps) {
  const blocked = !preview.isSameKind ? "kinds" : preview.decided > 1 ? "both" : null;
  if (blocked)
    return (
      <Notice kind="warn" title={t(`merge.preview.${blocked}.title`)}>
        <p>{t(`merge.preview.${blocked}.body`)}</p>
      </Notice>
    );
  return (
    <>
      {preview.decided > 0 && (
        <Notice title={t("merge.preview.second.title")}>
          <p>{t("merge.preview.second.body")}</p>
        </Notice>
      )}
      <DeskForm
        id="merge"
        action={merge}
        fields={mergeFields(t)}
        hidden={{ locale, caseId, otherId, actionId: uuidv7() }}
        submit={t(preview.decided > 0 ? "merge.preview.suggest" : "merge.preview.submit")}
        words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
      />
    </>
  );
}
