import { pick } from "#components/desk/case-words.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { itemPeriod, itemState, itemTitle } from "#components/practitioner/conduct-words.ts";
import {
  answerFields,
  decideAnswerFields,
  decideCaseFields,
  endPeriodFields,
} from "#components/practitioner/desk-fields.ts";
import { Card } from "#components/ui/card.tsx";
import { DescriptionList, type Fact } from "#components/ui/description-list.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Label } from "#components/ui/tag.tsx";
import type { StoredApplication, StoredItem } from "#db/queries/practitioner-record.ts";
import { ITEM_SOURCES } from "#domain/practitioners/record.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import type { Desk } from "../../../_desk/open-desk.ts";
import { answer, decide, decideOnAnswer, end } from "../actions.ts";

type Props = { desk: Desk; item: StoredItem; applications: readonly StoredApplication[] };

/** One item of the record, and the one next step that this officer may take about it. */
export function ItemCard({ desk, item, applications }: Props) {
  const { locale, t, now } = desk;
  const open = applications.find(({ state }) => state === "open");
  return (
    <Card title={itemTitle({ locale, t }, item)} id={`item-${item.id}`}>
      <p>
        <Label>{itemState({ locale, t }, item, now)}</Label>
      </p>
      <DescriptionList look="rows" facts={factsOf(desk, item)} />
      {item.entryId && (
        <p className="entry-links">
          <a href={localeHref(locale, `/desk/registry/${item.entryId}`)}>{t("entry.one")}</a>
        </p>
      )}
      <Next desk={desk} item={item} />
      {open && <Answer desk={desk} application={open} />}
    </Card>
  );
}

function factsOf({ locale, t }: Desk, item: StoredItem): Fact[] {
  const facts: (Fact | false)[] = [
    { term: t("practitioner.item.period"), value: itemPeriod({ locale, t }, item) },
    { term: t("practitioner.item.source"), value: pick(locale, ITEM_SOURCES[item.source]) },
    { term: t("practitioner.item.agency"), value: locale === "en" ? item.agency.nameEn : item.agency.nameZh },
    item.kind !== "employer" &&
      item.institution !== null && { term: t("practitioner.item.employer"), value: item.institution.name },
    item.reference !== null && { term: t("practitioner.item.reference"), value: item.reference },
    item.noticedOn !== null && {
      term: t("practitioner.desk.noticedOn"),
      value: formatDate(locale, item.noticedOn),
    },
  ];
  return facts.filter((fact) => fact !== false);
}

function Next({ desk: { actor, locale, t }, item }: { desk: Desk; item: StoredItem }) {
  const words = { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") };
  const isOurs = item.agency.id === actor.agencyId;
  const form = `item-form-${item.id.slice(-8)}`;
  const hidden = { locale, form, practitionerId: item.practitionerId, itemId: item.id };
  if (!isOurs) return null;
  if (item.state === "proposed") {
    if (item.recordedBy === actor.id) return <Notice title={t("practitioner.desk.own")} />;
    if (!actor.permissions.has("decision.approve")) return null;
    return (
      <DeskForm
        id={form}
        lead={t("practitioner.desk.decide")}
        action={decide}
        fields={decideCaseFields(t, form)}
        hidden={hidden}
        submit={t("practitioner.desk.decideSubmit")}
        words={words}
      />
    );
  }
  const isGoingOn = item.kind === "employer" && item.state === "recorded" && item.untilOn === null;
  if (!isGoingOn || !actor.permissions.has("decision.propose")) return null;
  return (
    <DeskForm
      id={form}
      fold={t("practitioner.desk.endFold")}
      action={end}
      fields={endPeriodFields(t, form)}
      hidden={hidden}
      submit={t("practitioner.desk.endSubmit")}
      words={words}
    />
  );
}

function Answer({ desk: { actor, locale, t }, application }: { desk: Desk; application: StoredApplication }) {
  const words = { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") };
  const form = `answer-${application.id.slice(-8)}`;
  const { practitionerId, id, kind, dueOn, proposed } = application;
  const hidden = { locale, form, practitionerId, applicationId: id };
  const due = t("practitioner.own.answerBy", { date: formatDate(locale, dueOn) });
  const lead = (
    <p>
      {t(`practitioner.desk.${kind}`)}
      {t("common.separator")}
      {due}
    </p>
  );
  if (!proposed)
    return actor.permissions.has("decision.propose") ? (
      <DeskForm
        id={form}
        lead={lead}
        action={answer}
        fields={answerFields(t, form)}
        hidden={hidden}
        submit={t("practitioner.desk.answerSubmit")}
        words={words}
      />
    ) : (
      lead
    );
  const outcome = t(`practitioner.desk.${proposed.outcome}`);
  if (proposed.by === actor.id)
    return (
      <Notice title={t("practitioner.desk.proposedAnswer", { outcome })}>
        <p>{t("practitioner.desk.own")}</p>
      </Notice>
    );
  if (!actor.permissions.has("decision.approve")) return lead;
  return (
    <DeskForm
      id={form}
      lead={
        <>
          {lead}
          <p>{t("practitioner.desk.proposedAnswer", { outcome })}</p>
        </>
      }
      action={decideOnAnswer}
      fields={decideAnswerFields(t, form)}
      hidden={hidden}
      submit={t("practitioner.desk.decideSubmit")}
      words={words}
    />
  );
}
