import { uuidv7 } from "uuidv7";
import type * as z from "zod";
import { inTransaction, type Tx } from "#db/client.ts";
import {
  listOwnApplications,
  listRecordQuestions,
  type RecordQuestion,
  type StoredApplication,
  type StoredItem,
} from "#db/queries/practitioner-record.ts";
import { insertRows } from "#db/rows.ts";
import { dueOn } from "#domain/clocks/due-on.ts";
import { clockPreset } from "#domain/clocks/presets.ts";
import { AppError } from "#domain/errors.ts";
import type { ConductGrade } from "#domain/practitioners/grade.ts";
import { ownApplicationInput, ownProofInput } from "#domain/practitioners/inputs.ts";
import { isNegative, isTold, repairRefusal } from "#domain/practitioners/record.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { practitionerIndex } from "../registry/list-subject.ts";
import type { PrivateSubject } from "../registry/open-application.ts";
import { readConduct } from "./conduct.ts";

export type OwnItem = Omit<StoredItem, "words" | "recordedBy"> & {
  /** The decision's or the training's own words. */
  readonly text: string | null;
  readonly mayObject: boolean;
  readonly mayAskRepair: boolean;
};
export type OwnAnswer = Pick<
  StoredApplication,
  "id" | "itemId" | "kind" | "state" | "receivedAt" | "dueOn"
> & { readonly answer: string | null };
export type OwnRecord = {
  readonly pseudonym: string;
  readonly items: readonly OwnItem[];
  readonly grade: ConductGrade;
  readonly isGradeRefused: boolean;
  readonly applications: readonly OwnAnswer[];
  readonly questions: readonly RecordQuestion[];
};

type Proof = z.input<typeof ownProofInput>;
/** Draws a private subject on the budget of look-ups before anything is looked up; throws `quota`. */
type Spend = (subject: PrivateSubject) => void | Promise<void>;

/**
 * What is kept about a person, shown to that person (个人信息保护法 45): the record, the grade and its reasons, who asked and
 * why. Pseudonym and licence have to fit each other. The look itself is stored with the others.
 */
export async function readOwnRecord(context: Context, raw: Proof, spend: Spend): Promise<OwnRecord> {
  const { db, now, keys } = context;
  const person = await prove(context, raw, spend);
  await storeLook(context, person);
  const [conduct, applications, questions] = await Promise.all([
    readConduct(db.system, [person.id], now),
    listOwnApplications(db.system, person.id),
    listRecordQuestions(db.system, person.id),
  ]);
  const found = conduct.get(person.id);
  if (!found) throw new AppError("not-found", "practitioner");
  const open = (table: string, column: string, row: string, sealed: Buffer | null) =>
    sealed && keys.openWithMaster({ table, column, row }, sealed);
  return {
    pseudonym: person.pseudonym,
    grade: found.grade,
    isGradeRefused: found.isGradeRefused,
    questions,
    // What one officer thinks is not yet on the record; what was refused never was.
    items: found.items
      .filter(({ state }) => state === "recorded" || state === "ended")
      .map(({ words, recordedBy: _, ...item }) => ({
        ...item,
        text: open("practitioner_items", "words", item.id, words),
        mayObject: item.entryId === null && isTold(item, now) && item.challenge === null,
        mayAskRepair:
          isNegative(item) &&
          isTold(item, now) &&
          item.challenge === null &&
          repairRefusal(item, now) === null,
      })),
    applications: applications.map(({ id, itemId, kind, state, receivedAt, dueOn: due, answer }) => ({
      ...{ id, itemId, kind, state, receivedAt, dueOn: due },
      // Not before a second person has agreed to it.
      answer: state === "open" ? null : open("practitioner_applications", "answer", id, answer),
    })),
  };
}

const SAME_LOOK_MS = 15 * 60_000;

/** Whoever knows both halves can look: each look is seen by the person, one that goes on for some minutes once. */
async function storeLook({ db, now }: Context, person: Person): Promise<void> {
  const [same] = await db.system`
    select 1 from practitioner_queries where practitioner_id = ${person.id} and purpose = 'own-record'
      and at > ${new Date(now.getTime() - SAME_LOOK_MS)} limit 1`;
  if (same) return;
  await insertRows(db.system, "practitioner_queries", [
    {
      licence_index: person.licence_index,
      id: uuidv7(),
      practitioner_id: person.id,
      api_key_id: null,
      institution_id: null,
      purpose: "own-record",
      verdict: "own",
      told: "record",
      at: now,
    },
  ]);
}

