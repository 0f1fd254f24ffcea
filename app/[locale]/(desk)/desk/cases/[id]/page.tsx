import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { cache } from "react";
import { pageMetadata } from "#app/_server/metadata.ts";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { AssignControls } from "#components/desk/assign-controls.tsx";
import { CaseCourse } from "#components/desk/case-course.tsx";
import { CaseHeader } from "#components/desk/case-header.tsx";
import { Claims, History, InstitutionFacts, Involved } from "#components/desk/case-panels.tsx";
import { subjectWords } from "#components/desk/case-words.ts";
import { DecisionPanel } from "#components/desk/decision-panel.tsx";
import { Members } from "#components/desk/members.tsx";
import { ScoreParts } from "#components/desk/score-parts.tsx";
import { Card } from "#components/ui/card.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { nameCampaign } from "#db/queries/campaign-file.ts";
import {
  getCaseFile,
  listCaseMembers,
  listHistory,
  listInvolved,
  SAMPLED_REPORTS,
} from "#db/queries/case-file.ts";
import { listCaseWeeks } from "#db/queries/case-weeks.ts";
import type { CaseFile } from "#domain/cases/case-file.ts";
import { deskActs } from "#domain/cases/desk-acts.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { AppError } from "#domain/errors.ts";
import { localeHref } from "#messages/locale.ts";
import { DeskFrame } from "../../../_desk/desk-frame.tsx";
import { DoneNotice } from "../../../_desk/done-notice.tsx";
import { type Desk, openDesk } from "../../../_desk/open-desk.ts";
import { assign, confirm, decide, delist, notice, propose, warn } from "./actions.ts";
import { CampaignPanels, LinkPanels } from "./campaign-panels.tsx";
import { MergedNote, MergePanel } from "./merge-panels.tsx";

/** Half a year shows a campaign and its end. */
const WEEKS = 26;

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  const { desk, file } = await openCase(id);
  const subject = subjectWords(desk.t, desk.locale, file.subject);
  const title = desk.t("desk.case.documentTitle", { reference: file.reference, subject });
  return pageMetadata({ locale: desk.locale, path: `/desk/cases/${id}`, title, isPrivate: true });
}

