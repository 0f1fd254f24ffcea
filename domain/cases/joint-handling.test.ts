import { describe, expect, test } from "vitest";
import { decideJoint, JOINT_VERDICTS, type JointRow, jointActs, jointState } from "./joint-handling.ts";

const [NORTH, SOUTH] = ["north", "south"] as const;
const row = (verdict: JointRow["verdict"], agencyId: string = NORTH): JointRow => ({
  agencyId,
  verdict,
  leadAgencyId: SOUTH,
});

describe("two agencies joining hands", () => {
  test.each([
    [null, "apart"],
    [row("propose"), "proposed"],
    [row("accept"), "joint"],
    [row("refuse"), "apart"],
    [row("withdraw"), "apart"],
    [row("end"), "apart"],
  ] as const)("%o is %s", (last, state) => {
    expect(jointState(last)).toBe(state);
  });

  test("takes both: whoever proposed cannot accept, whoever did not cannot withdraw", () => {
    expect(jointActs(row("propose"), NORTH)).toEqual(["withdraw"]);
    expect(jointActs(row("propose"), SOUTH)).toEqual(["accept", "refuse"]);
    for (const agency of [NORTH, SOUTH]) expect(jointActs(row("accept"), agency)).toEqual(["end"]);
  });

  test("keeps the lead that was proposed, whoever answers", () => {
    const answer = { agencyId: SOUTH, verdict: "accept", leadAgencyId: NORTH } as const;
    expect(decideJoint(row("propose"), answer)).toEqual({ leadAgencyId: SOUTH });
    expect(decideJoint(null, { agencyId: NORTH, verdict: "propose", leadAgencyId: NORTH })).toEqual({
      leadAgencyId: NORTH,
    });
  });

  test("refuses every act that is not one of those offered", () => {
    for (const last of [null, ...JOINT_VERDICTS.map((verdict) => row(verdict))])
      for (const agencyId of [NORTH, SOUTH])
        for (const verdict of JOINT_VERDICTS) {
          const act = () => decideJoint(last, { agencyId, verdict, leadAgencyId: NORTH });
          if (jointActs(last, agencyId).includes(verdict)) expect(act).not.toThrow();
          else expect(act).toThrow(expect.objectContaining({ code: "conflict", reason: "joint-changed" }));
        }
  });
});
