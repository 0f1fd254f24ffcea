import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { openRecord } from "#commands/practitioners/open-record.ts";
import { toAppError } from "#commands/to-app-error.ts";
import { pick } from "#components/desk/case-words.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { RevealForm } from "#components/desk/reveal-form.tsx";
import { gradeWords, purposeWords } from "#components/practitioner/conduct-words.ts";
import { caseFields, employerFields, trainingFields } from "#components/practitioner/desk-fields.ts";
import { Card } from "#components/ui/card.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Label } from "#components/ui/tag.tsx";
import { Timeline } from "#components/ui/timeline.tsx";
import { isUuid } from "#domain/cases/inbox.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate, formatDateTime } from "#messages/translate.ts";
import zh from "#messages/zh-CN/practitioner.json" with { type: "json" };
import { DeskFrame } from "../../../_desk/desk-frame.tsx";
import { type Desk, openDesk } from "../../../_desk/open-desk.ts";
import { propose, record, reveal } from "../actions.ts";
import { ItemCard } from "./item-card.tsx";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ locale, t }, { id }] = await Promise.all([pageWords(), params]);
  const path = `/desk/practitioners/${id}`;
  return pageMetadata({ locale, path, title: t("practitioner.desk.one"), isPrivate: true });
}

/** One person under the pseudonym: grade, record, what waits, and who asked. Who it is, is opened for a purpose. */
export default async function PractitionerPage({ params, searchParams }: Props) {
  const [{ id }, { done }] = await Promise.all([params, searchParams]);
  const desk = await openDesk("case.read", `/desk/practitioners/${id}`);
  if (!isUuid(id)) notFound();
  const { context, locale, t } = desk;
  const opened = await openRecord(context, id).catch((error: unknown) => {
    const refusal = toAppError(error);
    if (refusal instanceof Error && "code" in refusal && refusal.code === "not-found") return notFound();
    throw error;
  });
  const { person, items, grade, isGradeRefused, applications, questions } = opened;
  const words = gradeWords({ locale, t }, grade);
  return (
    <DeskFrame desk={desk} place="registry">
      <DeskBar title={t("practitioner.desk.one")} />
      <div className="desk-page case-page">
        <BackLink href={localeHref(locale, "/desk/practitioners")}>{t("practitioner.desk.back")}</BackLink>
        {typeof done === "string" && isDone(done) && (
          <Notice kind="success" title={t(`practitioner.desk.said.${done}`)} isLive />
        )}
        <div className="case-grid">
          <div className="case-main">
            <Card title={person.pseudonym} id="grade">
              <p className="muted small">
                {t("practitioner.desk.registered", { date: formatDate(locale, person.registeredAt) })}
              </p>
              <p>
                <Label>{words.word}</Label>
              </p>
              <p>{words.sentence}</p>
              <p className="muted small">{t("practitioner.grade.how")}</p>
              {isGradeRefused && <Notice title={t("practitioner.grade.refused")} />}
            </Card>
            {items.length === 0 && (
              <Card title={t("practitioner.item.title")} id="items">
                <p className="muted">{t("practitioner.item.empty")}</p>
              </Card>
            )}
            {items.map((item) => (
              <ItemCard
                key={item.id}
                desk={desk}
                item={item}
                applications={applications.filter(({ itemId }) => itemId === item.id)}
              />
            ))}
          </div>
          <div className="case-side">
            <Forms desk={desk} practitionerId={id} />
            <Card title={t("practitioner.desk.questions")} id="questions">
              <p className="muted small">{t("entry.questions.lead")}</p>
              <Timeline
                items={questions.map((one) => ({
                  at: one.at,
                  when: formatDateTime(locale, one.at),
                  title: one.by ? pick(locale, one.by) : t("practitioner.own.yourself"),
                  body: `${purposeWords(t, one.purpose)}${t("common.separator")}${t(`practitioner.told.${one.told}`)}`,
                }))}
              />
            </Card>
          </div>
        </div>
      </div>
    </DeskFrame>
  );
}

const isDone = (code: string): code is keyof typeof zh.desk.said => Object.hasOwn(zh.desk.said, code);

function Forms({ desk, practitionerId }: { desk: Desk; practitionerId: string }) {
  const { actor, locale, t } = desk;
  const words = { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") };
  const hidden = { locale, practitionerId };
  return (
    <>
      {actor.permissions.has("complaint.reveal") && (
        <Card title={t("practitioner.desk.reveal")} id="reveal-card">
          <RevealForm
            action={reveal}
            fields={[
              {
                control: "text",
                id: "reveal-reason",
                label: t("entry.field.revealReason"),
                width: "full",
              },
            ]}
            hidden={hidden}
            words={{
              ...words,
              submit: t("practitioner.desk.revealSubmit"),
              lead: t("practitioner.desk.revealLead"),
              opened: t("desk.complaint.reveal.opened"),
              openedBody: t("desk.complaint.reveal.openedBody"),
            }}
          />
        </Card>
      )}
      {actor.permissions.has("decision.propose") && (
        <Card title={t("practitioner.desk.record")} id="record-card">
          <DeskForm
            id="case"
            fold={t("practitioner.desk.caseFold")}
            lead={t("practitioner.desk.caseLead")}
            action={propose}
            fields={caseFields({ locale, t })}
            hidden={hidden}
            submit={t("practitioner.desk.caseSubmit")}
            words={words}
          />
          <DeskForm
            id="employer"
            fold={t("practitioner.desk.employerFold")}
            action={record}
            fields={employerFields({ locale, t })}
            hidden={{ ...hidden, kind: "employer" }}
            submit={t("practitioner.desk.recordSubmit")}
            words={words}
          />
          <DeskForm
            id="training"
            fold={t("practitioner.desk.trainingFold")}
            action={record}
            fields={trainingFields({ locale, t })}
            hidden={{ ...hidden, kind: "training" }}
            submit={t("practitioner.desk.recordSubmit")}
            words={words}
          />
        </Card>
      )}
    </>
  );
}
