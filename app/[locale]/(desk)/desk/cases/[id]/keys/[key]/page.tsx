import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { uuidv7 } from "uuidv7";
import { pageMetadata } from "#app/_server/metadata.ts";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { CommonPreview, keyWords } from "#components/desk/campaign-keys.tsx";
import { countWords } from "#components/desk/decision-fields.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { previewCommonKey } from "#db/queries/common-keys.ts";
import type { CommonKeyPreview } from "#domain/cases/common-keys.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { AppError } from "#domain/errors.ts";
import { localeHref } from "#messages/locale.ts";
import { DeskFrame } from "../../../../../_desk/desk-frame.tsx";
import { type Desk, openDesk } from "../../../../../_desk/open-desk.ts";
import { callCommon } from "../../key-actions.ts";

type Props = { params: Promise<{ id: string; key: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id, key } = await params;
  const { desk, preview } = await openKey(id, key);
  return pageMetadata({
    locale: desk.locale,
    path: `/desk/cases/${id}/keys/${key}`,
    title: desk.t("campaign.common.page.title", { label: keyWords(desk.t, preview.key) }),
    isPrivate: true,
  });
}

/** Once per request, for the title and the page. What does not tie this case, or is not the agency's, is not there. */
const openKey = cache(
  async (id: string, key: string): Promise<{ desk: Desk<"case.merge">; preview: CommonKeyPreview }> => {
    const desk = await openDesk("case.merge", `/desk/cases/${id}`);
    const { context, scope } = desk;
    if (!isUuid(id) || !/^[0-9a-f]{32}$/.test(key)) notFound();
    const options = { key, model: context.models.inForce(), sealed: sealedKeys(context.keys) };
    try {
      const preview = await context.db.scoped(scope.agencyId, (tx) =>
        previewCommonKey(tx, scope, id, options),
      );
      return { desk, preview };
    } catch (error) {
      if (error instanceof AppError && error.code === "not-found") notFound();
      throw error;
    }
  },
);

/** What would change, before the one form that changes it. */
export default async function CommonKeyPage({ params }: Props) {
  const { id, key } = await params;
  const { desk, preview } = await openKey(id, key);
  const { locale, t } = desk;
  return (
    <DeskFrame desk={desk} place={null}>
      <div className="desk-page case-page">
        <BackLink href={localeHref(locale, `/desk/cases/${id}`)}>
          {t("campaign.common.page.back", { reference: preview.reference })}
        </BackLink>
        <h1>{t("campaign.common.page.title", { label: keyWords(t, preview.key) })}</h1>
        <Card title={t("campaign.common.page.change")} id="change">
          <CommonPreview preview={preview} locale={locale} t={t} />
        </Card>
        <Card title={t("campaign.common.page.formTitle")} id="say">
          <DeskForm
            id="common"
            action={callCommon}
            fields={[
              {
                control: "area",
                id: "common-reason",
                label: t("campaign.common.page.reason"),
                hint: t("campaign.common.page.reasonHint"),
                rows: 3,
                count: countWords(t),
              },
            ]}
            hidden={{ locale, caseId: id, key, actionId: uuidv7() }}
            submit={t("campaign.common.page.submit")}
            words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
          />
        </Card>
      </div>
    </DeskFrame>
  );
}
