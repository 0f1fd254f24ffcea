import "../../../campaign.css";
import { uuidv7 } from "uuidv7";
import { listElsewhere } from "#commands/cases/list-elsewhere.ts";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { CampaignElsewhere } from "#components/desk/campaign-elsewhere.tsx";
import { CampaignKeys } from "#components/desk/campaign-keys.tsx";
import { CampaignPicture } from "#components/desk/campaign-picture.tsx";
import { CampaignSummary } from "#components/desk/campaign-summary.tsx";
import { CampaignTies, CampaignValues } from "#components/desk/campaign-values.tsx";
import { CasePatterns } from "#components/desk/case-patterns.tsx";
import { SimilarCases } from "#components/desk/similar-cases.tsx";
import { Card } from "#components/ui/card.tsx";
import { getCampaignFile, listCasePatterns } from "#db/queries/campaign-file.ts";
import { listCampaignKeys } from "#db/queries/common-keys.ts";
import { listSimilarCases } from "#db/queries/similar-cases.ts";
import type { CaseFile } from "#domain/cases/case-file.ts";
import type { Desk } from "../../../_desk/open-desk.ts";
import { answerJoint } from "./joint-actions.ts";
import { letTie } from "./key-actions.ts";

type Props = { desk: Desk<"case.read">; file: CaseFile };

/** What a campaign's page has that no other case's page has. Nothing for other cases. */
export async function CampaignPanels({ desk, file }: Props) {
  if (file.kind !== "campaign") return null;
  const { context, scope, actor, now, locale, t } = desk;
  const sealed = sealedKeys(context.keys);
  const [campaign, keys] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([
      getCampaignFile(tx, scope, file.id, { now, sealed }),
      listCampaignKeys(tx, scope, file.id, sealed),
    ]),
  );
  const elsewhere = await listElsewhere(context, file.id);
  const mayMark = actor.permissions.has("case.merge");
  const mayLead = actor.permissions.has("case.lead");
  const locals = { campaign, locale, t };
  return (
    <>
      <Card title={t("campaign.summary.title")} id="campaign">
        <CampaignSummary file={file} {...locals} />
      </Card>
      {elsewhere.length > 0 && (
        <Card title={t("campaign.elsewhere.title")} id="elsewhere">
          <CampaignElsewhere
            caseId={file.id}
            campaigns={elsewhere}
            answer={mayLead ? { action: answerJoint, newActionId: () => uuidv7() } : null}
            locale={locale}
            t={t}
          />
        </Card>
      )}
      {campaign.values.length > 1 && (
        <Card title={t("campaign.graph.title")} id="graph">
          <CampaignPicture {...locals} />
          <CampaignTies {...locals} />
        </Card>
      )}
      <Card title={t("campaign.values.title")} id="values">
        <CampaignValues {...locals} />
      </Card>
      <Card title={t("campaign.common.title")} id="keys">
        <CampaignKeys
          caseId={file.id}
          {...keys}
          takeBack={mayMark ? { action: letTie, newActionId: () => uuidv7() } : null}
          locale={locale}
          t={t}
        />
      </Card>
    </>
  );
}

/** Detectors' findings and cases that share keys: on the page of every case. */
export async function LinkPanels({ desk, file }: Props) {
  const { context, scope, actor, locale, t } = desk;
  const mayMerge = actor.permissions.has("case.merge");
  const [similar, patterns] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([
      listSimilarCases(tx, scope, file.id, sealedKeys(context.keys)),
      listCasePatterns(tx, scope, file.id),
    ]),
  );
  return (
    <>
      {patterns.length > 0 && (
        <Card title={t("campaign.patterns.title")} id="patterns">
          <CasePatterns patterns={patterns} locale={locale} t={t} />
        </Card>
      )}
      <Card title={t("campaign.similar.title")} id="similar">
        <SimilarCases caseId={file.id} kind={file.kind} {...{ mayMerge, locale, t }} cases={similar} />
      </Card>
    </>
  );
}
