import { GROUNDS, NOTICE_METHODS, RESPONSE_WINDOW_DAYS, TIERS } from "#domain/cases/decision.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { pick } from "./case-words.ts";
import type { DeskField } from "./desk-form.tsx";

type Locals = { locale: Locale; t: Translate };

/** Longest statement, note and reason the rules take, in characters. */
const LONG_TEXT = 2000;

export function countWords(t: Translate, max = LONG_TEXT) {
  return { max, limit: t("forms.limit", { max }), remaining: t("forms.remaining"), over: t("forms.over") };
}

function groundsField({ locale, t }: Locals, id: string, hint?: string): DeskField {
  const choices = Object.entries(GROUNDS).map(([value, words]) => ({ value, label: pick(locale, words) }));
  return { control: "checks", id, label: t("desk.decision.propose.grounds"), hint, choices };
}

export function proposeFields(locals: Locals, { isRestricted }: { isRestricted: boolean }): DeskField[] {
  const { locale, t } = locals;
  const tiers = Object.entries(TIERS).map(([value, tier]) => ({
    value,
    label: pick(locale, tier),
    hint: t("desk.decision.propose.tierHint", { min: tier.minDays, max: tier.maxDays }),
  }));
  const commercial: DeskField = {
    control: "check",
    id: "propose-commercial",
    label: t("desk.decision.propose.commercial"),
    hint: t("desk.decision.propose.commercialHint"),
  };
  return [
    groundsField(locals, "propose-grounds", t("desk.decision.propose.groundsHint")),
    { control: "radios", id: "propose-tier", label: t("desk.decision.propose.tier"), choices: tiers },
    {
      control: "text",
      id: "propose-termDays",
      label: t("desk.decision.propose.term"),
      hint: t("desk.decision.propose.termHint"),
      suffix: t("desk.decision.propose.termSuffix"),
      width: "short",
      inputMode: "numeric",
    },
    ...(isRestricted ? [commercial] : []),
    {
      control: "area",
      id: "propose-statement",
      label: t("desk.decision.propose.statement"),
      hint: t("desk.decision.propose.statementHint"),
      count: countWords(t),
    },
  ];
}

export function noticeFields({ locale, t }: Locals): DeskField[] {
  return [
    {
      control: "radios",
      id: "notice-method",
      label: t("desk.decision.notice.method"),
      choices: Object.entries(NOTICE_METHODS).map(([value, words]) => ({
        value,
        label: pick(locale, words),
      })),
    },
    {
      control: "text",
      id: "notice-addressee",
      label: t("desk.decision.notice.addressee"),
      hint: t("desk.decision.notice.addresseeHint"),
      when: "served",
    },
    {
      control: "area",
      id: "notice-unservedReason",
      label: t("desk.decision.notice.unserved"),
      hint: t("desk.decision.notice.unservedHint"),
      rows: 3,
      when: "unreachable",
    },
  ];
}

export const noticeLead = (t: Translate): string =>
  t("desk.decision.notice.lead", { days: RESPONSE_WINDOW_DAYS });

export function decideFields(t: Translate, kind: "list" | "delist", mayApprove: boolean): DeskField[] {
  const approve = {
    value: "approve",
    label: t(kind === "list" ? "desk.decision.decide.approveList" : "desk.decision.decide.approveDelist"),
    hint: t(
      kind === "list" ? "desk.decision.decide.approveListHint" : "desk.decision.decide.approveDelistHint",
    ),
  };
  const refuse = {
    value: "refuse",
    label: t("desk.decision.decide.refuse"),
    hint: t(kind === "list" ? "desk.decision.decide.refuseHint" : "desk.decision.decide.refuseDelistHint"),
  };
  return [
    {
      control: "radios",
      id: "decide-verdict",
      label: t("desk.decision.decide.verdict"),
      choices: mayApprove ? [approve, refuse] : [refuse],
    },
    {
      control: "area",
      id: "decide-reason",
      label: t("desk.decision.decide.reason"),
      hint: t("desk.decision.decide.reasonHint"),
      rows: 3,
      count: countWords(t),
    },
  ];
}

export function delistFields(t: Translate): DeskField[] {
  return [
    {
      control: "area",
      id: "delist-statement",
      label: t("desk.decision.delist.statement"),
      hint: t("desk.decision.delist.statementHint"),
      count: countWords(t),
    },
  ];
}

export function emergencyFields(locals: Locals): DeskField[] {
  const { t } = locals;
  return [
    groundsField(locals, "warn-grounds"),
    {
      control: "area",
      id: "warn-statement",
      label: t("desk.decision.emergency.statement"),
      hint: t("desk.decision.emergency.statementHint"),
      count: countWords(t),
    },
  ];
}

export function confirmFields(t: Translate): DeskField[] {
  return [
    {
      control: "area",
      id: "confirm-reason",
      label: t("desk.decision.emergency.confirmReason"),
      hint: t("desk.decision.decide.reasonHint"),
      rows: 3,
    },
  ];
}