/**
 * The person objects to an item, asks for repair, or says whether a grade may be given. An objection marks the item and takes
 * it out of the grade at once; without an answer in 20 days the item goes (征信业管理条例 25).
 */
export async function applyAboutRecord(
  context: Context,
  { proof, application }: { readonly proof: Proof; readonly application: unknown },
  spend: Spend,
): Promise<{ readonly applicationId: string; readonly answerBy: string | null }> {
  const { db, now, keys } = context;
  const input = parseInput(ownApplicationInput, application);
  const person = await prove(context, proof, spend);
  const id = uuidv7();
  return inTransaction(db.system, async (tx) => {
    const about = input.kind === "objection" || input.kind === "repair" ? input : null;
    const item = about && (await lockItem(tx, person.id, about.itemId));
    if (about && item) assertMayApply(about.kind, item, await hasOpen(tx, person.id, about.itemId), now);
    const { days, dayKind } = clockPreset(about?.kind === "repair" ? "repair_decision" : "objection_answer");
    const answerBy = about ? dueOn({ days, dayKind }, now) : null;
    const seal = (column: string, text: string) =>
      keys.sealWithMaster({ table: "practitioner_applications", column, row: id }, text);
    await insertRows(tx, "practitioner_applications", [
      {
        practitioner_id: person.id,
        id,
        item_id: about?.itemId ?? null,
        agency_id: item?.agency_id ?? null,
        kind: input.kind,
        state: about ? "open" : "done",
        words_sealed: about ? seal("words", about.text) : null,
        contact_sealed: about ? seal("contact", about.contact) : null,
        key_version: keys.version,
        received_at: now,
        due_on: answerBy,
      },
    ]);
    await audit(tx, {
      at: now,
      actor: { kind: "system", id: null },
      agencyId: item?.agency_id ?? null,
      action: `practitioner.application.${input.kind}`,
      subject: { kind: "practitioner", id: person.id },
      detail: { applicationId: id, answerBy },
    });
    return { applicationId: id, answerBy };
  });
}

type Person = { id: string; pseudonym: string; licence_index: Buffer };

/** Whatever does not fit is answered alike, so that neither half can be tried out. */
async function prove({ db, keys }: Context, raw: Proof, spend: Spend): Promise<Person> {
  const { pseudonym, licence } = parseInput(ownProofInput, raw);
  const name = pseudonym.normalize("NFKC").toUpperCase();
  await spend({ canonical: `p:${name} ${licence}`, visibility: "restricted" });
  const [person] = await db.system<Person[]>`
    select id, pseudonym, licence_index from practitioners
    where pseudonym = ${name} and licence_index = ${practitionerIndex(keys, licence)}`;
  if (!person) throw new AppError("not-found", "practitioner-not-proven");
  return person;
}

type ItemRow = {
  agency_id: string;
  kind: "employer" | "training" | "decided_case";
  state: StoredItem["state"];
  outcome: StoredItem["outcome"];
  untilOn: string | null;
};

async function lockItem(tx: Tx, practitionerId: string, itemId: string): Promise<ItemRow> {
  const [row] = await tx<ItemRow[]>`
    select agency_id, kind, state, outcome, until_on::text as "untilOn" from practitioner_items
    where practitioner_id = ${practitionerId} and id = ${itemId} for update`;
  if (!row) throw new AppError("not-found", "practitioner-not-proven");
  return row;
}

/** Asked once the item is locked: in the same statement it would not see what was sent at the same moment. */
async function hasOpen(tx: Tx, practitionerId: string, itemId: string): Promise<boolean> {
  const [row] = await tx`
    select 1 from practitioner_applications where practitioner_id = ${practitionerId} and item_id = ${itemId} and state = 'open'`;
  return row !== undefined;
}

function assertMayApply(kind: "objection" | "repair", item: ItemRow, hasOne: boolean, now: Date): void {
  if (!isTold(item, now)) throw new AppError("conflict", "item-ended");
  if (hasOne) throw new AppError("conflict", "application-open");
  const refusal = kind === "repair" ? repairRefusal(item, now) : null;
  if (refusal) throw new AppError("conflict", refusal);
}
