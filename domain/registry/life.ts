import { TIERS, type Tier } from "../cases/decision.ts";
import { addMonths, dueOn, endOfDay } from "../clocks/due-on.ts";
import { clockPreset } from "../clocks/presets.ts";
import type { LeafType } from "../transparency/leaf.ts";
import { isInForce, type RegistryKind, VERSION_STATUSES, type VersionStatus } from "./entry.ts";
import { LIFE_RULES, type LifeRefusal } from "./life-rules.ts";

/**
 * The life of a registry entry from its listing to its erasure, as one state machine. Every rule names its article in
 * life-rules.ts. Pure: a state and an event in, the next version or a refusal out.
 */
export type LifeState = {
  /** 1 from the first listing, one more with every transition; never given twice. */
  readonly version: number;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly listedAt: Date;
  /** End of the term; stays what it was when the entry ends before it. */
  readonly expiresAt: Date;
  /** An emergency warning that no second person has confirmed is not. */
  readonly isConfirmed: boolean;
  /** Objections and appeals that wait for an answer. */
  readonly openChallenges: number;
  /** When an objection was last answered without lifting the entry; an appeal may follow. */
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** What the status was before a merge, to give back with its undoing. */
  readonly beforeMerge: VersionStatus | null;
  /** When the record has to be destroyed; known once the entry has ended. */
  readonly eraseAt: Date | null;
};

export type Stage = "objection" | "appeal";
export type Outcome = "upheld" | "partly" | "rejected" | "unresolved";
export type Listing = {
  readonly kind: RegistryKind;
  readonly tier: Tier;
  readonly expiresAt: Date;
  readonly isConfirmed?: boolean;
};
export type Change = { readonly tier?: Tier; readonly expiresAt?: Date };

export type LifeEvent =
  | ({ readonly type: "list" } & Listing)
  | { readonly type: "confirm"; readonly expiresAt: Date }
  | ({ readonly type: "supersede" } & Listing)
  | ({ readonly type: "amend" } & Change)
  | { readonly type: "statement" }
  | { readonly type: "challenge"; readonly stage: Stage }
  | ({ readonly type: "answer"; readonly stage: Stage; readonly outcome: Outcome } & Change)
  | { readonly type: "miss-deadline"; readonly dueOn: string }
  | { readonly type: "repair"; readonly isCorrected: boolean; readonly hasPromise: boolean }
  | { readonly type: "withdraw"; readonly ground: WithdrawalGround }
  | { readonly type: "expire" }
  | { readonly type: "merge"; readonly intoItself: boolean }
  | { readonly type: "split" }
  | { readonly type: "erase" };

export const WITHDRAWAL_GROUNDS = {
  annulled: { zh: "认定错误，予以撤销", en: "The finding was wrong and is annulled" },
  corrected: { zh: "已纠正，监管部门主动移出", en: "Put right; removed by the agency itself" },
  holder_changed: { zh: "号码已换持有人", en: "The number has a new holder" },
} as const;
export type WithdrawalGround = keyof typeof WITHDRAWAL_GROUNDS;

/** What made a version. Stored with it; the public reads the words of its status. */
export const CAUSES = [
  "listed",
  "confirmed",
  "superseded",
  "amended",
  "statement-attached",
  "objection-opened",
  "appeal-opened",
  "objection-upheld",
  "objection-partly",
  "objection-rejected",
  "objection-unresolved",
  "appeal-upheld",
  "appeal-partly",
  "appeal-rejected",
  "appeal-unresolved",
  "deadline-missed",
  "repaired",
  "annulled",
  "corrected",
  "holder_changed",
  "delisted",
  "expired",
  "lapsed",
  "merged",
  "split",
  "erased",
] as const;
export type Cause = (typeof CAUSES)[number];

export type Transition =
  | {
      readonly ok: true;
      readonly state: LifeState;
      readonly cause: Cause;
      /** What the transparency log is told, in this order. */
      readonly leaves: readonly LeafType[];
    }
  | { readonly ok: false; readonly reason: LifeRefusal };

