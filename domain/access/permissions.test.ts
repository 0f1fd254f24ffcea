import { expect, test } from "vitest";
import { AppError } from "../errors.ts";
import { authorize, makeActor } from "./actor.ts";
import { isRole, PERMISSIONS, permissionsOf, ROLES } from "./permissions.ts";

const actor = (role: keyof typeof ROLES, agencyId: string | null) =>
  makeActor({ id: "a", name: "n", role, agencyId, institutionId: agencyId ? null : "i", sessionId: "s" });

test("no single role but the supervisor's both proposes and approves, and the decision itself forbids one person both", () => {
  const both = Object.keys(ROLES).filter(
    (role) =>
      isRole(role) &&
      permissionsOf(role).has("decision.propose") &&
      permissionsOf(role).has("decision.approve"),
  );
  expect(both).toEqual(["supervisor"]);
});

test("auditors change nothing", () => {
  const held = [...permissionsOf("auditor")];
  expect(held.filter((permission) => !/\.read$|^clock\.move$/.test(permission))).toEqual([]);
});

test("every permission is held by someone", () => {
  for (const holders of Object.values(PERMISSIONS)) expect(holders.length).toBeGreaterThan(0);
});

test("authorize gives the actor's own agency or refuses", () => {
  expect(authorize(actor("reviewer", "north"), "decision.approve")).toEqual({
    agencyId: "north",
    accountId: "a",
  });
  expect(() => authorize(null, "case.read")).toThrow(AppError);
  expect(() => authorize(actor("triage", "north"), "decision.approve")).toThrow("forbidden");
  expect(() => authorize(actor("lender", null), "case.read")).toThrow("forbidden");
});
