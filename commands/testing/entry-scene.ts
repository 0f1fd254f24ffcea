import type { TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { addDays } from "#domain/cases/decision.ts";
import type { ApplicationInput } from "#domain/registry/application.ts";
import type { ActInput } from "#domain/registry/entry-act.ts";
import { decideAct } from "../registry/decide-act.ts";
import { openApplication } from "../registry/open-application.ts";
import { proposeAct } from "../registry/propose-act.ts";
import { type NewVersion, publishVersion } from "../registry/publish-version.ts";
import type { RegistrySubject } from "../registry/subject.ts";
import { type TestContext, testContext } from "./context.ts";
import { addAgency, addOfficer, as, firstAgency } from "./officers.ts";

export const STATEMENT = "经查，该号码多次联系与债务无关的人，并透露欠款情况。";
export const ANSWER = "经核查，所反映的情况属实，现答复如下，请您知悉。";
export const REASON = "材料齐全，程序合法，同意";

type Listed = { readonly entryId: string; readonly number: string; readonly key: string };

export type EntryScene = {
  readonly portal: TestContext;
  readonly agencyId: string;
  readonly officer: Actor;
  readonly reviewer: Actor;
  readonly supervisor: Actor;
  /** Supervisor of another agency. */
  readonly stranger: Actor;
  /** An entry on the blacklist for 180 days, as a decision would list it. */
  publish(subject: RegistrySubject, change?: Partial<NewVersion>): Promise<{ readonly entryId: string }>;
  /** A private number so published, another one each time. */
  listed(change?: Partial<NewVersion>): Promise<Listed>;
  /** The holder objects, or asks what `change` says, `days` after the scene's own moment. */
  apply(
    about: string,
    change?: Partial<ApplicationInput>,
    days?: number,
    key?: string | null,
  ): ReturnType<typeof openApplication>;
  /** Proposed by one officer and approved by another. */
  done(input: ActInput, days: number): Promise<void>;
  /** Each version of an entry: its status and what caused it. */
  versions(entryId: string): Promise<readonly { readonly status: string; readonly cause: string }[]>;
  /** Types of an entry's log records, in order. */
  leaves(entryId: string): Promise<readonly string[]>;
  /** Status of the entry that a look-up finds. */
  lookUp(key: string): Promise<string | null>;
};

/** Two agencies and their officers; entries are made as tests ask for them. */
export async function entryScene(database: TestDatabase): Promise<EntryScene> {
  const portal = await testContext(database);
  const agencyId = await firstAgency(portal);
  const elsewhere = await addAgency(portal, "SOUTH", ["44"], portal.now);
  const officer = await addOfficer(portal, "case_officer", agencyId);
  const reviewer = await addOfficer(portal, "reviewer", agencyId);
  let last = 0;

  const publish: EntryScene["publish"] = async (subject, change = {}) => {
    const next: NewVersion = {
      agencyId,
      caseId: null,
      decisionId: null,
      kind: "blacklist",
      status: "active",
      tier: "general",
      grounds: ["third_party_contact"],
      statement: STATEMENT,
      isPublic: false,
      listedAt: portal.now,
      expiresAt: addDays(portal.now, 180),
      approvals: 2,
      ...change,
    };
    return await portal.db.system.begin((tx) => publishVersion(portal, tx, subject, next, portal.now));
  };

  return {
    portal,
    agencyId,
    officer,
    reviewer,
    supervisor: await addOfficer(portal, "supervisor", agencyId),
    stranger: await addOfficer(portal, "supervisor", elsewhere),
    publish,
    listed: async (change) => {
      const number = `1390001${String(++last).padStart(4, "0")}`;
      const key = `+86${number}`;
      const index = portal.keys.blindIndex("number", key);
      await database.owner`insert into number_keys (number_index, key_version, country, kind, visibility, key_sealed, epoch, created_at)
        values (${index}, 1, 'CN', 'mobile', 'restricted', ${Buffer.from("x")}, 1, ${portal.now})`;
      const subject = { kind: "number", index, key, numberKind: "mobile", country: "CN" } as const;
      return { ...(await publish(subject, change)), number, key };
    },
    apply: (about, change = {}, days = 0, key = null) =>
      openApplication(as(portal, null, days), {
        body: {
          kind: "objection",
          about,
          applicant: "holder",
          ground: "not_mine",
          text: "这个号码今年三月才由我开通，之前的事与我无关。",
          contact: { phone: "13700000001" },
          ...change,
        },
        idempotencyKey: key,
        spend: () => {},
      }),
    done: async (input, days) => {
      const { entryId, actId } = await proposeAct(as(portal, officer, days), input);
      await decideAct(as(portal, reviewer, days), { entryId, actId, verdict: "approve", reason: REASON });
    },
    versions: (entryId) =>
      database.owner<{ status: string; cause: string }[]>`
        select status, cause from registry_versions where entry_id = ${entryId} order by version`,
    leaves: async (entryId) => {
      const rows = await database.owner<{ type: string }[]>`
        select type from log_records where entry_id = ${entryId} order by chain_seq`;
      return rows.map(({ type }) => type);
    },
    lookUp: async (key) => {
      await portal.registry.refresh();
      return portal.registry.lookUp(key).entry?.status ?? null;
    },
  };
}

export const answer = (entryId: string, applicationId: string, outcome: string): ActInput =>
  ({ act: "answer", entryId, applicationId, outcome, statement: ANSWER, tier: "", endsOn: "" }) as ActInput;