/** The next version that an event makes, or why it makes none. `state` is null before the listing. */
export function transition(state: LifeState | null, event: LifeEvent, now: Date): Transition {
  if (event.type === "list") return state === null ? list(event, now) : refuse("already-listed");
  if (state === null) return refuse("not-listed-yet");
  const from: readonly VersionStatus[] = LIFE_RULES[event.type].from;
  if (!from.includes(state.status)) return refuse(refusalFrom(state));
  // A term that is over is over, whether or not the job that writes so has run: only its end can be recorded then.
  const isOver = VERSION_STATUSES[state.status].inForce && now >= state.expiresAt;
  if (isOver && event.type !== "expire") return refuse("term-over");
  switch (event.type) {
    case "confirm":
      return confirm(state, event.expiresAt, now);
    case "supersede":
      return supersede(state, event, now);
    case "amend":
      return amend(state, event, now);
    case "statement":
      return go(state, {}, "statement-attached", ["statement"]);
    case "challenge":
      return challenge(state, event.stage, now);
    case "answer":
      return answer(state, event, now);
    case "miss-deadline":
      if (now < endOfDay(event.dueOn)) return refuse("deadline-not-missed");
      return end(state, "withdrawn", "deadline-missed", ["deadline-missed", "withdraw"], now);
    case "repair":
      return repair(state, event, now);
    case "withdraw":
      return end(state, "withdrawn", event.ground, ["withdraw"], now);
    case "expire":
      if (!isOver) return refuse("term-running");
      return state.isConfirmed
        ? end(state, "expired", "expired", ["expire"], now)
        : end(state, "lapsed", "lapsed", ["expire"], now);
    case "merge":
      if (event.intoItself) return refuse("merge-into-itself");
      return go(
        state,
        {
          status: "merged",
          beforeMerge: state.status,
          eraseAt: addMonths(state.listedAt, KEPT_MONTHS),
        },
        "merged",
        ["merge"],
      );
    case "split":
      return split(state, now);
    case "erase":
      if (!state.eraseAt || now < state.eraseAt) return refuse("erasure-not-due");
      return go(state, { status: "erased", eraseAt: null }, "erased", ["erase"]);
  }
}

/** Whether anything about the entry may be shown, shared or used: only while it is in force. */
export const isShown = (state: Pick<LifeState, "status" | "expiresAt">, now: Date): boolean =>
  isInForce(state, now);

/** When the subject may ask for repair: after the tier's minimum; null where the kind has none. */
export function earliestRepairAt({
  kind,
  tier,
  listedAt,
}: Pick<LifeState, "kind" | "tier" | "listedAt">): Date | null {
  if (kind === "blacklist") return addMonths(listedAt, TIERS[tier].minMonths);
  return kind === "credit_note" ? listedAt : null;
}

/** The end that no term of this kind and tier may pass. */
export function latestEnd(kind: RegistryKind, tier: Tier, listedAt: Date): Date {
  return addMonths(listedAt, kind === "blacklist" ? TIERS[tier].maxMonths : MOST_MONTHS[kind]);
}

/** A credit note like any adverse record: 征信业管理条例 16. A warning lapses long before; a register entry is renewed. */
const MOST_MONTHS = { warning: 2, credit_note: 60, official: 60 } as const;
/** 征信业管理条例 16: five years from the end of the conduct, which is no later than the listing of it. */
const KEPT_MONTHS = 60;

/** Last days of what follows from an objection or appeal received at an instant, as dates in China. */
export function challengeClock(
  stage: Stage,
  receivedAt: Date,
): { readonly flagOn: string; readonly answerOn: string } {
  return {
    flagOn: dueOn(clockPreset("objection_flag"), receivedAt),
    answerOn: dueOn(clockPreset(stage === "objection" ? "objection_answer" : "appeal_answer"), receivedAt),
  };
}

function list(listing: Listing, now: Date): Transition {
  const { kind, tier, isConfirmed = true } = listing;
  if (listing.expiresAt <= now) return refuse("term-outside-tier");
  const state: LifeState = {
    version: 1,
    kind,
    status: "active",
    tier,
    listedAt: now,
    expiresAt: capped(kind, tier, now, listing.expiresAt),
    isConfirmed,
    openChallenges: 0,
    answeredAt: null,
    endedAt: null,
    beforeMerge: null,
    eraseAt: null,
  };
  return { ok: true, state, cause: "listed", leaves: ["list"] };
}

function confirm(state: LifeState, expiresAt: Date, now: Date): Transition {
  if (state.kind !== "warning" || state.isConfirmed) return refuse("already-confirmed");
  if (expiresAt <= now) return refuse("term-outside-tier");
  const end = capped(state.kind, state.tier, state.listedAt, expiresAt);
  return go(state, { isConfirmed: true, expiresAt: end }, "confirmed", ["amend"]);
}

/** A fresh decision, made in the full way, takes the place of what stands: the term begins anew. */
function supersede(state: LifeState, { kind, tier, expiresAt }: Listing, now: Date): Transition {
  if (expiresAt <= now) return refuse("term-outside-tier");
  const change = {
    kind,
    tier,
    listedAt: now,
    expiresAt: capped(kind, tier, now, expiresAt),
    isConfirmed: true,
  };
  return go(state, change, "superseded", ["amend"]);
}

function amend(state: LifeState, change: Change, now: Date): Transition {
  const changed = milder(state, change, now);
  return typeof changed === "string" ? refuse(changed) : go(state, changed, "amended", ["amend"]);
}

/** An amendment may only better the subject's lot: what makes it worse needs a notice and a window of its own. */
function milder(
  state: LifeState,
  change: Change,
  now: Date,
): LifeRefusal | { readonly tier: Tier; readonly expiresAt: Date } {
  const tier = change.tier ?? state.tier;
  const asked = change.expiresAt ?? state.expiresAt;
  if (RANK[tier] > RANK[state.tier] || asked > state.expiresAt) return "worse-needs-new-notice";
  if (asked <= now) return "term-outside-tier";
  const expiresAt = capped(state.kind, tier, state.listedAt, asked);
  // A milder tier whose longest term is over already leaves nothing to amend.
  return expiresAt <= now ? "term-outside-tier" : { tier, expiresAt };
}

