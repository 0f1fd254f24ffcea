import { AppError } from "../errors.ts";

/** What a supervisor may do about a campaign that another agency deals with too. */
export const JOINT_VERDICTS = ["propose", "accept", "refuse", "withdraw", "end"] as const;
export type JointVerdict = (typeof JOINT_VERDICTS)[number];

/** The last word about a pair of campaigns. */
export type JointRow = {
  readonly agencyId: string;
  readonly verdict: JointVerdict;
  readonly leadAgencyId: string;
};

/** `joint`: both supervisors agreed; `proposed`: one did. */
export type JointState = "apart" | "proposed" | "joint";

export function jointState(last: JointRow | null): JointState {
  if (last?.verdict === "propose") return "proposed";
  return last?.verdict === "accept" ? "joint" : "apart";
}

/** What an agency's supervisor may do now: nobody accepts an own proposal, and either may end what both agreed on. */
export function jointActs(last: JointRow | null, agencyId: string): readonly JointVerdict[] {
  switch (jointState(last)) {
    case "apart":
      return ["propose"];
    case "proposed":
      return last?.agencyId === agencyId ? ["withdraw"] : ["accept", "refuse"];
    case "joint":
      return ["end"];
  }
}

/** Refuses what may not be done now; otherwise who leads after it. */
export function decideJoint(
  last: JointRow | null,
  act: { readonly agencyId: string; readonly verdict: JointVerdict; readonly leadAgencyId: string },
): { readonly leadAgencyId: string } {
  if (!jointActs(last, act.agencyId).includes(act.verdict)) throw new AppError("conflict", "joint-changed");
  return {
    leadAgencyId: act.verdict === "propose" ? act.leadAgencyId : (last?.leadAgencyId ?? act.leadAgencyId),
  };
}

/** Another agency's campaign against the same operator: that it exists, and nothing of what is in it. */
export type ElsewhereCampaign = {
  readonly reference: string;
  readonly agency: { readonly id: string; readonly nameZh: string; readonly nameEn: string };
  /** Things reports of both carry, by kind; all of them are in the own case too. */
  readonly shared: readonly { readonly kind: string; readonly count: number }[];
  readonly state: JointState;
  /** What the officer's agency may do now. */
  readonly acts: readonly JointVerdict[];
  /** The last word about the two; null while nobody said anything. */
  readonly last: {
    readonly isOwn: boolean;
    readonly verdict: JointVerdict;
    readonly leads: "own" | "other";
    readonly reason: string;
    /** ISO. */
    readonly at: string;
  } | null;
};
