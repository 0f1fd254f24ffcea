import { uuidv7 } from "uuidv7";
import * as z from "zod";
import { inTransaction } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

/** A mobile number or a citizen's identity number: somebody who complained, or who is said to have. */
const PERSONAL = /(?<!\d)(?:86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)/;
const namesNobody = (text: string): boolean => !PERSONAL.test(text);

export const ownViewInput = z.object({
  zh: z
    .string("statement-too-short")
    .trim()
    .min(10, "statement-too-short")
    .max(1000, "statement-too-long")
    .refine(namesNobody, "statement-has-number"),
  en: z
    .string()
    .trim()
    .max(2000, "statement-too-long")
    .refine(namesNobody, "statement-has-number")
    .optional(),
});

/** A member of an institution says on its page what it has to say about its rating. The newest word is shown; none is lost. */
export async function stateOwnView(
  { db, actor, now }: Context,
  raw: z.input<typeof ownViewInput>,
): Promise<{ readonly statementId: string }> {
  if (!actor) throw new AppError("not-signed-in", "sign-in-first");
  const { institutionId, id: accountId } = actor;
  if (!institutionId || !actor.permissions.has("institution.read_own"))
    throw new AppError("forbidden", "institution.read_own");
  const { zh, en } = parseInput(ownViewInput, raw);
  const statementId = uuidv7();
  await inTransaction(db.system, async (tx) => {
    await insertRows(tx, "institution_statements", [
      {
        institution_id: institutionId,
        id: statementId,
        text_zh: zh,
        text_en: en || null,
        at: now,
        by_id: accountId,
      },
    ]);
    await audit(tx, {
      at: now,
      actor: { kind: "member", id: accountId },
      agencyId: null,
      action: "institution.stated",
      subject: { kind: "institution", id: institutionId },
      detail: { statementId },
    });
  });
  return { statementId };
}