const RANK: Readonly<Record<Tier, number>> = { minor: 0, general: 1, serious: 2 };

function challenge(state: LifeState, stage: Stage, now: Date): Transition {
  if (stage === "appeal") {
    if (!state.answeredAt) return refuse("answer-first");
    if (now >= endOfDay(dueOn(clockPreset("appeal_filing"), state.answeredAt)))
      return refuse("appeal-too-late");
  }
  const change = { status: "under_appeal", openChallenges: state.openChallenges + 1 } as const;
  return stage === "objection"
    ? go(state, change, "objection-opened", ["objection"])
    : go(state, change, "appeal-opened", ["appeal-open"]);
}

function answer(state: LifeState, event: LifeEvent & { type: "answer" }, now: Date): Transition {
  if (state.openChallenges === 0) return refuse("no-objection-open");
  const { stage, outcome } = event;
  const told: LeafType = stage === "objection" ? "objection" : "appeal-decided";
  const cause: Cause = `${stage}-${outcome}`;
  if (outcome === "upheld") return end(state, "withdrawn", cause, [told, "withdraw"], now);
  const openChallenges = state.openChallenges - 1;
  const after = {
    openChallenges,
    answeredAt: now,
    status: openChallenges > 0 ? ("under_appeal" as const) : ("active" as const),
  };
  if (outcome !== "partly") return go(state, after, cause, [told]);
  const changed = milder(state, event, now);
  if (typeof changed === "string") return refuse(changed);
  return go(state, { ...after, ...changed }, cause, [told, "amend"]);
}

function repair(state: LifeState, event: LifeEvent & { type: "repair" }, now: Date): Transition {
  const earliest = earliestRepairAt(state);
  if (!earliest) return refuse("not-repairable");
  if (now < earliest) return refuse("min-term-running");
  if (!event.isCorrected) return refuse("not-corrected");
  if (!event.hasPromise) return refuse("promise-missing");
  return end(state, "repaired", "repaired", ["repair"], now);
}

function split(state: LifeState, now: Date): Transition {
  if (!state.beforeMerge) return refuse("not-merged");
  if (now >= state.expiresAt)
    return end(
      { ...state, status: state.beforeMerge, beforeMerge: null },
      "expired",
      "split",
      ["split", "expire"],
      now,
    );
  return go(state, { status: state.beforeMerge, beforeMerge: null, eraseAt: null }, "split", ["split"]);
}

/** Ends the entry: from this version on it is neither shown, shared nor used, and it is known when its record goes. */
function end(
  state: LifeState,
  status: VersionStatus,
  cause: Cause,
  leaves: readonly LeafType[],
  now: Date,
): Transition {
  const eraseAt = erasureAt({ cause, listedAt: state.listedAt, expiresAt: state.expiresAt, endedAt: now });
  return go(state, { status, openChallenges: 0, endedAt: now, eraseAt }, cause, leaves);
}

const ANNULLED: ReadonlySet<Cause> = new Set([
  "objection-upheld",
  "appeal-upheld",
  "annulled",
  "holder_changed",
  "lapsed",
]);

/**
 * When the record of an ended entry has to be destroyed. What was wrong, or never confirmed, goes within three working
 * days (上海市社会信用条例 38); what was repaired when its term would have ended (个人信息保护法 47: the purpose is met);
 * everything else five years after the listing (征信业管理条例 16).
 */
export function erasureAt({
  cause,
  listedAt,
  expiresAt,
  endedAt,
}: {
  readonly cause: Cause;
  readonly listedAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date;
}): Date {
  if (ANNULLED.has(cause)) return endOfDay(dueOn(clockPreset("erasure_after_annulment"), endedAt));
  const latest = (a: Date, b: Date) => (a > b ? a : b);
  if (cause === "repaired") return latest(endedAt, expiresAt);
  return latest(endedAt, addMonths(listedAt, KEPT_MONTHS));
}

function capped(kind: RegistryKind, tier: Tier, listedAt: Date, expiresAt: Date): Date {
  const latest = latestEnd(kind, tier, listedAt);
  return expiresAt < latest ? expiresAt : latest;
}

function go(
  state: LifeState,
  change: Partial<LifeState>,
  cause: Cause,
  leaves: readonly LeafType[],
): Transition {
  return { ok: true, state: { ...state, ...change, version: state.version + 1 }, cause, leaves };
}

const refuse = (reason: LifeRefusal): Transition => ({ ok: false, reason });

function refusalFrom({ status }: LifeState): LifeRefusal {
  if (status === "erased") return "entry-erased";
  if (status === "merged") return "entry-merged";
  return VERSION_STATUSES[status].inForce ? "not-possible-now" : "entry-ended";
}
