import type { DecisionView } from "#domain/cases/case-file.ts";
import { emergencyLapsesAt, GROUNDS, NOTICE_METHODS, TIERS } from "#domain/cases/decision.ts";
import { timeLeft } from "#domain/cases/inbox.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDateTime, type Translate } from "#messages/translate.ts";
import { DescriptionList, type Fact } from "../ui/description-list.tsx";
import { Label } from "../ui/tag.tsx";
import { pick, timeLeftWords } from "./case-words.ts";

type Props = { decision: DecisionView; now: Date; locale: Locale; t: Translate };

/** One decision as it stands: what, by whom, since when, and how long until the next step. */
export function DecisionFacts({ decision, now, locale, t }: Props) {
  return (
    <div className="decision">
      <p className="decision-head">
        <b>{t(`desk.decision.${TITLES[decision.kind]}`)}</b> <Label>{stateWords(decision, now, t)}</Label>
      </p>
      <DescriptionList look="rows" facts={factsOf({ decision, now, locale, t })} />
    </div>
  );
}

const TITLES = { list: "listTitle", delist: "delistTitle", emergency: "emergencyTitle" } as const;

function stateWords(decision: DecisionView, now: Date, t: Translate): string {
  const { kind, state } = decision;
  if (kind === "emergency" && state === "published") {
    if (decision.decidedBy) return t("desk.decision.state.warningConfirmed");
    const isOver = now >= emergencyLapsesAt(new Date(decision.proposedAt));
    return t(isOver ? "desk.decision.state.warningOver" : "desk.decision.state.warningOpen");
  }
  if (kind === "delist" && state === "proposed") return t("desk.decision.state.delistProposed");
  if (state === "window" && decision.windowEndsAt && now >= new Date(decision.windowEndsAt)) {
    return t("desk.decision.state.windowOver");
  }
  return t(`desk.decision.state.${state}`);
}

function factsOf({ decision, now, locale, t }: Props): Fact[] {
  const { notice } = decision;
  const by = (name: string, at: string) =>
    t("desk.decision.fact.by", { name, at: formatDateTime(locale, at) });
  const facts: (Fact | false | null)[] = [
    decision.grounds.length > 0 && {
      term: t("desk.decision.fact.grounds"),
      value: decision.grounds.map((ground) => pick(locale, GROUNDS[ground])).join(t("common.separator")),
    },
    decision.kind === "list" && {
      term: t("desk.decision.fact.tier"),
      value: `${pick(locale, TIERS[decision.tier])}${t("common.separator")}${t("desk.decision.fact.days", { count: decision.termDays })}`,
    },
    decision.findsCommercialUse && {
      term: t("desk.decision.fact.commercial"),
      value: t("desk.decision.fact.commercialYes"),
    },
    { term: t("desk.decision.fact.statement"), value: decision.statement },
    {
      term: t(decision.kind === "emergency" ? "desk.decision.fact.issued" : "desk.decision.fact.proposed"),
      value: by(decision.proposedBy.name, decision.proposedAt),
    },
    notice && {
      term: t("desk.decision.fact.notice"),
      value: notice.isServed
        ? t("desk.decision.fact.noticeServed", {
            method: pick(locale, NOTICE_METHODS[notice.method]),
            name: notice.recordedBy,
            at: formatDateTime(locale, notice.recordedAt),
          })
        : t("desk.decision.fact.noticeUnreachable", {
            reason: notice.unservedReason ?? "",
            name: notice.recordedBy,
            at: formatDateTime(locale, notice.recordedAt),
          }),
    },
    windowFact({ decision, now, locale, t }),
    lapseFact({ decision, now, locale, t }),
    decision.decidedBy &&
      decision.decidedAt !== null && {
        term: t(
          decision.kind === "emergency" ? "desk.decision.fact.confirmed" : "desk.decision.fact.decided",
        ),
        value: by(decision.decidedBy.name, decision.decidedAt),
      },
    decision.decidedReason !== null && {
      term: t("desk.decision.fact.reason"),
      value: decision.decidedReason,
    },
  ];
  return facts.filter((fact): fact is Fact => Boolean(fact));
}

function windowFact({ decision, now, locale, t }: Props): Fact | null {
  if (!decision.windowEndsAt) return null;
  const at = formatDateTime(locale, decision.windowEndsAt);
  const left = timeLeft(new Date(decision.windowEndsAt), now);
  const isOver = left.urgency === "overdue";
  return {
    term: t("desk.decision.fact.window"),
    value: isOver
      ? t("desk.decision.fact.windowOver", { at })
      : decision.state === "window"
        ? t("desk.decision.fact.windowUntil", { at, left: timeLeftWords(t, left) })
        : t("desk.decision.fact.windowPlain", { at }),
  };
}

function lapseFact({ decision, now, locale, t }: Props): Fact | null {
  if (decision.kind !== "emergency" || decision.state !== "published" || decision.decidedBy) return null;
  const lapsesAt = emergencyLapsesAt(new Date(decision.proposedAt));
  const left = timeLeft(lapsesAt, now);
  return {
    term: t("desk.decision.fact.lapses"),
    value: t("desk.decision.fact.lapsesAt", {
      at: formatDateTime(locale, lapsesAt.toISOString()),
      left: timeLeftWords(t, left),
    }),
  };
}
