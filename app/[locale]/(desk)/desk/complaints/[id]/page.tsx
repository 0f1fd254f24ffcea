import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { shortCode } from "#components/desk/case-words.ts";
import { revealFields, triageFields } from "#components/desk/complaint-fields.ts";
import { Accesses, CodedFacts, OwnCases, StatusHistory } from "#components/desk/complaint-panels.tsx";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { RevealForm } from "#components/desk/reveal-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { Label } from "#components/ui/tag.tsx";
import { getComplaintFile } from "#db/queries/complaint-file.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import type { ComplaintFile } from "#domain/complaints/complaint-file.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { STATUSES } from "#domain/complaints/statuses.ts";
import { AppError } from "#domain/errors.ts";
import { localeHref } from "#messages/locale.ts";
import { DeskFrame } from "../../../_desk/desk-frame.tsx";
import { DoneNotice } from "../../../_desk/done-notice.tsx";
import { type Desk, openDesk } from "../../../_desk/open-desk.ts";
import { reveal, triage } from "./actions.ts";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ id }, { locale, t }] = await Promise.all([params, pageWords()]);
  const title = t("desk.complaint.title", { code: shortCode(id) });
  return pageMetadata({ locale, path: `/desk/complaints/${id}`, title, isPrivate: true });
}

export default async function ComplaintPage({ params, searchParams }: Props) {
  const [{ id }, { done }] = await Promise.all([params, searchParams]);
  const desk = await openDesk("case.read", `/desk/complaints/${id}`);
  const file = await readComplaint(desk, id);
  const { locale, t } = desk;
  const locals = { file, locale, t };
  const [first] = file.cases;
  const back = first ? `/desk/cases/${first.id}` : "/desk";
  return (
    <DeskFrame desk={desk} place={null}>
      <div className="desk-page case-page">
        <BackLink href={localeHref(locale, back)}>{first ? first.reference : t("desk.case.back")}</BackLink>
        <DoneNotice desk={desk} done={done} />
        <header className="case-header">
          <div>
            <p className="case-line">
              <Label>{wordsOf(STATUSES, file.status, locale)}</Label>
            </p>
            <h1>{t("desk.complaint.title", { code: shortCode(file.id) })}</h1>
          </div>
        </header>
        <div className="case-grid">
          <div className="case-main">
            <Card title={t("desk.complaint.codedTitle")} id="coded">
              <p className="muted small">{t("desk.complaint.codedNote")}</p>
              <CodedFacts {...locals} />
            </Card>
            <Card title={t("desk.complaint.casesTitle")} id="own-cases">
              <OwnCases {...locals} />
            </Card>
            <Card title={t("desk.complaint.historyTitle")} id="status-history">
              <StatusHistory {...locals} />
            </Card>
          </div>
          <div className="case-side">
            <Triage desk={desk} file={file} />
            <Reveal desk={desk} file={file} />
            <Card title={t("desk.complaint.accessTitle")} id="accesses">
              <Accesses {...locals} />
            </Card>
          </div>
        </div>
      </div>
    </DeskFrame>
  );
}

async function readComplaint({ context, scope }: Desk<"case.read">, id: string): Promise<ComplaintFile> {
  if (!isUuid(id)) notFound();
  try {
    return await context.db.scoped(scope.agencyId, (tx) =>
      getComplaintFile(tx, scope, id, sealedKeys(context.keys)),
    );
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}

function Triage({ desk: { actor, locale, t }, file }: { desk: Desk; file: ComplaintFile }) {
  if (!actor.permissions.has("complaint.triage")) return null;
  return (
    <Card title={t("desk.complaint.triage.title")} id="triage-title">
      {file.status === "screening" ? (
        <DeskForm
          id="triage"
          action={triage}
          fields={triageFields({ locale, t })}
          hidden={{ locale, complaintId: file.id }}
          submit={t("desk.complaint.triage.submit")}
          words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
        />
      ) : (
        <p className="muted">
          {t("desk.complaint.triage.closed", { status: wordsOf(STATUSES, file.status, locale) })}
        </p>
      )}
    </Card>
  );
}

function Reveal({ desk: { actor, locale, t }, file }: { desk: Desk; file: ComplaintFile }) {
  if (!actor.permissions.has("complaint.reveal")) return null;
  return (
    <Card title={t("desk.complaint.reveal.title")} id="reveal-title">
      <RevealForm
        action={reveal}
        fields={revealFields({ locale, t }, file)}
        hidden={{ locale, complaintId: file.id }}
        words={{
          errorTitle: t("forms.errorTitle"),
          errorPrefix: t("forms.errorPrefix"),
          submit: t("desk.complaint.reveal.submit"),
          lead: t("desk.complaint.reveal.lead"),
          opened: t("desk.complaint.reveal.opened"),
          openedBody: t("desk.complaint.reveal.openedBody"),
        }}
      />
    </Card>
  );
}
