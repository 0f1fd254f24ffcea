import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import {
  findPractitioner,
  listOwnApplications,
  listRecordQuestions,
  type PractitionerHead,
  type RecordQuestion,
  type StoredApplication,
} from "#db/queries/practitioner-record.ts";
import { insertRows } from "#db/rows.ts";
import { authorize, type Scope } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";
import { practitionerIndex } from "../registry/list-subject.ts";
import { type Conduct, readConduct } from "./conduct.ts";

export type OpenedRecord = Conduct & {
  readonly person: PractitionerHead;
  /** Those that this agency answers. */
  readonly applications: readonly StoredApplication[];
  readonly questions: readonly RecordQuestion[];
};

const SAME_LOOK_MS = 3_600_000;

/** An officer's view of a record under its pseudonym. The look is stored, once an hour and officer, and the person sees it. */
export async function openRecord(context: Context, practitionerId: string): Promise<OpenedRecord> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "case.read");
  const person = await findPractitioner(db.system, practitionerId);
  if (!person) throw new AppError("not-found", "practitioner");
  const applications = await db.scoped(scope.agencyId, async (tx) => {
    await storeLook(tx, scope, practitionerId, now);
    return listOwnApplications(tx, practitionerId);
  });
  const [conduct, questions] = await Promise.all([
    readConduct(db.system, [practitionerId], now),
    listRecordQuestions(db.system, practitionerId),
  ]);
  const found = conduct.get(practitionerId);
  if (!found) throw new AppError("not-found", "practitioner");
  return { ...found, person, applications, questions };
}

async function storeLook(
  tx: Tx,
  scope: Scope<"case.read">,
  practitionerId: string,
  now: Date,
): Promise<void> {
  const [same] = await tx`
    select 1 from access_events where subject_id = ${practitionerId} and account_id = ${scope.accountId}
      and at > ${new Date(now.getTime() - SAME_LOOK_MS)} limit 1`;
  if (same) return;
  await insertRows(tx, "access_events", [
    {
      id: uuidv7(),
      at: now,
      account_id: scope.accountId,
      agency_id: scope.agencyId,
      purpose: "establish_facts",
      reason: "/desk/practitioners",
      subject_kind: "practitioner",
      subject_id: practitionerId,
      fields: ["record"],
    },
  ]);
}

/** The person of a pseudonym or a licence number, both exact: nobody browses. That somebody is on record is a look as well. */
export async function findRecord(
  { db, actor, keys, now }: Context,
  query: string,
): Promise<{ readonly practitionerId: string }> {
  const scope = authorize(actor, "case.read");
  const pseudonym = query.normalize("NFKC").trim().toUpperCase();
  const [row] = await db.system<{ id: string }[]>`
    select id from practitioners where pseudonym = ${pseudonym} or licence_index = ${practitionerIndex(keys, query)} limit 1`;
  const code = "practitioner-not-found";
  if (!row) throw new AppError("invalid-request", code, [{ pointer: "/query", code }]);
  await db.scoped(scope.agencyId, (tx) => storeLook(tx, scope, row.id, now));
  return { practitionerId: row.id };
}
