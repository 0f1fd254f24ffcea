import { pick } from "#components/desk/case-words.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { answerFields, revealApplicationFields, statementFields } from "#components/desk/entry-fields.ts";
import { RevealForm } from "#components/desk/reveal-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Details } from "#components/ui/details.tsx";
import { Label } from "#components/ui/tag.tsx";
import {
  APPLICANTS,
  APPLICATION_GROUNDS,
  APPLICATION_KINDS,
  APPLICATION_STATES,
} from "#domain/registry/application.ts";
import type { ActRow, ApplicationRow } from "#domain/registry/entry-file.ts";
import { formatDate, formatDateTime } from "#messages/translate.ts";
import type { Desk } from "../../../_desk/open-desk.ts";
import { attach, propose, reveal } from "../actions.ts";

type Props = { desk: Desk; application: ApplicationRow; acts: readonly ActRow[]; isOver: boolean };

/** What the subject asks for, when the answer is due, and the form for it. */
export function ApplicationCard({ desk, application, acts, isOver }: Props) {
  const { actor, locale, t } = desk;
  const { id, kind, state } = application;
  const form = `answer-${id.slice(-8)}`;
  const hidden = { locale, form, entryId: application.entryId, applicationId: id };
  const words = { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") };
  const isWaiting = acts.some(
    (act) => act.applicationId === id && (act.state === "proposed" || act.state === "window"),
  );
  const isJoined = state === "open" && application.joinedTo !== null;
  const mayAnswer =
    state === "open" && !isJoined && !isOver && !isWaiting && actor.permissions.has("decision.propose");
  return (
    <Card title={pick(locale, APPLICATION_KINDS[kind])} id={`application-${id}`}>
      <p>
        <Label>{pick(locale, APPLICATION_STATES[state])}</Label>
      </p>
      <DescriptionList
        look="rows"
        facts={[
          {
            term: t("entry.applications.applicant"),
            value: pick(locale, APPLICANTS[application.applicant as keyof typeof APPLICANTS]),
          },
          {
            term: t("entry.field.ground"),
            value: pick(locale, APPLICATION_GROUNDS[application.ground as keyof typeof APPLICATION_GROUNDS]),
          },
          { term: t("entry.applications.received"), value: formatDateTime(locale, application.receivedAt) },
          {
            term: t("entry.applications.due"),
            value: application.isMissed
              ? t("entry.applications.missed")
              : formatDate(locale, `${application.dueOn}T12:00:00+08:00`),
          },
          ...(application.answer
            ? [{ term: t("entry.applications.answer"), value: application.answer }]
            : []),
          ...(application.publicText
            ? [{ term: t("entry.field.subjectStatement"), value: application.publicText }]
            : []),
        ]}
      />
      {actor.permissions.has("complaint.reveal") && <Reveal desk={desk} hidden={hidden} />}
      {isJoined && <p className="muted">{t("entry.surge.joined")}</p>}
      {mayAnswer &&
        (kind === "statement" ? (
          <DeskForm
            id={form}
            action={attach}
            fields={statementFields(t, form)}
            hidden={hidden}
            submit={t("entry.attachSubmit")}
            words={words}
          />
        ) : (
          <DeskForm
            id={form}
            lead={t("entry.answerLead")}
            action={propose}
            fields={answerFields({ locale, t }, kind, form)}
            hidden={{ ...hidden, act: "answer" }}
            submit={t("entry.proposeSubmit")}
            words={words}
          />
        ))}
    </Card>
  );
}

function Reveal({ desk: { t }, hidden }: { desk: Desk; hidden: Readonly<Record<string, string>> }) {
  const form = `reveal-${hidden.applicationId?.slice(-8)}`;
  return (
    <Details summary={t("entry.reveal.open")}>
      <RevealForm
        id={form}
        action={reveal}
        fields={revealApplicationFields(t, form)}
        hidden={{ ...hidden, form }}
        words={{
          errorTitle: t("forms.errorTitle"),
          errorPrefix: t("forms.errorPrefix"),
          submit: t("entry.reveal.submit"),
          lead: t("entry.reveal.lead"),
          opened: t("desk.complaint.reveal.opened"),
          openedBody: t("desk.complaint.reveal.openedBody"),
        }}
      />
    </Details>
  );
}