/** The case once per request, for its title and its page. What is not the agency's is not there. */
const openCase = cache(async (id: string): Promise<{ desk: Desk<"case.read">; file: CaseFile }> => {
  const desk = await openDesk("case.read", `/desk/cases/${id}`);
  const { context, scope, now } = desk;
  if (!isUuid(id)) notFound();
  const sealed = sealedKeys(context.keys);
  try {
    const file = await context.db.scoped(scope.agencyId, async (tx) =>
      nameCampaign(tx, await getCaseFile(tx, scope, id, { now, sealed })),
    );
    // A merged case's page is that of the case that stands for it; the old address leads there while the merge stands.
    if (file.mergedInto)
      permanentRedirect(
        localeHref(desk.locale, `/desk/cases/${file.mergedInto}?from=${encodeURIComponent(file.reference)}`),
      );
    return { desk, file };
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
});

export default async function CasePage({ params, searchParams }: Props) {
  const [{ id }, { done, members: after, from }] = await Promise.all([params, searchParams]);
  const { desk, file } = await openCase(id);
  const { context, scope, actor, locale, t, now } = desk;
  const cursor = typeof after === "string" ? after : null;
  const [members, involved, history, weeks] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([
      listCaseMembers(tx, scope, id, cursor),
      listInvolved(tx, scope, id, sealedKeys(context.keys)),
      listHistory(tx, scope, id),
      listCaseWeeks(tx, scope, id, { now: context.now, weeks: WEEKS }),
    ]),
  );
  const acts = deskActs(file, actor, now);
  const locals = { now, locale, t };
  return (
    <DeskFrame desk={desk} place={null}>
      <div className="desk-page case-page">
        <BackLink href={localeHref(locale, "/desk")}>{t("desk.case.back")}</BackLink>
        <DoneNotice desk={desk} done={done} />
        <MergedNote desk={desk} file={file} from={from} />
        <CaseHeader file={file} {...locals} />
        <ClaimedNote desk={desk} file={file} />
        <Jump desk={desk} file={file} />
        <CampaignPanels desk={desk} file={file} />
        <Card title={t("desk.case.scoreTitle")} id="score">
          <ScoreParts file={file} locale={locale} t={t} />
        </Card>
        <Card title={t("desk.case.course.title")} id="course-card">
          <CaseCourse weeks={weeks} provinces={file.provinces} locale={locale} t={t} />
        </Card>
        <div className="case-grid">
          <div className="case-main">
            <Card
              title={t("desk.case.membersTitle")}
              id="members"
              tools={<Reports desk={desk} file={file} />}
            >
              <Members caseId={id} page={members} isFirstPage={cursor === null} locale={locale} t={t} />
            </Card>
            {file.kind !== "campaign" && (
              <Card title={t("desk.case.involvedTitle")} id="involved">
                {file.complaints > SAMPLED_REPORTS && (
                  <p className="muted small">{t("desk.case.involvedNote", { count: SAMPLED_REPORTS })}</p>
                )}
                <Involved caseId={id} values={involved} locale={locale} t={t} />
              </Card>
            )}
            <LinkPanels desk={desk} file={file} />
          </div>
          <div className="case-side">
            <Card title={t("desk.decision.title")} id="decision">
              {acts.mayAssign && (
                <AssignControls file={file} action={assign} accountId={actor.id} locale={locale} t={t} />
              )}
              <DecisionPanel
                {...{ file, acts, ...locals }}
                actions={{ propose, notice, decide, delist, warn, confirm }}
              />
            </Card>
            {file.institution && (
              <Card title={t("desk.case.institutionTitle")} id="institution">
                <InstitutionFacts institution={file.institution} locale={locale} t={t} />
              </Card>
            )}
            {file.claims.length > 0 && (
              <Card title={t("desk.case.claimsTitle")} id="claims">
                <p className="muted small">{t("desk.case.claimsNote")}</p>
                <Claims claims={file.claims} locale={locale} t={t} />
              </Card>
            )}
            <MergePanel desk={desk} file={file} />
            <Card title={t("desk.case.historyTitle")} id="history">
              <History entries={history} locale={locale} t={t} />
            </Card>
          </div>
        </div>
      </div>
    </DeskFrame>
  );
}

/** Where the screen is too narrow for two columns, what to decide lies far below the reports. */
function Jump({ desk: { t }, file }: { desk: Desk; file: CaseFile }) {
  return (
    <nav className="jump" aria-label={t("desk.case.jump")}>
      <a href="#members">{t("desk.case.membersTitle")}</a>
      {file.kind !== "campaign" && <a href="#involved">{t("desk.case.involvedTitle")}</a>}
      <a href="#similar">{t("campaign.similar.title")}</a>
      <a href="#decision">{t("desk.decision.title")}</a>
      <a href="#merge">{t("merge.title")}</a>
      {file.institution && <a href="#institution">{t("desk.case.institutionTitle")}</a>}
      {file.claims.length > 0 && <a href="#claims">{t("desk.case.claimsTitle")}</a>}
      <a href="#history">{t("desk.case.historyTitle")}</a>
    </nav>
  );
}

function Reports({ desk: { t }, file }: { desk: Desk; file: CaseFile }) {
  return <span className="muted small">{t("desk.case.reports", { count: file.complaints })}</span>;
}

/** "Claims to be X" is not "is X": said on every case that is about a name. */
function ClaimedNote({ desk: { t }, file }: { desk: Desk; file: CaseFile }) {
  if (!file.institution) return null;
  const isProvisional = file.institution.status === "provisional";
  return (
    <Notice kind={isProvisional ? "warn" : "info"} title={t("desk.case.claimedTitle")}>
      <p>{t(isProvisional ? "desk.case.claimedProvisional" : "desk.case.claimedLender")}</p>
    </Notice>
  );
}
