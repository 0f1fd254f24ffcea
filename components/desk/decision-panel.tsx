import type { CaseFile } from "#domain/cases/case-file.ts";
import { EMERGENCY_CONFIRMED_DAYS, EMERGENCY_HOURS, TIERS } from "#domain/cases/decision.ts";
import type { DeskActs } from "#domain/cases/desk-acts.ts";
import { timeLeft } from "#domain/cases/inbox.ts";
import { REGISTRY_KINDS, type RegistryKind } from "#domain/registry/entry.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, formatDateTime, type Translate } from "#messages/translate.ts";
import { Details } from "../ui/details.tsx";
import { Notice } from "../ui/notice.tsx";
import { Tag } from "../ui/tag.tsx";
import { pick, timeLeftWords } from "./case-words.ts";
import { DecisionFacts } from "./decision-facts.tsx";
import {
  confirmFields,
  decideFields,
  delistFields,
  emergencyFields,
  noticeFields,
  noticeLead,
  proposeFields,
} from "./decision-fields.ts";
import { type DeskAction, DeskForm } from "./desk-form.tsx";

export type DecisionActions = Readonly<
  Record<"propose" | "notice" | "decide" | "delist" | "warn" | "confirm", DeskAction>
>;
type Props = {
  file: CaseFile;
  acts: DeskActs;
  actions: DecisionActions;
  now: Date;
  locale: Locale;
  t: Translate;
};

/** The decision on a case from proposal to publication: what stands, what comes next, and the one form for it. */
export function DecisionPanel(props: Props) {
  const { file, acts, now, locale, t } = props;
  const shown = [acts.decide?.decision, acts.confirm?.decision].filter((decision) => decision != null);
  const earlier = file.decisions.filter((decision) => !shown.includes(decision));
  return (
    <div className="decisions">
      <ListingLine {...props} />
      {shown.map((decision) => (
        <DecisionFacts key={decision.id} {...{ decision, now, locale, t }} />
      ))}
      {acts.mayRecordNotice && <NoticeForm {...props} />}
      {acts.decide && <Decide {...props} />}
      {acts.confirm && <Confirm {...props} />}
      <Propose {...props} />
      {acts.mayDelist && <Delist {...props} />}
      {acts.mayWarn && <Warn {...props} />}
      {earlier.length > 0 ? (
        <Details summary={t("desk.decision.earlier")}>
          {earlier.map((decision) => (
            <DecisionFacts key={decision.id} {...{ decision, now, locale, t }} />
          ))}
        </Details>
      ) : (
        shown.length === 0 && <p className="muted small">{t("desk.decision.none")}</p>
      )}
    </div>
  );
}

function ListingLine({ file: { listing }, locale, t }: Props) {
  if (!listing?.isInForce) return <p className="muted">{t("desk.decision.notListed")}</p>;
  const values = {
    kind: pick(locale, REGISTRY_KINDS[listing.kind as RegistryKind]),
    tier: pick(locale, TIERS[listing.tier]),
    from: formatDate(locale, listing.listedAt),
    until: formatDate(locale, listing.expiresAt),
  };
  return (
    <p>
      <Tag tone={listing.kind === "warning" ? "warning" : "listed"}>{t("desk.decision.listed")}</Tag>{" "}
      <a href={localeHref(locale, `/desk/registry/${listing.entryId}`)}>
        {t("desk.decision.listedValue", values)}
      </a>
    </p>
  );
}

