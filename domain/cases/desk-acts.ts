import type { Permission } from "../access/permissions.ts";
import type { CaseFile, DecisionView } from "./case-file.ts";
import { emergencyLapsesAt } from "./decision.ts";

/**
 * What the page offers one officer on one case, and what it says instead where an act is closed. The commands check
 * every rule again; this only keeps people from filling in a form that would be refused.
 */
export type DeskActs = {
  readonly mayAssign: boolean;
  /** Null where the officer's role does not propose at all. */
  readonly list: "open" | ListBlocker | null;
  readonly mayDelist: boolean;
  readonly mayWarn: boolean;
  readonly mayRecordNotice: boolean;
  /** The open proposal, and why this officer may not approve it now; null when none is open. */
  readonly decide: {
    readonly decision: DecisionView;
    readonly blocker: DecideBlocker | null;
    readonly mayRefuse: boolean;
  } | null;
  /** An emergency warning in force that nobody has confirmed. */
  readonly confirm: {
    readonly decision: DecisionView;
    readonly lapsesAt: string;
    readonly blocker: "own" | "role" | null;
  } | null;
};
export type ListBlocker =
  | "decision-already-open"
  | "already-listed"
  | "institution-not-identified"
  | "protected-number"
  | "case-has-no-subject";
export type DecideBlocker = "own" | "role" | "notice-first" | "window-open";

type Officer = { readonly id: string; readonly permissions: ReadonlySet<Permission> };

export function deskActs(file: CaseFile, officer: Officer, now: Date): DeskActs {
  const may = (permission: Permission) => officer.permissions.has(permission);
  const open = openDecision(file);
  const isListed = file.listing?.kind === "blacklist" && file.listing.isInForce;
  const warning = file.decisions.find((decision) => isUnconfirmedWarning(decision, now)) ?? null;
  const blocker = listBlocker(file, open, isListed);
  return {
    mayAssign: may("complaint.triage"),
    list: may("decision.propose") ? (blocker ?? "open") : null,
    mayDelist: may("decision.propose") && isListed && !open,
    mayWarn:
      may("decision.emergency") && !blocker && !file.listing?.isInForce && !hasUnconfirmedWarning(file),
    mayRecordNotice: may("notice.record") && open?.kind === "list" && open.state === "proposed",
    decide: open && {
      decision: open,
      blocker: decideBlocker(open, officer, now),
      mayRefuse: may("decision.approve") && open.proposedBy.id !== officer.id,
    },
    confirm: warning && {
      decision: warning,
      lapsesAt: emergencyLapsesAt(new Date(warning.proposedAt)).toISOString(),
      blocker: warning.proposedBy.id === officer.id ? "own" : may("decision.approve") ? null : "role",
    },
  };
}

/** The one proposal that may be open at a time. */
function openDecision(file: CaseFile): DecisionView | null {
  return (
    file.decisions.find((decision) => decision.state === "proposed" || decision.state === "window") ?? null
  );
}

function isUnconfirmedWarning(decision: DecisionView, now: Date): boolean {
  return (
    decision.kind === "emergency" &&
    decision.state === "published" &&
    !decision.decidedBy &&
    now < emergencyLapsesAt(new Date(decision.proposedAt))
  );
}

/** Also one that has lapsed: one officer warns once. */
function hasUnconfirmedWarning(file: CaseFile): boolean {
  return file.decisions.some((decision) => decision.kind === "emergency" && !decision.decidedBy);
}

function listBlocker(file: CaseFile, open: DecisionView | null, isListed: boolean): ListBlocker | null {
  if (file.subject.kind === "none" || file.subject.kind === "campaign") return "case-has-no-subject";
  if (file.isProtected) return "protected-number";
  if (open) return "decision-already-open";
  if (isListed) return "already-listed";
  if (file.institution?.status === "provisional") return "institution-not-identified";
  return null;
}

function decideBlocker(decision: DecisionView, officer: Officer, now: Date): DecideBlocker | null {
  if (decision.proposedBy.id === officer.id) return "own";
  if (!officer.permissions.has("decision.approve")) return "role";
  if (decision.kind !== "list") return null;
  if (decision.state !== "window" || !decision.windowEndsAt) return "notice-first";
  return now < new Date(decision.windowEndsAt) ? "window-open" : null;
}
