import type { Tx } from "#db/client.ts";
import type { TestDatabase } from "#db/testing/database.ts";
import { type Actor, authorize, type Scope } from "#domain/access/actor.ts";
import type { ComplaintInput } from "#domain/complaints/complaint-input.ts";
import { submitComplaint } from "../complaints/submit-complaint.ts";
import { type TestContext, testContext } from "./context.ts";
import { addAgency, addOfficer, firstAgency } from "./officers.ts";

/** Numbers of the scene and what was reported about each. */
export const NUMBERS = {
  /** Three people, one of them twice: violence. */
  harasser: "13900000001",
  /** One person: called too often. */
  reportedOnce: "13900000002",
  /** A service number that claimed to be a lender nobody knows. */
  service: "4008000003",
  /** The other agency's. */
  southern: "13900000004",
} as const;
export const REPORTERS = ["13700000001", "13700000001", "13700000002", "13700000003"];

export type DeskScene = {
  readonly portal: TestContext;
  readonly officer: Actor;
  readonly reviewer: Actor;
  /** Supervisor of another agency. */
  readonly stranger: Actor;
  file(body: ComplaintInput): Promise<unknown>;
  caseOf(number: string): Promise<string>;
  /** Runs a query as an officer, the scene's own unless another is named. */
  read<T>(run: (tx: Tx, scope: Scope) => Promise<T>, actor?: Actor): Promise<T>;
};

/** Two agencies, their officers and a handful of reports. */
export async function deskScene(database: TestDatabase): Promise<DeskScene> {
  const portal = await testContext(database);
  const agency = await firstAgency(portal);
  const elsewhere = await addAgency(portal, "SOUTH", ["44"], portal.now);
  const officer = await addOfficer(portal, "case_officer", agency);
  const scene: DeskScene = {
    portal,
    officer,
    reviewer: await addOfficer(portal, "reviewer", agency),
    stranger: await addOfficer(portal, "supervisor", elsewhere),
    file: (body) =>
      submitComplaint(portal, { body, idempotencyKey: null, origin: { kind: "anonymous", network: null } }),
    caseOf: async (number) => {
      const index = portal.keys.blindIndex("number", `+86${number}`);
      const [row] = await database.owner<
        { id: string }[]
      >`select id from cases where number_index = ${index}`;
      if (!row) throw new Error(`no case about ${number}`);
      return row.id;
    },
    read: (run, actor = officer) => {
      const scope = authorize(actor, "case.read");
      return portal.db.scoped(scope.agencyId, (tx) => run(tx, scope));
    },
  };
  for (const phone of REPORTERS) {
    await scene.file({
      ...about(NUMBERS.harasser),
      harm: { kinds: ["D5.violence"] },
      contact: { phone },
      region: "330100",
    });
  }
  await scene.file({ ...about(NUMBERS.reportedOnce), harm: { kinds: ["D2.too_frequent"] } });
  await scene.file({
    ...about(NUMBERS.service),
    claimed: {
      institution: "不存在的小额贷款有限公司",
      smsSignature: "速借",
      urls: ["https://loan.example.com/a"],
    },
  });
  await scene.file({ ...about(NUMBERS.southern), region: "440100" });
  return scene;
}

export const about = (number: string): ComplaintInput => ({
  matter: "collection",
  channel: "voice_call",
  relationship: "CONTACT_LISTED",
  incidents: [{ numberDisplayed: number, at: "2026-03-01T10:00:00+08:00" }],
  truthStatement: true,
});