function formWords(t: Translate) {
  return { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") };
}

function hiddenOf({ file, locale }: Props, decisionId?: string): Record<string, string> {
  return { locale, caseId: file.id, ...(decisionId ? { decisionId } : {}) };
}

function Propose(props: Props) {
  const { file, acts, actions, t } = props;
  if (acts.list === null || acts.list === "decision-already-open") return null;
  if (acts.list !== "open") return <p className="muted">{t(`desk.decision.blocked.${acts.list}`)}</p>;
  return (
    <DeskForm
      id="propose"
      fold={t("desk.decision.propose.open")}
      lead={t("desk.decision.propose.lead")}
      action={actions.propose}
      fields={proposeFields(props, file)}
      hidden={hiddenOf(props)}
      submit={t("desk.decision.propose.submit")}
      words={formWords(t)}
    />
  );
}

function NoticeForm(props: Props) {
  const { acts, actions, t } = props;
  return (
    <section className="step">
      <h3>{t("desk.decision.notice.title")}</h3>
      <p className="muted">{noticeLead(t)}</p>
      <DeskForm
        id="notice"
        action={actions.notice}
        fields={noticeFields(props)}
        hidden={hiddenOf(props, acts.decide?.decision.id)}
        submit={t("desk.decision.notice.submit")}
        words={formWords(t)}
      />
    </section>
  );
}

function Decide(props: Props) {
  const { acts, actions, now, locale, t } = props;
  if (!acts.decide) return null;
  const { decision, blocker, mayRefuse } = acts.decide;
  const ends = decision.windowEndsAt;
  const values = ends
    ? { at: formatDateTime(locale, ends), left: timeLeftWords(t, timeLeft(new Date(ends), now)) }
    : { at: "", left: "" };
  return (
    <section className="step">
      <h3>{t("desk.decision.decide.title")}</h3>
      {blocker && (
        <Notice title={t(`desk.decision.decide.${BLOCKED[blocker]}`)}>
          <p>{t(`desk.decision.decide.${BLOCKED[blocker]}Body`, values)}</p>
        </Notice>
      )}
      {mayRefuse && (
        <DeskForm
          id="decide"
          action={actions.decide}
          fields={decideFields(t, decision.kind === "delist" ? "delist" : "list", blocker === null)}
          hidden={hiddenOf(props, decision.id)}
          submit={t("desk.decision.decide.submit")}
          words={formWords(t)}
        />
      )}
    </section>
  );
}

const BLOCKED = {
  own: "own",
  role: "role",
  "notice-first": "noticeFirst",
  "window-open": "windowOpen",
} as const;

function Confirm(props: Props) {
  const { acts, actions, locale, t } = props;
  if (!acts.confirm) return null;
  const { decision, lapsesAt, blocker } = acts.confirm;
  return (
    <section className="step">
      <h3>{t("desk.decision.emergency.confirmTitle")}</h3>
      {blocker ? (
        <Notice title={t(`desk.decision.emergency.${blocker}`)}>
          <p>{t(`desk.decision.emergency.${blocker}Body`, { at: formatDateTime(locale, lapsesAt) })}</p>
        </Notice>
      ) : (
        <>
          <p className="muted">
            {t("desk.decision.emergency.confirmLead", { days: EMERGENCY_CONFIRMED_DAYS })}
          </p>
          <DeskForm
            id="confirm"
            action={actions.confirm}
            fields={confirmFields(t)}
            hidden={hiddenOf(props, decision.id)}
            submit={t("desk.decision.emergency.confirmSubmit")}
            words={formWords(t)}
          />
        </>
      )}
    </section>
  );
}

function Delist(props: Props) {
  const { file, actions, t } = props;
  return (
    <DeskForm
      id="delist"
      fold={t("desk.decision.delist.open")}
      lead={t("desk.decision.delist.lead")}
      action={actions.delist}
      fields={delistFields(t)}
      hidden={{ ...hiddenOf(props), tier: file.listing?.tier ?? "minor" }}
      submit={t("desk.decision.delist.submit")}
      words={formWords(t)}
    />
  );
}

function Warn(props: Props) {
  const { actions, t } = props;
  return (
    <DeskForm
      id="warn"
      fold={t("desk.decision.emergency.title")}
      lead={t("desk.decision.emergency.lead", { hours: EMERGENCY_HOURS })}
      action={actions.warn}
      fields={emergencyFields(props)}
      hidden={hiddenOf(props)}
      submit={t("desk.decision.emergency.submit")}
      submitVariant="danger"
      words={formWords(t)}
    />
  );
}
