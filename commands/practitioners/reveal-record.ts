import { uuidv7 } from "uuidv7";
import type * as z from "zod";
import { listConductItems, listOwnApplications } from "#db/queries/practitioner-record.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import { revealRecordInput } from "#domain/practitioners/inputs.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

export type RevealedRecord = {
  readonly name: string | null;
  readonly licence: string | null;
  /** Words of items, and of what the person wrote about them. */
  readonly words: readonly {
    readonly at: string;
    readonly by: "item" | "person";
    readonly text: string;
  }[];
};

/** Opens who a pseudonym is and what is written about the person. The access row, which the person sees, comes first. */
export async function revealRecord(
  context: Context,
  raw: z.input<typeof revealRecordInput>,
): Promise<RevealedRecord> {
  const { db, actor, now, keys } = context;
  const scope = authorize(actor, "complaint.reveal");
  const { practitionerId, reason } = parseInput(revealRecordInput, raw);
  return db.scoped(scope.agencyId, async (tx) => {
    const [person] = await tx<{ name_sealed: Buffer | null; licence_sealed: Buffer | null }[]>`
      select name_sealed, licence_sealed from practitioners where id = ${practitionerId}`;
    if (!person) throw new AppError("not-found", "practitioner");
    await insertRows(tx, "access_events", [
      {
        id: uuidv7(),
        at: now,
        account_id: scope.accountId,
        agency_id: scope.agencyId,
        purpose: "establish_facts",
        reason,
        subject_kind: "practitioner",
        subject_id: practitionerId,
        fields: ["name", "licence", "words"],
      },
    ]);
    const open = (table: string, column: string, row: string, sealed: Buffer | null) =>
      sealed && keys.openWithMaster({ table, column, row }, sealed);
    // Under the agency's own scope: what other agencies wrote is theirs to open.
    const [items, applications] = await Promise.all([
      listConductItems(tx, [practitionerId]),
      listOwnApplications(tx, practitionerId),
    ]);
    const text = (by: "item" | "person", at: string, words: string | null) =>
      words === null ? [] : [{ at, by, text: words }];
    return {
      name: open("practitioners", "name", practitionerId, person.name_sealed),
      licence: open("practitioners", "licence", practitionerId, person.licence_sealed),
      words: [
        ...items.flatMap(({ id, recordedAt, words }) =>
          text("item", recordedAt, open("practitioner_items", "words", id, words)),
        ),
        ...applications.flatMap(({ id, receivedAt, words, contact }) =>
          [
            open("practitioner_applications", "words", id, words),
            open("practitioner_applications", "contact", id, contact),
          ].flatMap((one) => text("person", receivedAt, one)),
        ),
      ],
    };
  });
}
