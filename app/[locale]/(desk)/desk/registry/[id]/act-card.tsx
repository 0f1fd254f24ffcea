import { pick } from "#components/desk/case-words.ts";
import { noticeFields, noticeLead } from "#components/desk/decision-fields.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { decideActFields } from "#components/desk/entry-fields.ts";
import { Card } from "#components/ui/card.tsx";
import { DescriptionList, type Fact } from "#components/ui/description-list.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Label } from "#components/ui/tag.tsx";
import { ANSWERS, ENTRY_ACTS, MEASURES, REPAIR_ANSWERS } from "#domain/registry/entry-act.ts";
import type { ActRow } from "#domain/registry/entry-file.ts";
import { WITHDRAWAL_GROUNDS } from "#domain/registry/life.ts";
import { formatDateTime } from "#messages/translate.ts";
import type { Desk } from "../../../_desk/open-desk.ts";
import { decide, notice } from "../actions.ts";

/** One proposal: what, by whom, and the one next step that this officer may take. */
export function ActCard({ desk, act }: { desk: Desk; act: ActRow }) {
  const { locale, t } = desk;
  return (
    <Card title={pick(locale, ENTRY_ACTS[act.act])} id={`act-${act.id}`}>
      <p>
        <Label>{t(`entry.actState.${act.state}`)}</Label>
      </p>
      <DescriptionList look="rows" facts={factsOf(desk, act)} />
      <Next desk={desk} act={act} />
    </Card>
  );
}

function factsOf({ locale, t }: Desk, act: ActRow): Fact[] {
  const { payload } = act;
  const text = (name: string) => (typeof payload[name] === "string" ? (payload[name] as string) : "");
  const coded = (name: string, of: Readonly<Record<string, { zh: string; en: string }>>) => {
    const words = of[text(name)];
    return words ? pick(locale, words) : text(name);
  };
  const at = (by: string, when: string) =>
    t("desk.decision.fact.by", { name: by, at: formatDateTime(locale, when) });
  const facts: (Fact | false)[] = [
    act.act === "list" && { term: t("entry.field.subject"), value: text("subject") },
    act.act === "answer" && {
      term: t("entry.field.outcome"),
      value: coded("outcome", { ...ANSWERS, ...REPAIR_ANSWERS }),
    },
    act.act === "withdraw" && { term: t("entry.field.ground"), value: coded("ground", WITHDRAWAL_GROUNDS) },
    act.act === "sanction" && { term: t("entry.field.measure"), value: coded("measure", MEASURES) },
    act.act === "sanction" && { term: t("entry.field.authority"), value: text("authority") },
    act.act === "sanction" && { term: t("entry.field.mustAct"), value: text("mustAct") },
    text("endsOn") !== "" && { term: t("entry.field.endsOn"), value: text("endsOn") },
    act.act === "merge" && { term: t("entry.field.intoId"), value: text("intoId") },
    { term: t("entry.field.statement"), value: act.reason },
    { term: t("entry.acts.by"), value: at(act.proposedBy.name, act.proposedAt) },
    act.windowEndsAt !== null && {
      term: t("entry.acts.windowEnds"),
      value: formatDateTime(locale, act.windowEndsAt),
    },
    act.decidedBy !== null &&
      act.decidedAt !== null && { term: t("entry.acts.decided"), value: at(act.decidedBy, act.decidedAt) },
    act.decidedReason !== null && { term: t("desk.decision.decide.reason"), value: act.decidedReason },
  ];
  return facts.filter((fact) => fact !== false);
}

function Next({ desk, act }: { desk: Desk; act: ActRow }) {
  const { actor, locale, t } = desk;
  if (act.state !== "proposed" && act.state !== "window") return null;
  const words = { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") };
  const hidden = { locale, entryId: act.entryId, actId: act.id };
  const form = `decide-${act.id.slice(-8)}`;
  const mayNotice = act.act === "list" && act.state === "proposed" && actor.permissions.has("notice.record");
  const isOwn = act.proposedBy.id === actor.id;
  return (
    <>
      {mayNotice && (
        <DeskForm
          id="notice"
          lead={noticeLead(t)}
          action={notice}
          fields={noticeFields({ locale, t })}
          hidden={hidden}
          submit={t("desk.decision.notice.submit")}
          words={words}
        />
      )}
      {isOwn && <Notice title={t("entry.acts.own")} />}
      {!isOwn && actor.permissions.has("decision.approve") && (
        <DeskForm
          id={form}
          action={decide}
          fields={decideActFields(t, form)}
          hidden={{ ...hidden, form }}
          submit={t("desk.decision.decide.submit")}
          words={words}
        />
      )}
    </>
  );
}
