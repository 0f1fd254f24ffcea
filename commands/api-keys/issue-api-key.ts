import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { hashSecret } from "#adapters/keys.ts";
import { insertRows } from "#db/rows.ts";
import type { Actor } from "#domain/access/actor.ts";
import { type ApiScope, formatApiToken } from "#domain/access/api-key.ts";
import { audit } from "../audit.ts";
import type { Runtime } from "../runtime.ts";

export type IssueApiKey = {
  readonly name: string;
  /** The institution the key belongs to; null for the portal's own and for agencies. */
  readonly institutionId: string | null;
  readonly scopes: readonly ApiScope[];
  /** Requests a minute. */
  readonly perMinute: number;
  /** Items a day (UTC): a batch of 500 counts 500. */
  readonly itemsPerDay: number;
  /** Different numbers and people a day (UTC), for a partner who has said why it needs more than the usual 20,000. */
  readonly subjects?: { readonly perDay: number; readonly need: string };
};

/** Enough for a lender's new customers of a day; seven billion numbers would take a thousand years. */
const USUAL_SUBJECTS_PER_DAY = 20_000;

export type IssuedApiKey = { readonly id: string; readonly token: string };

/** Makes an API key. The token is shown here and nowhere else: only a hash of it is stored. */
export async function issueApiKey(
  { db, now, actor }: Pick<Runtime, "db"> & { readonly now: Date; readonly actor: Actor | null },
  input: IssueApiKey,
): Promise<IssuedApiKey> {
  const id = uuidv7();
  const secret = randomBytes(32).toString("base64url");
  const token = formatApiToken(id, secret);
  await db.system.begin(async (tx) => {
    await insertRows(tx, "api_keys", [
      {
        id,
        name: input.name,
        institution_id: input.institutionId,
        scopes: input.scopes,
        per_minute: input.perMinute,
        items_per_day: input.itemsPerDay,
        subjects_per_day: input.subjects?.perDay ?? USUAL_SUBJECTS_PER_DAY,
        subjects_need: input.subjects?.need ?? null,
        created_at: now,
        revoked_at: null,
      },
    ]);
    await insertRows(tx, "api_key_hashes", [{ hash: hashSecret(token), api_key_id: id, created_at: now }]);
    await audit(tx, {
      at: now,
      actor: actor
        ? { kind: actor.agencyId ? "officer" : "member", id: actor.id }
        : { kind: "system", id: null },
      agencyId: actor?.agencyId ?? null,
      action: "api_key.issued",
      subject: { kind: "api_key", id },
      detail: {
        scopes: input.scopes,
        institutionId: input.institutionId,
        ...(input.subjects ? { subjects: input.subjects } : {}),
      },
    });
  });
  return { id, token };
}
