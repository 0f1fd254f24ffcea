import { randomInt } from "node:crypto";
import { uuidv7 } from "uuidv7";
import * as z from "zod";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { practitionerIndex } from "./list-subject.ts";

const practitionerInput = z.object({
  licence: z.string().trim().min(4, "say-the-licence").max(60, "too-long"),
  name: z.string().trim().min(1, "say-who-and-what").max(100, "too-long"),
  institutionId: z.union([z.uuid("say-an-institution"), z.literal("")]),
});

/** No I, L, O, U, as in receipts. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Brings a licensed person onto the register under a pseudonym; licence and name are sealed. The same licence is the same person. */
export async function registerPractitioner(
  context: Context,
  raw: z.input<typeof practitionerInput>,
): Promise<{ readonly practitionerId: string; readonly pseudonym: string }> {
  const { db, actor, now, keys } = context;
  const scope = authorize(actor, "decision.propose");
  const { licence, name, institutionId } = parseInput(practitionerInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const index = practitionerIndex(keys, licence);
    const id = uuidv7();
    const code = Array.from({ length: 8 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
    const seal = (column: string, text: string) =>
      keys.sealWithMaster({ table: "practitioners", column, row: id }, text);
    await insertRows(
      tx,
      "practitioners",
      [
        {
          id,
          pseudonym: `P-${code}`,
          institution_id: institutionId || null,
          licence_index: index,
          licence_sealed: seal("licence", licence),
          name_sealed: seal("name", name),
          key_version: keys.version,
          created_at: now,
        },
      ],
      "on conflict (licence_index) do nothing",
    );
    const [row] = await tx<{ id: string; pseudonym: string }[]>`
      select id, pseudonym from practitioners where licence_index = ${index}`;
    if (!row) throw new AppError("conflict", "practitioner-unknown");
    if (row.id === id)
      await audit(tx, {
        at: now,
        actor: { kind: "officer", id: scope.accountId },
        agencyId: scope.agencyId,
        action: "practitioner.registered",
        subject: { kind: "practitioner", id },
        detail: {},
      });
    return { practitionerId: row.id, pseudonym: row.pseudonym };
  });
}
